//! What the bank posts: however it travelled, only its own signature is believed.

use super::*;

pub(super) fn called_with(body: &[u8], query: &[(&str, &str)]) -> Result<Callback, Fault> {
    let query = query.iter().map(|(name, value)| Pair::new(name, value)).collect();
    let raw = RawHttp { method: "POST".to_owned(), query, headers: Vec::new(), body: Bytes(body.to_vec()) };
    let answer = ready().call(Op::ParseCallback(raw));
    if let Answer::Error(fault) = answer {
        return Err(fault);
    }
    let Answer::Callback(callback) = answer else { panic!("{answer:?}") };
    Ok(*callback)
}

fn called(body: &str) -> Result<Callback, Fault> {
    called_with(body.as_bytes(), &[])
}

/// As a browser or a servlet escapes a form value.
fn form_escaped(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b' ' => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(one).collect()
}

#[test]
fn a_signed_postlink_is_believed_however_it_travelled() {
    let escaped = form_escaped(POSTLINK.as_bytes());
    let careless = POSTLINK.replace('%', "%25").replace('&', "%26");
    let plus_lost = form_escaped(POSTLINK.replace('+', " ").as_bytes());
    assert!(POSTLINK.contains('+'), "the example must have what can be lost");
    let mut callbacks = vec![
        called(POSTLINK).unwrap(),
        called(&format!("response={escaped}")).unwrap(),
        called(&format!("a=b&response={escaped}&c")).unwrap(),
        called(&format!("response={}", careless.replace(' ', "+"))).unwrap(),
        called(&format!("response={careless}")).unwrap(),
        called(&format!("response={plus_lost}")).unwrap(),
        called_with(b"", &[("response", POSTLINK)]).unwrap(),
        called(&POSTLINK.replace("</bank_sign >", "</bank_sign>")).unwrap(),
    ];
    let first = callbacks.remove(0);
    for callback in callbacks {
        assert_eq!(callback, first);
    }
    assert_eq!((first.authenticity, first.order_ref.as_deref()), (Authenticity::Signed, Some(ORDER)));
    assert_eq!((first.ack.status, first.ack.body.as_str(), first.ack.content_type.as_str()), (200, "0", "text/plain"));
    let seen = first.observation.unwrap();
    assert_eq!(
        (seen.status, seen.amount_minor, seen.currency.as_deref()),
        (Status::Authorised, Some(3_106_240), Some("KZT"))
    );
    assert_eq!((seen.terminal.as_deref(), seen.provider_ref.as_deref()), (Some(TERMINAL), Some("220608144712")));
    assert_eq!(seen.occurred_at.as_deref(), Some("2022-06-08T14:47:12+06:00"));
    assert_eq!(seen.masked_instrument.as_deref(), Some("900000XXXXXX0900"));
}

fn postlink_element() -> String {
    let start = POSTLINK.find("<bank ").unwrap();
    POSTLINK[start..POSTLINK.find("<bank_sign").unwrap()].to_owned()
}

