"""The documents of the journeys, looked at by programs that are not ours: whole, readable, PDF/A-3a and PDF/UA-1."""

import subprocess
import sys
from pathlib import Path

import page

LANGS = ("kk", "ru", "en", "zh")
PROFILES = ("3a", "ua1")
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
    for profile in PROFILES:
        found += [f"{profile}: {failure}" for failure in page.validate_pdf(str(pdf), profile=profile).failures]
    return found


def main(root: Path) -> int:
    """Check every document of every language; the exit status."""
    wrong = [f"{lang}/{name}: {fault}" for lang in LANGS for name in NAMES for fault in faults(root / lang, name)]
    print("\n".join(wrong) or f"{len(LANGS) * len(NAMES)} documents are whole, readable and named, PDF/A-3a and PDF/UA-1")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
