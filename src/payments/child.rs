//! `evisa plugin-host`: the process in which one plugin runs.
//!
//! It reads request frames on file descriptor 3, writes response frames on 4, loads the library from 5, and ends when
//! requests end. Whatever the plugin prints goes to the log.

use std::{ffi::OsString, fs::File, io, os::fd::AsFd, path::Path, process::ExitCode};

use evisa_plugin_sdk::{
    abi::{BAD_INPUT, PANICKED, UNSUPPORTED},
    proto::{Answer, Fault, FaultKind, Response, decode, encode},
};
use serde::Deserialize;

use super::{
    abi::{self, FD_LIBRARY, Loaded},
    confine::{self, Sandbox},
    wire,
};

/// What the portal passes on to a child on its command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms {
    /// What to do on a kernel that cannot confine it.
    pub(super) sandbox: Sandbox,
    /// Mebibytes of memory it may take beyond the program itself.
    pub(super) memory_mib_max: u32,
}

impl Terms {
    /// The words of the command line.
    pub(super) fn words(self) -> [String; 2] {
        [self.sandbox.code().to_owned(), self.memory_mib_max.to_string()]
    }

    fn read(words: &[OsString]) -> Option<Self> {
        let [sandbox, memory] = words else { return None };
        Some(Self { sandbox: sandbox.to_str()?.parse().ok()?, memory_mib_max: memory.to_str()?.parse().ok()? })
    }
}

/// Runs the child until its requests end; `passed` is what the portal wrote on its command line.
#[must_use]
pub fn run(passed: &[OsString]) -> ExitCode {
    match serve(passed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("plugin-host: {error}; the portal starts this process by itself");
            ExitCode::FAILURE
        }
    }
}

fn serve(passed: &[OsString]) -> io::Result<()> {
    let terms = Terms::read(passed).ok_or_else(|| io::Error::other("started without its terms"))?;
    let [mut requests, mut responses, library] = abi::inherited()?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    let memory_bytes_max = u64::from(terms.memory_mib_max) * 1024 * 1024;
    let confinement = match confine::before_load(terms.sandbox, memory_bytes_max, library.as_fd()) {
        Ok(confinement) => confinement,
        Err(error) => {
            let why = Answer::Error(Fault::new(FaultKind::Load, &error.to_string()));
            return send(&mut responses, 0, why);
        }
    };
    // Before the library's first instruction, so that no constructor can say this in our place.
    wire::write(&mut responses, &serde_json::to_vec(&confinement)?)?;
    let plugin = match abi::load(Path::new(&format!("/proc/self/fd/{FD_LIBRARY}"))) {
        Ok(plugin) => plugin,
        Err(why) => return send(&mut responses, 0, Answer::Error(Fault::new(FaultKind::Load, &why))),
    };
    drop(library);
    if confinement.seccomp {
        confine::after_load()?;
    }
    send(&mut responses, 0, Answer::Hello(plugin.hello.clone()))?;
    while let Some(frame) = wire::read(&mut requests)? {
        let (code, answer) = exchange(&plugin, &frame);
        wire::write(&mut responses, &answer)?;
        if code == PANICKED {
            break;
        }
    }
    Ok(())
}

fn send(responses: &mut File, id: u64, answer: Answer) -> io::Result<()> {
    wire::write(responses, &encode(&Response::new(id, answer)).map_err(io::Error::other)?)
}

#[derive(Deserialize)]
struct Head {
    id: u64,
    op: String,
}

/// One call: the return code, and a frame even where the plugin wrote none.
pub(super) fn exchange(plugin: &Loaded, frame: &[u8]) -> (i32, Vec<u8>) {
    let head: Head = decode(frame).unwrap_or(Head { id: 0, op: String::new() });
    let (code, answer) = if head.op == "init" { plugin.init(frame) } else { plugin.call(frame) };
    if !answer.is_empty() {
        return (code, answer);
    }
    let kind = match code {
        UNSUPPORTED => FaultKind::Unsupported,
        PANICKED => FaultKind::Panicked,
        BAD_INPUT => FaultKind::Input,
        _ => FaultKind::Internal,
    };
    let why = format!("the plugin returned {code} and no answer, or one beyond 1 MiB");
    (code, encode(&Response::new(head.id, Answer::Error(Fault::new(kind, &why)))).unwrap_or_default())
}
