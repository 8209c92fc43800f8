//! Somebody logs in with a digital signature (second tab of figure 1), or tries to: a text is saved, signed elsewhere, and sent.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::net::Ipv4Addr;

use data_encoding::BASE64;
use evisa::{
    crypto::cms::Anchor,
    domain::{effect::Letter, refusal::Refusal},
    sandbox::nca::{self, Authority, Person, Subject, Wanted},
    store::Reader,
};

use crate::{
    browser::{Browser, Page},
    house::{House, PASSWORD},
};

const PAGE: &str = "/en/login/signature";
const MINE: &str = "/en/account/signature";
const EMAIL: &str = "test@mail.ru";
const LANGUAGES: [&str; 4] = ["kk", "ru", "en", "zh"];

/// A house that trusts the stand-in authority.
fn house() -> (House, Authority) {
    let (house, nca) = (House::new(), Authority::new().unwrap());
    let anchors: Vec<Anchor> = [nca.root_der().unwrap(), nca.list_der().unwrap()]
        .iter()
        .flat_map(|der| Anchor::read_all(der).unwrap())
        .collect();
    house.services.trust_import(&house.operator(), &anchors).unwrap();
    house.plant("123456789011");
    house.plant("123456789021");
    (house, nca)
}

/// The text to sign that a page holds.
fn challenge(page: &Page) -> String {
    page.value_of("challenge").replace("&quot;", "\"")
}

/// Send what was signed as a file.
fn send(browser: &Browser<'_>, path: &str, (challenge, signature): (&str, &[u8])) -> Page {
    browser.upload(path, ("challenge", challenge), &BASE64.encode(signature))
}

/// Save the text, let `person` sign it, send it.
fn sign(browser: &Browser<'_>, path: &str, (nca, person): (&Authority, Person)) -> Page {
    let text = challenge(&browser.ask(path));
    send(browser, path, (&text, &nca.sign(person, text.as_bytes()).unwrap()))
}

/// Register with what is proved on the page of a stranger.
fn register(browser: &Browser<'_>, stranger: &Page, email: &str) -> Page {
    let (proof, surname) = (stranger.value_of("proof"), stranger.value_of("surname"));
    let (csrf, given) = (stranger.value_of("csrf"), stranger.value_of("given"));
    let fields = [("csrf", csrf.as_str()), ("proof", &proof), ("surname", &surname), ("given", &given)];
    let rest = [("email", email), ("lang", "en"), ("consent", "yes")];
    browser.send_bare("/en/login/signature/register", &[&fields[..], &rest].concat())
}

#[test]
fn a_new_person_registers_once_and_then_the_signature_opens_the_account() {
    let (house, nca) = house();
    let browser = house.browser();
    let first = browser.get(PAGE);
    first.is(200).is_whole().says("signature-lead").says("signature-save-do");
    let stranger = sign(&browser, PAGE, (&nca, Person::Individual));
    stranger.is(200).is_whole().says("signature-register-lead");
    assert_eq!((stranger.value_of("surname"), stranger.value_of("given")), ("ТЕСТОВ".to_owned(), "ТЕСТ".to_owned()));
    assert_eq!(stranger.value_of("patronymic"), "ТЕСТОВИЧ");
    register(&browser, &stranger, "not an address").is(422).is_whole().says("field-email");
    let answer = register(&browser, &stranger, EMAIL);
    assert_eq!(answer.is(303).location().as_deref(), Some("/en/register/sent"));
    register(&browser, &stranger, "second@mail.ru").is(422).says("signature-pending-over");

    // Until the address is confirmed the signature opens nothing: the address may be mistyped.
    sign(&browser, PAGE, (&nca, Person::Individual)).is(200).says("signature-register-lead");
    house.confirm(&browser, EMAIL);
    let answer = sign(&browser, PAGE, (&nca, Person::Individual));
    assert_eq!(answer.is(303).location().as_deref(), Some("/en/services"));
    browser.get("/en/account").is(200).see(EMAIL);
    // Nobody else's: the other person is a stranger.
    sign(&house.browser(), PAGE, (&nca, Person::Second)).is(200).says("signature-register-lead");
    // In another browser, later.
    house.later(60);
    let elsewhere = house.browser();
    sign(&elsewhere, &format!("{PAGE}?next=/en/account/security"), (&nca, Person::Individual)).is(303);
    elsewhere.get("/en/account").is(200).see(EMAIL);
}

