//! Reaching for what a plugin may not have: each attempt tells what the system answered.
#![expect(unsafe_code, reason = "a plugin that reaches for what is not its own is what the tests are about")]

use std::{
    env,
    ffi::{c_int, c_long},
    fs::{self, File},
    io,
    net::{TcpStream, UdpSocket},
    os::unix::net::UnixStream,
    process::{self, Command},
    thread,
};

/// The number of `clone3`, the same everywhere: newer than any filter must know.
const CLONE3: c_long = 435;
/// The number of a system call that no kernel has.
const UNKNOWN: c_long = 4_000;
/// `F_GETFD`, and `F_SETOWN`, which makes a file send signals.
const F_GETFD: c_int = 1;
const F_SETOWN: c_int = 8;

unsafe extern "C" {
    safe fn kill(process: c_int, signal: c_int) -> c_int;
    safe fn syscall(number: c_long, first: usize, second: usize) -> c_long;
    safe fn fcntl(file: c_int, command: c_int, argument: c_int) -> c_int;
    safe fn mmap(at: usize, length: usize, protection: c_int, flags: c_int, file: c_int, offset: i64) -> isize;
}

/// What came of it; nothing when the behaviour is none of these.
pub(crate) fn reach(behaviour: &str) -> Option<String> {
    let outcome = match behaviour {
        "open" => told(File::open("/etc/passwd")),
        "open_library" => told(File::open("/lib64/ld-linux-x86-64.so.2")),
        "write" => told(File::create("/tmp/evisa-bad")),
        "list" => told(fs::read_dir("/")),
        "connect" => told(TcpStream::connect("127.0.0.1:9")),
        "udp" => told(UdpSocket::bind("127.0.0.1:0")),
        "unix" => told(UnixStream::connect("/run/systemd/private")),
        "exec" => told(Command::new("/bin/true").spawn()),
        "thread" => told(thread::Builder::new().spawn(|| ())),
        "kill" => answered(kill(1, 0) >= 0),
        "signal_by_file" => answered(fcntl(3, F_SETOWN, 1) >= 0),
        // Memory of its own, to be read, written and executed.
        "code" => answered(mmap(0, 4_096, 7, 0x22, -1, 0) != -1),
        "clone3" => answered(syscall(CLONE3, 0, 0) >= 0),
        "unknown_call" => answered(syscall(UNKNOWN, 0, 0) >= 0),
        "process" => process::id().to_string(),
        "environment" => format!("{} variables", env::vars_os().count()),
        "files" => format!("{:?}", (0..64).filter(|file| fcntl(*file, F_GETFD, 0) >= 0).collect::<Vec<_>>()),
        _ => return None,
    };
    Some(outcome)
}

fn told<T>(outcome: io::Result<T>) -> String {
    outcome.map_or_else(|error| error.to_string(), |_| "it worked".to_owned())
}

fn answered(well: bool) -> String {
    told(if well { Ok(()) } else { Err(io::Error::last_os_error()) })
}
