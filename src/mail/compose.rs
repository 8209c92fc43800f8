//! The words of each letter: facts become a subject, a plain text and the same as an HTML page, in the reader's language.
//!
//! Every letter says what happened, what to do next, and what to do "if it was not you". The sentences are the `mail-…` keys of
//! `templates/locale/<lang>/mail.ftl`; travel rules are the same sentences that the portal and the visa carry.

use jiff::{Timestamp, civil::Date};
use maud::{DOCTYPE, Markup, html};

use crate::{
    domain::{
        application_number::ApplicationNumber,
        lang::Lang,
        money::Money,
        payment_code::PaymentCode,
        visa::{VisaGround, VisaState},
    },
    locale::{
        format, text, text_with,
        visa::{ground_key, state_key},
    },
};

/// Characters of the longest name a letter greets.
const GREETED_CHARS_MAX: usize = 60;
const SECONDS_OF_MINUTE: u64 = 60;
const SECONDS_OF_HOUR: u64 = 60 * SECONDS_OF_MINUTE;

/// What a letter says. Names are as the account has them; links are whole addresses of the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// The address of a new account must be confirmed.
    ConfirmEmail {
        /// The account's name.
        name: String,
        /// Where the address is confirmed; works once.
        link: String,
        /// How long the link works.
        hours: u32,
    },
    /// Somebody registered with an address that has an account.
    AlreadyRegistered {
        /// The account's name.
        name: String,
        /// The page to sign in.
        sign_in_link: String,
        /// The page to ask for a new password.
        reset_link: String,
    },
    /// A new password was asked for.
    ResetPassword {
        /// The account's name.
        name: String,
        /// Where a new password is chosen; works once.
        link: String,
        /// How long the link works.
        minutes: u32,
    },
    /// A digital signature opens the account from now on.
    SignatureAdded {
        /// The account's name.
        name: String,
        /// When.
        at: Timestamp,
        /// The page to remove it.
        link: String,
    },
    /// Somebody is invited to work for the service.
    StaffInvited {
        /// The account's name.
        name: String,
        /// Where a password is chosen; works once.
        link: String,
        /// How long the link works.
        hours: u32,
    },
    /// A second factor was set up.
    SecondFactorSet {
        /// The account's name.
        name: String,
        /// When.
        at: Timestamp,
        /// The page to ask for a new password.
        reset_link: String,
    },
    /// The password was changed.
    PasswordChanged {
        /// The account's name.
        name: String,
        /// When.
        at: Timestamp,
        /// The page to ask for a new password.
        reset_link: String,
    },
    /// The account is to be erased.
    EraseConfirm {
        /// The account's name.
        name: String,
        /// Where the last word is said; works once.
        link: String,
        /// How long the link works.
        hours: u32,
    },
    /// The account was erased.
    Erased {
        /// The account's name.
        name: String,
        /// When.
        at: Timestamp,
    },
    /// Another address is to sign in: goes to the new one.
    EmailConfirmNew {
        /// The account's name.
        name: String,
        /// Where the address is confirmed; works once.
        link: String,
        /// How long the link works.
        hours: u32,
    },
    /// Another address is to sign in, or does: goes to the old one.
    EmailChanging {
        /// The account's name.
        name: String,
        /// When it was asked for or made.
        at: Timestamp,
        /// Whether it was made.
        made: bool,
        /// Where one objects; works once.
        link: String,
        /// How long the link works, from the time it was asked for.
        hours: u32,
    },
    /// An application was submitted; its fee is to be paid.
    ApplicationReceived {
        /// The applicant's name.
        name: String,
        /// The application.
        number: ApplicationNumber,
        /// The consular fee.
        fee: Money,
        /// The application's page.
        link: String,
    },
    /// The fee is paid; the receipt goes with the letter.
    FeePaid {
        /// The applicant's name.
        name: String,
        /// The application.
        number: ApplicationNumber,
        /// The last day of the term for the decision.
        due: Date,
        /// The application's page.
        link: String,
    },
    /// The visa is granted; visa and receipt go with the letter.
    VisaGranted {
        /// The applicant's name.
        name: String,
        /// The application.
        number: ApplicationNumber,
        /// The number of the visa.
        visa_number: String,
        /// The application's page.
        link: String,
        /// First day of the visa.
        from: Date,
        /// Last day of the visa.
        to: Date,
    },
    /// Money was given back; the bank may need some days to show it.
    Refunded {
        /// The applicant's name.
        name: String,
        /// The application.
        number: ApplicationNumber,
        /// The payment code.
        code: PaymentCode,
        /// How much.
        amount: Money,
        /// The page of the account's visas and payments.
        link: String,
    },
    /// The visa was withdrawn before its last day.
    VisaWithdrawn {
        /// The holder's name.
        name: String,
        /// The application.
        number: ApplicationNumber,
        /// The number of the visa.
        visa_number: String,
        /// How it ended.
        state: VisaState,
        /// Why.
        ground: VisaGround,
        /// When.
        at: Timestamp,
        /// The application's page.
        link: String,
    },
    /// A mistake in the visa was corrected; the corrected visa goes with the letter.
    VisaCorrected {
        /// The holder's name.
        name: String,
        /// The application.
        number: ApplicationNumber,
        /// The number of the visa with the mistake.
        old: String,
        /// The number of the corrected visa.
        visa_number: String,
        /// The application's page.
        link: String,
    },
    /// The applicant asked for the documents by mail (figure 14, "Send"); they go with the letter.
    DocumentsAgain {
        /// The applicant's name.
        name: String,
        /// The application.
        number: ApplicationNumber,
    },
}