#[test]
fn a_signature_inside_the_postlink_gets_its_plus_back() {
    let element = postlink_element()
        .replace(r#"<merchant_sign type="RSA"/>"#, r#"<merchant_sign type="RSA">A+B/C=</merchant_sign>"#);
    let document = bank_document(&element);
    assert_eq!(called(&document).unwrap().authenticity, Authenticity::Signed);
    assert_eq!(
        called(&format!("response={}", form_escaped(document.replace('+', " ").as_bytes()))).unwrap().authenticity,
        Authenticity::Signed
    );
}

#[test]
fn both_alphabets_of_the_bank_are_read() {
    let element = postlink_element().replace("TEST PAYER", "ТЕСТОВЫЙ ПЛАТЕЛЬЩИК");
    let (cyrillic, _, lost) = encoding_rs::WINDOWS_1251.encode(&element);
    assert!(!lost);
    // Signed and sent in either; and signed in one, sent in the other.
    for signed in [element.as_bytes(), &cyrillic] {
        for sent in [element.as_bytes(), &cyrillic] {
            let mut document = b"<document>".to_vec();
            document.extend_from_slice(sent);
            document.extend_from_slice(format!("<bank_sign>{}</bank_sign></document>", bank_sign(signed)).as_bytes());
            let body = format!("response={}", form_escaped(&document));
            let callback = called(&body).unwrap();
            assert_eq!((callback.authenticity, callback.order_ref.as_deref()), (Authenticity::Signed, Some(ORDER)));
        }
    }
}

#[test]
fn a_forged_postlink_is_acknowledged_and_proves_nothing() {
    let another = bank_document("<bank name=\"x\"></bank>");
    let signature = &another[another.find("<bank_sign").unwrap()..];
    let merchants_own =
        MerchantKey::read(MERCHANT_PEM).unwrap().sign(&ready().cx, postlink_element().as_bytes()).unwrap();
    for forged in [
        POSTLINK.replace("31062.40", "1.00"),
        POSTLINK.replace("response_code=\"00\"", "response_code=\"05\""),
        POSTLINK.replace(TERMINAL, "11111111"),
        format!("<document>{}{signature}", postlink_element()),
        format!("<document>{}<bank_sign>{merchants_own}</bank_sign></document>", postlink_element()),
        format!("<document>{}<bank_sign></bank_sign></document>", postlink_element()),
        format!("<document>{}<bank_sign>!!!</bank_sign></document>", postlink_element()),
        format!("<document>{}</document>", postlink_element()),
    ] {
        let callback = called(&forged).unwrap();
        assert_eq!(
            (callback.authenticity, callback.observation, callback.ack.body.as_str()),
            (Authenticity::None, None, "0")
        );
        assert_eq!(callback.order_ref.as_deref(), Some(ORDER));
    }
}

#[test]
fn a_signed_postlink_without_success_only_says_ask_now() {
    let element = postlink_element();
    let declined = bank_document(&element.replace("response_code=\"00\"", "response_code=\"05\""));
    let callback = called(&declined).unwrap();
    assert_eq!((callback.authenticity, callback.observation), (Authenticity::Signed, None));
    assert_ne!(callback.replay_key, called(POSTLINK).unwrap().replay_key);
    let other = called(&bank_document(&element.replace(
        "merchant_id=\"92061101\" amount=\"31062.40\" reference",
        "merchant_id=\"1\" amount=\"5\" reference",
    )))
    .unwrap();
    let seen = other.observation.unwrap();
    assert_eq!((seen.terminal.as_deref(), seen.amount_minor), (Some("1"), Some(500)), "told as it is");
    let whole = called(&bank_document(&element.replace("900000XXXXXX0900", "9000001234560900"))).unwrap();
    assert_eq!(whole.observation.unwrap().masked_instrument, None, "a whole card number goes no further");
}

#[test]
fn a_failure_post_never_says_anything_about_the_state() {
    let failure = format!(
        r#"<response order_id="{ORDER}"><error type="auth" time="2022-06-08 14:47:12" code="05">declined</error><session id="S"/></response>"#
    );
    for body in [failure.clone(), format!("response={}", form_escaped(failure.as_bytes()))] {
        let callback = called(&body).unwrap();
        assert_eq!((callback.authenticity, callback.observation), (Authenticity::None, None));
        assert_eq!((callback.order_ref.as_deref(), callback.ack.body.as_str()), (Some(ORDER), "0"));
    }
    for broken in [
        "",
        "<",
        "hello",
        "response=",
        "response=%3C",
        "{}",
        "<response order_id=\"../x\"/>",
        "\u{0}",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><r order_id=\"123456\"/>",
    ] {
        assert_eq!(called(broken).unwrap_err().kind, FaultKind::Input, "{broken}");
    }
}
