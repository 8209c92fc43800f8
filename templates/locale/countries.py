"""Writes templates/locale/<lang>/countries.ftl and src/domain/countries.rs from Unicode CLDR.

Run it beside the unpacked packages `cldr-core` and `cldr-localenames-full` (version 48, Unicode License V3):

    python3 templates/locale/countries.py FOLDER_WITH_BOTH

The licence stands in LICENSE-UNICODE.txt beside this file.

Which codes are countries comes from ISO 3166-1 through CLDR; the special codes of passports are those of ICAO
Doc 9303-3 section 5, worded here by hand. Where CLDR's name does not suit a visa form, the reason stands beside ours.
"""

import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
LANGUAGES = {"kk": "kk", "ru": "ru", "en": "en", "zh": "zh-Hans"}
COUNTRIES_OF_ISO_3166 = 249

# Exceptionally reserved, test and private codes that CLDR names too, but ISO 3166-1 does not list.
NOT_OF_ISO_3166 = {"AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}

# CLDR's other form of a name: without "territories", or told apart from its neighbour by its official name.
ALTERNATIVES = {"PS": "short", "MM": "short", "CD": "variant", "CG": "variant"}

OUR_NAMES = {
    ("kk", "ZA"): "Оңтүстік Африка Республикасы",  # CLDR's name is also that of the region
    ("kk", "CG"): "Конго Республикасы",
    ("kk", "KP"): "Корей Халық Демократиялық Республикасы",  # as in the Russian column: the official name
    ("kk", "KR"): "Корея Республикасы",
    ("ru", "KG"): "Кыргызстан",  # the form of official Russian in Kazakhstan
    ("ru", "CD"): "Демократическая Республика Конго",
    ("en", "CD"): "Democratic Republic of the Congo",
    ("en", "CG"): "Republic of the Congo",
    ("kk", "MM"): "Мьянма",  # as English and Chinese have it: without the former name
    ("ru", "MM"): "Мьянма",
    ("ru", "SH"): "Остров Святой Елены",
}

# code: kk, ru, en, zh. Order: the codes of ICAO Doc 9303-3 section 5, parts A to F.
SPECIAL = {
    "D": ("Германия", "Германия", "Germany", "德国"),
    "EUE": ("Еуропалық Одақ (рұқсат қағазы)", "Европейский союз (пропуск)", "European Union (laissez-passer)",
            "欧洲联盟（通行证）"),
    "GBD": ("Ұлыбритания: теңіз арты аумақтарының азаматы", "Великобритания: гражданин заморских территорий",
            "United Kingdom: overseas territories citizen", "英国：海外领土公民"),
    "GBN": ("Ұлыбритания: теңіз арты ұлттық өкілі", "Великобритания: национал (заморский)",
            "United Kingdom: national (overseas)", "英国：国民（海外）"),
    "GBO": ("Ұлыбритания: теңіз арты азаматы", "Великобритания: заморский гражданин",
            "United Kingdom: overseas citizen", "英国：海外公民"),
    "GBP": ("Ұлыбритания: қорғаудағы тұлға", "Великобритания: лицо под защитой", "United Kingdom: protected person",
            "英国：受保护人士"),
    "GBS": ("Ұлыбритания: бодан", "Великобритания: подданный", "United Kingdom: subject", "英国：臣民"),
    "RKS": ("Косово", "Косово", "Kosovo", "科索沃"),
    "UNA": ("БҰҰ-ның мамандандырылған мекемесі (рұқсат қағазы)", "Специализированное учреждение ООН (пропуск)",
            "United Nations specialized agency (laissez-passer)", "联合国专门机构（通行证）"),
    "UNK": ("БҰҰ-ның Косоводағы миссиясы (жол жүру құжаты)", "Миссия ООН в Косово (проездной документ)",
            "United Nations Mission in Kosovo (travel document)", "联合国科索沃特派团（旅行证件）"),
    "UNO": ("Біріккен Ұлттар Ұйымы (рұқсат қағазы)", "Организация Объединенных Наций (пропуск)",
            "United Nations (laissez-passer)", "联合国（通行证）"),
    "XBA": ("Африка даму банкі", "Африканский банк развития", "African Development Bank", "非洲开发银行"),
    "XCC": ("Кариб қауымдастығы", "Карибское сообщество", "Caribbean Community", "加勒比共同体"),
    "XCE": ("Еуропа Кеңесі", "Совет Европы", "Council of Europe", "欧洲委员会"),
    "XCO": ("Шығыс және Оңтүстік Африканың ортақ нарығы", "Общий рынок Восточной и Южной Африки",
            "Common Market for Eastern and Southern Africa", "东部和南部非洲共同市场"),
    "XDC": ("Африка оңтүстігін дамыту қауымдастығы", "Сообщество развития Юга Африки",
            "Southern African Development Community", "南部非洲发展共同体"),
    "XEC": ("Батыс Африка мемлекеттерінің экономикалық қауымдастығы",
            "Экономическое сообщество западноафриканских государств",
            "Economic Community of West African States", "西非国家经济共同体"),
    "XES": ("Шығыс Кариб мемлекеттерінің ұйымы", "Организация Восточно-Карибских государств",
            "Organisation of Eastern Caribbean States", "东加勒比国家组织"),
    "XIM": ("Африка экспорт-импорт банкі", "Африканский экспортно-импортный банк", "African Export-Import Bank",
            "非洲进出口银行"),
    "XMP": ("Жерорта теңізінің парламенттік ассамблеясы", "Парламентская ассамблея Средиземноморья",
            "Parliamentary Assembly of the Mediterranean", "地中海议会大会"),
    "XOM": ("Мальта ордені", "Мальтийский орден", "Sovereign Military Order of Malta", "马耳他骑士团"),
    "XPO": ("Интерпол", "Интерпол", "INTERPOL", "国际刑警组织"),
    "XXA": ("Азаматтығы жоқ тұлға", "Лицо без гражданства", "Stateless person", "无国籍人"),
    "XXB": ("Босқын (1951 жылғы Конвенция)", "Беженец (Конвенция 1951 года)", "Refugee (1951 Convention)",
            "难民（1951年公约）"),
    "XXC": ("Босқын (өзге)", "Беженец (иной)", "Refugee (other)", "难民（其他）"),
    "XXX": ("Азаматтығы көрсетілмеген", "Гражданство не указано", "Nationality not stated", "国籍未注明"),
    "ANT": ("Нидерланд Антиль аралдары (бұрынғы код)", "Нидерландские Антильские острова (прежний код)",
            "Netherlands Antilles (former code)", "荷属安的列斯（旧代码）"),
    "NTZ": ("Бейтарап аймақ (бұрынғы код)", "Нейтральная зона (прежний код)", "Neutral Zone (former code)",
            "中立区（旧代码）"),
    "UTO": ("Утопия (құжат үлгісі)", "Утопия (образец документа)", "Utopia (specimen document)",
            "乌托邦（证件样本）"),
}
SPECIAL_ALPHA2 = {"D": "DE", "EUE": "EU", "RKS": "KS", "UNO": "UN", "UTO": "UT"}

FTL_HEADING = """# Names of nationalities and issuing authorities by their passport code. Written by countries.py: change it there.
# Country names: Unicode CLDR 48, copyright 1991-2025 Unicode, Inc., Unicode License V3. Special codes: worded by hand.

"""

RUST_HEADING = """//! The codes that a passport may name as nationality or issuing authority.
//!
//! Written by `templates/locale/countries.py` from ISO 3166-1 (Unicode CLDR 48, Unicode License V3) and ICAO
//! Doc 9303-3 section 5: change it there. The names in four languages stand in `countries.ftl`.

/// A nationality or issuing authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// The code in the passport: three letters, or the lone `D` of Germany.
    pub code: &'static str,
    /// The two letters of the same, where there are any.
    pub alpha2: Option<&'static str>,
    /// A code of ICAO only (organisations, refugees, stateless persons, former codes), not a country of ISO 3166-1.
    pub special: bool,
}

/// All codes in alphabetical order.
#[must_use]
pub const fn all() -> &'static [Country] {
    TABLE
}

/// Whether a passport may carry the code. Only capital letters count.
#[must_use]
pub fn is_known(code: &str) -> bool {
    by_code(code).is_some()
}

/// The row of a code.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static Country> {
    TABLE.binary_search_by(|row| row.code.cmp(code)).ok().and_then(|place| TABLE.get(place))
}

const fn state(code: &'static str, alpha2: &'static str) -> Country {
    Country { code, alpha2: Some(alpha2), special: false }
}

const fn special(code: &'static str, alpha2: Option<&'static str>) -> Country {
    Country { code, alpha2, special: true }
}

"""

RUST_TESTS = """
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_once_in_order_and_have_the_right_shape() {
        assert!(TABLE.windows(2).all(|pair| pair[0].code < pair[1].code));
        for row in TABLE {
            let length = if row.code == "D" { 1 } else { 3 };
            assert!(row.code.len() == length && row.code.bytes().all(|b| b.is_ascii_uppercase()), "{}", row.code);
            assert!(row.alpha2.is_none_or(|two| two.len() == 2), "{}", row.code);
        }
        assert_eq!(TABLE.iter().filter(|row| !row.special).count(), 249, "ISO 3166-1 lists 249");
    }

    #[test]
    fn countries_and_special_codes_are_known_and_nothing_else() {
        for code in ["KAZ", "CHN", "USA", "D", "DEU", "GBR", "GBD", "GBN", "RKS", "XXA", "UTO"] {
            assert!(is_known(code), "{code}");
        }
        for code in ["", "kaz", "KZ", "XYZ", "QQQ", "KAZ "] {
            assert!(!is_known(code), "{code}");
        }
        assert_eq!(by_code("KAZ").unwrap().alpha2, Some("KZ"));
        assert!(by_code("XXB").unwrap().special);
    }
}
"""


def read(cldr, path):
    return json.loads((cldr / path).read_text(encoding="utf-8"))


def territories(cldr, lang):
    cldr_lang = LANGUAGES[lang]
    tree = read(cldr, f"cldr-localenames-full/main/{cldr_lang}/territories.json")
    return tree["main"][cldr_lang]["localeDisplayNames"]["territories"]


def name_of(lang, names, alpha2):
    if (lang, alpha2) in OUR_NAMES:
        return OUR_NAMES[lang, alpha2]
    alternative = ALTERNATIVES.get(alpha2)
    name = names.get(f"{alpha2}-alt-{alternative}", names[alpha2])
    # Russian CLDR abbreviates islands; a form has room for the word.
    name = re.sub(r"\bо-ва\b", "острова", name)
    name = re.sub(r"\bо-в\b", "остров", name)
    name = name.replace(" & ", " and ").replace(" — ", " – ")
    return name[0].upper() + name[1:]


def main():
    cldr = pathlib.Path(sys.argv[1])
    mappings = read(cldr, "cldr-core/supplemental/codeMappings.json")["supplemental"]["codeMappings"]
    english = territories(cldr, "en")
    countries = {
        mapping["_alpha3"]: alpha2
        for alpha2, mapping in mappings.items()
        if len(alpha2) == 2 and "_alpha3" in mapping and alpha2 in english and alpha2 not in NOT_OF_ISO_3166
    }
    assert len(countries) == COUNTRIES_OF_ISO_3166, len(countries)
    assert not countries.keys() & SPECIAL.keys()
    for place, lang in enumerate(LANGUAGES):
        names = territories(cldr, lang)
        rows = {code: name_of(lang, names, alpha2) for code, alpha2 in countries.items()}
        rows |= {code: names_in_four[place] for code, names_in_four in SPECIAL.items()}
        lines = [f"country-{code} = {rows[code]}\n" for code in sorted(rows)]
        (HERE / lang / "countries.ftl").write_text(FTL_HEADING + "".join(lines), encoding="utf-8")
    rows = []
    for code in sorted(countries.keys() | SPECIAL.keys()):
        if code in countries:
            rows.append(f'    state("{code}", "{countries[code]}"),\n')
        else:
            two = SPECIAL_ALPHA2.get(code)
            rows.append(f'    special("{code}", {f"Some({json.dumps(two)})" if two else "None"}),\n')
    table = "const TABLE: &[Country] = &[\n" + "".join(rows) + "];\n"
    rust = HERE.parent.parent / "src/domain/countries.rs"
    rust.write_text(RUST_HEADING + table + RUST_TESTS, encoding="utf-8")


if __name__ == "__main__":
    main()
