//! The subcommands of `evisa plugin`, with help that teaches.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::args::Settings;

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
