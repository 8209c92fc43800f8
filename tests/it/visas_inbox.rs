//! The inbox of a demonstration: letters one can read, links one can follow, files one can open.

use std::{path::Path, sync::Arc};

use evisa::{effects::Outside, services::Services, web::site::Settings};

use crate::house::House;

const LETTER: &str = "0123456789abcdef0123456789abcdef";
const MESSAGE: &str = "From: evisa <visa@example.test>\r\nTo: test@mail.ru\r\nSubject: Confirm <your> address\r\n\
    Date: Wed, 08 Jun 2022 08:30:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
    --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nOpen <this>:\r\nhttps://evisa.example/en/confirm/x?a=1&b=2\r\nBye\r\n\
    --b\r\nContent-Type: application/pdf; name=\"visa.pdf\"\r\nContent-Disposition: attachment; filename=\"visa.pdf\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\n--b--\r\n";

fn demonstration(dir: &Path) -> House {
    let outside = Outside { inbox: Some(dir.to_owned()), ..Outside::for_trying(Arc::default()) };
    let settings = Settings::new("https://evisa.example".parse().expect("an address")).demonstration();
    House::furnished(Services::in_memory(), outside, settings)
}

#[test]
fn letters_are_read_links_followed_and_files_opened() {
    let dir = tempfile::tempdir().unwrap();
    let house = demonstration(dir.path());
    let browser = house.browser();
    for lang in ["kk", "ru", "en", "zh"] {
        browser.get(&format!("/{lang}/inbox")).is(200).is_whole().says("inbox-empty-title");
    }
    std::fs::write(dir.path().join(format!("{LETTER}.eml")), MESSAGE).unwrap();
    let list = browser.get("/en/inbox");
    list.is(200).is_whole().see("Confirm <your> address").see("test@mail.ru").see("14:30").must_not_see("<your>\"");
    let page = browser.get(&format!("/en/inbox/{LETTER}"));
    page.is(200).is_whole().see("Open <this>:").see("href=\"https://evisa.example/en/confirm/x?a=1&amp;b=2\"");
    let file = browser.get(&format!("/en/inbox/{LETTER}/0"));
    assert_eq!(file.is(200).bytes.as_ref(), b"%PDF-1.7");
    for missing in [format!("{LETTER}/1"), format!("{LETTER}/x"), "..%2f..%2fpasswd".to_owned(), "0".repeat(32)] {
        browser.get(&format!("/en/inbox/{missing}")).is(404);
    }
}

#[test]
fn outside_a_demonstration_there_is_no_inbox() {
    let house = House::new();
    let browser = house.browser();
    browser.get("/en/inbox").is(404);
    browser.get(&format!("/en/inbox/{LETTER}")).is(404);
    browser.get(&format!("/en/inbox/{LETTER}/0")).is(404);
}
