//! The digital seal: set in the commit that issues, printed, attached, verified with nothing but a trust list.

use std::sync::Arc;

use data_encoding::BASE64;
use evisa::{
    crypto::{
        certificate::Use,
        keys::{Identity, KeyRing},
        seal::{curve::PublicKey, vds, vdsnc, visa},
        trust::{Trust, Withdrawal},
    },
    documents::{Document, Modules},
    domain::{
        account::Role,
        application::ApplicationId,
        context::{Cx, FixedChance},
        lang::Lang,
        refusal::Refusal,
        visa::{Correction, Visa},
    },
    effects::{HouseFacts, Outside, SecondCode},
    services::{Services, payment::Verdict},
    store::{Reader, tables},
    web::site::Settings,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::{
    browser::Browser,
    house::{House, MORNING},
    paid::{EMAIL, applicant, draft, paid},
    staff::{address, staff},
};

/// The facts that lie in a printed visa.
fn attached(browser: &Browser<'_>, id: ApplicationId) -> Value {
    let page = browser.get(&format!("/en/applications/{id}/visa.pdf"));
    page.is(200);
    let pdf = lopdf::Document::load_mem(&page.bytes).expect("a PDF");
    let streams = pdf.objects.values().filter_map(|object| object.as_stream().ok());
    let is_file = |stream: &&lopdf::Stream| {
        stream.dict.get(b"Type").is_ok_and(|kind| kind.as_name().is_ok_and(|name| name == b"EmbeddedFile"))
    };
    let mut file = streams.filter(is_file).map(|stream| stream.get_plain_content().expect("a stream"));
    serde_json::from_slice(&file.next_back().expect("an attachment")).expect("JSON")
}

fn issued(house: &House, id: ApplicationId) -> Visa {
    let found = house.services.store.read(|tx: &Reader<'_>| {
        let visa = tx.get(tables::APPLICATIONS, &id)?.and_then(|one| one.visa);
        Ok::<_, Refusal>(visa.map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten())
    });
    found.expect("visas can be read").expect("a visa was issued")
}

fn trust(services: &Services, cx: &Cx<'_>) -> Trust {
    Trust::open(&services.border_list(cx).expect("a list can be made"), None).expect("a list can be opened")
}

#[test]
fn what_is_printed_is_verified_with_nothing_but_the_trust_list() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    let facts = attached(&browser, id);
    let trust = trust(&house.services, &house.operator());

    let bytes = BASE64.decode(facts["seal"]["visible"].as_str().expect("the seal").as_bytes()).expect("base 64");
    let seal = vds::Seal::parse(&bytes).expect("a seal");
    let signer = trust.signer_of(&seal.header).expect("a known signer");
    trust.check(signer, Use::Seal, house.now()).expect("a trusted signer");
    let key = PublicKey::of_certificate(signer.der()).expect("a key");
    assert_eq!(key.verify(seal.signed_part(&bytes).expect("the signed part"), &seal.signature), Ok(()));
    let said = visa::read(&seal).expect("a visa");
    assert_eq!(said.lines[0], facts["machineReadableZone"][0].as_str().expect("a line"));
    assert_eq!((said.passport.as_str(), said.kind), ("E12345678", Some(b"B12".to_vec())));
    assert_eq!(issued(&house, id).seal.expect("the record has it too").bytes, bytes);

    let portable = vdsnc::Seal::parse(facts["seal"]["portable"].to_string().as_bytes()).expect("signed JSON");
    let key = PublicKey::of_certificate(&portable.certificate().expect("base 64").expect("one")).expect("a key");
    let signed = vdsnc::signed_bytes(&portable.data).expect("a canonical form");
    assert_eq!(key.verify(&signed, &portable.signature().expect("base 64")), Ok(()));
}

#[test]
fn without_a_key_the_fee_counts_and_the_documents_wait() {
    waits(None, "this command has no keys");
}

#[test]
fn before_the_first_day_of_its_key_nothing_is_half_sealed() {
    let identity = Identity {
        country: "KZ".to_owned(),
        signer: "EV".to_owned(),
        authority: "Test authority".to_owned(),
        key_months: 12,
        visa_months: 12,
    };
    let tomorrow = MORNING.parse::<Timestamp>().expect("a time") + SignedDuration::from_hours(24);
    let ring = KeyRing::new(&identity, tomorrow, &FixedChance(7)).expect("keys");
    waits(Some(Arc::new(ring)), "set the clock right");
}

