//! The one file with `unsafe`: loads a library, calls it through the C border, and hands files to a child process.
#![expect(unsafe_code, reason = "dlopen, C calls and inherited file descriptors have no safe form")]

use std::{
    ffi::{CStr, c_char},
    fs::File,
    io,
    mem::ManuallyDrop,
    os::{
        fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd},
        unix::process::CommandExt,
    },
    path::Path,
    process::{Child, Command, Stdio},
};

use evisa_plugin_sdk::{
    abi::{ABI_MAJOR, Call, Descriptor, Entry, MAGIC, SYMBOL, invoke},
    proto::{FRAME_BYTES_MAX, Hello, PROTO_VERSION},
};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

/// The file descriptor a child reads requests from.
pub(super) const FD_IN: RawFd = 3;
/// The file descriptor a child writes responses to.
pub(super) const FD_OUT: RawFd = 4;
/// The file descriptor of the library a child loads.
pub(super) const FD_LIBRARY: RawFd = 5;
/// The first file descriptor that a child does not inherit.
const FD_END: RawFd = 6;

/// Compilers whose libraries are not trusted, by the beginning of what they call themselves. 1.98.0 left slots of virtual
/// tables empty (rust-lang/blog.rust-lang.org#1933).
const TOOLCHAINS_DENIED: [&str; 1] = ["rustc 1.98.0 "];

/// A loaded library, checked and never unloaded: its thread-local destructors may still run.
pub(super) struct Loaded {
    _library: ManuallyDrop<Library>,
    init: Call,
    call: Call,
    /// What its descriptor says.
    pub(super) hello: Hello,
}

/// Loads a library and checks its descriptor. The path is absolute, so that no search path is asked.
pub(super) fn load(path: &Path) -> Result<Loaded, String> {
    if !path.is_absolute() {
        return Err("the path of a library is absolute".to_owned());
    }
    // SAFETY: constructors of the library run here. That is why this happens in a child process only, after `confine`.
    let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map_err(|error| reason(&error))?;
    let library = ManuallyDrop::new(library);
    // SAFETY: the symbol's name carries the version of its type.
    let entry = unsafe { library.get::<Entry>(SYMBOL.to_bytes_with_nul()) }
        .map_err(|_| format!("it exports no `{}`: it is no payment plugin", SYMBOL.to_string_lossy()))?;
    let descriptor = entry();
    if descriptor.is_null() {
        return Err("its descriptor is null".to_owned());
    }
    // SAFETY: not null; every version of the descriptor begins with these two fields.
    let (magic, struct_size) = unsafe { ((*descriptor).magic, (*descriptor).struct_size) };
    check_start(magic, struct_size)?;
    // SAFETY: the descriptor is at least as large as ours and lives as long as the library, which is never unloaded.
    let descriptor: &Descriptor = unsafe { &*descriptor };
    check_versions(descriptor)?;
    let (init, call) = descriptor.init.zip(descriptor.call).ok_or("its descriptor lacks `init` or `call`")?;
    let hello = Hello {
        plugin: text(descriptor.id)?,
        version: text(descriptor.version)?,
        sdk: text(descriptor.sdk)?,
        toolchain: text(descriptor.toolchain)?,
        proto_min: descriptor.proto_min,
        proto_max: descriptor.proto_max,
    };
    if let Some(denied) = TOOLCHAINS_DENIED.iter().find(|denied| hello.toolchain.starts_with(**denied)) {
        return Err(format!("it was built by {denied}, whose libraries fail: build it with another version"));
    }
    Ok(Loaded { _library: library, init, call, hello })
}

