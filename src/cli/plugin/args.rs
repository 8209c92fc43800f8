//! The subcommands of `evisa plugin`, with help that teaches.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::check::Check;
use crate::cli::args::{DEMO_LISTEN, Settings, set_parse};

/// Commands about payment plugins.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Plugin {
    /// Load each plugin of the settings and print what it offers
    #[command(
        long_about = "Load each plugin of the settings and print what it offers: name, version, payment methods and commissions.

Example:
    evisa plugin list"
    )]
    List {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },

    /// Begin a plugin: a project that builds and passes its tests
    #[command(
        long_about = "Begin a plugin: a whole project with source, tests, a README and a file for CI. It builds and passes its tests at \
        once and anywhere: the SDK (Rust) or the header (C) is put into it. The flows: on the provider's own page (redirect), with a \
        telephone number and a code (otp), with a wallet number and the wallet's own application (wallet).

Example:
    evisa plugin new my-bank --flow redirect

Example, in C:
    evisa plugin new my-wallet --lang c --flow wallet"
    )]
    New(New),

    /// Look at a library: what it is, what it offers and what it asks for
    #[command(
        long_about = "Look at a library before it is trusted: its descriptor, exports, size and sha256, the C library it needs, and what \
        it says about itself: payment methods, hosts, secrets, personal data. It is loaded in a confined process and not \
        configured; nothing is sent anywhere.

Example:
    evisa plugin inspect target/release/libmybank.so"
    )]
    Inspect {
        /// The library
        #[arg(value_name = "LIB")]
        library: PathBuf,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },

    /// Pay with a plugin while you write it: a demonstration that builds and loads it again at every change
    #[command(
        long_about = "Build a project, open a demonstration with the model bank, and offer the plugin at its gateway. Every call and \
        its answer are printed. When a file is saved it is built again, and a new process takes the place of the old one. What it is \
        configured with stands in dev.toml of the project.

Example:
    evisa plugin dev my-bank"
    )]
    Dev(Dev),

    /// Make something happen at the model bank: paid, declined, a forged callback …
    #[command(
        long_about = "Make something happen at the model bank to the order that was opened last, or to another one: the customer pays or is \
        declined, the answer is lost, the callback comes twice, a stranger forges one, the money is charged back.

Example:
    evisa plugin trigger wrong-amount

Example, to an order:
    evisa plugin trigger forged-callback --order 170000000000017 --override status=refunded"
    )]
    Trigger(Trigger),

    /// Record the calls of a plugin in a demonstration, without anything personal
    #[command(
        long_about = "Like `evisa plugin dev`, and every call is recorded in a new file, one JSON object a line. What customers type, what is \
        known of them and every secret are replaced first, and the plugin's answer to that is recorded: the trace can be kept beside \
        the source and played again.

Example:
    evisa plugin record my-bank paid.trace"
    )]
    Record {
        /// The project and the demonstration.
        #[command(flatten)]
        dev: Dev,
        /// The new file
        #[arg(value_name = "TRACE")]
        trace: PathBuf,
    },

    /// Play a trace again and show what is answered otherwise
    #[command(
        long_about = "Play a trace again to a library, each call in a fresh process, and show what is answered otherwise. Ends with 0 when \
        nothing is.

Example:
    evisa plugin replay paid.trace target/debug/libmy_bank.so"
    )]
    Replay(Replay),

    /// Put a plugin into the settings, after showing what it asks for
    #[command(
        long_about = "Put a plugin into the settings. Its signature is checked first; then the hosts, secrets and personal data it asks for \
        are shown, and what would change in the settings. Nothing is changed before you agree. Comments are kept. Of a plugin that \
        stands there already only path, pin and signer are changed: this is how one is upgraded.

Example:
    evisa plugin install libmybank.so --config /etc/evisa/config.toml"
    )]
    Install(Install),

    /// Whose signatures on plugins are trusted
    #[command(subcommand)]
    #[command(
        long_about = "Whose signatures on plugins are trusted: minisign public keys, kept in plugin-keys.txt beside the settings. Once there \
        is one, a plugin without a trusted signature is not installed.

Example:
    evisa plugin trust list"
    )]
    Trust(Trust),

    /// Print every message between evisa and a plugin, as JSON Schema
    #[command(
        long_about = "Print every message between evisa and a plugin, as JSON Schema or, with --page, as a page to read. Both are made from the \
        types of the program.

Example:
    evisa plugin schema > messages.json"
    )]
    Schema {
        /// Print a page to read, in Markdown
        #[arg(long)]
        page: bool,
    },
    /// Check a library by the conformance kit: may it take payments?
    #[command(
        long_about = "Check a library by the conformance kit: ninety cases in ten levels, each in a confined process of \
        its own. Of each case that fails it tells what is expected, what was observed, and the command that runs it again. The level \
        that was reached is kept beside the library, for its very bytes; below level 5 a plugin stays off, unless \
        its settings say verification = \"waived\". Customer and \
        provider are played by cassettes (JSON, one for each method). Ends with 0 when no case failed.

Example:
    evisa plugin check target/release/libmybank.so

Example, one case again:
    evisa plugin check target/release/libmybank.so --include pay.happy

