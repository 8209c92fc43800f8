//! Every seal says what the visa says, in the bytes of the standards, and is verified by what a border post has.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{
    crypto::{
        certificate::{Certificate, CertificateFault, Use},
        keys::{Identity, KeyRing},
        seal::{
            curve::{PublicKey, SignatureFault},
            visa::read,
        },
        trust::Trust,
    },
    domain::{
        category::Category,
        context::FixedChance,
        id::Id,
        invitation::{Inviter, StayAddress},
        money::Money,
        mrz,
        person::{PersonName, Sex, Traveller},
        visa::VisaState,
    },
};

fn now() -> Timestamp {
    "2022-06-08T08:43:35Z".parse().unwrap()
}

fn ring() -> KeyRing {
    KeyRing::for_tests()
}

fn trust(ring: &KeyRing) -> Trust {
    Trust::of_ring(ring, (now(), false), Vec::new()).unwrap()
}

fn person(surname: &str, given: Option<&str>) -> PersonName {
    PersonName { surname: surname.parse().unwrap(), given: given.map(|given| given.parse().unwrap()), patronymic: None }
}

fn visa(name: PersonName, traveller: Traveller) -> Visa {
    let chance = &FixedChance(3);
    Visa {
        id: Id::mint(now(), chance),
        number: "EV0000001".into(),
        state: VisaState::Issued,
        application: Id::mint(now(), chance),
        application_number: "16546778150988".parse().unwrap(),
        invitation_number: "3622000299".parse().unwrap(),
        category: Category::Tourist,
        name,
        traveller,
        valid_from: date(2022, 6, 5),
        valid_to: date(2022, 7, 4),
        entries: 1,
        stay_days: 30,
        inviter: Inviter { tax_id: "123456789021".into(), name: "Solar San".into(), address: "Almaty".into() },
        stay: StayAddress { region: "Almaty".into(), street: "Abaja".into(), house: "2".into() },
        fee: Money::usd(8_000),
        issued_at: now(),
        check_token: String::new(),
        end: None,
        proposal: None,
        replaces: None,
        replaced_by: None,
        seal: None,
    }
}

fn traveller(passport: &str, birth_date: Date, nationality: &str) -> Traveller {
    Traveller {
        passport: passport.parse().unwrap(),
        sex: Sex::M,
        birth_date,
        nationality: nationality.parse().unwrap(),
    }
}

fn plain() -> Visa {
    visa(person("WANG", Some("XIAOMING")), traveller("E12345678", date(1985, 1, 19), "CHN"))
}

/// The parsed seal, once a trust list said that it stands.
fn verified(trust: &Trust, bytes: &[u8]) -> Result<vds::Seal, String> {
    let seal = vds::Seal::parse(bytes).map_err(|fault| fault.to_string())?;
    let signer = trust.signer_of(&seal.header).ok_or("UNKNOWN_CERTIFICATE")?;
    trust.check(signer, Use::Seal, now()).map_err(|fault: CertificateFault| fault.to_string())?;
    let key = PublicKey::of_certificate(signer.der()).map_err(|fault| fault.to_string())?;
    let signed = seal.signed_part(bytes).map_err(|fault| fault.to_string())?;
    key.verify(signed, &seal.signature).map_err(|fault: SignatureFault| fault.to_string())?;
    Ok(seal)
}

/// Seal a visa, verify all three signatures, and return what the visible one says.
fn said(ring: &KeyRing, visa: &Visa) -> SealedVisa {
    let generation = ring.current(now()).unwrap();
    let seal = visa_seal(visa, generation, now()).unwrap();
    assert_eq!(seal, visa_seal(visa, generation, now()).unwrap(), "the same every time");
    let trust = trust(ring);
    let visible = verified(&trust, &seal.bytes).unwrap();
    assert_eq!(format!("{}{}", visible.header.signer, visible.header.certificate), seal.signer);

    let code = idb::Code::parse(&seal.barcode).unwrap();
    let signer = generation.seal.certificate().der();
    let key = PublicKey::of_certificate(signer).unwrap();
    assert_eq!(code.signer.as_ref().unwrap().reference, idb::reference_of(signer));
    assert_eq!(key.verify(&code.signed_bytes().unwrap(), code.signature.as_ref().unwrap()), Ok(()));

    let portable = vdsnc::Seal::parse(seal.json.as_bytes()).unwrap();
    let certificate = Certificate::from_der(&portable.certificate().unwrap().unwrap()).unwrap();
    trust.check(&certificate, Use::Portable, now()).unwrap();
    let key = PublicKey::of_certificate(certificate.der()).unwrap();
    let signed = vdsnc::signed_bytes(&portable.data).unwrap();
    assert_eq!(key.verify(&signed, &portable.signature().unwrap()), Ok(()));
    assert_eq!(portable.data.msg["n"], visa.name.full());
    read(&visible).unwrap()
}

