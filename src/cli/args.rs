//! The whole command line: what may be asked, and help that teaches. Carrying it out is the business of the other files.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use super::plugin::args::Plugin;
use super::{api_key, keys, money, setup, trust};
use crate::{
    domain::{account::Role, person::EmailAddress},
    sandbox::Family,
};

/// Where the demonstration listens: this machine only.
pub(super) const DEMO_LISTEN: &str = "127.0.0.1:8080";
/// Where the model bank listens: this machine only.
const BANK_SIM_LISTEN: &str = "127.0.0.1:8081";

/// A complete electronic-visa service in one executable.
#[derive(Debug, Parser)]
#[command(name = "evisa", version, max_term_width = 100)]
#[command(after_help = "To look around, with nothing set up:    evisa demo
To run the service:                     evisa serve
`evisa help COMMAND` explains a command and gives an example.")]
#[command(
    long_about = "A complete electronic-visa service in one executable: the applicants' portal, the payment gateway, \
    the register of invitations, the documents and the database."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Try everything out: invented invitations, a model bank, letters shown in the browser
    #[command(
        long_about = "Try everything out. Fills a new database with invented invitations and accounts, starts a model bank, \
        and prints addresses and sign-ins. Letters are shown in the browser. No visa is issued and no money is taken.

Example, then open the address that is printed:
    evisa demo

Example, the whole journey of an applicant without a browser:
    evisa demo --journey out      writes out/visa.pdf and out/receipt.pdf, then exits
    evisa demo --journey out --method mobile-kcell"
    )]
    Demo(Demo),

    /// Run the service
    #[command(
        long_about = "Run the service until it is told to stop (Ctrl+C, SIGTERM). It reads config.toml in the current folder, \
        where there is one; without it, the defaults listen on this machine only. Wrong settings are all reported before \
        anything starts.

Example:
    evisa serve --config /etc/evisa/config.toml

Example, one setting changed for this run:
    evisa serve --set server.listen=0.0.0.0:8443"
    )]
    Serve(Settings),

    /// Check or show the settings
    #[command(subcommand)]
    #[command(
        long_about = "Check or show the settings. A setting is looked for in this order: --set, the environment, the file, the \
        default.

Example, before a restart:
    evisa config check /etc/evisa/config.toml && systemctl restart evisa"
    )]
    Config(ConfigCommand),

    /// Bring in records of another system
    #[command(subcommand)]
    #[command(long_about = "Bring in records of another system.

Example:
    evisa import invitations invitations.csv")]
    Import(Import),

    /// Bring in exchange rates of the National Bank
    #[command(subcommand)]
    #[command(long_about = "Exchange rates of the National Bank, which turn the consular fee into tenge.

Example:
    evisa rates import get_rates.xml")]
    Rates(Rates),

    /// Make the first administrator without a browser
    #[command(
        long_about = "Make an administrator without a browser, for scripts. The password is read from standard input. Works while the \
        service runs. Without it, `evisa serve` prints a one-time address at which the first administrator is made.

Example:
    evisa init --admin admin@mail.example --password-stdin < password.txt"
    )]
    Init(Init),

    /// Let an administrator in again
    #[command(subcommand)]
    #[command(long_about = "Administrators who lost the way in.

Example:
    evisa admin reset admin@mail.example")]
    Admin(setup::Admin),

    /// Make accounts
    #[command(subcommand)]
    #[command(long_about = "Accounts of applicants and staff.

Example:
    evisa user create wang@mail.example --name \"Wang Xiaoming\" --password-stdin < password.txt")]
    User(User),

    /// Make and revoke keys of the JSON interface
    #[command(subcommand)]
    #[command(
        long_about = "Keys of the JSON interface, by which airlines and control systems check visas (docs/api.md).

Example:
    evisa api-key add air-astana"
    )]
    ApiKey(api_key::Command),

    /// The books, attempts to pay, settlement files
    #[command(subcommand)]
    #[command(
        long_about = "The books, attempts to pay with their evidence, and settlement files. While the service runs, the same stands on its \
        staff page \"money\".

