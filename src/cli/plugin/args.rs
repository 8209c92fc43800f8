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
