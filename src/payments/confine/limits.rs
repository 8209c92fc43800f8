//! Limits that every kernel knows: memory, files, cores, processor time, privileges, and the end of the parent.

use std::{fs, io};

use rustix::{
    process::{
        DumpableBehavior, Resource, Rlimit, Signal, set_dumpable_behavior, set_parent_process_death_signal, setrlimit,
    },
    thread::set_no_new_privs,
};

/// Files a plugin process may have open: six it starts with, and the few that loading needs.
const FILES_MAX: u64 = 16;
/// Seconds of processor time in the whole life of a child: months of work, and the end of one that spins on while the
/// portal is stopped and its deadlines with it.
const PROCESSOR_S_MAX: u64 = 3_600;

/// Sets them all; `memory_bytes_max` is what the plugin may take beyond the program itself.
pub(super) fn set(memory_bytes_max: u64) -> io::Result<()> {
    // The child is started by a thread of the portal that lives as long as the plugin may: its end is the child's.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    set_no_new_privs(true)?;
    let fixed = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    setrlimit(Resource::Core, fixed(0))?;
    setrlimit(Resource::Fsize, fixed(0))?;
    setrlimit(Resource::Nofile, fixed(FILES_MAX))?;
    setrlimit(Resource::Cpu, fixed(PROCESSOR_S_MAX))?;
    setrlimit(Resource::As, fixed(own_memory_bytes()?.saturating_add(memory_bytes_max)))?;
    Ok(())
}

/// The address space this program itself takes, in bytes: the executable holds templates and fonts.
fn own_memory_bytes() -> io::Result<u64> {
    let statm = fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = statm.split(' ').next().and_then(|pages| pages.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let page_bytes = u64::try_from(rustix::param::page_size()).map_err(io::Error::other)?;
    Ok(pages.saturating_mul(page_bytes))
}