Example:
    evisa money balance"
    )]
    Money(money::Command),

    /// Make and keep the keys that seal and sign visas
    #[command(subcommand)]
    #[command(
        long_about = "The keys that seal and sign visas: a signing authority, and generations of signers that follow each other.

Example, once, before the first start:
    evisa keys init"
    )]
    Keys(keys::Command),
    /// Whom to believe who people are, for digital signatures
    #[command(subcommand)]
    #[command(
        long_about = "Whom to believe who people are when they sign in with a digital signature: certificates of authorities, lists \
        of revoked certificates, OCSP responses. They are brought in as files; the service itself asks nobody.

Example:
    evisa trust import root.cer issuing.cer issuing.crl root.crl"
    )]
    Trust(trust::Command),

    /// Check the audit log
    #[command(subcommand)]
    #[command(long_about = "The audit log: who did what, when. Each line carries a hash of the one before.

Example:
    evisa audit verify")]
    Audit(Audit),

    /// List, inspect, install and write payment plugins
    #[command(subcommand)]
    #[command(long_about = "Payment plugins: the libraries that speak to banks.

Example:
    evisa plugin list")]
    Plugin(Plugin),

    /// Run the model bank alone
    #[command(
        long_about = "Run the model bank alone, for trying out a payment plugin. It speaks Halyk ePay 2 (cards), KKB's signed XML \
        (cards), the wallet's and the mobile operators' protocols. The last two digits of a card, a wallet or a telephone decide \
        what happens; its page lists them, shows codes instead of sending them by SMS, and offers settlement files. GET /control \
        says what can be forced, as JSON. It takes no money, says TEST on every page, and does not start beside settings with a \
        live plugin.

Unless --kind is given, it loses, doubles, delays and reorders callbacks and writes fields in another order each time; the same \
--seed makes the same troubles.

Example:
    evisa bank-sim --listen 127.0.0.1:8081

Example, the same bad day again, one protocol only, orders kept:
    evisa bank-sim --seed 7 --profile wallet --state bank.json"
    )]
    BankSim(BankSim),

    /// The process of one payment plugin; started by evisa itself
    #[command(hide = true)]
    PluginHost(PluginHost),
}

/// The arguments of `demo`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Demo {
    /// Keep everything in this folder; without it, in a new one that is removed at the end
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", default_value = DEMO_LISTEN)]
    pub listen: SocketAddr,
    /// Make the whole journey without a browser, write visa.pdf and receipt.pdf into this folder, and exit
    #[arg(long, value_name = "OUT")]
    pub journey: Option<PathBuf>,
    /// The payment method of the journey
    #[arg(long, value_name = "ID", default_value = "halyk-card", requires = "journey")]
    pub method: Method,
    /// No trouble of the model bank but that of its magic numbers
    #[arg(long)]
    pub kind: bool,
}

/// A payment method of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// A card, through Halyk Bank
    HalykCard,
    /// A card, through Kazpost
    KazpostCard,
    /// The e-wallet of Kazpost
    KazpostWallet,
    /// The balance of an activ/Kcell telephone
    MobileKcell,
    /// The balance of a Beeline telephone
    MobileBeeline,
}

impl Method {
    /// Its name with its plugin.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::HalykCard => "halyk-card",
            Self::KazpostCard => "kazpost-card",
            Self::KazpostWallet => "kazpost-wallet",
            Self::MobileKcell => "mobile-kcell",
            Self::MobileBeeline => "mobile-beeline",
        }
    }
}

/// Where the settings come from: part of every command that opens the database.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Settings {
    /// The settings file; without it, config.toml in the current folder, where there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Put a value before environment and file; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = set_parse)]
    pub set: Vec<(String, String)>,
}

/// Commands about the settings.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Report every fault of a settings file, with its line
    #[command(
        long_about = "Report every fault of a settings file, with its line and column. Nothing is started. Ends with 0 when there \
        is no fault.

