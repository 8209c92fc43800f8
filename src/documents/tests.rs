//! Documents as their readers get them: every language, the longest names, the standards, the same bytes twice.

use std::{fs, path::Path, time::Instant};

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{
    lang::{InFour, Lang},
    money::Money,
    person::{PersonName, Sex, Traveller},
    visa::VisaSeal,
};

/// Set to a folder, the tests leave the documents they make there, to be looked at.
const OUT: &str = "EVISA_DOCUMENTS_OUT";

fn four(kk: &str, ru: &str, en: &str, zh: &str) -> InFour<String> {
    InFour { kk: kk.into(), ru: ru.into(), en: en.into(), zh: zh.into() }
}

fn same(text: &str) -> InFour<String> {
    InFour::build(|_| text.to_owned())
}

fn name(surname: &str, given: &str) -> PersonName {
    PersonName { surname: surname.parse().unwrap(), given: Some(given.parse().unwrap()), patronymic: None }
}

fn airports() -> Vec<InFour<String>> {
    vec![
        four(
            "Нұрсұлтан Назарбаев халықаралық әуежайы, Астана (NQZ)",
            "Международный аэропорт Нурсултан Назарбаев, Астана (NQZ)",
            "Nursultan Nazarbayev International Airport, Astana (NQZ)",
            "阿斯塔纳努尔苏丹·纳扎尔巴耶夫国际机场（NQZ）",
        ),
        four(
            "Алматы халықаралық әуежайы (ALA)",
            "Международный аэропорт Алматы (ALA)",
            "Almaty International Airport (ALA)",
            "阿拉木图国际机场（ALA）",
        ),
    ]
}

fn tourist() -> InFour<String> {
    four("Бір реттік туристік виза", "Однократная туристская виза", "Single-entry tourist visa", "单次入境旅游签证")
}

fn visa(lang: Lang) -> VisaSheet {
    VisaSheet {
        lang,
        number: "KA1234567".into(),
        issued_at: "2022-06-08T08:43:35Z".parse().unwrap(),
        place_of_issue: four("Астана", "Астана", "Astana", "阿斯塔纳"),
        category_code: "B12".into(),
        category_name: tourist(),
        entries: 1,
        valid_from: date(2022, 6, 5),
        valid_until: date(2022, 6, 8),
        stay_days: 4,
        fee: Money::usd(6_000),
        name: name("Turism", "Test"),
        traveller: Traveller {
            passport: "E12345678".parse().unwrap(),
            sex: Sex::M,
            birth_date: date(1988, 2, 14),
            nationality: "CHN".parse().unwrap(),
        },
        application_number: "16546778150988".into(),
        invitation_number: "3622000299".into(),
        inviter_name: "Товарищество с ограниченной ответственностью Солар Сан Казахстан".into(),
        inviter_iin_bin: "123456789021".into(),
        stay_address: "г.Алматы, АЫВА, 2585".into(),
        entry_points: airports(),
        machine_zone: None,
        seal: None,
        check: None,
        demonstration: true,
    }
}

/// The second code of a visa, as it is printed.
fn check(host: &str, holds: SecondCode) -> CheckCode {
    let address = format!("{host}/verify/N39DxhIYWneZlo8JFnKsMA");
    let text = match holds {
        SecondCode::Address => address.clone(),
        SecondCode::Barcode => seal().barcode,
    };
    CheckCode { modules: Modules::qr(&text).unwrap(), holds, address }
}

/// As long as a real one.
fn seal() -> VisaSeal {
    VisaSeal {
        generation: 1,
        signer: "KZEV11".into(),
        signed_at: "2022-06-08T08:43:35Z".parse().unwrap(),
        bytes: (0..155).collect(),
        barcode: format!("RDB1B{}", "A7".repeat(140)),
        json: r#"{"data":{"hdr":{"t":"kz.evisa"}}}"#.into(),
    }
}

fn full_visa(lang: Lang) -> VisaSheet {
    VisaSheet {
        machine_zone: Some([
            "V<KAZTURISM<<TEST<<<<<<<<<<<<<<<<<<<<<<<<<<<".into(),
            "E123456784CHN8802147M2206086KA1234567<<<<<<<".into(),
        ]),
        seal: Some(seal()),
        check: Some(check("https://vmp.example.kz", SecondCode::Address)),
        demonstration: false,
        ..visa(lang)
    }
}

