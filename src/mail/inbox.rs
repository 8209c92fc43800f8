//! Reads back the letters of a folder: the inbox page of a demonstration, where no mail server is needed to follow a link.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use jiff::Timestamp;
use mail_parser::{MessageParser, MimeHeaders};

use super::{Attachment, files::ENDING};

/// Letters shown at most, the newest first; a demonstration writes far fewer.
pub const INBOX_LETTERS_MAX: usize = 500;
/// Bytes of the longest letter that is read: a visa and a receipt in base64 stay below 3 MiB.
const LETTER_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Characters of an identifier: the hexadecimal name of the file.
const ID_CHARS: usize = 32;

/// One line of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxLine {
    /// What [`inbox_read`] takes: 32 hexadecimal digits.
    pub id: String,
    /// The reader's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was sent, in whole seconds.
    pub at: Option<Timestamp>,
}

/// A letter with its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxLetter {
    /// Its line in the inbox.
    pub line: InboxLine,
    /// The plain text, cut where links begin and end.
    pub text: Vec<Piece>,
    /// The HTML page. Show it only where scripts cannot run.
    pub html: String,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
}

/// A piece of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words, with their line breaks.
    Words(String),
    /// An address that starts with `http://` or `https://`.
    Link(String),
}

/// The letters of the folder, the newest first, at most [`INBOX_LETTERS_MAX`]. A missing folder is an empty inbox; a file that is
/// no letter is passed over.
pub fn inbox_list(dir: &Path) -> io::Result<Vec<InboxLine>> {
    let entries = match fs::read_dir(dir) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut lines = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(ENDING)?.strip_suffix('.'));
        if let Some(letter) = id.map(|id| inbox_read(dir, id)).transpose()?.flatten() {
            lines.push(letter.line);
        }
    }
    lines.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    lines.truncate(INBOX_LETTERS_MAX);
    Ok(lines)
}

/// One letter by its identifier; `None` where there is no such letter, or one too long to be ours. Nothing outside the folder can be named.
pub fn inbox_read(dir: &Path, id: &str) -> io::Result<Option<InboxLetter>> {
    if id.len() != ID_CHARS || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let file = match fs::File::open(dir.join(format!("{id}.{ENDING}"))) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    let read = file.take(LETTER_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    let is_whole = u64::try_from(read).is_ok_and(|read| read <= LETTER_BYTES_MAX);
    Ok(if is_whole { letter_parse(id, &bytes) } else { None })
}

fn letter_parse(id: &str, bytes: &[u8]) -> Option<InboxLetter> {
    let message = MessageParser::default().parse(bytes)?;
    let to = message.to().and_then(|to| to.first()?.address()).unwrap_or_default();
    let line = InboxLine {
        id: id.to_owned(),
        to: to.to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        at: message.date().and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()),
    };
    let attachments = message.attachments().map(|part| Attachment {
        file_name: part.attachment_name().unwrap_or("attachment").to_owned(),
        content_type: part.content_type().map_or_else(
            || "application/octet-stream".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")),
        ),
        bytes: part.contents().to_vec(),
    });
    Some(InboxLetter {
        attachments: attachments.collect(),
        text: pieces(&message.body_text(0).unwrap_or_default().replace("\r\n", "\n")),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        line,
    })
}

/// The text cut at its links: a link ends at the next white space.
fn pieces(text: &str) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (words, linked) = rest.split_at(start);
        let (link, after) = linked.split_at(linked.find(char::is_whitespace).unwrap_or(linked.len()));
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        pieces.push(Piece::Link(link.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}