#[test]
fn a_visa_says_the_same_on_the_page_and_in_its_seal() {
    let visa = plain();
    let sealed = said(&ring(), &visa);
    let [first, second] = visa.machine_zone().unwrap();
    assert_eq!(first, "V<KAZWANG<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<");
    assert_eq!(second, "E123456782CHN8501190M2207043EV0000001<<<<<<<");
    let expected = SealedVisa {
        format: Format::A,
        lines: [first, second[..FIXED_CHARS].to_owned()],
        entries: Some(1),
        stay: Stay::Span { days: 30, months: 0, years: 0 },
        passport: "E12345678".into(),
        kind: Some(b"B12".to_vec()),
        unknown: vec![],
    };
    assert_eq!(sealed, expected);
}

#[test]
fn the_header_is_of_version_4_and_the_seal_fits_its_code() {
    let ring = ring();
    let bytes = visa_seal(&plain(), ring.current(now()).unwrap(), now()).unwrap().bytes;
    assert_eq!(bytes[..4], [0xDC, 0x03, 0x98, 0x58], "magic, raw version 3, KAZ");
    let seal = vds::Seal::parse(&bytes).unwrap();
    let tags: Vec<u8> = seal.features.iter().map(|feature| feature.tag).collect();
    assert_eq!((tags, bytes.len()), (vec![1, 3, 4, 5, 6], 155));
    assert_eq!((seal.header.issued_on, seal.header.signed_on), (date(2022, 6, 8), date(2022, 6, 8)));
    assert_eq!((seal.header.definition, seal.header.document), (0x5D, 1));
}

#[test]
fn the_barcode_says_what_the_reference_says() {
    let ring = ring();
    let seal = visa_seal(&plain(), ring.current(now()).unwrap(), now()).unwrap();
    let code = idb::Code::parse(&seal.barcode).unwrap();
    let [message] = &code.messages[..] else { panic!("one message") };
    let facts = tlv::parse(&message.value, Lengths::Der).unwrap();
    let text = |tag: u8| c40::decode(&facts.iter().find(|one| one.tag == tag).unwrap().value).unwrap();
    assert_eq!((code.country.as_str(), message.tag, facts.len()), ("KAZ", idb::TRAVEL_AUTHORISATION, 12));
    assert_eq!(
        [1, 2, 3, 5, 7, 10, 12].map(text),
        ["EV0000001", "WANG<<XIAOMING", "E12345678<<<", "CHN", "ASTANA", "030", "TOURIST<B12"]
    );
    let small = seal.barcode.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    assert!(small && seal.barcode.len() < 290, "{} characters of a small QR code", seal.barcode.len());
}

#[test]
fn long_single_foreign_and_unusual_names_are_sealed() {
    let ring = ring();
    let long = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenz";
    assert!(80 < long.len());
    for (name, zone) in [
        (person(long, Some("Hubert Blaine")), "V<KAZWOLFESCHLEGELSTEINHAUSENBERGERDORFFW<<H"),
        (person("Sukarno", None), "V<KAZSUKARNO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        (person("Әбілқайыр", Some("Ғани")), "V<KAZABILKAIYR<<GANI<<<<<<<<<<<<<<<<<<<<<<<<"),
        (person("O'Connor-Müller", Some("Ærlig")), "V<KAZOCONNOR<MUELLER<<AERLIG<<<<<<<<<<<<<<<<"),
    ] {
        let visa = visa(name, traveller("AB1234567890123", date(1899, 12, 31), "DEU"));
        let sealed = said(&ring, &visa);
        assert_eq!(sealed.lines[0], zone);
        assert_eq!(sealed.lines[1].get(..13), Some("AB12345671D<<"));
        assert_eq!(sealed.passport, "AB1234567", "the principal characters");
    }
    let unwritten = visa(person("王", None), traveller("E1", date(1985, 1, 1), "CHN"));
    let fault = visa_seal(&unwritten, ring.current(now()).unwrap(), now()).unwrap_err();
    assert_eq!(fault.to_string(), "the name has no Latin letters");
}

#[test]
fn an_unknown_day_of_birth_is_a_filler_in_zone_and_seal() {
    let visa = plain();
    let born = mrz::visa::BirthDate { year: Some(85), month: None, day: None };
    let facts = mrz::visa::Facts {
        document_type: "V",
        issuer: ISSUER,
        name: &visa.name,
        number: "E12345678",
        nationality: &visa.traveller.nationality,
        birth_date: born,
        sex: Sex::X,
        valid_until: visa.valid_to,
        optional: "",
    };
    let zone = mrz::visa::lines(&facts, Format::A).unwrap();
    assert_eq!(&zone[1][13..21], "85<<<<1<");
    let ring = ring();
    let bytes = visible(&visa, &zone, (&ring.current(now()).unwrap().seal, now())).unwrap();
    let sealed = read(&verified(&trust(&ring), &bytes).unwrap()).unwrap();
    assert_eq!(sealed.lines[1], zone[1][..FIXED_CHARS]);
}

#[test]
fn every_flipped_bit_is_found() {
    let ring = ring();
    let trust = trust(&ring);
    let bytes = visa_seal(&plain(), ring.current(now()).unwrap(), now()).unwrap().bytes;
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(verified(&trust, &flipped).is_err(), "bit {bit}");
    }
}