fn longest_visa(lang: Lang) -> VisaSheet {
    let part =
        "Wolfeschlegelsteinhausenbergerdorff Hohenzollern-Sigmaringen Adolph Blaine Charles David Earl Frederick"
            .get(..99);
    let part = || part.unwrap().trim().parse().unwrap();
    VisaSheet {
        name: PersonName { surname: part(), given: Some(part()), patronymic: Some(part()) },
        traveller: Traveller { passport: "E12345678901234".parse().unwrap(), ..visa(lang).traveller },
        place_of_issue: same("Consulate General of the Republic of Kazakhstan in Hong Kong"),
        inviter_name: "Товарищество с ограниченной ответственностью Солар Сан Казахстан ".repeat(4),
        stay_address: "АЛМАТИНСКАЯ ОБЛАСТЬ, РАЙОН АЛМАЛИНСКИЙ, АЛМАТЫ, КОПЕРНИКА, 2; ".repeat(5),
        check: Some(check(
            "https://visa.consulate-general-of-the-republic-of-kazakhstan.example.kz:8443",
            SecondCode::Barcode,
        )),
        demonstration: true,
        ..full_visa(lang)
    }
}

fn receipt(lang: Lang) -> ReceiptSheet {
    ReceiptSheet {
        lang,
        code: "C0001000010101".into(),
        application_number: "16546778150988".into(),
        paid_at: "2022-06-08T08:43:35Z".parse().unwrap(),
        payer: name("inostr", "inostr"),
        payer_iin_bin: None,
        beneficiary: "Комитет Казначейства МФ РК".into(),
        bank: "РГУ «Комитет казначейства МФ РК», KKMFKZ2A".into(),
        tax_code: "620301".into(),
        knp: "911".into(),
        kbk: "108126".into(),
        category_name: tourist(),
        fee: Money::usd(8_000),
        rate: "388.28".parse().unwrap(),
        rate_date: date(2022, 6, 8),
        rate_source: four(
            "ҚР Ұлттық Банкі",
            "Национальный Банк РК",
            "National Bank of Kazakhstan",
            "哈萨克斯坦国家银行",
        ),
        sum: Money::kzt(3_106_240),
        commission: Commission::Included(Money::kzt(2_500)),
        method: "KazPost".into(),
        instrument: Some("7700•••2233".into()),
        provider_reference: Some("109876543210".into()),
        approval: None,
        demonstration: true,
    }
}

fn instructions(lang: Lang) -> InstructionsSheet {
    let price = |name: InFour<String>, amount| Price { name, amount };
    InstructionsSheet {
        lang,
        issued_at: "2022-06-01T00:00:00Z".parse().unwrap(),
        portal_address: "https://vmp.example.kz".into(),
        fees: vec![
            price(four("Іскерлік", "Деловая", "Business", "商务"), Money::usd(8_000)),
            price(four("Туристік", "Туристская", "Tourist", "旅游"), Money::usd(6_000)),
            price(four("Емделу", "На лечение", "Medical treatment", "医疗"), Money::usd(8_000)),
        ],
        methods: vec![
            price(same("Halyk Bank: Visa, Mastercard, American Express"), Money::kzt(10_000)),
            price(same("KazPost"), Money::kzt(2_500)),
            price(same("Activ, Kcell, Beeline"), Money::kzt(10_000)),
        ],
        entry_points: airports(),
        payment_minutes: 30,
        payment_attempts: 5,
    }
}

fn rendered(file: &str, document: &Document) -> Vec<u8> {
    let begun = Instant::now();
    let pdf = Engine::new().render(document).unwrap_or_else(|error| panic!("{file}: {error}"));
    if let Ok(folder) = std::env::var(OUT) {
        println!("{file}: {} bytes, {} ms", pdf.len(), begun.elapsed().as_millis());
        fs::write(Path::new(&folder).join(file).with_extension("pdf"), &pdf).unwrap();
    }
    pdf
}

