//! Figures 1 to 6: from logging in to the bill. Every comment with a number is a tick of the table.

use evisa::{assets, domain::lang::Lang};

use crate::{
    apply::{FACTS, QUESTIONS, applicant, begin, house},
    browser::Page,
    house::{House, PASSWORD},
};

/// All of these sentences stand on the page.
fn says(page: &Page, keys: &[&str]) {
    for key in keys {
        page.says(key);
    }
}

#[test]
fn figure_01_login() {
    let house = House::new();
    house.register_and_confirm("test@mail.ru", ("inostr", "inostr"));
    let browser = house.browser();
    for lang in Lang::ALL {
        let page = browser.get(&format!("/{}/login", lang.code()));
        page.is(200).is_whole();
        // 1.1 language bar and the mark of eGov
        for name in ["ҚАЗ", "РУС", "ENG", "中文", "<span class=\"egov\">eGov</span>"] {
            page.see(name);
        }
        // 1.2 header: log in "or" register
        says(&page, &["hdr-login", "hdr-or", "hdr-register"]);
        // 1.3 emblem (our own, neutral), name of the portal, bar with the name of the page
        page.see("<span class=\"brand-sun\">").says("hdr-portal").see("<div class=\"title-bar\">");
        page.see(&format!("<h1>{}</h1>", evisa::locale::text(lang, "hdr-login")));
        // 1.4 three tabs, the first one active
        says(&page, &["login-tab-pw", "login-tab-eds", "login-tab-egov"]);
        let active = page.text().split("aria-current=\"page\" href=\"#main\">").nth(1).unwrap_or_default().to_owned();
        assert!(active.starts_with(&evisa::locale::text(lang, "login-tab-pw")), "{active}");
        // 1.5 the warning to users of the old portal, in red
        page.says("login-warn-old").see("<p class=\"warning\">");
        // 1.7 log in, forgotten password, register
        says(&page, &["hdr-login", "login-forgot", "account-register-do"]);
        page.see("/forgot\"").see("/register\"");
        // 1.8 instructions "User authorization"
        page.says("login-help").see(&format!("href=\"/{}/help/authorization\"", lang.code()));
        browser.get(&format!("/{}/help/authorization", lang.code())).is(200).is_whole().says("account-help-title");
    }
    let css = String::from_utf8_lossy(assets::web("site.css").expect("the style").bytes);
    assert!(css.contains(".warning { color: var(--danger); }"), "1.5 in red");
    // 1.6 the login is the e-mail address, with the password of the registration
    browser.get("/en/login").says("account-email").says("account-password");
    house.sign_in(&browser, "test@mail.ru", PASSWORD).is(303);
}

#[test]
fn figure_02_home() {
    let house = house();
    applicant(&house);
    let browser = house.browser();
    // 2.1 after logging in: "Portal services"
    let signed_in = house.sign_in(&browser, "test@mail.ru", PASSWORD);
    assert_eq!(signed_in.location().as_deref(), Some("/en/services"));
    let page = browser.get("/en/services");
    page.is(200).is_whole().says("home-title");
    // 2.2 the tile "E-visa"
    page.says("svc-evisa").see("<a href=\"/en/services/e-visa\">E-visa</a>");
    for link in ["/en/account/visas", "/en/help"] {
        page.see(&format!("href=\"{link}\""));
    }
    browser.get(&begin(&browser).at("step-1"));
    browser.get("/en/services").says("wizard-open-title").says("continue").see("08.07.2022");
}

#[test]
fn figure_03_service() {
    let house = House::new();
    for lang in Lang::ALL {
        let page = house.browser().get(&format!("/{}/services/e-visa", lang.code()));
        // 3.1 the title
        page.is(200).is_whole().see(&format!("<h1>{}</h1>", evisa::locale::text(lang, "svc-title")));
        // 3.2 country and number of entries
        says(&page, &["svc-country", "svc-entries"]);
        page.see("<select").see("name=\"nationality\"").see("name=\"entries\"");
        // 3.3 the button "Get a visa >"
        page.says("svc-get").see("<span aria-hidden=\"true\">›</span></button>");
        // 3.4 the three types of visa, in the order of the manual
        says(&page, &["svc-types"]);
        let types = ["type-business", "type-tourist", "type-medical"].map(|key| evisa::locale::text(lang, key));
        page.see(&types.map(|name| format!("<li>{name}</li>")).concat());
        // 3.5 the full name of the service
        says(&page, &["svc-fullname", "svc-title"]);
        // 3.6 who provides it
        says(&page, &["svc-provider", "svc-provider-v"]);
        // 3.7 who can get it
        says(&page, &["svc-who", "svc-who-v"]);
        // 3.8 five working days, or one after a late approval
        says(&page, &["svc-term", "svc-term-v"]);
        // 3.9 fees
        page.says("svc-fee");
        for amount in ["60", "80"] {
            page.see(amount);
        }
        // 3.10 instructions to download
        says(&page, &["svc-instr", "svc-instr-dl"]);
        page.see(&format!("href=\"/{}/services/e-visa/instructions.pdf\"", lang.code()));
        // 3.11 the fee is not given back
        page.says("note-norefund");
        // 3.12 only with a valid invitation
        page.says("note-invite");
    }
    let page = house.browser().get("/en/services/e-visa");
    page.see("5 (five) working days").see("within 1 working day after").see("by 15 June 2022");
    page.see("tourist visa: $60").see("business visa: $80").see("medical treatment: $80");
    assert!(house.browser().get("/en/services/e-visa/instructions.pdf").is(200).bytes.starts_with(b"%PDF"));
    house.browser().get(&format!("{QUESTIONS}?nationality=MAR&entries=single")).see("value=\"MAR\" selected");
}

