//! Level 1: the library loads, says what it is, and does nothing else meanwhile.

use std::time::{Duration, Instant};

use super::Case;
use crate::probe::{Bench, Found, Outcome, Probe, absent, wrong};

/// The one symbol.
const SYMBOL: &str = "evisa_pay_plugin_v1";
/// The newest C library a plugin may ask for: that of Debian 12, the oldest system the portal is tested on.
const GLIBC_MAX: (u32, u32) = (2, 36);
/// The longest time until a plugin is loaded, its process included; the best of several starts.
const LOAD_MAX: Duration = Duration::from_millis(100);
/// Starts of which the best counts: a busy machine is not the plugin's fault.
const STARTS: usize = 8;
/// Files of a process that serves frames: standard input, output and error, requests and responses, and two to spare.
const FILES_MAX: usize = 7;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "load.file",
        level: 1,
        title: "The file is a library of this system",
        expectation: "An ELF shared library for this processor.",
        run: |bench| bench.subject.library().map(drop).map_err(Found::Wrong),
    },
    Case {
        id: "load.exports",
        level: 1,
        title: "One symbol is exported",
        expectation: "evisa_pay_plugin_v1 is the only symbol the library defines for others.",
        run: exports,
    },
    Case {
        id: "load.glibc",
        level: 1,
        title: "An old C library is enough",
        expectation: "No symbol newer than GLIBC 2.36 is asked for.",
        run: glibc,
    },
    Case {
        id: "load.opens",
        level: 1,
        title: "It loads and gives its descriptor",
        expectation: "Every symbol is found at once (RTLD_NOW), and magic, size and versions are those of ABI 1, protocol 1.",
        run: |bench| Probe::bare(bench).map(drop),
    },
    Case {
        id: "load.descriptor",
        level: 1,
        title: "The descriptor's texts say who it is",
        expectation: "An id of lower-case letters, digits, `.` and `-`; a version like 1.2.3; an SDK and a toolchain, or `none`.",
        run: descriptor,
    },
    Case {
        id: "load.quick",
        level: 1,
        title: "It loads quickly",
        expectation: "From the start of the process to the greeting less than 100 ms, the best of eight.",
        run: quick,
    },
    Case {
        id: "load.quiet",
        level: 1,
        title: "Loading has no side effects",
        expectation: "After loading the process has one thread and no file of the plugin's open.",
        run: quiet,
    },
];

fn exports(bench: &Bench<'_>) -> Outcome {
    let library = bench.subject.library().map_err(Found::Wrong)?;
    match library.exports.as_slice() {
        [symbol] if symbol == SYMBOL => Ok(()),
        [] => wrong("no symbol is exported"),
        symbols => wrong(format!("{} symbols: {}", symbols.len(), symbols[..symbols.len().min(8)].join(", "))),
    }
}

fn glibc(bench: &Bench<'_>) -> Outcome {
    let library = bench.subject.library().map_err(Found::Wrong)?;
    match library.glibc {
        Some(needed) if GLIBC_MAX < needed => wrong(format!("GLIBC {}.{} is asked for", needed.0, needed.1)),
        Some(_) | None => Ok(()),
    }
}

fn descriptor(bench: &Bench<'_>) -> Outcome {
    let probe = Probe::bare(bench)?;
    let hello = probe.session.hello();
    let id = |text: &str| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
    };
    let numbers: Vec<_> = hello.version.split(['-', '+']).next().unwrap_or_default().split('.').collect();
    let version = numbers.len() == 3 && numbers.iter().all(|part| part.parse::<u32>().is_ok());
    if !id(&hello.plugin) {
        return wrong(format!("the id `{}`", hello.plugin));
    }
    if !version {
        return wrong(format!("the version `{}`", hello.version));
    }
    if hello.sdk.trim().is_empty() || hello.toolchain.trim().is_empty() {
        return wrong(format!("the SDK `{}`, the toolchain `{}`", hello.sdk, hello.toolchain));
    }
    Ok(())
}

fn quick(bench: &Bench<'_>) -> Outcome {
    let mut best = Duration::MAX;
    for _ in 0..STARTS {
        let began = Instant::now();
        Probe::bare(bench)?;
        best = best.min(began.elapsed());
        if best < LOAD_MAX {
            return Ok(());
        }
    }
    wrong(format!("{} ms at best", best.as_millis()))
}

fn quiet(bench: &Bench<'_>) -> Outcome {
    let probe = Probe::bare(bench)?;
    let Some(footprint) = probe.session.footprint() else {
        return absent("the process cannot be looked into here");
    };
    if footprint.threads != 1 {
        return wrong(format!("{} threads after loading", footprint.threads));
    }
    if FILES_MAX < footprint.files {
        return wrong(format!("{} open files after loading", footprint.files));
    }
    Ok(())
}
