//! What is typed, sent or found wrongly is answered kindly, in the language of the reader: every item of the list of bad input.

use std::{path::Path, process::Command, sync::Arc};

use evisa::{
    domain::{
        calendar::almaty_date,
        iin::Strictness,
        invitation_file::{FileFault, ImportRules, invitation_file_parse},
        lang::Lang,
        rates::{RatesFault, rates_parse},
        refusal::Message,
    },
    effects::Outside,
    locale,
    payments::{Gateway, Settings as GatewaySettings},
    services::Services,
    store::Store,
    web::site::Settings,
};
use evisa_plugin_sdk::proto::Status;

use crate::{
    apply::{ANSWERS, FACTS, QUESTIONS, applicant, begin, business, house, with},
    browser::Page,
    house::{House, INVITATION, PASSWORD},
    paid::{self, EMAIL, bank_says, card},
    pay_bank,
};

/// The address of the same page in another language.
fn in_lang(lang: Lang, path: &str) -> String {
    path.replacen("/en", &format!("/{}", lang.code()), 1)
}

/// Every language says this sentence in words of its own.
fn is_worded(message: &Message) {
    let said: std::collections::BTreeSet<String> =
        Lang::ALL.into_iter().map(|lang| locale::say(lang, message)).collect();
    assert_eq!(said.len(), 4, "{message:?}: {said:?}");
    assert!(!said.iter().any(|words| words.contains('⟦')), "{said:?}");
}

#[test]
fn step_one_answers_every_wrong_fact_in_four_languages() {
    for lang in Lang::ALL {
        let house = house();
        let browser = applicant(&house);
        let step_one = in_lang(lang, &begin(&browser).at("step-1"));
        for (field, value, key) in [
            ("invitation", "3622000298", "invitation-no-match"),
            ("passport", "E12345679", "invitation-no-match"),
            ("birth_date", "20.01.1985", "invitation-no-match"),
            ("nationality", "MAR", "invitation-no-match"),
            ("birth_date", "31.02.1985", "date-impossible"),
            ("birth_date", "09.06.2022", "date-in-future"),
        ] {
            browser.post(&step_one, &with(&FACTS, field, value)).is(422).is_whole().says(key);
        }
    }
}

#[test]
fn a_used_and_an_expired_invitation_are_told_in_four_languages() {
    for lang in Lang::ALL {
        let house = house();
        house.invitation_row(
            &INVITATION.replace("3622000299", "3622000300").replace("05.06.2022,08.06.2022", "01.06.2022,07.06.2022"),
        );
        let browser = applicant(&house);
        let (first, second) = (begin(&browser), begin(&browser));
        first.submit(&browser);
        let step_one = in_lang(lang, &second.at("step-1"));
        browser.post(&step_one, &FACTS).is(422).is_whole().says("invitation-used");
        browser.post(&step_one, &with(&FACTS, "invitation", "3622000300")).is(422).says("invitation-expired");
    }
}

#[test]
fn who_cannot_have_an_e_visa_is_told_in_four_languages() {
    let house = House::new();
    for lang in Lang::ALL {
        let questions = in_lang(lang, QUESTIONS);
        for (field, value, instead) in [
            ("nationality", "PAK", "eligibility-instead-embassy"),
            ("children", "yes", "eligibility-instead-embassy"),
            ("pages", "no", "eligibility-instead-new-passport"),
        ] {
            let page = house.browser().post(&questions, &with(&ANSWERS, field, value));
            page.is(200).is_whole().says("wizard-not-eligible-title").says(instead);
        }
    }
}

#[test]
fn weak_and_known_passwords_are_told_in_four_languages() {
    for lang in Lang::ALL {
        let house = House::new();
        let sent = |password: &str| -> Page {
            let fields = [
                ("surname", "Kowalczyk"),
                ("given", ""),
                ("email", EMAIL),
                ("password", password),
                ("lang", "en"),
                ("consent", "yes"),
            ];
            house.browser().post(&format!("/{}/register", lang.code()), &fields)
        };
        let short = sent("blue goat");
        assert!(short.is(422).is_whole().faults("password"));
        for (password, key) in
            [("qwertyuiopasdfghjkl", "password-pattern"), ("kowalczyk kowalczyk", "password-context")]
        {
            sent(password).is(422).is_whole().says(key);
        }
        assert!(sent("").is(422).faults("password"));
    }
}

