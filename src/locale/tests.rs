//! The interface of the module as the others use it.

use super::*;

#[test]
fn sentences_come_in_the_reader_s_language() {
    let names = Lang::ALL.map(|lang| text(lang, "b-pay"));
    assert_eq!(names, ["Төлеу", "Оплатить", "Pay", "支付"]);
}

#[test]
fn arguments_are_put_in_without_invisible_marks() {
    let period = text_with(Lang::Kk, "col-fromto", &[("a", "08.06.2022"), ("b", "07.07.2022")]);
    assert_eq!(period, "08.06.2022 бастап 07.07.2022 дейін");
}

#[test]
fn numbers_choose_the_plural_form() {
    let wait = |lang, minutes: u32| say(lang, &Message::new("too-many-body").with("minutes", minutes));
    assert_eq!(wait(Lang::En, 1), "Wait 1 minute, then try again.");
    assert_eq!(wait(Lang::En, 15), "Wait 15 minutes, then try again.");
    assert_eq!(wait(Lang::Ru, 2), "Подождите 2 минуты и попробуйте еще раз.");
    assert_eq!(wait(Lang::Ru, 11), "Подождите 11 минут и попробуйте еще раз.");
    assert_eq!(wait(Lang::Kk, 1), "1 минут күтіп, қайта әрекеттеніп көріңіз.");
    assert_eq!(wait(Lang::Zh, 5), "请等待 5 分钟后再试。");
}

#[test]
fn codes_and_long_numbers_are_kept_as_they_are() {
    for value in ["007", "3622000299", "9007199254740993", "1234567890123456789", "1e5", "-5", "31 062,40", "<b>", ""] {
        assert_eq!(text_with(Lang::En, "wiz-step", &[("a", value)]), format!("Step {value}"));
    }
}

#[test]
fn what_nobody_wrote_is_seen_at_once() {
    assert_eq!(text(Lang::Ru, "no-such-sentence"), "⟦no-such-sentence⟧");
    assert!(!is_known("no-such-sentence") && is_known("hdr-portal"));
    assert_eq!(text(Lang::En, "wiz-step"), "Step {$a}");
}

#[test]
fn the_manual_s_wording_leads_to_our_keys() {
    assert!(aliases().contains(&("税务机关法典", "f-taxcode")));
    for (alias, key) in aliases() {
        assert!(is_known(key), "{alias} names {key}");
    }
}
