//! The program: parse the command line and run one command.

use std::process::ExitCode;

use clap::Parser;
use evisa::cli::{args::Cli, run::run};

fn main() -> ExitCode {
    run(Cli::parse())
}
