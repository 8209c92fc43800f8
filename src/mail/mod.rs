//! Letters to applicants: worded in four languages, written as RFC 5322 messages, delivered by SMTP or as files.
//!
//! A letter is the outside half of an effect: `compose` words the facts, [`Transport::deliver`] sends the letter, and the caller learns
//! whether trying again can help. The `Message-ID` follows from the effect, so a letter that is sent twice is recognised as one.

pub mod compose;
mod files;
pub mod inbox;
mod message;
mod smtp;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
pub use lettre::message::Mailbox;

pub use self::smtp::{Credentials, SmtpSettings, Tls, is_loopback};
use crate::domain::{lang::Lang, person::EmailAddress};

/// A letter to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The reader.
    pub to: EmailAddress,
    /// The language it is written in.
    pub lang: Lang,
    /// The stable key of the effect that sends it: the same key gives the same `Message-ID`. Never personal.
    pub message_id: String,
    /// The subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as an HTML page.
    pub html: String,
    /// The files that go with it.
    pub attachments: Vec<Attachment>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, such as `visa.pdf`.
    pub file_name: String,
    /// Its media type, such as `application/pdf`.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How letters leave the house.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The sender that readers see.
    pub from: Mailbox,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// The way.
    pub way: Way,
}

/// A way for letters to leave.
#[derive(Debug, Clone)]
pub enum Way {
    /// To a mail server.
    Smtp(SmtpSettings),
    /// As `.eml` files in a folder: for demonstrations, and for installations whose mail another program carries.
    Files {
        /// The folder; made when it is missing.
        dir: PathBuf,
    },
    /// Into a list, for tests.
    Memory(Delivery),
}

/// The letters that were delivered into memory, the oldest first.
pub type Delivery = Arc<Mutex<Vec<Letter>>>;

/// Delivers letters; made once from [`Settings`], and cheap to use from many tasks.
pub struct Transport {
    from: Mailbox,
    reply_to: Option<Mailbox>,
    carrier: Carrier,
}

enum Carrier {
    Smtp(smtp::Smtp),
    Files(PathBuf),
    Memory(Delivery),
}

/// A letter that was taken over by the next station. A mail server may still return it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The `Message-ID` of the letter, without angle brackets: what the logs of the mail server name.
    pub message_id: String,
}

/// Whether it helps to send the same letter again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hope {
    /// Never: this letter, or this address, is refused.
    Permanent,
    /// Later: the way is closed now, or an operator has to mend it.
    Temporary,
}

/// Why a letter was not delivered. The reason is for log and back office, and carries neither address nor contents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct MailFault {
    /// Whether to try again.
    pub hope: Hope,
    /// What happened, in a few words.
    pub reason: String,
}

impl MailFault {
    fn permanent(reason: impl Into<String>) -> Self {
        Self { hope: Hope::Permanent, reason: reason.into() }
    }

    fn temporary(reason: impl Into<String>) -> Self {
        Self { hope: Hope::Temporary, reason: reason.into() }
    }
}

impl Transport {
    /// The transport of the settings. Opens no connection; fails when a certificate of [`SmtpSettings`] cannot be read, or when a
    /// mail server without TLS is not this machine.
    pub fn new(settings: Settings) -> Result<Self, MailFault> {
        let carrier = match settings.way {
            Way::Smtp(smtp) => Carrier::Smtp(smtp::Smtp::new(smtp)?),
            Way::Files { dir } => Carrier::Files(dir),
            Way::Memory(delivery) => Carrier::Memory(delivery),
        };
        Ok(Self { from: settings.from, reply_to: settings.reply_to, carrier })
    }

    /// Deliver a letter; `now` is its date. Delivering the same letter again is harmless: a file is replaced by itself, and a mail
    /// server gets the same `Message-ID`.
    pub async fn deliver(&self, letter: &Letter, now: Timestamp) -> Result<Delivered, MailFault> {
        let message = message::write(letter, (&self.from, self.reply_to.as_ref()), now)?;
        match &self.carrier {
            Carrier::Smtp(smtp) => smtp.send(message).await?,
            Carrier::Files(dir) => files::put(dir, &letter.message_id, message.formatted()).await?,
            Carrier::Memory(delivery) => {
                delivery.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
            }
        }
        Ok(Delivered { message_id: message::message_id(&letter.message_id, &self.from) })
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.carrier {
            Carrier::Smtp(_) => "Transport(smtp)",
            Carrier::Files(_) => "Transport(files)",
            Carrier::Memory(_) => "Transport(memory)",
        })
    }
}