#[test]
fn figure_04_step_one() {
    let house = house();
    let browser = applicant(&house);
    let page = browser.get(&begin(&browser).at("step-1"));
    page.is(200).is_whole();
    // text.1 the facts must match the passport
    page.says("s1-hint");
    // text.2 and the invitation
    page.says("note-match");
    // text.3 whose number comes from the inviting side
    page.says("wizard-note-number");
    // text.4 print the e-visa for the border
    page.says("note-print");
    // text.5 the two airports
    page.see("Entry and exit only through: Nur-Sultan International Airport; Almaty International Airport");
    // text.6 not for foreigners who enter with children
    page.says("note-children");
    // 4.1 the title, and step 1 of three
    page.says("wiz-title").says("s1-title").see("Step 1 of 3");
    assert_eq!(
        page.text().split("class=\"step-dots\"").nth(1).unwrap().split("</ol>").next().unwrap().matches("<li").count(),
        3
    );
    // 4.2 five required fields, each with its star
    for label in ["Invitation number *", "Passport number *", "Sex *", "Date of birth *", "Nationality *"] {
        page.see(label);
    }
    for (name, _) in FACTS {
        page.see(&format!("name=\"{name}\""));
    }
    page.see("DD.MM.YYYY").says("f-required");
    page.see("value=\"CHN\" selected");
    // 4.3 cancel and next
    page.says("b-cancel").says("b-next");
}

#[test]
fn figure_05_confirmation() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    let page = browser.post(&application.at("step-1"), &FACTS);
    page.at(&application.at("confirm")).is_whole().see("Step 1 of 3").says("type-business");
    // 5.1 what was entered, and who invites
    for entered in ["3622000299", "E12345678", "19.01.1985", "China", "Test Turism", "from 05.06.2022 to 08.06.2022"] {
        page.see(entered);
    }
    page.see(&application.at("step-1#field-passport"));
    page.says("s1-inviter").see("IIN / BIN 123456789021");
    page.see("Organization name Товарищество с ограниченной ответственностью Солар Сан Казахстан");
    page.see("Address АЛМАТИНСКАЯ ОБЛАСТЬ, РАЙОН АЛМАЛИНСКИЙ, АЛМАТУ, КОПЕРНИКА, 2");
    // 5.2 the address of stay
    page.says("s1-stay").see("Region г.Алматы").see("Street АЫВА").see("House 2585");
    // 5.3 the declaration; "Next" counts only when it is ticked
    page.says("s1-confirm").see("type=\"checkbox\"");
    let unticked = browser.post(&application.at("confirm"), &[]);
    unticked.is(422).says("wizard-confirm-missing").see("<title>Error:");
    assert!(unticked.faults("confirm"));
    browser.get(&application.at("step-2")).at(&application.at("confirm"));
    // 5.4 cancel and next
    page.says("b-cancel").says("b-next");
    browser.post(&application.at("confirm"), &[("confirm", "yes")]).at(&application.at("step-2"));
}

#[test]
fn figure_06_step_two() {
    let house = house();
    let browser = applicant(&house);
    let application = begin(&browser);
    application.submit(&browser);
    let page = browser.get(&application.at("step-2"));
    page.is(200).is_whole().says("wiz-title").says("s2-title").see("Step 2 of 3").says("note-norefund");
    // 6.1 the payer; the missing patronymic is a dash
    page.see("Payer inostr inostr -");
    // 6.2 the beneficiary
    page.see("Beneficiary Банк-Бенефициар «Комитет Казначейства МФ РК»");
    // 6.3 the code of the tax authority
    page.see("Tax authority code 620301");
    // 6.4 the code of the purpose
    page.see("Payment purpose code (KNP) 911");
    // 6.5 the code of the budget classification
    page.see("Budget classification code (KBK) 108126");
    // 6.6 the currency
    page.see("Currency USD");
    // 6.7 the amount
    page.see("Amount 80").see("31,062.40 ₸");
    // 6.8 it is paid on the page of the electronic government
    page.says("s2-epay");
    // 6.9 pay
    page.says("b-pay").see(&format!("action=\"{}\"", application.at("pay")));
}