#[test]
fn a_mistyped_address_locks_nobody_out() {
    let (house, nca) = house();
    let browser = house.browser();
    let stranger = sign(&browser, PAGE, (&nca, Person::Individual));
    register(&browser, &stranger, "mistyped@mail.ru").is(303);
    let again = sign(&browser, PAGE, (&nca, Person::Individual));
    register(&browser, &again, EMAIL).is(303);
    house.confirm(&browser, EMAIL);
    sign(&browser, PAGE, (&nca, Person::Individual)).is(303);
    browser.get("/en/account").see(EMAIL);
    // The owner of the mistyped address confirms it: an account without a signature, which opens nothing of ours.
    house.confirm(&house.browser(), "mistyped@mail.ru");
    let third = house.browser();
    sign(&third, PAGE, (&nca, Person::Individual)).is(303);
    third.get("/en/account").see(EMAIL).must_not_see("mistyped");
}

#[test]
fn an_address_alone_joins_nothing() {
    let (house, nca) = house();
    house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    let browser = house.browser();
    let stranger = sign(&browser, PAGE, (&nca, Person::Individual));
    let answer = register(&browser, &stranger, EMAIL);
    assert_eq!(answer.is(303).location().as_deref(), Some("/en/register/sent"), "the answer tells nothing");
    assert!(house.letters_to(EMAIL).contains(&Letter::AlreadyRegistered));
    sign(&browser, PAGE, (&nca, Person::Individual)).is(200).says("signature-register-lead");
}

#[test]
fn the_holder_of_an_address_gets_rid_of_whoever_signed_before() {
    let (house, nca) = house();
    // Somebody registers with a stranger's address, and the stranger presses the button of the letter.
    let browser = house.browser();
    let stranger = sign(&browser, PAGE, (&nca, Person::Individual));
    register(&browser, &stranger, EMAIL).is(303);
    let owner = house.browser();
    house.confirm(&owner, EMAIL);
    owner.post("/en/forgot", &[("email", EMAIL)]).is(200);
    owner.post(&house.reset_link(EMAIL), &[("password", PASSWORD)]).is(200);
    sign(&browser, PAGE, (&nca, Person::Individual)).is(200).says("signature-register-lead");
    house.sign_in(&owner, EMAIL, PASSWORD).is(303);
    owner.get(MINE).says("signature-add-text");
    // What is added afterwards, by the owner, stays when the password is chosen anew.
    house.later(1);
    sign(&owner, MINE, (&nca, Person::Second)).is(303);
    owner.post("/en/forgot", &[("email", EMAIL)]).is(200);
    owner.post(&house.reset_link(EMAIL), &[("password", "nine slow eagles circle")]).is(200);
    sign(&house.browser(), PAGE, (&nca, Person::Second)).is(303);
}

#[test]
fn a_signature_is_added_to_an_account_and_removed_again() {
    let (house, nca) = house();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    owner.get("/en/account").says("signature-mine-link");
    owner.get(MINE).is(200).is_whole().says("signature-add-text");
    assert_eq!(sign(&owner, MINE, (&nca, Person::Head)).is(303).location().as_deref(), Some(MINE));
    assert!(house.letters_to(EMAIL).contains(&Letter::SignatureAdded { at: house.now() }), "the owner is told");
    let shown = owner.get(MINE);
    shown.is(200).is_whole().says("signature-added").says("signature-mine-bin").see("123456789021").see("9011");
    shown.must_not_see("123456789011");
    let browser = house.browser();
    sign(&browser, PAGE, (&nca, Person::Individual)).is(303);
    browser.get("/en/account").see(EMAIL);
    // What the last certificate said counts: this one is a person's own.
    owner.get(MINE).must_not_see("123456789021");

    // One number, one account.
    let other = house.register_and_confirm("other@mail.ru", ("Other", "Person"));
    sign(&other, MINE, (&nca, Person::Individual)).is(422).says("signature-of-another");
    assert_eq!(owner.submit(&format!("{MINE}/remove"), &[]).is(303).location().as_deref(), Some(MINE));
    owner.get(MINE).says("signature-add-text");
    sign(&house.browser(), PAGE, (&nca, Person::Individual)).is(200).says("signature-register-lead");
    sign(&other, MINE, (&nca, Person::Individual)).is(303);
    house.browser().ask(MINE).is(303);
}

