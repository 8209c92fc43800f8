"""The documents of the journeys, looked at by programs that are not ours: whole, readable, PDF/A-3a and PDF/UA-1, codes that scan."""

import base64
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import page
import zxingcpp

LANGS = ("kk", "ru", "en", "zh")
PROFILES = ("3a", "ua1")
RESOLUTIONS = (100, 150, 200, 300)
NAMES = {"visa.pdf": (0, 1, 2, 3), "receipt.pdf": (0, 1), "instructions.pdf": ()}


def faults(folder: Path, name: str) -> list[str]:
    """What is wrong with one document; `person.txt` beside it says who must be named in which: surname, given, passport, invitation."""
    pdf = folder / name
    person = (folder / "person.txt").read_text(encoding="utf-8").split("\n")
    found = []
    checked = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True)
    if checked.returncode != 0:
        found.append(f"qpdf: {checked.stdout}{checked.stderr}")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    found += [f"does not name {person[n]}" for n in NAMES[name] if person[n].casefold() not in text.casefold()]
    exact = lengths_exact(pdf.read_bytes())
    if not exact:
        found.append("a stream has another length than it says")
    for profile in PROFILES:
        failures = page.validate_pdf(str(pdf), profile=profile).failures
        # This reader takes a last byte 0x0D of the data, before the line feed that ends it, for part of the line's end: one stream in 256.
        found += [f"{profile}: {failure}" for failure in failures if not (exact and "STREAM-LENGTH" in failure.rule_id)]
    if name == "visa.pdf":
        found += scan_faults(pdf)
    return found


def lengths_exact(pdf: bytes) -> bool:
    """Whether after exactly as many bytes as each stream says comes the end of a line and `endstream`, for every stream of the file."""
    streams = list(re.finditer(rb"/Length (\d+)\b(?:(?!endobj).)*?>>\s*stream\r?\n", pdf, re.DOTALL))
    ends = [re.match(rb"(\r\n|\n|\r)endstream\b", pdf[stream.end() + int(stream[1]) :]) for stream in streams]
    return 0 < len(streams) == len(re.findall(rb"\bendstream\s+endobj\b", pdf)) and all(ends)


def codes(pdf: Path, dpi: int) -> dict[str, bytes]:
    """The bytes of each kind of code on the first page, as a reader finds them in a scan of so many dots an inch."""
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", pdf]
    grey = subprocess.run(command, capture_output=True, check=True).stdout
    width, height = (int(number) for number in grey.split(maxsplit=4)[1:3])
    pixels = memoryview(grey)[len(grey) - width * height:].cast("B", (height, width))
    found = zxingcpp.read_barcodes(pixels)
    return {code.format.name: code.bytes for code in found}


def scan_faults(pdf: Path) -> list[str]:
    """What is wrong with the codes of a visa: the seal must be the bytes of the attachment, and the other one its address, at every resolution."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdfdetach", "-saveall", "-o", folder, pdf], check=True, capture_output=True)
        facts = json.loads((Path(folder) / "evisa.json").read_text(encoding="utf-8"))
    seal = base64.b64decode(facts["seal"]["visible"])
    found = []
    for dpi in RESOLUTIONS:
        seen = codes(pdf, dpi)
        if seen.get("DataMatrix") != seal:
            found.append(f"at {dpi} dpi the seal is not read as it was signed")
        if b"/verify/" not in seen.get("QRCode", b""):
            found.append(f"at {dpi} dpi the checking address is not read")
    return found


def main(root: Path) -> int:
    """Check every document of every language; the exit status."""
    wrong = [f"{lang}/{name}: {fault}" for lang in LANGS for name in NAMES for fault in faults(root / lang, name)]
    print("\n".join(wrong) or f"{len(LANGS) * len(NAMES)} documents are whole, readable and named, PDF/A-3a and PDF/UA-1; codes scan at {RESOLUTIONS} dpi")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
