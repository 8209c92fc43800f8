//! `evisa plugin-host`: the process in which one plugin runs.
//!
//! It reads request frames on file descriptor 3, writes response frames on 4, loads the library from 5, and ends when
//! requests end. Whatever the plugin prints goes to the log.

use std::{
    fs::{self, File},
    io,
    path::Path,
    process::ExitCode,
};

use evisa_plugin_sdk::{
    abi::{BAD_INPUT, PANICKED, UNSUPPORTED},
    proto::{Answer, Fault, FaultKind, Response, decode, encode},
};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::Deserialize;

use super::{
    abi::{self, FD_LIBRARY, Loaded},
    wire,
};

/// Bytes of memory a plugin may take beyond the program itself: messages are at most 1 MiB, so this is generous.
const MEMORY_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Files a plugin process may have open: six it starts with, and the few that loading needs.
const FILES_MAX: u64 = 16;

/// Runs the child until its requests end.
#[must_use]
pub fn run() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("plugin-host: {error}; the portal starts this process by itself");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> io::Result<()> {
    let [mut requests, mut responses, library] = abi::inherited()?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    confine()?;
    let plugin = match abi::load(Path::new(&format!("/proc/self/fd/{FD_LIBRARY}"))) {
        Ok(plugin) => plugin,
        Err(why) => return send(&mut responses, 0, Answer::Error(Fault::new(FaultKind::Load, &why))),
    };
    drop(library);
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

/// Gives up what a plugin does not need, before its first instruction runs. What the kernel offers beyond limits (Landlock,
/// seccomp) belongs here, in this order: limits, files, system calls.
fn confine() -> io::Result<()> {
    let fixed = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    setrlimit(Resource::Core, fixed(0))?;
    setrlimit(Resource::Fsize, fixed(0))?;
    setrlimit(Resource::Nofile, fixed(FILES_MAX))?;
    setrlimit(Resource::As, fixed(own_memory_bytes()? + MEMORY_BYTES_MAX))?;
    Ok(())
}

/// The address space this program itself takes, in bytes: the executable holds templates and fonts.
fn own_memory_bytes() -> io::Result<u64> {
    let statm = fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = statm.split(' ').next().and_then(|pages| pages.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let page_bytes = u64::try_from(rustix::param::page_size()).map_err(io::Error::other)?;
    Ok(pages.saturating_mul(page_bytes))
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
fn exchange(plugin: &Loaded, frame: &[u8]) -> (i32, Vec<u8>) {
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