Example, a night of fuzzing:
    evisa plugin check target/release/libmybank.so --include fuzz --fuzz 8h --seed 7"
    )]
    Check(Check),

    /// Print the C header for authors of plugins
    #[command(
        long_about = "Print the C header that a plugin in C, C++ or Zig is built against. The messages inside its frames are told by \
        `evisa plugin schema`.

Example:
    evisa plugin header > evisa_pay_plugin.h"
    )]
    Header,
}

/// The arguments of `plugin new`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct New {
    /// The name of the plugin: a to z, 0 to 9 and "-"
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The language it is written in
    #[arg(long, value_enum, default_value_t = ProgramLanguage::Rust)]
    pub lang: ProgramLanguage,
    /// How the customer pays
    #[arg(long, value_enum)]
    pub flow: Flow,
    /// The new folder; without it, one with the name of the plugin
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// What a plugin is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgramLanguage {
    /// With the SDK
    Rust,
    /// With the header; also the beginning for C++ and Zig
    C,
}

/// How a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Flow {
    /// On the provider's own page
    Redirect,
    /// With a telephone number and a code from a text message
    Otp,
    /// With a wallet number, confirmed in the wallet's own application
    Wallet,
}

/// The arguments of `plugin install`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Install {
    /// The library
    #[arg(value_name = "LIB")]
    pub library: PathBuf,
    /// Its minisign signature; without it, LIB.minisig where there is one
    #[arg(long, value_name = "FILE")]
    pub sig: Option<PathBuf>,
    /// Trust this minisign public key, or the key in this file, instead of the kept ones
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Its name in this portal; without it, what the plugin calls itself
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The settings file; without it, config.toml in the current folder, where there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Agree without being asked
    #[arg(long)]
    pub yes: bool,
}

/// Commands about trusted keys.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Trust {
    /// List the trusted keys
    #[command(long_about = "List the trusted keys: number, key, whose it is.

Example:
    evisa plugin trust list")]
    List {
        /// The settings beside which the keys are kept
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Trust plugins signed with a key
    #[command(
        long_about = "Trust plugins signed with a key. Get the key from its owner by another way than the plugin, and compare it.

Example:
    evisa plugin trust add RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3 --owner Bank"
    )]
    Add {
        /// The minisign public key, or a file with it
        #[arg(value_name = "KEY")]
        key: String,
        /// Whose it is
        #[arg(long, value_name = "WHO", default_value = "")]
        owner: String,
        /// The settings beside which the keys are kept
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Trust a key no more
    #[command(
        long_about = "Trust a key no more, by its number or whole. Plugins that are installed stay installed: take out their tables.

Example:
    evisa plugin trust remove E7620F1842B4E81F"
    )]
    Remove {
        /// The number of the key, or the key
        #[arg(value_name = "KEY")]
        key: String,
        /// The settings beside which the keys are kept
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

/// The arguments of `plugin dev`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Dev {
    /// The folder of the project: with a Cargo.toml or a Makefile
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Address and port to listen on; the model bank takes the next port
    #[arg(long, value_name = "ADDR", default_value = DEMO_LISTEN)]
    pub listen: SocketAddr,
    /// Keep the demonstration in this folder; without it, in a new one that is removed at the end
    #[arg(long, value_name = "DATA")]
    pub data: Option<PathBuf>,
    /// No trouble of the model bank but that of its magic numbers
    #[arg(long)]
    pub kind: bool,
}

/// The arguments of `plugin trigger`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Trigger {
    /// What happens
    #[arg(value_name = "EVENT", value_enum)]
    pub event: Happening,
    /// The order, by our reference; without it, the one that was opened last
    #[arg(long, value_name = "REF")]
    pub order: Option<String>,
    /// Put another value into what is sent; may be repeated
    #[arg(long = "override", value_name = "KEY=VALUE", value_parser = set_parse)]
    pub overrides: Vec<(String, String)>,
    /// The address of the model bank
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8081")]
    pub bank: String,
}

/// What may happen at the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Happening {
    /// The customer pays
    Paid,
    /// Nothing for long, then paid
    PaidLate,
    /// Declined for good
    Declined,
    /// Not enough money: another try may do
    NoMoney,
    /// Pending for a while, then paid
    Pending,
    /// Pending, and it stays so
    PendingForever,
    /// Paid, and the answer is lost
    NoAnswer,
    /// Paid, and the callback is lost
    LostCallback,
    /// Paid, and the callback comes three times
    DuplicateCallback,
    /// Paid, but another amount
    WrongAmount,
    /// Paid, but unknown for a while
    NotFoundFirst,
    /// Paid, but the status service breaks down once
    BrokenStatus,
    /// What is still to come comes now
    Settle,
    /// The callback is sent now
    Callback,
    /// The bank gives the money back
    Refund,
    /// The payer's bank takes the money back
    Chargeback,
    /// A stranger posts that it is paid
    ForgedCallback,
}

/// The arguments of `plugin replay`.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Replay {
    /// What `evisa plugin record` wrote
    #[arg(value_name = "TRACE")]
    pub trace: PathBuf,
    /// The library
    #[arg(value_name = "LIB")]
    pub library: PathBuf,
}
