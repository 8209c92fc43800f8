//! What stories about applications begin with: the manual's applicant, invitation and five facts.

use crate::{
    browser::Browser,
    house::{House, INVITATION},
};

/// The address of the questions before step 1.
pub(crate) const QUESTIONS: &str = "/en/services/e-visa/eligibility";
/// Answers with which nothing stands against an e-visa and nothing is to be considered.
pub(crate) const ANSWERS: [(&str, &str); 5] = [
    ("nationality", "CHN"),
    ("category", "business"),
    ("children", "no"),
    ("passport_until", "28.11.2031"),
    ("pages", "yes"),
];
/// The five facts as the invitation has them.
pub(crate) const FACTS: [(&str, &str); 5] = [
    ("invitation", "3622000299"),
    ("passport", "E12345678"),
    ("sex", "M"),
    ("birth_date", "19.01.1985"),
    ("nationality", "CHN"),
];

/// The manual's invitation as figures 5 and 6 show it: business, so 80 dollars, and the whole address of the inviter.
pub(crate) fn business() -> String {
    let address = "АЛМАТИНСКАЯ ОБЛАСТЬ, РАЙОН АЛМАЛИНСКИЙ, АЛМАТУ, КОПЕРНИКА, 2";
    INVITATION.replace(",tourist,", ",business,").replace("АЛМАТУ, КОПЕРНИКА, 2", address)
}

/// A house with that invitation and the manual's rate.
pub(crate) fn house() -> House {
    let house = House::new();
    house.invitation_row(&business());
    house.rate("388.28");
    house
}

/// The manual's applicant, signed in.
pub(crate) fn applicant(house: &House) -> Browser<'_> {
    house.register_and_confirm("test@mail.ru", ("inostr", "inostr"))
}

/// The facts with one of them changed.
pub(crate) fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(field, well)| (*field, if *field == name { value } else { *well })).collect()
}

/// Answer the questions; the application that was begun.
pub(crate) fn begin(browser: &Browser<'_>) -> Application {
    let page = browser.post(QUESTIONS, &ANSWERS);
    let id = page.path.strip_prefix("/en/applications/").and_then(|rest| rest.strip_suffix("/step-1"));
    Application { id: id.unwrap_or_else(|| panic!("not at step 1: {} {}", page.path, page.words())).to_owned() }
}

/// One application, by the addresses of its pages.
pub(crate) struct Application {
    pub(crate) id: String,
}

impl Application {
    /// The address of a page of it, in English.
    pub(crate) fn at(&self, page: &str) -> String {
        format!("/en/applications/{}/{page}", self.id)
    }

    /// Go from step 1 to step 2.
    pub(crate) fn submit(&self, browser: &Browser<'_>) {
        browser.post(&self.at("step-1"), &FACTS).at(&self.at("confirm"));
        browser.post(&self.at("confirm"), &[("confirm", "yes")]).at(&self.at("step-2"));
    }
}
