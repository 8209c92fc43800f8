//! Where the applicant is: "Step 2 of 3", and links that look like tabs but are pages.

use maud::{Markup, html};

use crate::{domain::refusal::Message, web::request::Request};

/// "Step n of m" with the name of the step (figure 4).
#[must_use]
pub fn step(request: &Request, (now, of): (u8, u8), name: &str) -> Markup {
    let words = Message::new("web-step").with("now", now).with("of", of);
    html! {
        div.step {
            p.step-number { (request.say(&words)) }
            h2.step-name { (name) }
            ol.step-dots aria-hidden="true" { @for n in 1..=of { li.past[n < now].now[n == now] {} } }
        }
    }
}

/// One page among a few of the same kind: its words and its address; none for the page one is on.
pub type Tab<'a> = (&'a str, Option<&'a str>);

/// Tabs as links to pages (figure 1: three ways to log in): they work without a script.
#[must_use]
pub fn tabs(label: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul {
                @for (words, href) in tabs {
                    li {
                        @match href {
                            Some(href) => a href=(href) { (words) },
                            None => a aria-current="page" href="#main" { (words) },
                        }
                    }
                }
            }
        }
    }
}