#[test]
fn a_name_that_no_document_can_print_is_refused_before_anybody_pays() {
    let house = House::new();
    let owner = house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
    for lang in Lang::ALL {
        let fields = [
            ("surname", "Kim"),
            ("given", "김"),
            ("email", "kim@mail.ru"),
            ("password", PASSWORD),
            ("lang", "en"),
            ("consent", "yes"),
        ];
        for page in [
            house.browser().post(&format!("/{}/register", lang.code()), &fields),
            owner.post(&format!("/{}/account", lang.code()), &fields),
        ] {
            let said = Message::new("name-not-printable").with("characters", "김");
            page.is(422).is_whole().see(&locale::say(lang, &said));
            assert!(page.faults("given") && !page.faults("surname"));
        }
    }
}

#[test]
fn a_known_address_and_a_dead_link_are_told_in_four_languages() {
    for lang in Lang::ALL {
        let house = House::new();
        house.register_and_confirm(EMAIL, ("Kowalczyk", "Magdalena"));
        let register = |email: &str| {
            let fields = [
                ("surname", "Other"),
                ("given", ""),
                ("email", email),
                ("password", PASSWORD),
                ("lang", "en"),
                ("consent", "yes"),
            ];
            house.browser().post(&format!("/{}/register", lang.code()), &fields)
        };
        let (known, new) = (register(EMAIL), register("new@mail.ru"));
        known.is(200).is_whole();
        assert_eq!(known.words().replace(EMAIL, ""), new.words().replace("new@mail.ru", ""), "no oracle");
        let link = in_lang(lang, &house.confirm_link("new@mail.ru"));
        house.later(24 * 60);
        house.browser().post(&link, &[]).is(410).is_whole().says("account-link-dead").says("account-link-dead-confirm");
    }
}

#[test]
fn somebody_else_s_payment_is_no_page_at_all() {
    let house = House::new();
    paid::applicant(&house);
    let (_, payment) = paid::submitted(&house, EMAIL, "3622000299");
    paid::attempt(&house, EMAIL, payment, card());
    let stranger = house.register_and_confirm("other@mail.ru", ("Other", "Person"));
    for lang in Lang::ALL {
        for page in ["", "/wait", "/status"] {
            stranger.get(&format!("/{}/epay/{payment}{page}", lang.code())).is(404).must_not_see("Turism");
        }
        stranger.get(&format!("/{}/epay/{payment}", lang.code())).is_whole().says("web-error-404-text");
    }
    for action in ["attempts", "update", "switch", "form"] {
        stranger.get("/en/account");
        stranger.post(&format!("/en/epay/{payment}/{action}"), &[("method", "halyk/halyk-card")]).is(404);
    }
}

#[test]
fn after_five_attempts_the_way_to_go_on_is_shown() {
    let house = House::new();
    let browser = paid::applicant(&house);
    let (_, payment) = paid::submitted(&house, EMAIL, "3622000299");
    for _ in 0..5 {
        let attempt = paid::attempt(&house, EMAIL, payment, card());
        bank_says(&house, EMAIL, (payment, attempt), Status::Declined);
    }
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/epay/{payment}", lang.code()));
        page.is(200).is_whole().says("epay-over-title").says("epay-over-text").says("epay-over-button").see("5");
        page.must_not_see("name=\"method\"");
    }
    let sixth = house.services.payment_attempt_open(&house.holder(EMAIL), payment, "sixth", &card());
    assert!(sixth.is_err(), "{sixth:?}");
}

#[test]
fn in_the_thirty_first_minute_the_way_to_go_on_is_shown() {
    let house = House::new();
    let browser = paid::applicant(&house);
    let (_, payment) = paid::submitted(&house, EMAIL, "3622000299");
    house.services.payment_session_open(&house.holder(EMAIL), payment).expect("a rate is known");
    house.later(31);
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/epay/{payment}", lang.code()));
        page.is(200)
            .is_whole()
            .says("epay-over-title")
            .says("epay-over-button")
            .see("30")
            .must_not_see("name=\"method\"");
    }
    let late = house.services.payment_attempt_open(&house.holder(EMAIL), payment, "late", &card());
    assert!(late.is_err(), "{late:?}");
}

#[test]
fn an_old_rate_charges_nobody_and_says_so_in_four_languages() {
    let house = House::new();
    house.rate("388.28");
    // Eleven days without a new rate.
    house.later(11 * 24 * 60);
    house.invitation_row(&business().replace("08.06.2022", "08.08.2022"));
    let browser = applicant(&house);
    let application = begin(&browser);
    application.submit(&browser);
    for lang in Lang::ALL {
        let page = browser.get(&in_lang(lang, &application.at("step-2")));
        page.is(200)
            .is_whole()
            .says("wizard-rate-missing-title")
            .says("wizard-rate-missing-text")
            .must_not_see("/pay\"");
    }
    browser.post(&application.at("pay"), &[]).is(409).says("payment-rate-stale");
}