/// A visa that is paid in a house whose keys cannot sign, for this reason.
fn waits(keys: Option<Arc<KeyRing>>, reason: &str) {
    let services = Services { keys, ..Services::in_memory() };
    let settings = Settings::new("https://evisa.example".parse().expect("an address"));
    let house = House::furnished(services, Outside::for_trying(Arc::default()), settings);
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    assert_eq!(issued(&house, id).seal, None);
    browser.get(&format!("/en/applications/{id}/visa.pdf")).is(409).is_whole().says("visa-seal-waits");
    let letter = house.services.papers_for_letter(&house.operator(), id);
    assert!(matches!(letter, Err(Refusal::Us(_))), "a letter waits with them: {letter:?}");
    let (waiting, why) = house.services.visas_seal(&house.operator()).expect("the store").expect("one waits");
    assert!(waiting == 1 && why.contains(reason), "{why}");

    house.later(24 * 60);
    let keys = Some(Arc::new(KeyRing::for_tests()));
    let with_keys = Services { keys, ..house.services.clone() };
    assert_eq!(with_keys.visas_seal(&house.operator()), Ok(None), "nothing waits any more");
    let seal = issued(&house, id).seal.expect("it is sealed");
    let header = vds::Seal::parse(&seal.bytes).expect("a seal").header;
    assert_eq!(
        (header.issued_on.to_string(), header.signed_on.to_string()),
        ("2022-06-08".into(), "2022-06-09".into())
    );
    browser.get(&format!("/en/applications/{id}/visa.pdf")).is(200);
}

#[test]
fn a_corrected_visa_has_a_seal_of_its_own_and_border_posts_hear_of_the_old_one() {
    let house = House::new();
    let browser = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    let old = issued(&house, id);
    let _ = (staff(&house, Role::CaseOfficer, "one"), staff(&house, Role::Chief, "two"));
    let (one, two) = (house.holder(&address("one")), house.holder(&address("two")));
    let correct = |surname: &str| {
        let mut correction = Correction { name: old.name.clone(), traveller: old.traveller.clone() };
        correction.name.surname = surname.parse().expect("a name");
        house.services.visa_reissue(&one, old.id, ("the register had another name", correction))
    };
    assert!(matches!(correct("王"), Err(Refusal::Fields(_))), "a name that no visa can say");
    correct("Тестов").expect("a second person decides");
    house.services.visa_decide(&two, old.id, Verdict::Approve).expect("it is decided");

    let (new, before) = (issued(&house, id), old.seal.expect("it was sealed"));
    let after = new.seal.expect("the corrected one is sealed");
    assert_ne!(after.bytes, before.bytes);
    let said = visa::read(&vds::Seal::parse(&after.bytes).expect("a seal")).expect("a visa");
    assert!(said.lines[0].starts_with("V<KAZTESTOV<<TURISM<"), "{said:?}");
    let trust = trust(&house.services, &house.operator());
    assert_eq!(trust.withdrawn_by_seal(&before.bytes).expect("the old one").why, Withdrawal::Replaced);
    assert_eq!(trust.withdrawn_by_seal(&after.bytes), None);
    browser.get(&format!("/en/applications/{id}/visa.pdf")).is(200);
}

#[test]
fn an_operator_prints_the_signed_facts_instead_of_the_address() {
    let house = House::new();
    let _ = applicant(&house);
    let (id, _) = paid(&house, EMAIL, "3622000299");
    let papers = house.services.papers_view(&house.holder(EMAIL), id).expect("documents");
    let barcode = papers.visa.as_ref().and_then(|visa| visa.seal.clone()).expect("a seal").barcode;
    let outside = Outside::for_trying(Arc::default());
    let facts = HouseFacts { second_code: SecondCode::Barcode, ..(*outside.house).clone() };
    for (outside, holds) in
        [(outside.clone(), SecondCode::Address), (Outside { house: Arc::new(facts), ..outside }, SecondCode::Barcode)]
    {
        let Some(Document::Visa(sheet)) = outside.visa_sheet(&papers, Lang::En) else { panic!("a visa") };
        let check = sheet.check.expect("a second code");
        let text = if holds == SecondCode::Barcode { &barcode } else { &check.address };
        assert_eq!((check.holds, &check.modules), (holds, &Modules::qr(text).expect("a code")));
        assert!(!check.address.contains("E12345678"), "nothing personal stands in the address");
    }
}

#[test]
fn an_invitation_from_before_the_rule_does_not_lead_to_a_visa_without_its_zone() {
    let house = House::new();
    house.register_and_confirm(EMAIL, ("inostr", "inostr"));
    house.invitation();
    let name = house.services.store.commit(|tx| {
        let id = tx.get(tables::INVITATION_BY_NUMBER, &"3622000299".to_owned())?.expect("the invitation");
        let mut invitation = tx.get(tables::INVITATIONS, &id)?.expect("the invitation");
        invitation.name.surname = "王".parse().expect("a name");
        tx.put(tables::INVITATIONS, &id, &invitation)?;
        Ok::<_, Refusal>((invitation.number, invitation.traveller))
    });
    let (invitation, traveller) = name.expect("the register can be written");
    let id = draft(&house, EMAIL);
    let facts = evisa::services::application::StepOne { invitation, traveller };
    let matched = house.services.application_match(&house.holder(EMAIL), id, &facts);
    assert_eq!(matched, Err(Refusal::denied("invitation-name-not-latin")));
}
