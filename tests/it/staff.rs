//! Members of staff, signed in, for stories that need several of them.

use evisa::{
    domain::{account::Role, lang::Lang, person::PersonName},
    services::account::Registration,
};

use crate::{
    browser::Browser,
    house::{House, PASSWORD},
};

/// The address of a member of staff.
pub(crate) fn address(name: &str) -> String {
    format!("{name}@evisa.example")
}

/// A member of staff, signed in.
pub(crate) fn staff<'a>(house: &'a House, role: Role, name: &str) -> Browser<'a> {
    let form = Registration {
        email: address(name).parse().expect("an address"),
        name: PersonName { surname: "Officer".parse().expect("a name"), given: None, patronymic: None },
        lang: Lang::En,
        password: PASSWORD.to_owned().into(),
    };
    house.services.account_create(&house.operator(), &form, role).expect("an account can be made");
    let browser = house.browser();
    house.sign_in(&browser, &address(name), PASSWORD).is(303);
    browser
}
