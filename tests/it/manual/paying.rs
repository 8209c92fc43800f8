//! Figures 7 to 13: the gateway, the methods, waiting, the receipt, the account. Every comment with a number is a tick.

use std::{path::Path, sync::Arc};

use evisa::{
    domain::{
        application_number::ApplicationNumber, calendar::almaty_date, category::Category, effect::Effect, lang::Lang,
        money::Money, payment::PaymentId, person::PersonName,
    },
    effects::Outside,
    payments::{Gateway, Settings as GatewaySettings},
    services::{Services, payment::MethodTerms},
    store::{Reader, outbox::Stage},
    web::site::Settings,
};
use evisa_plugin_sdk::proto::{Collect, Status, Step};

use crate::{
    apply::{Application, applicant, begin, business},
    browser::Browser,
    house::{House, INVITATION},
    paid::{self, EMAIL, bank_says, card, plugin_says},
    pay_bank, pay_desk,
};

const VISAS: &str = "/en/account/visas";

/// A house that offers the real plugin of Halyk; nothing is sent, so no bank is there.
fn house_with_halyk() -> House {
    let nowhere = "http://127.0.0.1:9";
    let settings = GatewaySettings {
        plugins: vec![pay_bank::plugin("halyk", nowhere, nowhere)],
        allow_loopback: true,
        ..GatewaySettings::default()
    };
    let gateway = Gateway::start(settings, Path::new(env!("CARGO_BIN_EXE_evisa")));
    let outside = Outside { gateway: Arc::new(gateway), ..Outside::for_trying(Arc::default()) };
    let settings = Settings::new("https://evisa.example".parse().expect("an address"));
    let house = House::furnished(Services::in_memory(), outside, settings);
    house.invitation_row(&business());
    house.rate(paid::RATE);
    house
}

/// The manual's applicant at the gateway: 80 dollars are due.
fn at_the_gateway(house: &House) -> (Browser<'_>, Application, PaymentId) {
    let browser = applicant(house);
    let application = begin(&browser);
    application.submit(&browser);
    let way = browser.submit(&application.at("pay"), &[]).location().expect("the way to E-Pay");
    let payment = way.strip_prefix("/en/epay/").and_then(|id| id.parse().ok()).expect("the payment's address");
    (browser, application, payment)
}

/// The address behind the link with these words.
fn link(page: &crate::browser::Page, words: &str) -> String {
    let text = page.text();
    let (before, _) = text.split_once(&format!(">{words}</a>")).unwrap_or_else(|| panic!("no link {words}: {text}"));
    before.rsplit("href=\"").next().unwrap_or_default().split('"').next().unwrap_or_default().to_owned()
}

/// How often a plugin waits to be asked.
fn questions(house: &House) -> usize {
    let waiting = house.services.store.read(|tx: &Reader<'_>| tx.effects_in::<Effect>(Stage::Waiting, 10_000));
    let asks = |effect: &Effect| matches!(effect, Effect::PluginTurn { .. });
    waiting.expect("the outbox can be read").iter().filter(|(_, entry)| asks(&entry.effect)).count()
}

#[test]
fn figure_07_gateway() {
    let house = house_with_halyk();
    let (browser, _, payment) = at_the_gateway(&house);
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/epay/{payment}", lang.code()));
        page.is(200).is_whole().says("gw-title").says("gw-methods");
        // 7.1 languages of its own, Chinese too
        for name in ["ҚАЗ", "РУС", "ENG", "中文"] {
            page.see(name);
        }
        // 7.3 the bank sets the commission
        page.says("gw-fee-note").says("gw-fee");
        // 7.4 three groups; what is not offered says so
        page.says("gw-cards").says("gw-wallets").says("gw-mobile").says("epay-group-none");
        // 7.5 the subscriber
        page.says("gw-sub").says("f-iin").says("f-payer").see("inostr inostr -").says("gw-code");
        // 7.6 the payer answers for details and amount
        page.says("gw-terms").says("gw-resp");
        // 7.7 payment information
        page.says("epay-recipient").says("f-beneficiary").see("Банк-Бенефициар «Комитет Казначейства МФ РК»");
        // 7.8 one chooses by pressing an icon
        page.says("epay-choose").see("<button type=\"submit\" name=\"method\" value=\"halyk/halyk-card\"");
        page.see("<span class=\"method-icon\"");
    }
    // 7.2 the amount without commission
    browser.get(&format!("/ru/epay/{payment}")).see("31 062,40 ₸").see("100,00 ₸");
    let page = browser.get(&format!("/en/epay/{payment}"));
    page.see("Amount excluding commission").see("31,062.40 ₸");
    page.see("Halyk Bank").see("100.00 ₸").see("Visa, Maestro, Visa Electron and Mastercard of any bank");
    for code in ["620301", "911", "108126"] {
        page.see(code);
    }
    // The code of the manual, C0001000010101, is the ten thousandth of its kind: service 0001 and nine digits.
    let shown = page.text();
    let code = shown.split("C0001").nth(1).expect("the payment code");
    assert!(code.chars().take(9).all(|c| c.is_ascii_digit()), "{code:.20}");
}