/// The words of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The subject, one line.
    pub subject: String,
    /// The plain text, with `\n` line breaks.
    pub text: String,
    /// The HTML page: no style, picture or script.
    pub html: String,
}

/// Word the facts in a language. `public_url` is the address of the portal, printed below every letter.
#[must_use]
pub fn compose(lang: Lang, facts: &Facts, public_url: &str) -> Words {
    let draft = draft(lang, facts);
    let sender = text_with(lang, "mail-sender", &[("portal", &text(lang, "hdr-portal"))]);
    Words {
        text: plain(&draft, &sender, public_url),
        html: page(lang, &draft, (&sender, public_url)).into_string(),
        subject: draft.subject,
    }
}

/// A letter before it is plain text or HTML.
struct Draft {
    lang: Lang,
    subject: String,
    blocks: Vec<Block>,
}

enum Block {
    Say(String),
    /// What to do, and the link that does it.
    Act(String, String),
    List(Vec<String>),
}

impl Draft {
    fn new(lang: Lang, name: &str, subject: String) -> Self {
        let greeting = match greeted(name) {
            Some(name) => text_with(lang, "mail-greeting", &[("name", name)]),
            None => text(lang, "mail-greeting-nameless"),
        };
        Self { lang, subject, blocks: vec![Block::Say(greeting)] }
    }

    /// A letter about an application, whose number stands in the subject.
    fn about(lang: Lang, name: &str, (subject, number): (&str, &ApplicationNumber)) -> Self {
        Self::new(lang, name, text_with(lang, subject, &[("number", number.as_str())]))
    }

    fn say(self, key: &str) -> Self {
        self.say_with(key, &[])
    }

    fn say_with(mut self, key: &str, args: &[(&str, &str)]) -> Self {
        self.blocks.push(Block::Say(text_with(self.lang, key, args)));
        self
    }

    fn act(mut self, key: &str, link: &str) -> Self {
        self.blocks.push(Block::Act(text(self.lang, key), link.to_owned()));
        self
    }

    fn list(mut self, keys: &[&str]) -> Self {
        self.blocks.push(Block::List(keys.iter().map(|key| text(self.lang, key)).collect()));
        self
    }
}

/// The name, if it can only be a name. An account is opened with any address and any name: a name that a mail program would turn into
/// a link must not reach a stranger's inbox over our signature.
fn greeted(name: &str) -> Option<&str> {
    let name = name.trim();
    let spoken = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | 'ʼ' | '·');
    let named = !name.is_empty() && name.chars().count() <= GREETED_CHARS_MAX && name.chars().all(spoken);
    named.then_some(name)
}

