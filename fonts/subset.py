#!/usr/bin/env python3
"""Cut the fonts of the documents down to the characters the service prints; run only when that set changes.

Needs npm, fonttools (pip install fonttools==4.60.1) and the Debian package fonts-ocr-b. The results are committed, so
that building evisa needs none of them. Running it twice writes the same bytes.
"""
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unicodedata

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
OCR_B = pathlib.Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")
LAYOUT = ["kern", "mark", "mkmk", "ccmp", "locl"]

# Blocks of the Latin and Cyrillic languages with their combining marks, and the signs a document uses.
LATIN_CYRILLIC = [
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0259, 0x0259), (0x02B0, 0x02FF), (0x0300, 0x036F), (0x0400, 0x052F),
    (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193),
    (0x2212, 0x2212),
]
# Characters of Chinese given names that GB 2312 lacks but living people bear.
NAMES = (
    "䶮喆堃昇翀赟玥彧玮珺昕晟煜燊珩瑄翊祎祐禛稑筠荥菡萱蔺薇譞轩钰铉铖锘镕镭雯霁靓颀颢馡骁鑫鋆飏旻昉昱晞晙暐曈枫柠梓"
    "棽楠榕樾沄沅沐泓泠洺浠浥淼湉湫滢漪潇澍瀚炅炜烜焓焱煊熠燚犇玎玘玙玚玠玢玹珂珈珞珮珵琀琤琬琰瑀瑗瑛瑜瑨瑶璇璐璟璠璨璿畇"
    "碁鎔镠隺劼劭勍卲垚塬墁奭妘姮婧婳嫄嫣媛孖峣嵚崟弢彣恺悫愔懿昺晳曌朏栩槿橞毓氿汭泱洹浛淏淯湜溦溱滟潆濛灏炘烨焜煐熹"
    "爔珅珣珧琎琮琇瑒瑢璘瓅甡皛皞皓盱睿矞砚祺禔秭稷竑筱粲紘綦縠翯翕耘聿芊芮苒茜荀莙菁葳蓁蕤蘅虓衍袆裔觅訚詠谖谌豪赓跃迦"
    "逯遹邈邶郗鄢钊钏钐钤铄锜锟镛闳闻阗阽隽霂霈霏韫韬頔颋飖骅骢鲲鹓鹭麒麟黎龑龢"
)


def chinese() -> set[int]:
    """GB 2312 without its Latin, Greek, Cyrillic and kana, full-width forms, and the name characters above."""
    found = set(map(ord, NAMES)) | set(range(0x3000, 0x3020)) | set(range(0xFF01, 0xFF5F)) | {0xFFE5}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            if not unicodedata.name(character, "").startswith(("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA")):
                found.add(ord(character))
    return found


def cut(source: pathlib.Path, characters: set[int], family: str | None = None) -> TTFont:
    """The font with only `characters`, without hints, its outlines untouched."""
    options = subset.Options(
        layout_features=LAYOUT, hinting=False, desubroutinize=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14],
        name_languages=[0x409], drop_tables=subset.Options._drop_tables_default + ["VORG", "vhea", "vmtx", "BASE", "meta"],
    )
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    if family:
        rename(font, family)
    return font


def rename(font: TTFont, family: str) -> None:
    """Give the font another family name: the OCR-B of Debian ends in a blank, which no template can name safely."""
    for record in list(font["name"].names):
        words = {1: family, 4: family, 6: family.replace(" ", ""), 16: family}.get(record.nameID)
        if words:
            font["name"].setName(words, record.nameID, record.platformID, record.platEncID, record.langID)
    top = font["CFF "].cff
    top.fontNames[0] = family.replace(" ", "")
    top.topDictIndex[0].FamilyName = family
    top.topDictIndex[0].FullName = family


def fetch(package: str, member: str, folder: pathlib.Path) -> pathlib.Path:
    """One file of an npm package, fetched with npm itself."""
    packed = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        content = archive.extractfile(f"package/{member}").read()
    target = folder / pathlib.Path(member).name
    target.write_bytes(content)
    return target


def main() -> None:
    latin = {code for first, last in LATIN_CYRILLIC for code in range(first, last + 1)}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        noto = "@expo-google-fonts/noto-sans@0.4.2"
        sources = {
            "NotoSans-Regular.ttf": (fetch(noto, "400Regular/NotoSans_400Regular.ttf", folder), latin, None),
            "NotoSans-Bold.ttf": (fetch(noto, "700Bold/NotoSans_700Bold.ttf", folder), latin, None),
            "NotoSansSC-Regular.ttf": (
                fetch("@expo-google-fonts/noto-sans-sc@0.4.3", "400Regular/NotoSansSC_400Regular.ttf", folder),
                chinese(), None,
            ),
            "OCRB-Evisa.otf": (OCR_B, set(range(0x20, 0x7F)), "OCR B Evisa"),
        }
        for target, (source, characters, family) in sources.items():
            font = cut(source, characters, family)
            font.save(HERE / target)
            print(target, (HERE / target).stat().st_size, "bytes", len(font.getBestCmap()), "characters", file=sys.stderr)


if __name__ == "__main__":
    main()
