//! `evisa money`: the books, the Treasury's day, attempts with their evidence, settlement files. For one command the database is opened, so
//! the service must be stopped; while it runs, the same stands on the staff page "money".

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use jiff::civil::Date;

use super::{
    args::Settings,
    house::HouseFault,
    register::{operator, refused},
    say::{part, say},
    serve,
};
use crate::{
    domain::{
        calendar::almaty_date,
        context::Cx,
        money::Money,
        payment::{AttemptId, settlement::LineClass},
    },
    effects::Outside,
    jobs::settlement::{file_name, file_read},
    services::{
        Services,
        payment::{
            money::AttemptLine,
            report::{settlement_csv, treasury_csv},
        },
    },
};

/// Commands about money.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// The trial balance of the ledger
    #[command(
        long_about = "Print the trial balance: every account of the ledger with its debits and credits in tenge. Ends with 0 when the two \
        sums are equal.

Example:
    evisa money balance"
    )]
    Balance {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// What was posted to the Treasury on a day, as CSV
    #[command(
        long_about = "Print what was posted to the Treasury's account on a day, and off it, under the posting key 620301 / 911 / 108126, \
        as CSV. Days are those of Almaty.

Example:
    evisa money treasury --day 2022-06-08 > treasury-2022-06-08.csv"
    )]
    Treasury {
        /// The day, as 2022-06-08; without it, yesterday
        #[arg(long, value_name = "DAY")]
        day: Option<Date>,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// The attempts of a day, or what needs a person
    #[command(
        long_about = "Print the attempts to pay that were opened on a day, one a line: identifier, time, method, order reference, state, \
        amount, holds. With --held those that need a person, with --unknown those whose outcome the provider has not told, \
        whatever their day.

Example:
    evisa money attempts --held"
    )]
    Attempts {
        /// The day, as 2022-06-08; without it, today
        #[arg(long, value_name = "DAY", conflicts_with_all = ["held", "unknown"])]
        day: Option<Date>,
        /// Only those with a hold, a proposal or an open refund
        #[arg(long, conflicts_with = "unknown")]
        held: bool,
        /// Only those whose outcome is not known
        #[arg(long)]
        unknown: bool,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Everything that is known about one attempt, in order
    #[command(
        long_about = "Print the evidence of one attempt in order, one JSON object a line: requests, answers, callbacks, observations, steps, \
        what staff did; then its entries in the ledger. Secrets stand as placeholders. An attempt is named by its identifier, \
        its order reference, the payment code, or the number of the application.

Example:
    evisa money evidence 1654677815000001"
    )]
    Evidence {
        /// The attempt: its identifier, order reference, payment code, or number of the application
        #[arg(value_name = "ATTEMPT")]
        attempt: String,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Bring in a settlement file of a provider
    #[command(
        long_about = "Let a plugin read a settlement file of its provider, compare each line with our attempts, and print the comparison as \
        CSV. Lines that are known change nothing, so a file may come twice, in parts or in another order. Ends with 0 when \
        every line matches. A running service takes files in by itself: put them into settlement/PLUGIN/ of its data \
        directory.

Example:
    evisa money import-settlement kazpost statement-2022-06-08.csv > compared.csv"
    )]
    ImportSettlement {
        /// The plugin, as the settings name it
        #[arg(value_name = "PLUGIN")]
        plugin: String,
        /// The file as the provider made it
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Carry one of them out.
///
/// # Errors
/// The settings are faulty, the database is in use, or what was asked for is not there.
pub fn run(command: Command) -> Result<ExitCode, HouseFault> {
    match command {
        Command::Balance { settings } => balance(&serve::services_open(&settings)?),
        Command::Treasury { day, settings } => treasury(&serve::services_open(&settings)?, day),
        Command::Attempts { day, held, unknown, settings } => {
            let services = serve::services_open(&settings)?;
            let lines = operator(|cx| match (held, unknown) {
                (true, _) => services.money_held(cx),
                (false, true) => services.money_unknown(cx),
                (false, false) => services.money_attempts(cx, day.unwrap_or_else(|| almaty_date(cx.now))),
            });
            lines.map_err(refused)?.iter().for_each(|line| say(attempt_line(line)));
            Ok(ExitCode::SUCCESS)
        }
        Command::Evidence { attempt, settings } => evidence(&serve::services_open(&settings)?, &attempt),
        Command::ImportSettlement { plugin, file, settings } => {
            let bytes = file_read(&file).map_err(|error| HouseFault::of(&file.display().to_string(), error))?;
            let (services, outside) = serve::house_open(&settings)?;
            operator(|cx| import(cx, (&services, &outside), (&plugin, &file, &bytes)))
        }
    }
}

fn balance(services: &Services) -> Result<ExitCode, HouseFault> {
    let books = operator(|cx| services.money_balance(cx)).map_err(refused)?;
    let line = |name: &str, debit: u128, credit: u128| {
        say(format_args!("{name:40} {:>22} {:>22}", tenge(debit), tenge(credit)));
    };
    say(format_args!("{:40} {:>22} {:>22}", "account", "debit, KZT", "credit, KZT"));
    for (account, turnover) in &books.accounts {
        line(&account.to_string(), turnover.debit, turnover.credit);
    }
    let (debit, credit) = books.sums();
    line("sum", debit, credit);
    say(format_args!("{} entries, {}", books.entries, if books.balanced() { "in balance" } else { "NOT IN BALANCE" }));
    Ok(if books.balanced() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tiyn as tenge with two places: a sum may be larger than any one amount.
fn tenge(minor: u128) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn treasury(services: &Services, day: Option<Date>) -> Result<ExitCode, HouseFault> {
    operator(|cx| {
        let today = almaty_date(cx.now);
        let day = day.unwrap_or_else(|| today.yesterday().unwrap_or(today));
        part(treasury_csv(day, &services.money_treasury(cx, day).map_err(refused)?));
        Ok(ExitCode::SUCCESS)
    })
}

fn attempt_line(line: &AttemptLine) -> String {
    let attempt = &line.attempt;
    let holds = attempt.holds.iter().map(|hold| format!("{hold:?}")).collect::<Vec<_>>().join(",");
    let taken: Money = if attempt.state.captured() { attempt.taken() } else { attempt.fee };
    format!(
        "{} {} {}/{} {} {} {:?} {taken} {holds}",
        attempt.id, attempt.opened_at, attempt.plugin, attempt.method, attempt.order_ref, line.code, attempt.state
    )
    .trim_end()
    .to_owned()
}

fn evidence(services: &Services, named: &str) -> Result<ExitCode, HouseFault> {
    operator(|cx| {
        let attempt = attempt_named(cx, services, named)?;
        let file = services.money_attempt(cx, attempt).map_err(refused)?;
        say(attempt_line(&file.line));
        for (number, one) in &file.evidence {
            say(
                serde_json::json!({ "number": number, "at": one.at, "turn": one.turn, "kind": one.kind, "body": one.body }),
            );
        }
        for entry in &file.entries {
            say(serde_json::json!({ "entry": entry.name, "at": entry.at, "postings": entry.postings }));
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The attempt that a text names; several attempts of one payment are listed to choose from.
fn attempt_named(cx: &Cx<'_>, services: &Services, named: &str) -> Result<AttemptId, HouseFault> {
    if let Ok(attempt) = named.trim().parse() {
        return Ok(attempt);
    }
    let payment = services.money_find(cx, named).map_err(refused)?.ok_or_else(|| {
        HouseFault(format!("there is no attempt `{named}`: `evisa money attempts --day DAY` lists those of a day"))
    })?;
    let attempts = services.money_payment(cx, payment).map_err(refused)?;
    match &attempts[..] {
        [one] => Ok(one.attempt.id),
        [] => Err(HouseFault(format!("nobody has tried to pay `{named}` yet"))),
        several => match several.iter().find(|line| line.attempt.order_ref == named.trim()) {
            Some(line) => Ok(line.attempt.id),
            None => {
                several.iter().for_each(|line| say(attempt_line(line)));
                Err(HouseFault("several attempts: name one of those above by its identifier".to_owned()))
            }
        },
    }
}

fn import(
    cx: &Cx<'_>,
    (services, outside): (&Services, &Outside),
    (plugin, file, bytes): (&str, &Path, &[u8]),
) -> Result<ExitCode, HouseFault> {
    let named = |why: String| HouseFault::of(&file.display().to_string(), why);
    let rows = outside.settlement_read(cx, plugin, bytes).map_err(named)?;
    let report = services.settlement_import(cx, (plugin, &file_name(bytes)), &rows).map_err(refused)?;
    part(settlement_csv(&report));
    let counts = report.counts();
    let told: Vec<_> = counts.iter().map(|(class, count)| format!("{}: {count}", class.name())).collect();
    tracing::info!("{} lines, {} new; {}", report.lines.len(), report.new, told.join(", "));
    let wrong = counts.iter().any(|(class, count)| *class != LineClass::Matched && *count > 0);
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
