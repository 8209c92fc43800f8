//! `evisa import old-accounts FILE`: addresses of the former portal.

use std::{path::Path, process::ExitCode};

use super::{
    house::HouseFault,
    register::{operator, refused},
    say::say,
};
use crate::{domain::person::EmailAddress, services::Services};

/// Bytes of the longest file: a million addresses.
pub(super) const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Faulty lines that are named; more would scroll away.
const FAULTS_SHOWN: usize = 20;

/// Bring in the first column of a CSV file. The good lines count, whatever the others are.
pub(super) fn import(services: &Services, (file, bytes): (&Path, &[u8])) -> Result<ExitCode, HouseFault> {
    if FILE_BYTES_MAX < bytes.len() {
        let why = format!("is larger than {FILE_BYTES_MAX} bytes: divide it");
        return Err(HouseFault(format!("{} {why}", file.display())));
    }
    let (addresses, faults) = addresses(bytes);
    for line in faults.iter().take(FAULTS_SHOWN) {
        say(format_args!("line {line}: this is not an e-mail address"));
    }
    let new = operator(|cx| services.old_account_import(cx, &addresses)).map_err(refused)?;
    say(format_args!("{new} imported, {} already there, {} faulty.", addresses.len() - new, faults.len()));
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The addresses, each once, and the numbers of the lines that have none.
fn addresses(bytes: &[u8]) -> (Vec<EmailAddress>, Vec<u64>) {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let (mut good, mut faulty) = (std::collections::BTreeSet::new(), Vec::new());
    for (number, record) in (1_u64..).zip(reader.byte_records()) {
        let Ok(record) = record else {
            faulty.push(number);
            continue;
        };
        let line = record.position().map_or(number, csv::Position::line);
        let text = record.get(0).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default();
        let text = text.trim_start_matches('\u{feff}');
        if line == 1 && text.eq_ignore_ascii_case("email") {
            continue;
        }
        match text.parse::<EmailAddress>() {
            Ok(address) => {
                good.insert(String::from(address));
            }
            Err(_) => faulty.push(line),
        }
    }
    (good.iter().filter_map(|text| text.parse().ok()).collect(), faulty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_counts_with_or_without_a_heading() {
        let read = |text: &str| {
            let (good, faulty) = addresses(text.as_bytes());
            (good.into_iter().map(String::from).collect::<Vec<_>>().join(" "), faulty)
        };
        assert_eq!(read("email,name\nB@mail.ru,x\na@mail.ru\nb@mail.ru\n"), ("a@mail.ru b@mail.ru".to_owned(), vec![]));
        assert_eq!(read("\u{feff}EMAIL\r\na@mail.ru\r\n"), ("a@mail.ru".to_owned(), vec![]));
        assert_eq!(read("a@mail.ru\nnonsense\n\"a\u{a}b\"\n"), ("a@mail.ru".to_owned(), vec![2, 3]));
        assert_eq!(read(""), (String::new(), vec![]));
    }
}
