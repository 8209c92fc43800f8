//! The signing desk: signs a text for a person who does not exist, so that signing in by signature can be tried in a room without the
//! National CA, its keys and its programs. It says so on every page.

use hyper::{StatusCode, header, header::HeaderValue};
use maud::{Markup, html};

use super::{
    door::{self, Ask, Reply, field},
    nca::{Authority, Person},
    pages::{Frame, framed, lang_asked},
};
use crate::domain::lang::{InFour, Lang};

/// Bytes of the longest text that is signed; the portal's have about 200.
const TEXT_BYTES_MAX: usize = 4_096;
/// The address of the desk.
const HERE: &str = "/signature";

const TITLE: InFour<&str> = InFour {
    kk: "Сынақ кілтімен қол қою",
    ru: "Подписать тестовым ключом",
    en: "Sign with a test key",
    zh: "用测试密钥签名",
};
const LEAD: InFour<&str> = InFour {
    kk: "ТЕСТ: мұнда куәландырушы орталық жоқ. Бұл адамдар ойдан шығарылған, ал кілттер ештеңені қорғамайды. Мәтінді қойып, адамды таңдап, алынған .p7s файлын порталға жіберіңіз.",
    ru: "ТЕСТ: здесь нет удостоверяющего центра. Эти люди вымышлены, а ключи ничего не защищают. Вставьте текст, выберите человека и отправьте полученный файл .p7s порталу.",
    en: "TEST: there is no certification centre here. These people are invented, and their keys protect nothing. Paste the text, choose a person, and send the .p7s file you get to the portal.",
    zh: "测试：这里没有认证中心。这些人均为虚构，其密钥不提供任何保护。请粘贴文本、选择人员，并将得到的 .p7s 文件发送到门户网站。",
};
const TEXT: InFour<&str> =
    InFour {
        kk: "Қол қойылатын мәтін", ru: "Текст для подписи", en: "Text to sign", zh: "要签名的文本"
    };
const WHO: InFour<&str> =
    InFour { kk: "Кім қол қояды", ru: "Кто подписывает", en: "Who signs", zh: "签名人" };
const DO: InFour<&str> = InFour { kk: "Қол қою", ru: "Подписать", en: "Sign", zh: "签名" };
const EMPTY: InFour<&str> = InFour {
    kk: "Порталдағы мәтінді осында қойыңыз (4 КБ-тан аспайды) және адамды таңдаңыз",
    ru: "Вставьте сюда текст с портала (не больше 4 КБ) и выберите человека",
    en: "Paste the portal's text here (4 KB at most) and choose a person",
    zh: "请在此粘贴门户网站的文本（不超过 4 KB）并选择人员",
};

/// `GET /signature`, and `POST /signature` with the text to sign: the form.
pub(super) fn show(ask: &Ask) -> Reply {
    let form = ask.form();
    let lang = lang_asked(if form.is_empty() { &ask.query } else { &form }, None);
    drawn(lang, StatusCode::OK, field(&form, "text"))
}

/// `POST /signature/sign`: the signature as a file.
pub(super) fn sign(ask: &Ask) -> Reply {
    let form = ask.form();
    let (lang, text) = (lang_asked(&form, None), field(&form, "text"));
    let person = Person::ALL.into_iter().find(|person| person.code() == field(&form, "person"));
    let Some(person) = person.filter(|_| !text.is_empty() && text.len() <= TEXT_BYTES_MAX) else {
        return drawn(lang, StatusCode::UNPROCESSABLE_ENTITY, text);
    };
    let signed = Authority::new().and_then(|authority| authority.sign(person, text.as_bytes()));
    let signed = match signed {
        Ok(signed) => signed,
        Err(fault) => return door::plain(StatusCode::INTERNAL_SERVER_ERROR, &fault.to_string()),
    };
    let mut reply = door::bytes(StatusCode::OK, "application/pkcs7-signature", signed);
    let name = format!("attachment; filename=\"TEST-{}.p7s\"", person.code());
    if let Ok(name) = HeaderValue::from_str(&name) {
        reply.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    reply
}

fn drawn(lang: Lang, status: StatusCode, text: &str) -> Reply {
    let faulty = !status.is_success();
    let frame = Frame { lang, title: TITLE.get(lang), here: HERE, wide: false, faulty, onward: None };
    door::page(status, framed(&frame, &form(lang, faulty, text)))
}

fn form(lang: Lang, faulty: bool, text: &str) -> Markup {
    html! {
        p.lead { (LEAD.get(lang)) }
        form method="post" action={ (HERE) "/sign" } {
            input type="hidden" name="language" value=(lang.code());
            div.field {
                label for="text" { (TEXT.get(lang)) }
                @if faulty { p.notice.bad #text-fault { (EMPTY.get(lang)) } }
                textarea #text name="text" rows="4" required spellcheck="false"
                    aria-describedby=[faulty.then_some("text-fault")] { (text) }
            }
            div.field {
                label for="person" { (WHO.get(lang)) }
                select #person name="person" {
                    @for person in Person::ALL {
                        option lang="en" value=(person.code()) { (person.words()) }
                    }
                }
            }
            button type="submit" { (DO.get(lang)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::nca::{ROOT_NAME, signed};

    #[test]
    fn the_root_is_the_same_at_every_start_and_says_what_it_is() {
        let (one, other) = (Authority::new().unwrap(), Authority::new().unwrap());
        assert_eq!(one.root_der().unwrap(), other.root_der().unwrap());
        assert_eq!(one.list_der().unwrap(), other.list_der().unwrap());
        let root = one.root_der().unwrap();
        assert!(ROOT_NAME.starts_with("TEST") && root.windows(4).any(|bytes| bytes == b"TEST"));
    }

    #[test]
    fn every_person_signs_and_the_signature_is_the_same_each_time() {
        let authority = Authority::new().unwrap();
        for person in Person::ALL {
            let once = authority.sign(person, b"text").unwrap();
            assert_eq!(once, authority.sign(person, b"text").unwrap(), "{person:?}");
            assert_ne!(once, authority.sign(person, b"other").unwrap(), "{person:?}");
        }
        assert!(signed(&[], b"text").is_ok());
    }

    #[test]
    fn the_form_keeps_what_was_typed_and_never_writes_it_as_markup() {
        let shown = form(Lang::En, true, "<b>\"text\"").into_string();
        assert!(shown.contains("&lt;b&gt;") && shown.contains("Paste the portal's text here"));
        for lang in Lang::ALL {
            assert!(form(lang, false, "").into_string().contains(LEAD.get(lang)), "{lang:?}");
        }
    }
}