#[test]
fn the_text_is_for_this_portal_this_browser_and_once() {
    let (house, nca) = house();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    sign(&owner, MINE, (&nca, Person::Individual)).is(303);
    let browser = house.browser();
    let text = challenge(&browser.ask(PAGE));
    assert!(text.starts_with("{\"aud\":\"https://evisa.example\",\"nonce\":\""), "{text}");
    let signature = nca.sign(Person::Individual, text.as_bytes()).unwrap();
    // Somebody who sees it in another browser cannot use it.
    send(&house.browser(), PAGE, (&text, &signature)).is(422).is_whole().says("signature-foreign-challenge");
    let other = text.replace("evisa.example", "evil.example");
    let elsewhere = nca.sign(Person::Individual, other.as_bytes()).unwrap();
    send(&browser, PAGE, (&other, &elsewhere)).is(422).says("signature-foreign-challenge");
    send(&browser, PAGE, ("{}", &signature)).is(422).says("signature-foreign-challenge");
    send(&browser, PAGE, (&"x".repeat(5_000), &signature)).is(422).says("signature-foreign-challenge");
    // An older text, signed rightly.
    let newer = challenge(&browser.ask(PAGE));
    send(&browser, PAGE, (&newer, &signature)).is(422).says("signature-wrong-challenge");
    // Used once; a copy of it opens nothing, in the same browser and in a thief's.
    let thief = browser.stolen();
    send(&browser, PAGE, (&text, &signature)).is(303);
    send(&thief, PAGE, (&text, &signature)).is(422).says("signature-replayed");
    // Five minutes, and not a second more; a clock that was put back does not make it younger.
    let late = house.browser();
    let text = challenge(&late.ask(PAGE));
    let signature = nca.sign(Person::Individual, text.as_bytes()).unwrap();
    house.later(5);
    send(&late, PAGE, (&text, &signature)).is(422).says("signature-challenge-over");
    house.later(-6);
    send(&late, PAGE, (&text, &signature)).is(422).says("signature-challenge-over");
    house.later(1);
    send(&late, PAGE, (&text, &signature)).is(303);
}

/// What is sent for a text, by name, and the sentence that answers it.
type Wrong = (&'static str, fn(&Authority, &[u8]) -> Vec<u8>, &'static str);

fn wanted(change: impl FnOnce(&mut Wanted)) -> Wanted {
    let mut wanted = Person::Individual.wanted();
    change(&mut wanted);
    wanted
}

fn by(nca: &Authority, wanted: &Wanted, text: &[u8]) -> Vec<u8> {
    nca::signed(&[&nca.issue(wanted).unwrap()], text).unwrap()
}

const WRONG: [Wrong; 16] = [
    ("nothing", |_, _| Vec::new(), "signature-no-file"),
    ("no signature", |_, text| text.to_vec(), "signature-not-cms"),
    ("cut off", |nca, text| good(nca, text).split_off(10), "signature-not-cms"),
    ("something behind it", |nca, text| [good(nca, text), vec![0]].concat(), "signature-trailing"),
    ("too long", |_, _| vec![0x30; 200_000], "signature-too-large"),
    ("nobody", |_, text| nca::signed(&[], text).unwrap(), "signature-signers"),
    (
        "two signers",
        |nca, text| {
            let both = [Person::Individual, Person::Second].map(|person| nca.issue(&person.wanted()).unwrap());
            nca::signed(&both.each_ref(), text).unwrap()
        },
        "signature-signers",
    ),
    ("another text", |nca, _| good(nca, b"I owe you a camel"), "signature-wrong-challenge"),
    (
        "a changed text",
        |nca, text| {
            let mut sent = good(nca, text);
            let place = sent.windows(5).position(|bytes| bytes == b"nonce").unwrap();
            sent[place] = b'N';
            sent
        },
        "signature-digest",
    ),
    (
        "changed attributes",
        |nca, text| {
            let mut sent = good(nca, text);
            // The digest attribute: its identifier, then SET, OCTET STRING and 32 bytes.
            let oid = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
            let place = sent.windows(9).position(|bytes| bytes == oid).unwrap();
            sent[place + 15] ^= 1;
            sent
        },
        "signature-does-not-fit",
    ),
    ("over", |nca, text| nca.sign(Person::Expired, text).unwrap(), "signature-expired"),
    (
        "to come",
        |nca, text| by(nca, &wanted(|wanted| wanted.from_second = 2_000_000_000), text),
        "signature-not-yet-valid",
    ),
    ("revoked", |nca, text| nca.sign(Person::Revoked, text).unwrap(), "signature-revoked"),
    ("for documents", |nca, text| nca.sign(Person::Documents, text).unwrap(), "signature-purpose"),
    (
        "an authority of the same name",
        |_, text| by(&Authority::called("rogue", nca::ROOT_NAME).unwrap(), &wanted(|_| {}), text),
        "signature-untrusted",
    ),
    ("no person", |nca, text| by(nca, &wanted(|wanted| wanted.subject.iin.clear()), text), "signature-no-iin"),
];

fn good(nca: &Authority, text: &[u8]) -> Vec<u8> {
    nca.sign(Person::Individual, text).unwrap()
}

