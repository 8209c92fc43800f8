//! A letter as an RFC 5322 message. Every header goes through a typed writer that encodes, so no value can start a new header.

use std::time::{Duration, SystemTime};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Attachment as Part, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use sha2::{Digest, Sha256};

use super::{Attachment, Letter, MailFault};

/// Bytes kept of the hash of an effect key: 128 bits, so that two effects never share a name.
const KEY_BYTES: usize = 16;

/// `Auto-Submitted: auto-generated` (RFC 3834): keeps out-of-office programs from answering.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The message of a letter from a sender, with the address for answers. The same letter at the same time gives the same bytes.
pub(super) fn write(
    letter: &Letter,
    (from, reply_to): (&Mailbox, Option<&Mailbox>),
    now: Timestamp,
) -> Result<Message, MailFault> {
    let to: Address = letter
        .to
        .as_str()
        .parse()
        .map_err(|_| MailFault::permanent("the address of the reader cannot be written in a message"))?;
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .date(date_of(now))
        .message_id(Some(format!("<{}>", message_id(&letter.message_id, from))))
        .header(AutoSubmitted);
    if let Some(reply_to) = reply_to {
        builder = builder.reply_to(reply_to.clone());
    }
    let key = key_of(&letter.message_id);
    let body = MultiPart::alternative()
        .boundary(format!("words-{key}"))
        .singlepart(SinglePart::plain(letter.text.clone()))
        .singlepart(SinglePart::html(letter.html.clone()));
    if letter.attachments.is_empty() {
        return builder.multipart(body).map_err(unwritable);
    }
    let mut mixed = MultiPart::mixed().boundary(format!("whole-{key}")).multipart(body);
    for attachment in &letter.attachments {
        mixed = mixed.singlepart(part(attachment)?);
    }
    builder.multipart(mixed).map_err(unwritable)
}

/// The `Message-ID` of an effect, without angle brackets: a hash of its key, at the domain of the sender.
pub(super) fn message_id(effect_key: &str, from: &Mailbox) -> String {
    format!("{}@{}", key_of(effect_key), from.email.domain())
}

/// The key of an effect as 32 hexadecimal digits, fit for a file name whatever the key holds.
pub(super) fn key_of(effect_key: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(effect_key)[..KEY_BYTES])
}

fn part(attachment: &Attachment) -> Result<SinglePart, MailFault> {
    let content_type = ContentType::parse(&attachment.content_type)
        .map_err(|_| MailFault::permanent("the media type of an attachment cannot be read"))?;
    Ok(Part::new(one_line(&attachment.file_name)).body(attachment.bytes.clone(), content_type))
}

/// Control characters become spaces: a header is one line.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The writer of dates knows none before 1970.
fn date_of(now: Timestamp) -> SystemTime {
    let millisecond = u64::try_from(now.as_millisecond()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(millisecond)
}

fn unwritable(fault: lettre::error::Error) -> MailFault {
    MailFault::permanent(format!("the letter cannot be written as a message: {fault}"))
}
