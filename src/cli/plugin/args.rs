//! The subcommands of `evisa plugin`, with help that teaches.

use std::path::PathBuf;

use clap::Subcommand;

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