Example:
    evisa config check /etc/evisa/config.toml"
    )]
    Check {
        /// The settings file; without it, config.toml in the current folder, where there is one
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Print each setting; of a secret, only where it is kept
    #[command(
        long_about = "Print each setting with its value. Of a secret, only the place where it is kept is printed.

Example:
    evisa config show --origin      each line ends with the place its value comes from"
    )]
    Show {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
        /// Say where each value comes from: flag, variable, line of the file, or default
        #[arg(long)]
        origin: bool,
    },
}

/// Records that can be brought in.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Import {
    /// Invitations, from a CSV or JSON file
    #[command(
        long_about = "Bring in invitations from a CSV file with a heading line, or from a JSON array of objects; both use the same names. \
        Each faulty line is reported; unless --partial is given, a file with a faulty line changes nothing. A file may be \
        brought in again: what is known already stays as it is.

Example:
    evisa import invitations invitations.csv"
    )]
    Invitations {
        /// The CSV or JSON file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Bring in the good lines of a file that has faulty ones
        #[arg(long)]
        partial: bool,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// E-mail addresses of the former portal, from a CSV file
    #[command(
        name = "old-accounts",
        long_about = "Bring in the e-mail addresses that had an account at the former portal: the first column of a CSV file, with or without \
        the heading `email`. Whoever tries to log in with one of them is told to register again. Only hashes of the addresses are kept. \
        Faulty lines are named and left out; a file may be brought in again.

Example:
    evisa import old-accounts old-portal.csv"
    )]
    OldAccounts {
        /// The CSV file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Commands about exchange rates.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Rates {
    /// Bring in a file of rates
    #[command(
        long_about = "Bring in a file of rates as the National Bank publishes it. A rate far from the last one is taken for a \
        mistake and refused, unless --force is given.

Example:
    evisa rates import get_rates.xml"
    )]
    Import {
        /// The file of rates
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Take a rate that is far from the last one
        #[arg(long)]
        force: bool,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Commands about accounts.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum User {
    /// Make an account whose address needs no confirmation
    #[command(
        long_about = "Make an account whose address needs no confirmation. The password is read from standard input, so that \
        neither the history of the shell nor the list of processes has it. Without --role the account is an applicant's; staff sign in \
        where applicants do, and are led to the staff pages.

Example:
    evisa user create wang@mail.example --name \"Wang Xiaoming\" --password-stdin < password.txt

Example, the second signature of refunds:
    evisa user create li@mail.example --name Li --role chief --password-stdin < password.txt"
    )]
    Create {
        /// The address that signs in
        #[arg(value_name = "EMAIL")]
        email: EmailAddress,
        /// The holder's name as in the passport, surname first
        #[arg(long, value_name = "NAME")]
        name: String,
        /// What it may do: applicant, registrar, case-officer, chief, cashier, border-officer, administrator or auditor
        #[arg(long, value_name = "ROLE", default_value = Role::Applicant.code(), hide_default_value = true)]
        role: Role,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// The arguments of `init`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Init {
    /// The address of the first administrator, who signs in with it
    #[arg(long, value_name = "EMAIL", required = true)]
    pub admin: EmailAddress,
    /// The administrator's name, surname first
    #[arg(long, value_name = "NAME", default_value = "Administrator")]
    pub name: String,
    /// Read the password from the first line of standard input
    #[arg(long, required = true)]
    pub password_stdin: bool,
    /// The settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// Commands about the audit log.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Audit {
    /// Check that no line was changed or taken out
    #[command(
        long_about = "Check that no line of the audit log was changed or taken out: every hash is computed again. Prints the number \
        and the hash of the last line; whoever notes them elsewhere can later prove that nothing older was changed.

Example:
    evisa audit verify"
    )]
    Verify {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// The arguments of `bank-sim`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct BankSim {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", default_value = BANK_SIM_LISTEN)]
    pub listen: SocketAddr,
    /// Where chance comes from: the same number makes the same troubles
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// No trouble but that of the magic numbers
    #[arg(long)]
    pub kind: bool,
    /// Speak only this protocol; may be repeated
    #[arg(long, value_name = "PROTOCOL")]
    pub profile: Vec<Protocol>,
    /// Keep orders in this file; without it, in memory only
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Settings whose plugins must not be live; without it, config.toml in the current folder, where there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// A protocol of the model bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Protocol {
    /// Cards, Halyk ePay 2
    Halyk,
    /// Cards, the signed XML of KKB
    Kkb,
    /// The e-wallet
    Wallet,
    /// Balances of telephones
    Mobile,
}

