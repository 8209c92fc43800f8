//! Commands that bring in or check records: invitations, rates, accounts, the audit log.

use std::{
    io::{BufRead, Read},
    path::Path,
    process::ExitCode,
};

use zeroize::Zeroizing;

use super::{clock, house::HouseFault, say::say};
use crate::{
    documents::can_print,
    domain::{
        account::Role,
        calendar::almaty_date,
        context::{Actor, Cx},
        invitation_file::{FILE_BYTES_MAX, FileFault, ImportReport, ImportRules, InvitationRow, invitation_file_parse},
        lang::Lang,
        person::{EmailAddress, NamePart, PersonName},
        rates::{DayRate, RATES_BYTES_MAX, rates_parse},
        refusal::{Message, Refusal},
    },
    locale,
    services::{Services, account::Registration, invitation::Imported, rate::Absurd},
    store::audit::audit_verify,
};

/// Bytes of the line with a password; more is no password.
const PASSWORD_LINE_BYTES_MAX: u64 = 4_096;

/// Read a whole file, but no more than `bytes_max` and one byte, so that the limit can be told.
pub(super) fn read(file: &Path, bytes_max: usize) -> Result<Vec<u8>, HouseFault> {
    let named = |error| HouseFault(format!("{} cannot be read ({error}): check its name and rights", file.display()));
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file).map_err(named)?.take(limit).read_to_end(&mut bytes).map_err(named)?;
    Ok(bytes)
}

