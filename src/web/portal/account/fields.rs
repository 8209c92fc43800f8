//! The fields that account pages share: how they look, and how they are read.

use maud::{Markup, html};
use unicode_normalization::UnicodeNormalization;

use crate::{
    assets,
    domain::{
        lang::Lang,
        person::{EmailAddress, NAME_CHARS_MAX, NamePart, PersonName},
        refusal::{FieldFault, Message},
    },
    services::account::PASSWORD_CHARS_MIN,
    web::{
        components::{
            choice::{self, Choice},
            field::Field,
        },
        fields::Fields,
        form::{FormView, field_id},
        request::Request,
    },
};

/// Foreign characters of an address that are named; more are surely seen.
const LETTERS_NAMED_MAX: usize = 5;

/// The faults of a form, in the order of its page.
#[derive(Default)]
pub(in crate::web) struct Faults(pub(in crate::web) Vec<FieldFault>);

impl Faults {
    /// The value, or nothing and its fault noted.
    pub(in crate::web) fn note<T>(&mut self, field: &'static str, parsed: Result<T, Message>) -> Option<T> {
        parsed.map_err(|message| self.0.push(FieldFault { field, message })).ok()
    }
}

/// Surname, given names, patronymic.
pub(in crate::web) fn name(form: &FormView<'_>) -> Markup {
    let t = |key| form.request.t(key);
    html! {
        (Field::text("surname", &t("account-surname")).hint(&t("account-name-hint")).autocomplete("family-name").verbatim().show(form))
        (Field::text("given", &t("account-given")).optional().autocomplete("given-name").verbatim().show(form))
        (Field::text("patronymic", &t("account-patronymic")).optional().autocomplete("additional-name").verbatim().show(form))
    }
}

/// The language of letters.
pub(in crate::web) fn lang(form: &FormView<'_>) -> Markup {
    let choices: Vec<Choice> =
        Lang::ALL.into_iter().map(|lang| (lang.code().to_owned(), lang.own_name().to_owned())).collect();
    choice::select(form, "lang", (&form.request.t("account-lang"), None), &choices)
}

/// The e-mail address that signs in.
pub(in crate::web) fn email(form: &FormView<'_>) -> Markup {
    Field::email("email", &form.request.t("account-email")).autocomplete("username").show(form)
}

/// A present password. The button that shows it appears where scripts run.
pub(super) fn password(form: &FormView<'_>, name: &'static str, label: &str) -> Markup {
    html! { div { (Field::password(name, label, "current-password").show(form)) (reveal(form, name)) } }
}

/// A new password, with its rule.
pub(super) fn password_new(form: &FormView<'_>, label: &str) -> Markup {
    let rule = form.request.say(&Message::new("account-password-hint").with("min", PASSWORD_CHARS_MIN));
    html! { div { (Field::password("password", label, "new-password").hint(&rule).show(form)) (reveal(form, "password")) } }
}

/// A button that shows what was typed; hidden until its script runs.
fn reveal(form: &FormView<'_>, name: &str) -> Markup {
    let t = |key| form.request.t(key);
    html! {
        p { button.as-link type="button" hidden data-reveal=(field_id(name)) data-hide=(t("account-password-hide"))
            aria-controls=(field_id(name)) { (t("account-password-show")) } }
        script src=(assets::web_path("password.js")) defer {}
    }
}

/// The name of a person as a form has it.
pub(in crate::web) fn name_parse(form: &Fields, faults: &mut Faults) -> Option<PersonName> {
    let surname = faults.note("surname", filled(form, "surname").and_then(name_part));
    let mut optional = |field: &'static str| match form.get(field) {
        "" => Some(None),
        text => faults.note(field, name_part(text)).map(Some),
    };
    let (given, patronymic) = (optional("given"), optional("patronymic"));
    Some(PersonName { surname: surname?, given: given?, patronymic: patronymic? })
}