#[test]
fn a_seal_outlives_the_rotation_of_its_key_and_falls_with_its_revocation() {
    let identity = Identity {
        country: "KZ".into(),
        signer: "EV".into(),
        authority: "Test authority".into(),
        key_months: 12,
        visa_months: 12,
    };
    let mut ring = ring();
    let old = visa_seal(&plain(), ring.current(now()).unwrap(), now()).unwrap();
    ring.rotate(&identity, now(), &FixedChance(9)).unwrap();
    let new = visa_seal(&plain(), ring.current(now()).unwrap(), now()).unwrap();
    assert_ne!((old.generation, &old.signer), (new.generation, &new.signer));
    let both = trust(&ring);
    assert!(verified(&both, &old.bytes).is_ok() && verified(&both, &new.bytes).is_ok());
    assert!(ring.revoke(old.generation, now()));
    let after = trust(&ring);
    assert!(verified(&after, &old.bytes).is_err() && verified(&after, &new.bytes).is_ok());
}

#[test]
fn a_record_from_before_there_were_seals_is_read() {
    let mut record = serde_json::to_value(plain()).unwrap();
    for field in ["seal", "check_token"] {
        assert!(record.as_object_mut().unwrap().remove(field).is_some(), "{field}");
    }
    assert_eq!(serde_json::from_value::<Visa>(record).unwrap(), plain());
}

#[test]
fn what_the_seal_says_is_not_only_read_by_ourselves() {
    let ring = ring();
    let seal = visa_seal(&plain(), ring.current(now()).unwrap(), now()).unwrap();
    let json: Value = serde_json::from_str(&seal.json).unwrap();
    assert_eq!(json["data"]["hdr"], json!({ "t": "kz.evisa", "v": 1, "is": "KAZ" }));
    assert_eq!(json["data"]["msg"]["dob"], "1985-01-19");
    assert_eq!(json["sig"]["alg"], "ES256");
    let canonical = serde_json_canonicalizer::to_string(&json).unwrap();
    assert_eq!(canonical, seal.json, "printed in the canonical form");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_visa_is_sealed_and_verified(
        surname in "[A-Za-zА-Яа-яЁёӘәҒғҚқŞşÑñ' -]{1,80}",
        given in proptest::option::of("[A-Za-zÀ-ÖØ-öø-ž' -]{1,80}"),
        passport in "[A-Z0-9]{1,15}",
        days in 0_i32..40_000,
        stay_days in 1_u16..=90,
        nationality in prop::sample::select(vec!["CHN", "DEU", "UKR", "SRB", "KAZ"]),
    ) {
        let (Ok(surname), given) = (surname.parse(), given.and_then(|given| given.parse().ok())) else { return Ok(()) };
        let name = PersonName { surname, given, patronymic: None };
        let birth_date = date(1900, 1, 1).saturating_add(jiff::Span::new().days(days));
        let visa = Visa { stay_days, ..visa(name, traveller(&passport, birth_date, nationality)) };
        prop_assume!(visa.machine_zone().is_ok());
        let sealed = said(&ring(), &visa);
        let [first, second] = visa.machine_zone().unwrap();
        prop_assert_eq!(&sealed.lines[0], &first);
        prop_assert_eq!(&sealed.lines[1], &second[..FIXED_CHARS]);
        prop_assert_eq!(sealed.stay, Stay::Span { days: u8::try_from(stay_days).unwrap(), months: 0, years: 0 });
        prop_assert!(passport.starts_with(&sealed.passport));
    }
}