/// What the loader of the system says, for example which version of the C library is missing.
fn reason(error: &libloading::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

fn check_start(magic: u64, struct_size: u32) -> Result<(), String> {
    if magic != MAGIC {
        return Err(format!("its descriptor begins with {magic:#018x} instead of {MAGIC:#018x}"));
    }
    match usize::try_from(struct_size) {
        Ok(size) if size >= size_of::<Descriptor>() => Ok(()),
        _ => Err(format!("its descriptor has {struct_size} bytes; at least {} are needed", size_of::<Descriptor>())),
    }
}

fn check_versions(descriptor: &Descriptor) -> Result<(), String> {
    let Descriptor { abi_major, abi_minor, proto_min, proto_max, .. } = descriptor;
    if *abi_major != ABI_MAJOR {
        return Err(format!("it has ABI {abi_major}.{abi_minor}; this program loads {ABI_MAJOR}.x"));
    }
    if !(*proto_min..=*proto_max).contains(&PROTO_VERSION) {
        return Err(format!("it speaks protocols {proto_min} to {proto_max}; this program speaks {PROTO_VERSION}"));
    }
    Ok(())
}

fn text(pointer: *const c_char) -> Result<String, String> {
    if pointer.is_null() {
        return Err("a text of its descriptor is null".to_owned());
    }
    // SAFETY: not null, and the texts of a descriptor end in NUL and live as long as the library.
    let text = unsafe { CStr::from_ptr(pointer) };
    Ok(text.to_string_lossy().into_owned())
}

impl Loaded {
    /// Hands an `init` frame to the plugin: the return code and what it wrote, at most one frame.
    pub(super) fn init(&self, frame: &[u8]) -> (i32, Vec<u8>) {
        // SAFETY: the function comes from a checked descriptor of a library that stays loaded; one thread calls.
        unsafe { invoke(self.init, frame, FRAME_BYTES_MAX) }
    }

    /// Hands any other frame to the plugin.
    pub(super) fn call(&self, frame: &[u8]) -> (i32, Vec<u8>) {
        // SAFETY: as for `init`.
        unsafe { invoke(self.call, frame, FRAME_BYTES_MAX) }
    }
}

/// In a child: the three inherited files, requests, responses and library; an error when they are not there.
pub(super) fn inherited() -> io::Result<[File; 3]> {
    for fd in [FD_IN, FD_OUT, FD_LIBRARY] {
        // SAFETY: asks the kernel about a number; touches no memory.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            return Err(io::Error::last_os_error());
        }
    }
    // SAFETY: the three are open, they were put there for this process, and this is called once, before anything else.
    Ok([FD_IN, FD_OUT, FD_LIBRARY].map(|fd| unsafe { File::from_raw_fd(fd) }))
}

/// Starts `executable plugin-host` and its terms with an empty environment and nothing but the two files given, and a pipe
/// for its log.
pub(super) fn spawn(
    executable: &Path,
    terms: [String; 2],
    (talk, library): (impl AsFd, impl AsFd),
) -> io::Result<Child> {
    // While the child arranges its files, nothing of this process may stand on their numbers, or it would be overwritten.
    let _holders = [(); 3].map(|()| rustix::io::fcntl_dupfd_cloexec(&talk, FD_IN));
    let talk: OwnedFd = rustix::io::fcntl_dupfd_cloexec(&talk, FD_END)?;
    let library: OwnedFd = rustix::io::fcntl_dupfd_cloexec(&library, FD_END)?;
    let first = u32::try_from(FD_END).map_err(io::Error::other)?;
    let close_on_exec = i32::try_from(libc::CLOSE_RANGE_CLOEXEC).map_err(io::Error::other)?;
    let mut command = Command::new(executable);
    command.arg("plugin-host").args(terms).env_clear().current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let arrange = move || {
        for (from, to) in [(&talk, FD_IN), (&talk, FD_OUT), (&library, FD_LIBRARY)] {
            // SAFETY: both are numbers of files; allowed between fork and exec.
            if unsafe { libc::dup2(from.as_raw_fd(), to) } < 0 {
                return Err(io::Error::last_os_error());
            }
        }
        // Files opened elsewhere without the flag must not leak either. Kernels before 5.11 cannot, and leak none of ours.
        // SAFETY: as above.
        unsafe { libc::close_range(first, u32::MAX, close_on_exec) };
        Ok(())
    };
    // SAFETY: `arrange` only calls what is allowed between fork and exec, and allocates nothing.
    unsafe { command.pre_exec(arrange) };
    command.spawn()
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::*;

    fn descriptor() -> Descriptor {
        Descriptor {
            magic: MAGIC,
            struct_size: 80,
            abi_major: ABI_MAJOR,
            abi_minor: 0,
            proto_min: 1,
            proto_max: 1,
            flags: 0,
            id: ptr::null(),
            version: ptr::null(),
            sdk: ptr::null(),
            toolchain: ptr::null(),
            init: None,
            call: None,
            fini: None,
        }
    }

    #[test]
    fn a_descriptor_is_refused_with_the_exact_numbers() {
        assert!(check_start(MAGIC + 1, 80).unwrap_err().contains("0x5941504153495646 instead of 0x5941504153495645"));
        assert_eq!(check_start(MAGIC, 40).unwrap_err(), "its descriptor has 40 bytes; at least 80 are needed");
        assert_eq!(check_start(MAGIC, 96), Ok(()));
        let other = Descriptor { abi_major: 2, abi_minor: 3, ..descriptor() };
        assert_eq!(check_versions(&other).unwrap_err(), "it has ABI 2.3; this program loads 1.x");
        let newer = Descriptor { proto_min: 2, proto_max: 4, ..descriptor() };
        assert_eq!(check_versions(&newer).unwrap_err(), "it speaks protocols 2 to 4; this program speaks 1");
        assert_eq!(check_versions(&Descriptor { proto_max: 9, ..descriptor() }), Ok(()));
    }

    #[test]
    fn a_relative_path_is_never_searched_for() {
        assert!(load(Path::new("libc.so.6")).is_err());
    }
}