impl Protocol {
    /// The bank's side of it.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::Halyk => Family::Halyk,
            Self::Kkb => Family::Kkb,
            Self::Wallet => Family::Wallet,
            Self::Mobile => Family::Mobile,
        }
    }
}

/// The arguments of the hidden `plugin-host`: whatever the parent process passes on.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct PluginHost {
    /// Arguments between the two processes; no contract
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub passed: Vec<std::ffi::OsString>,
}

pub(super) fn set_parse(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE, such as server.listen=0.0.0.0:8443".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expected/help.txt");

    fn parse(line: &str) -> Result<Command, clap::Error> {
        Cli::try_parse_from(line.split(' ')).map(|cli| cli.command)
    }

    /// The help of a command and of everything below it.
    fn help(command: &mut clap::Command, path: &str) -> String {
        let mut text = format!("===== {path} --help\n{}\n", command.render_long_help());
        for below in command.get_subcommands_mut().filter(|below| !below.is_hide_set() && below.get_name() != "help") {
            let path = format!("{path} {}", below.get_name());
            text.push_str(&help(below, &path));
        }
        text
    }

    #[test]
    fn the_help_is_as_expected() {
        let mut command = Cli::command().term_width(100);
        command.build();
        let help = help(&mut command, "evisa");
        let help: String = help.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expected")).unwrap();
            std::fs::write(EXPECTED, &help).unwrap();
        }
        let expected = std::fs::read_to_string(EXPECTED).unwrap_or_default();
        assert_eq!(help, expected, "run the tests with UPDATE_EXPECT=1 and review the difference");
    }

    #[test]
    fn every_command_teaches_with_an_example() {
        fn look(command: &clap::Command) {
            for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
                let about = below.get_long_about().map(ToString::to_string).unwrap_or_default();
                assert!(about.contains("Example"), "{} has no example", below.get_name());
                look(below);
            }
        }
        Cli::command().debug_assert();
        look(&Cli::command());
    }

    #[test]
    fn the_examples_can_be_typed() {
        let mut examples = 0;
        for line in
            std::fs::read_to_string(EXPECTED).unwrap().lines().filter_map(|line| line.strip_prefix("    evisa "))
        {
            let ends = [" <", " >", " && ", "   "];
            let typed = ends.iter().fold(line, |typed, end| typed.split(end).next().unwrap());
            let typed = typed.replace("\"Wang Xiaoming\"", "Wang");
            assert!(parse(&format!("evisa {typed}")).is_ok(), "{typed}");
            examples += 1;
        }
        assert!(15 < examples, "only {examples} examples were found");
    }

    #[test]
    fn commands_are_understood() {
        let demo = Demo {
            data: None,
            listen: DEMO_LISTEN.parse().unwrap(),
            journey: Some("out".into()),
            method: Method::HalykCard,
            kind: false,
        };
        assert_eq!(parse("evisa demo --journey out").unwrap(), Command::Demo(demo));
        let set =
            vec![("server.listen".to_owned(), "0.0.0.0:1".to_owned()), ("mail.from".to_owned(), "a=b".to_owned())];
        let settings = Settings { config: Some("c.toml".into()), set };
        let line = "evisa serve --config c.toml --set server.listen=0.0.0.0:1 --set mail.from=a=b";
        assert_eq!(parse(line).unwrap(), Command::Serve(settings));
        assert!(parse("evisa plugin-host --fd 3 x").is_ok());
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "evisa",
            "evisa sreve",
            "evisa serve --set listen",
            "evisa serve --set =1",
            "evisa demo --listen nowhere",
            "evisa demo --method halyk-card",
            "evisa demo --journey out --method cash",
            "evisa bank-sim --profile swift",
            "evisa user create not-an-address --name x --password-stdin",
            "evisa user create a@b.cd --name x",
            "evisa user create a@b.cd --name x --password secret",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