#[test]
fn figure_08_1_waiting() {
    let house = crate::apply::house();
    let (browser, _, payment) = at_the_gateway(&house);
    let attempt = paid::attempt(&house, EMAIL, payment, card());
    bank_says(&house, EMAIL, (payment, attempt), Status::Pending);
    // 8.1.1 the waiting page
    let wait = format!("/en/epay/{payment}/wait");
    browser.get(&wait).is(200).is_whole().says("epay-working-title").says("pay-wait").says("epay-close-text");
    // 8.1.2 reached again from the list of visas
    let back = link(&browser.get(VISAS), "Continue");
    browser.get(&back).at(&wait);
}

#[test]
fn figure_08_2_receipt() {
    let house = crate::apply::house();
    let (browser, application, payment) = at_the_gateway(&house);
    let attempt = paid::attempt(&house, EMAIL, payment, card());
    bank_says(&house, EMAIL, (payment, attempt), Status::Paid);
    // 8.2.1 an electronic receipt to print and to keep; its lines are read in `documents::tests`
    let receipt = format!("/en/applications/{}/receipt.pdf", application.id);
    let paper = browser.get(&receipt);
    assert!(paper.is(200).bytes.starts_with(b"%PDF"));
    assert_eq!(paper.headers["content-type"], "application/pdf");
    // 8.2.2 reached again from the list of visas
    assert_eq!(link(&browser.get(VISAS), "Payment receipt"), receipt);
}

#[test]
fn figure_08_3_account() {
    let house = House::new();
    let browser = paid::applicant(&house);
    paid::paid(&house, EMAIL, "3622000299");
    let page = browser.get(VISAS);
    // 8.3.1 who is signed in, and log out
    page.is(200).is_whole().see("inostr i.").says("hdr-logout");
    // 8.3.2 the side menu
    page.says("acc-title").see("<a href=\"/en/account\">My details</a>");
    page.see("<a href=\"/en/account/visas\" aria-current=\"page\">Visas</a>");
    // 8.3.3 the columns, and the row of the manual
    let columns = [
        "Name",
        "Period",
        "Invitation number",
        "Application no. / date",
        "Visa status",
        "E-visa, payment receipt",
        "Send",
    ];
    page.see(&columns.map(|words| format!("<th scope=\"col\" role=\"columnheader\">{words}</th>")).concat());
    for cell in
        ["Test Turism", "from 05.06.2022 to 08.06.2022", "3622000299", "16546770000000 08.06.2022", "Approved Paid"]
    {
        page.see(cell);
    }
    page.see("E-visa Payment receipt").says("b-send");
    for number in ["16546778150988", "16548650547870", "16548650436654"] {
        browser.get(&format!("{VISAS}?q={number}")).is(200).is_whole().see(&format!("has the number {number}"));
    }
}