#[expect(clippy::too_many_lines, reason = "a table: one entry for each letter")]
fn draft(lang: Lang, facts: &Facts) -> Draft {
    match facts {
        Facts::ConfirmEmail { name, link, hours } => Draft::new(lang, name, text(lang, "mail-confirm-subject"))
            .say("mail-confirm-body")
            .act("mail-confirm-action", link)
            .say_with("mail-link-works", &[("period", &format::duration(lang, u64::from(*hours) * SECONDS_OF_HOUR))])
            .say("mail-confirm-not-you"),
        Facts::AlreadyRegistered { name, sign_in_link, reset_link } => {
            Draft::new(lang, name, text(lang, "mail-already-subject"))
                .say("mail-already-body")
                .act("mail-already-action", sign_in_link)
                .act("mail-already-reset", reset_link)
                .say("mail-already-not-you")
        }
        Facts::ResetPassword { name, link, minutes } => Draft::new(lang, name, text(lang, "mail-reset-subject"))
            .say("mail-reset-body")
            .act("mail-reset-action", link)
            .say_with(
                "mail-link-works",
                &[("period", &format::duration(lang, u64::from(*minutes) * SECONDS_OF_MINUTE))],
            )
            .say("mail-reset-not-you"),
        Facts::StaffInvited { name, link, hours } => Draft::new(lang, name, text(lang, "mail-invited-subject"))
            .say("mail-invited-body")
            .act("mail-invited-action", link)
            .say_with("mail-link-works", &[("period", &format::duration(lang, u64::from(*hours) * SECONDS_OF_HOUR))])
            .say("mail-invited-not-you"),
        Facts::SecondFactorSet { name, at, reset_link } => Draft::new(lang, name, text(lang, "mail-second-subject"))
            .say_with("mail-second-body", &[("at", &format::date_time(lang, *at))])
            .say("mail-changed-was-you")
            .say("mail-second-not-you")
            .act("mail-changed-action", reset_link),
        Facts::PasswordChanged { name, at, reset_link } => Draft::new(lang, name, text(lang, "mail-changed-subject"))
            .say_with("mail-changed-body", &[("at", &format::date_time(lang, *at))])
            .say("mail-changed-was-you")
            .say("mail-changed-not-you")
            .act("mail-changed-action", reset_link),
        Facts::EraseConfirm { name, link, hours } => Draft::new(lang, name, text(lang, "mail-erase-subject"))
            .say("mail-erase-body")
            .act("mail-erase-action", link)
            .say_with("mail-link-works", &[("period", &format::duration(lang, u64::from(*hours) * SECONDS_OF_HOUR))])
            .say("mail-erase-not-you"),
        Facts::Erased { name, at } => Draft::new(lang, name, text(lang, "mail-erased-subject"))
            .say_with("mail-erased-body", &[("at", &format::date_time(lang, *at))])
            .say("mail-erased-kept"),
        Facts::EmailConfirmNew { name, link, hours } => Draft::new(lang, name, text(lang, "mail-email-new-subject"))
            .say("mail-email-new-body")
            .act("mail-confirm-action", link)
            .say_with("mail-link-works", &[("period", &format::duration(lang, u64::from(*hours) * SECONDS_OF_HOUR))])
            .say("mail-email-new-not-you"),
        Facts::EmailChanging { name, at, made, link, hours } => {
            let (subject, body) = if *made {
                ("mail-email-made-subject", "mail-email-made-body")
            } else {
                ("mail-email-asked-subject", "mail-email-asked-body")
            };
            Draft::new(lang, name, text(lang, subject))
                .say_with(body, &[("at", &format::date_time(lang, *at))])
                .say("mail-changed-was-you")
                .say("mail-email-not-you")
                .act("mail-email-object", link)
                .say_with(
                    "mail-link-works",
                    &[("period", &format::duration(lang, u64::from(*hours) * SECONDS_OF_HOUR))],
                )
        }
        Facts::SignatureAdded { name, at, link } => Draft::new(lang, name, text(lang, "mail-signature-subject"))
            .say_with("mail-signature-body", &[("at", &format::date_time(lang, *at))])
            .say("mail-changed-was-you")
            .say("mail-signature-not-you")
            .act("mail-signature-action", link),
        Facts::ApplicationReceived { name, number, fee, link } => {
            Draft::about(lang, name, ("mail-received-subject", number))
                .say_with("mail-received-body", &[("number", number.as_str())])
                .say_with("mail-received-fee", &[("fee", &format::money(lang, *fee))])
                .act("mail-received-action", link)
        }
        Facts::FeePaid { name, number, due, link } => Draft::about(lang, name, ("mail-paid-subject", number))
            .say_with("mail-paid-body", &[("number", number.as_str())])
            .say_with("mail-paid-due", &[("due", &format::date_long(lang, *due))])
            .act("mail-open-application", link),
        Facts::VisaGranted { name, number, visa_number, link, from, to } => {
            Draft::about(lang, name, ("mail-visa-subject", number))
                .say_with("mail-visa-body", &[("visa", visa_number), ("number", number.as_str())])
                .say_with(
                    "mail-visa-validity",
                    &[("from", &format::date(lang, *from)), ("to", &format::date(lang, *to))],
                )
                .say("mail-visa-before")
                .list(&[
                    "mail-visa-compare",
                    "mail-visa-print",
                    "mail-visa-carry",
                    "mail-visa-airports",
                    "doc-visa-rule-host",
                ])
                .act("mail-open-application", link)
        }
        Facts::Refunded { name, number, code, amount, link } => {
            Draft::about(lang, name, ("mail-refunded-subject", number))
                .say_with(
                    "mail-refunded-body",
                    &[
                        ("amount", &format::money(lang, *amount)),
                        ("code", &code.to_string()),
                        ("number", number.as_str()),
                    ],
                )
                .say("mail-refunded-when")
                .act("mail-open-visas", link)
        }
        Facts::VisaWithdrawn { name, number, visa_number, state, ground, at, link } => {
            Draft::about(lang, name, ("mail-withdrawn-subject", number))
                .say_with(
                    "mail-withdrawn-body",
                    &[
                        ("visa", visa_number),
                        ("at", &format::date_time(lang, *at)),
                        ("standing", &text(lang, state_key(*state))),
                    ],
                )
                .say_with("mail-withdrawn-ground", &[("ground", &text(lang, ground_key(*ground)))])
                .say("mail-withdrawn-effect")
                .say("mail-withdrawn-ask")
                .act("mail-open-application", link)
        }
        Facts::VisaCorrected { name, number, old, visa_number, link } => {
            Draft::about(lang, name, ("mail-corrected-subject", number))
                .say_with("mail-corrected-body", &[("old", old), ("visa", visa_number)])
                .say_with("mail-corrected-effect", &[("old", old)])
                .act("mail-open-application", link)
        }
        Facts::DocumentsAgain { name, number } => Draft::about(lang, name, ("mail-again-subject", number))
            .say_with("mail-again-body", &[("number", number.as_str())])
            .say("mail-again-not-you"),
    }
}

fn plain(draft: &Draft, sender: &str, public_url: &str) -> String {
    let blocks = draft.blocks.iter().map(|block| match block {
        Block::Say(words) => words.clone(),
        // The address stands alone on its line, so that every mail program makes the whole of it a link.
        Block::Act(words, link) => format!("{words}:\n{link}"),
        Block::List(lines) => lines.iter().map(|line| format!("– {line}")).collect::<Vec<_>>().join("\n"),
    });
    let paragraphs: Vec<String> = blocks.collect();
    format!("{}\n\n{sender}\n{public_url}\n", paragraphs.join("\n\n"))
}

fn page(lang: Lang, draft: &Draft, (sender, public_url): (&str, &str)) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (draft.subject) }
            }
            body {
                @for block in &draft.blocks {
                    @match block {
                        Block::Say(words) => p { (words) },
                        // The address is shown too: a careful reader sees where a link leads.
                        Block::Act(words, link) => p { strong { a href=(link) { (words) } } br; (link) },
                        Block::List(lines) => ul { @for line in lines { li { (line) } } },
                    }
                }
                hr;
                p { (sender) br; a href=(public_url) { (public_url) } }
            }
        }
    }
}