pub(super) fn operator<T>(body: impl FnOnce(&Cx<'_>) -> T) -> T {
    body(&Cx { now: clock::now(), actor: Actor::Operator, peer: None, chance: &clock::SystemChance })
}

pub(super) fn words(message: &Message) -> String {
    locale::say(Lang::En, message)
}

pub(super) fn refused(refusal: Refusal) -> HouseFault {
    HouseFault(match refusal {
        Refusal::Denied(message) => words(&message),
        Refusal::Fields(faults) => faults
            .iter()
            .map(|fault| format!("{}: {}", fault.field, words(&fault.message)))
            .collect::<Vec<_>>()
            .join("\n"),
        other @ (Refusal::SignIn
        | Refusal::NotPermitted
        | Refusal::NotFound
        | Refusal::TooMany { .. }
        | Refusal::Us(_)) => other.to_string(),
    })
}

/// The bytes of a file of invitations, read before the database is opened.
///
/// # Errors
/// The file cannot be read.
pub fn invitations_read(file: &Path) -> Result<Vec<u8>, HouseFault> {
    read(file, FILE_BYTES_MAX)
}

/// The bytes of a file of rates, read before the database is opened.
///
/// # Errors
/// The file cannot be read.
pub fn rates_read(file: &Path) -> Result<Vec<u8>, HouseFault> {
    read(file, RATES_BYTES_MAX)
}

/// `evisa import invitations FILE`: all or nothing, unless `partial`; every faulty line is named with what to do.
///
/// # Errors
/// The file cannot be read at all, or nothing could be stored.
pub fn invitations(services: &Services, (file, bytes): (&Path, &[u8]), partial: bool) -> Result<ExitCode, HouseFault> {
    operator(|cx| {
        let rules = ImportRules { today: almaty_date(cx.now), strictness: services.policy.strictness };
        let fault = |fault: FileFault| HouseFault::of(&file.display().to_string(), words(&fault.message()));
        let report = invitation_file_parse(bytes, rules).map_err(fault)?;
        let unprintable = report.rows.iter().filter_map(print_fault).collect::<Vec<_>>();
        for line in report_lines(&report).iter().chain(&unprintable) {
            say(line);
        }
        let faulty = !report.faults.is_empty() || !unprintable.is_empty();
        if faulty && !partial {
            say("Nothing was imported: mend the lines above, or import the good ones with --partial.");
            return Ok(ExitCode::FAILURE);
        }
        let good: Vec<InvitationRow> = report.rows.into_iter().filter(|row| print_fault(row).is_none()).collect();
        let outcomes = services.invitation_import(cx, &good).map_err(refused)?;
        for (row, _) in good.iter().zip(&outcomes).filter(|(_, outcome)| **outcome == Imported::Known) {
            say(format_args!(
                "{}: invitation {} is already in the register, nothing changed",
                words(&row.place.message()),
                row.number
            ));
        }
        let new = outcomes.iter().filter(|outcome| **outcome == Imported::New).count();
        say(format_args!(
            "{new} imported, {} already there, {} faulty.",
            outcomes.len() - new,
            faults_count(&report.faults) + unprintable.len()
        ));
        Ok(if faulty { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
}

/// Rows, not faults: one row may have several.
fn faults_count(faults: &[crate::domain::invitation_file::RowFault]) -> usize {
    faults.iter().map(|fault| fault.place).collect::<std::collections::BTreeSet<_>>().len()
}

fn report_lines(report: &ImportReport) -> Vec<String> {
    let line = |fault: &crate::domain::invitation_file::RowFault| {
        format!("{}, {}: {}", words(&fault.place.message()), fault.column, words(&fault.message))
    };
    let mut lines: Vec<String> = report.faults.iter().map(line).collect();
    if report.faults_left_out > 0 {
        lines.push(format!("… and {} more faults", report.faults_left_out));
    }
    lines
}

/// What no document could print is refused here, not after somebody paid.
fn print_fault(row: &InvitationRow) -> Option<String> {
    let (inviter, stay) = (&row.inviter, &row.stay);
    let (name, stay) = (row.name.full(), format!("{} {} {}", stay.region, stay.street, stay.house));
    [
        ("name", &name),
        ("name of the inviter", &inviter.name),
        ("address of the inviter", &inviter.address),
        ("address of stay", &stay),
    ]
    .into_iter()
    .find_map(|(what, text)| {
        let missing: String = can_print(text).err()?.into_iter().collect();
        let place = words(&row.place.message());
        Some(format!(
            "{place}: the documents cannot print {missing} in the {what}: write it in Latin or Cyrillic letters"
        ))
    })
}

/// `evisa rates import FILE`: the dollar of the National Bank's file.
///
/// # Errors
/// The file is not the National Bank's, or the rate is absurd.
pub fn rates(services: &Services, (file, bytes): (&Path, &[u8]), force: bool) -> Result<ExitCode, HouseFault> {
    let (table, faults) =
        rates_parse(bytes).map_err(|fault| HouseFault::of(&file.display().to_string(), words(&fault.message())))?;
    for fault in &faults {
        say(format_args!(
            "line {}: {} has no usable {}; the other currencies stand",
            fault.line, fault.title, fault.element
        ));
    }
    let rate = DayRate { date: table.date, rate: table.usd, source: "rate-source-nbk".to_owned() };
    let absurd = if force { Absurd::Accepted } else { Absurd::Refused };
    operator(|cx| services.rate_import(cx, &rate, absurd)).map_err(refused)?;
    say(format_args!("{}: 1 USD = {} KZT", rate.date, rate.rate));
    Ok(ExitCode::SUCCESS)
}

/// What an account is made of; the password is the first line of standard input.
///
/// # Errors
/// The name cannot be used, or no password was read.
pub fn account_read(email: EmailAddress, name: &str) -> Result<Registration, HouseFault> {
    let mut password = Zeroizing::new(String::new());
    let read = std::io::stdin().lock().take(PASSWORD_LINE_BYTES_MAX).read_line(&mut password);
    read.map_err(|error| HouseFault(format!("the password on standard input cannot be read: {error}")))?;
    let password = Zeroizing::new(password.trim_end_matches(['\r', '\n']).to_owned());
    let part =
        |text: &str| text.parse::<NamePart>().map_err(|_| HouseFault("--name: give 1 to 100 characters".to_owned()));
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut parts = name.splitn(3, ' ');
    let name = PersonName {
        surname: part(parts.next().unwrap_or_default())?,
        given: parts.next().map(part).transpose()?,
        patronymic: parts.next().map(part).transpose()?,
    };
    Ok(Registration { email, name, lang: Lang::En, password })
}

/// `evisa user create`.
///
/// # Errors
/// The password is too weak, or the address has an account.
pub fn user(services: &Services, account: &Registration, role: Role) -> Result<ExitCode, HouseFault> {
    let id = operator(|cx| services.account_create(cx, account, role)).map_err(refused)?;
    say(format_args!("account {id} made, role {}; it can sign in now", role.code()));
    Ok(ExitCode::SUCCESS)
}

/// `evisa audit verify`: every hash is computed again.
///
/// # Errors
/// The chain is broken, and where.
pub fn audit(services: &Services) -> Result<ExitCode, HouseFault> {
    let lines = audit_verify(&services.store).map_err(|fault| HouseFault::of("audit log", fault))?;
    say(format_args!("{lines} lines, unbroken"));
    Ok(ExitCode::SUCCESS)
}