/// A method with a form of ours: the wallet of figure 9, the mobile balance of figure 10.
fn form_of(kind: &str, commission_minor: u64) -> (MethodTerms, Step) {
    let terms = MethodTerms { commission: Money::kzt(commission_minor), commission_included: true, ..card() };
    let fields = serde_json::json!([{"id": "number", "kind": kind, "max_len": 11}]);
    let form = Collect {
        title: String::new(),
        notice: None,
        tries_left: None,
        fields: serde_json::from_value(fields).expect("a field"),
        total_minor: 3_106_240 + commission_minor,
        commission_minor,
        resend: None,
        expires_s: 600,
    };
    (terms, Step::Collect(form))
}

#[test]
fn figure_09_wallet() {
    let house = crate::apply::house();
    let (browser, _, payment) = at_the_gateway(&house);
    let (terms, form) = form_of("wallet_no", 2_500);
    let attempt = paid::attempt(&house, EMAIL, payment, terms);
    plugin_says(&house, EMAIL, (payment, attempt), form);
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/epay/{payment}/wait", lang.code()));
        // 9.1 the amount with its commission
        page.is(200).is_whole().says("wal-sum").says("gw-fee");
        // 9.3 the number of the wallet, with the manual's example
        page.says("wal-num").says("wal-ex").see("77001112233").see("name=\"f-number\"");
        // 9.4 pay
        page.says("b-pay");
    }
    browser.get(&format!("/ru/epay/{payment}/wait")).see("31 087,40 ₸").see("25,00 ₸");
}

#[test]
fn figure_10_mobile() {
    let house = crate::apply::house();
    let (browser, _, payment) = at_the_gateway(&house);
    let (terms, form) = form_of("phone", 10_000);
    let attempt = paid::attempt(&house, EMAIL, payment, terms);
    plugin_says(&house, EMAIL, (payment, attempt), form);
    // 10.1 a window with a field for the telephone number
    let page = browser.get(&format!("/ru/epay/{payment}/wait"));
    page.is(200).is_whole().says("mob-num").see("type=\"tel\"").says("b-pay").see("31 162,40 ₸").see("100,00 ₸");
}

#[test]
fn figure_11_step_three() {
    let house = crate::apply::house();
    let (browser, application, payment) = at_the_gateway(&house);
    let attempt = paid::attempt(&house, EMAIL, payment, card());
    bank_says(&house, EMAIL, (payment, attempt), Status::Paid);
    // 11.1 the portal leads to step 3 by itself
    let page = browser.get(&format!("/en/epay/{payment}/wait"));
    page.at(&application.at("step-3")).is_whole().see("Step 3 of 3").says("s3-title");
    // 11.2 the link to the visa
    assert_eq!(link(&page, "Download the visa (PDF)").as_str().rsplit('/').next(), Some("visa.pdf"));
    assert!(browser.get(&application.at("visa.pdf")).is(200).bytes.starts_with(b"%PDF"));
}

#[test]
fn figure_12_not_yet_confirmed() {
    let house = crate::apply::house();
    let (browser, application, payment) = at_the_gateway(&house);
    let attempt = paid::attempt(&house, EMAIL, payment, card());
    plugin_says(&house, EMAIL, (payment, attempt), pay_desk::redirect());
    house.later(1);
    browser.post(&format!("/en/epay/{payment}/update"), &[]);
    bank_says(&house, EMAIL, (payment, attempt), Status::Pending);
    // 12.1 wait until the payment is confirmed
    let page = browser.get(&application.at("step-3"));
    page.is(200).is_whole().says("pay-wait").says("b-update").must_not_see("visa.pdf");
    house.later(1);
    browser.post(&format!("/en/epay/{payment}/update"), &[("next", &application.at("step-3"))]);
    bank_says(&house, EMAIL, (payment, attempt), Status::Paid);
    browser.get(&application.at("step-3")).says("s3-pdf").must_not_see("Update status");
}

