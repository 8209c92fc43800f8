//! A reader of the printed manual finds the screen, in any language.

use crate::house::House;

#[test]
fn the_manual_s_own_words_find_the_screen() {
    let house = House::new();
    let browser = house.browser();
    let asked: String = form_urlencoded::byte_serialize("税务机关法典".as_bytes()).collect();
    let page = browser.get(&format!("/zh/help?q={asked}"));
    page.is(200)
        .is_whole()
        .see("在 1 个页面上找到")
        .see("<a href=\"#step-2\">第 2 步：缴纳规费</a>")
        .see("税务机关代码");
    assert_eq!(page.value_of("q"), "税务机关法典");
    browser.get("/en/help?q=Patronymics").is(200).says("help-found-nothing");
    browser.get("/en/help?q=IIN").see("Found on 1 screen").see("#confirm");
}

#[test]
fn statements_tell_what_is_true() {
    let house = House::new();
    let browser = house.browser();
    browser.get("/en/privacy").is(200).is_whole().see("30 days").see("Card numbers never reach this portal");
    browser.get("/en/accessibility").is(200).is_whole().see("No independent body has audited them");
    browser.get("/en/help").is(200).is_whole().see("href=\"/en/privacy\"");
}