#[test]
fn a_damaged_and_a_missing_plugin_are_off_and_the_portal_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let damaged = folder.path().join("damaged.so");
    std::fs::write(&damaged, b"\x7fELF and then nothing").expect("a file");
    let mut plugins = [("damaged", damaged), ("missing", folder.path().join("missing.so"))]
        .map(|(id, path)| {
            let mut plugin = pay_bank::plugin(id, "http://127.0.0.1:9", "http://127.0.0.1:9");
            plugin.path = path;
            plugin
        })
        .to_vec();
    let open = |plugins| {
        let settings = GatewaySettings { plugins, allow_loopback: true, ..GatewaySettings::default() };
        let gateway = Gateway::start(settings, Path::new(env!("CARGO_BIN_EXE_evisa")));
        let reasons: Vec<String> = gateway.plugins().into_iter().filter_map(|plugin| plugin.state.err()).collect();
        assert_eq!(reasons.len(), 2, "each is off with a reason: {reasons:?}");
        let outside = Outside { gateway: Arc::new(gateway), ..Outside::for_trying(Arc::default()) };
        House::furnished(
            Services::in_memory(),
            outside,
            Settings::new("https://evisa.example".parse().expect("an address")),
        )
    };
    let chooser = |house: &House, seen: &[&str]| {
        let browser = paid::applicant(house);
        let (_, payment) = paid::submitted(house, EMAIL, "3622000299");
        house.services.payment_session_open(&house.holder(EMAIL), payment).expect("a rate is known");
        for lang in Lang::ALL {
            let page = browser.get(&format!("/{}/epay/{payment}", lang.code()));
            page.is(200).is_whole().says("epay-method-off");
            for key in seen {
                page.says(key);
            }
        }
    };
    chooser(&open(plugins.clone()), &["epay-no-method-title", "epay-no-method-text"]);
    plugins.push(pay_bank::plugin("halyk", "http://127.0.0.1:9", "http://127.0.0.1:9"));
    chooser(&open(plugins), &["gw-cards"]);
}

#[test]
fn malformed_files_are_told_in_four_languages() {
    let house = House::new();
    let rules = ImportRules { today: almaty_date(house.now()), strictness: Strictness::Demonstration };
    for (bytes, fault) in [
        (&b"number,colour\n"[..], FileFault::ColumnUnknown("colour".to_owned())),
        (b"number\xCE", FileFault::NotUtf8),
        (b"", FileFault::Empty),
        (b"[{\"number\": }]", FileFault::NotJson { line: 1 }),
    ] {
        let read = invitation_file_parse(bytes, rules).expect_err("no file of invitations");
        assert_eq!(read, fault);
        is_worded(&fault.message());
    }
    for bytes in [&b"<html><body>503"[..], b"<rates></rates>"] {
        let fault: RatesFault = rates_parse(bytes).expect_err("no rates");
        is_worded(&fault.message());
    }
}

#[test]
fn a_tax_number_with_a_wrong_check_digit_is_told_in_four_languages() {
    let heading = "number,category,entries,valid_from,valid_to,inviter_tax_id,inviter_name,inviter_address,stay_region,\
        stay_street,stay_house,surname,given,patronymic,passport,sex,birth_date,nationality";
    let rules = ImportRules { today: jiff::civil::date(2022, 6, 8), strictness: Strictness::Strict };
    let report =
        invitation_file_parse(format!("{heading}\n{INVITATION}\n").as_bytes(), rules).expect("a readable file");
    assert_eq!((report.rows.len(), report.faults.len()), (0, 1), "{report:?}");
    assert_eq!(report.faults[0].column, "inviter_tax_id");
    is_worded(&report.faults[0].message);
}

#[test]
fn a_data_directory_in_use_is_told_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("a new store");
    let file = folder.path().join("invitations.csv");
    std::fs::write(&file, "number\n").expect("a file");
    let data = format!("store.dir={}", folder.path().display());
    let output = Command::new(env!("CARGO_BIN_EXE_evisa"))
        .args(["import", "invitations"])
        .arg(&file)
        .args(["--set", &data])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("another evisa process uses"), "{said}");
    drop(store);
}