#[test]
fn figure_13_update_status() {
    let house = House::new();
    let browser = paid::applicant(&house);
    house.invitation_row(&INVITATION.replace("3622000299", "3622000300"));
    paid::paid(&house, EMAIL, "3622000299");
    house.later(1);
    let (waiting, payment) = paid::submitted(&house, EMAIL, "3622000300");
    let attempt = paid::attempt(&house, EMAIL, payment, card());
    plugin_says(&house, EMAIL, (payment, attempt), pay_desk::redirect());
    // 13.1 one row approved and paid with its documents, one in progress with "Update status" and none
    let rows = |text: String| {
        text.split("<tbody").nth(1).expect("rows").split("<tr").skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = rows(browser.get(VISAS).text());
    assert_eq!(before.len(), 2);
    for seen in ["In progress", "Payment not completed", "Update status"] {
        assert!(before[0].contains(seen) && !before[1].contains(seen), "{seen}: {before:?}");
    }
    for seen in ["Approved", "Paid", "/e-visa\"", "/receipt.pdf\"", "/send\""] {
        assert!(before[1].contains(seen) && !before[0].contains(seen), "{seen}: {before:?}");
    }
    // 13.2 the click asks the bank; its answer makes the row approved and paid
    house.later(1);
    let asked = questions(&house);
    browser.post(&format!("/en/epay/{payment}/update"), &[("next", VISAS)]).at(VISAS);
    assert_eq!(questions(&house), asked + 1);
    bank_says(&house, EMAIL, (payment, attempt), Status::Paid);
    let after = rows(browser.get(VISAS).text());
    for seen in ["Approved", "Paid", &format!("/en/applications/{waiting}/e-visa\"")] {
        assert!(after[0].contains(seen), "{seen}: {after:?}");
    }
    assert!(!after[0].contains("Update status"));
}

#[test]
fn golden_amounts_of_the_manual() {
    let tenge = |minor| evisa::locale::format::money(Lang::Ru, Money::kzt(minor)).replace('\u{a0}', " ");
    assert_eq!([tenge(3_106_240), tenge(3_108_740)], ["31 062,40 ₸", "31 087,40 ₸"]);
    assert_eq!([tenge(10_000), tenge(2_500)], ["100,00 ₸", "25,00 ₸"]);
    assert_eq!(Money::kzt(3_106_240).to_string(), "31062.40 KZT");
    assert_eq!(Money::kzt(3_106_240).plus(Money::kzt(2_500)), Ok(Money::kzt(3_108_740)));
    let house = House::new();
    let fees = Category::ALL.map(|category| house.services.policy.profile.fee(category, jiff::civil::date(2022, 6, 8)));
    assert_eq!(fees, [Money::usd(8_000), Money::usd(6_000), Money::usd(8_000)]);
    let code = evisa::domain::payment_code::PaymentCode::compose(1, 10_101).expect("a code");
    assert_eq!(code.as_str(), "C0001000010101");
    // The payer of figure 7, from whose name nothing is lost.
    let name = |text: &str| text.parse().expect("a name");
    let payer = PersonName {
        surname: name("Иванов"), given: Some(name("Иван")), patronymic: Some(name("Иванович"))
    };
    assert_eq!(
        (payer.as_payer().as_str(), evisa::documents::can_print(&payer.full())),
        ("Иванов Иван Иванович", Ok(()))
    );
    // The manual's application numbers are milliseconds and a digit: each is of its printed day.
    for (number, day) in
        [("16546778150988", "2022-06-08"), ("16548650547870", "2022-06-10"), ("16548650436654", "2022-06-10")]
    {
        assert!(number.parse::<ApplicationNumber>().is_ok());
        let at = jiff::Timestamp::from_millisecond(number[..13].parse().expect("digits")).expect("a time");
        assert_eq!(almaty_date(at).to_string(), day);
    }
}