/// The name, when the documents can print it: what no receipt could show is refused at the door, not after somebody paid.
pub(in crate::web) fn name_printable(request: &Request, name: PersonName, faults: &mut Faults) -> Option<PersonName> {
    let parts =
        [("surname", Some(&name.surname)), ("given", name.given.as_ref()), ("patronymic", name.patronymic.as_ref())];
    let before = faults.0.len();
    for (field, part) in parts {
        let missing = part.map_or(Ok(()), |part| request.site.inside.outside.can_print(part.as_str()));
        faults.note(field, missing.map_err(|missing| Message::new("name-not-printable").with("characters", missing)));
    }
    (faults.0.len() == before).then_some(name)
}

fn name_part(text: &str) -> Result<NamePart, Message> {
    text.parse().map_err(|_| {
        if NAME_CHARS_MAX < text.chars().count() {
            Message::new("field-too-long").with("max", NAME_CHARS_MAX)
        } else {
            Message::new("account-name-wrong")
        }
    })
}

/// The address as a form has it. Full-width letters and signs of a Chinese keyboard are read as their narrow ones; letters that only
/// look Latin are named, since the eye cannot find them.
pub(in crate::web) fn email_parse(form: &Fields) -> Result<EmailAddress, Message> {
    let narrow: String = filled(form, "email")?.nfkc().collect();
    narrow.parse().map_err(|_| {
        let mut foreign: Vec<String> =
            narrow.chars().filter(|c| !c.is_ascii() && !c.is_control()).map(String::from).collect();
        foreign.dedup();
        foreign.truncate(LETTERS_NAMED_MAX);
        if foreign.is_empty() {
            Message::new("field-email")
        } else {
            Message::new("account-email-letters").with("letters", foreign.join(" "))
        }
    })
}

/// A password as it was typed, blanks included.
pub(super) fn password_parse(form: &Fields, name: &str) -> Result<zeroize::Zeroizing<String>, Message> {
    match form.raw(name) {
        None | Some("") => Err(Message::new("field-required")),
        Some(typed) => Ok(zeroize::Zeroizing::new(typed.to_owned())),
    }
}

/// The language of letters.
pub(in crate::web) fn lang_parse(form: &Fields) -> Result<Lang, Message> {
    form.get("lang").parse().map_err(|_| Message::new("field-choose"))
}

fn filled<'a>(form: &'a Fields, name: &str) -> Result<&'a str, Message> {
    match form.get(name) {
        "" => Err(Message::new("field-required")),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email_of(typed: &str) -> Result<String, String> {
        let form: Fields = [("email", typed)].into_iter().collect();
        email_parse(&form).map(String::from).map_err(|message| message.key)
    }

    #[test]
    fn addresses_are_read_as_keyboards_give_them_and_look_alikes_are_named() {
        assert_eq!(email_of(" Test@Mail.RU "), Ok("test@mail.ru".to_owned()));
        assert_eq!(email_of("ｔｅｓｔ＠ｍａｉｌ．ｒｕ"), Ok("test@mail.ru".to_owned()));
        assert_eq!(email_of("tеst@mail.ru"), Err("account-email-letters".to_owned()), "the second letter is Cyrillic");
        assert_eq!(email_of("a@mail.ru\r\nBcc: x@y.z"), Err("field-email".to_owned()));
        assert_eq!(email_of(""), Err("field-required".to_owned()));
    }

    #[test]
    fn a_person_may_have_one_name_only() {
        let form: Fields = [("surname", "Suharto"), ("given", " ")].into_iter().collect();
        let mut faults = Faults::default();
        assert_eq!(name_parse(&form, &mut faults).unwrap().full(), "Suharto");
        let form: Fields =
            [("surname", ""), ("given", &"x".repeat(101)), ("patronymic", "a\u{7}b")].into_iter().collect();
        assert_eq!(name_parse(&form, &mut faults), None);
        let keys: Vec<_> = faults.0.iter().map(|fault| (fault.field, fault.message.key.as_str())).collect();
        assert_eq!(
            keys,
            [("surname", "field-required"), ("given", "field-too-long"), ("patronymic", "account-name-wrong")]
        );
    }
}