#[test]
fn everything_that_can_be_wrong_has_a_kind_answer_in_four_languages() {
    let (house, nca) = house();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    sign(&owner, MINE, (&nca, Person::Individual)).is(303);
    for lang in LANGUAGES {
        let browser = house.browser();
        let path = format!("/{lang}/login/signature");
        for (what, made, key) in WRONG {
            // A guard against machines is not the subject here.
            house.later(5);
            let text = challenge(&browser.ask(&path));
            let answer = send(&browser, &path, (&text, &made(&nca, text.as_bytes())));
            assert_eq!(answer.status, 422, "{lang} {what}: {}", answer.words());
            answer.is_whole();
            let language = answer.lang();
            let sentence = evisa::locale::text(language, key);
            // Up to the first argument, which the sentence of the page has filled in.
            let beginning = sentence.split(['\u{2068}', '{']).next().unwrap();
            assert!(answer.words().contains(beginning), "{lang} {what}: {beginning}\n{}", answer.words());
            assert!(answer.faults("signature"), "{lang} {what}");
            assert_ne!(challenge(&answer), text, "{what}: a fresh text for the next try");
        }
        browser.ask("/en/account").is(303);
    }
}

#[test]
fn a_number_that_cannot_exist_is_named() {
    let (house, nca) = house();
    let browser = house.browser();
    let bad_iin = wanted(|wanted| wanted.subject = Subject::new("850101300016", ("A", "B", "C")));
    let bad_bin = wanted(|wanted| wanted.subject.bin = Some("120340000015".to_owned()));
    for (wanted, key) in [(bad_iin, "signature-iin"), (bad_bin, "signature-bin")] {
        let text = challenge(&browser.ask(PAGE));
        send(&browser, PAGE, (&text, &by(&nca, &wanted, text.as_bytes()))).is(422).says(key);
    }
}

#[test]
fn without_a_list_nobody_is_let_in_on_a_guess() {
    let (house, nca) = (House::new(), Authority::new().unwrap());
    house.browser().get(PAGE).is(200).says("account-eds-off");
    let root = Anchor::read_all(&nca.root_der().unwrap()).unwrap();
    house.services.trust_import(&house.operator(), &root).unwrap();
    let browser = house.browser();
    sign(&browser, PAGE, (&nca, Person::Individual)).is(422).says("signature-revocation-unknown");
    let list = Anchor::read_all(&nca.list_der().unwrap()).unwrap();
    house.services.trust_import(&house.operator(), &list).unwrap();
    sign(&browser, PAGE, (&nca, Person::Individual)).is(200).says("signature-register-lead");
}

#[test]
fn the_text_is_saved_as_a_file_byte_for_byte() {
    let (house, nca) = house();
    let browser = house.browser();
    let page = browser.ask(PAGE);
    let (text, csrf) = (challenge(&page), page.value_of("csrf"));
    let file = browser.send_bare(&format!("{PAGE}/file"), &[("csrf", &csrf), ("challenge", &text)]);
    assert_eq!(file.is(200).text(), text);
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"evisa-sign-in.txt\"");
    assert_eq!(file.headers["content-type"], "application/octet-stream");
    // What a script signed comes as a field, in PEM.
    let signature = BASE64.encode(&nca.sign(Person::Individual, text.as_bytes()).unwrap());
    let pem = format!("-----BEGIN CMS-----\n{signature}\n-----END CMS-----\n");
    let fields = [("csrf", csrf.as_str()), ("challenge", &text), ("signed", &pem)];
    browser.send_bare(PAGE, &fields).is(200).says("signature-register-lead");
    browser.send_bare(&format!("{PAGE}/file"), &[("csrf", &csrf), ("challenge", &"x".repeat(2_000))]).is(303);
}

#[test]
fn a_network_that_sends_signatures_without_end_must_wait() {
    let (house, _) = house();
    let machine = house.browser_at(Ipv4Addr::new(198, 51, 100, 7));
    let page = machine.ask(PAGE);
    let (text, csrf) = (challenge(&page), page.value_of("csrf"));
    let fields = [("csrf", csrf.as_str()), ("challenge", &text), ("signed", "MA==")];
    for _ in 0..60 {
        machine.send_bare(PAGE, &fields).is(422);
    }
    machine.send_bare(PAGE, &fields).is(429);
    house.browser().ask(PAGE).is(200);
}

#[test]
fn the_audit_log_says_what_happened_and_not_to_whom() {
    let (house, nca) = house();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    sign(&owner, MINE, (&nca, Person::Head)).is(303);
    sign(&house.browser(), PAGE, (&nca, Person::Individual)).is(303);
    sign(&house.browser(), PAGE, (&nca, Person::Revoked)).is(422);
    let lines = house.services.store.read(|tx: &Reader<'_>| Ok::<_, Refusal>(tx.audit_page(None, 100)?)).unwrap();
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    let acts: Vec<&str> = lines.iter().map(|line| line.act.as_str()).collect();
    for act in ["trust.import", "account.signature_add", "account.sign_in", "account.signature_failed"] {
        assert!(acts.contains(&act), "{act}: {acts:?}");
    }
    let text = format!("{lines:?}");
    for number in ["123456789011", "123456789021", "ТЕСТОВ", PASSWORD] {
        assert!(!text.contains(number), "{number}");
    }
    assert!(text.contains("revoked"));
}