fn contains(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn every_document_is_made_in_every_language_and_says_that_it_is_archivable_and_accessible() {
    for lang in Lang::ALL {
        for (kind, document) in [
            ("visa", Document::Visa(Box::new(visa(lang)))),
            ("visa-full", Document::Visa(Box::new(full_visa(lang)))),
            ("receipt", Document::Receipt(Box::new(receipt(lang)))),
            ("instructions", Document::Instructions(instructions(lang))),
        ] {
            let file = format!("{kind}-{}", lang.code());
            let pdf = rendered(&file, &document);
            assert!(pdf.starts_with(b"%PDF-1.7"), "{file}");
            let language = format!("/Lang({}", lang.code());
            for mark in
                ["<pdfaid:part>3", "<pdfaid:conformance>A", "<pdfuaid:part>1", "/MarkInfo", "/OutputIntents", &language]
            {
                assert!(contains(&pdf, mark), "{file} lacks {mark}");
            }
            assert_eq!(contains(&pdf, "/AFRelationship/Data"), kind.starts_with("visa"), "{file}");
        }
    }
}

#[test]
fn the_same_sheet_gives_the_same_bytes_and_another_gives_others() {
    let document = Document::Visa(Box::new(full_visa(Lang::Zh)));
    let first = rendered("visa-first", &document);
    assert_eq!(first, rendered("visa-second", &document));
    let other = VisaSheet { entries: 2, ..full_visa(Lang::Zh) };
    assert_ne!(first, rendered("visa-other", &Document::Visa(Box::new(other))));
}

#[test]
fn the_visa_stays_one_page_with_the_longest_names_and_addresses() {
    for lang in Lang::ALL {
        // More than one page would be `TooLong`.
        rendered(&format!("visa-longest-{}", lang.code()), &Document::Visa(Box::new(longest_visa(lang))));
    }
    let endless = VisaSheet { stay_address: "Алматы ".repeat(3_000), ..visa(Lang::Ru) };
    let refused = Engine::new().render(&Document::Visa(Box::new(endless)));
    assert!(matches!(refused, Err(DocumentError::Typst(_) | DocumentError::TooLong { .. })), "{refused:?}");
}

#[test]
fn a_character_that_no_font_has_is_an_error_that_names_it() {
    let sheet = VisaSheet { name: name("محمد", "Ali"), ..visa(Lang::En) };
    let refused = Engine::new().render(&Document::Visa(Box::new(sheet)));
    assert_eq!(refused, Err(DocumentError::MissingGlyph { characters: "محد".into() }));
}

#[test]
fn the_door_can_ask_before() {
    let alphabets = [
        "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
        "AZaz09 «»„“”’–—…№₸$€ Łódź Đặng Nguyễn Þór Ñandú Ġorġ Şükrü Ərdəğan Ķēniņš",
        "欧阳喆堃 赟䶮 张伟，（测试）：“引号”",
    ];
    for text in alphabets {
        assert_eq!(can_print(text), Ok(()), "{text}");
    }
    assert_eq!(can_print("a한b한\u{7}"), Err(vec!['한', '\u{7}']));
}

#[test]
fn a_malformed_zone_or_matrix_is_never_printed() {
    let engine = Engine::new();
    let short = VisaSheet { machine_zone: Some(["V<KAZ".into(), "E1".into()]), ..visa(Lang::En) };
    assert_eq!(engine.render(&Document::Visa(Box::new(short))), Err(DocumentError::MachineZone));
    for (seal, fault) in [
        (VisaSeal { bytes: vec![0; 4096], ..seal() }, DocumentError::Matrix),
        (VisaSeal { json: "{".into(), ..seal() }, DocumentError::Seal),
    ] {
        let sheet = VisaSheet { seal: Some(seal), ..visa(Lang::En) };
        assert_eq!(engine.render(&Document::Visa(Box::new(sheet))), Err(fault));
    }
}

#[test]
fn a_receipt_never_adds_two_currencies() {
    let sheet = ReceiptSheet { commission: Commission::Included(Money::usd(1)), ..receipt(Lang::En) };
    let refused = Engine::new().render(&Document::Receipt(Box::new(sheet)));
    assert_eq!(refused, Err(DocumentError::Money(MoneyError::Currencies)));
}

#[test]
fn words_of_people_are_never_read_as_markup() {
    let sheet = VisaSheet {
        inviter_name: "#panic(\"x\") *bold* $x$ @ref \\ <label> `raw` // comment".into(),
        stay_address: "[#read(\"/words.json\")] = heading".into(),
        ..visa(Lang::En)
    };
    rendered("visa-markup", &Document::Visa(Box::new(sheet)));
}

#[test]
fn many_threads_print_at_once() {
    let expected = rendered("receipt-one", &Document::Receipt(Box::new(receipt(Lang::Kk))));
    std::thread::scope(|scope| {
        let printers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| Engine::new().render(&Document::Receipt(Box::new(receipt(Lang::Kk))))))
            .collect();
        for printer in printers {
            assert_eq!(printer.join().unwrap().as_ref(), Ok(&expected));
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn any_address_is_printed_or_refused_by_name(address in "\\PC{1,60}") {
        let refused = can_print(&address).err();
        let sheet = VisaSheet { stay_address: address, ..visa(Lang::En) };
        match (Engine::new().render(&Document::Visa(Box::new(sheet))), refused) {
            (Ok(_), None) => {}
            (Err(DocumentError::MissingGlyph { characters }), Some(missing)) => {
                prop_assert_eq!(characters, missing.into_iter().collect::<String>());
            }
            (outcome, missing) => prop_assert!(false, "{:?} {:?}", outcome.map(|pdf| pdf.len()), missing),
        }
    }
}
