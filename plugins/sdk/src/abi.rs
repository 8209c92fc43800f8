//! The C border between host and plugin: one exported function, one descriptor, one writer.
//!
//! No memory crosses the border: the input is valid during the call only, and the answer is written through [`Out`]. The
//! same definitions for authors in C stand in `include/evisa_pay_plugin.h`; a test compares the two.

use std::{
    ffi::{CStr, CString, c_char, c_void},
    panic::catch_unwind,
    ptr, slice,
    sync::OnceLock,
};

use crate::{PaymentPlugin, entry, proto::PROTO_VERSION};

/// The name of the one exported function, with the terminating NUL; it carries the major version.
pub const SYMBOL: &CStr = c"evisa_pay_plugin_v1";
/// The first field of every descriptor: the bytes `EVISAPAY` read as a little-endian number.
pub const MAGIC: u64 = u64::from_le_bytes(*b"EVISAPAY");
/// The version of the C layout; another one cannot be read.
pub const ABI_MAJOR: u16 = 1;
/// The version of additions at the end of the descriptor.
pub const ABI_MINOR: u16 = 0;
/// Bit of [`Descriptor::flags`]: a panic unwinds and is reported, instead of ending the process.
pub const FLAG_UNWINDS: u32 = 1;

/// The answer was written.
pub const OK: i32 = 0;
/// An answer of the kind `error` was written.
pub const ERROR: i32 = 1;
/// There is no such operation; an error may have been written.
pub const UNSUPPORTED: i32 = -1;
/// The plugin panicked; the process must not be used again.
pub const PANICKED: i32 = -2;
/// The input is not a frame of a protocol the plugin speaks.
pub const BAD_INPUT: i32 = -3;

/// One request frame in, one response frame out through the writer; returns one of the codes above.
pub type Call = unsafe extern "C" fn(input: *const u8, length: usize, out: *const Out) -> i32;
/// The type of the exported function.
pub type Entry = extern "C" fn() -> *const Descriptor;

/// What a library says about itself; lives as long as the library. Grows only at its end.
#[repr(C)]
#[derive(Debug)]
pub struct Descriptor {
    /// [`MAGIC`].
    pub magic: u64,
    /// The size of this structure in bytes, as its author knew it.
    pub struct_size: u32,
    /// [`ABI_MAJOR`].
    pub abi_major: u16,
    /// [`ABI_MINOR`].
    pub abi_minor: u16,
    /// The oldest protocol version it speaks.
    pub proto_min: u16,
    /// The newest protocol version it speaks.
    pub proto_max: u16,
    /// [`FLAG_UNWINDS`] or nothing.
    pub flags: u32,
    /// The plugin: `kz.halyk.card`.
    pub id: *const c_char,
    /// Its version.
    pub version: *const c_char,
    /// The SDK and its version.
    pub sdk: *const c_char,
    /// What built it: `rustc 1.95.0 (…)`.
    pub toolchain: *const c_char,
    /// Takes the `init` frame.
    pub init: Option<Call>,
    /// Takes every other frame.
    pub call: Option<Call>,
    /// Told before the end, if the host gets to it; may be absent.
    pub fini: Option<unsafe extern "C" fn()>,
}

// SAFETY: a descriptor is written once and only read afterwards; its strings and functions live as long as the library.
unsafe impl Send for Descriptor {}
// SAFETY: as above: nothing behind its pointers ever changes.
unsafe impl Sync for Descriptor {}

/// Where a plugin writes its answer; valid during the call only.
#[repr(C)]
#[derive(Debug)]
pub struct Out {
    /// The size of this structure in bytes, as the host knows it.
    pub struct_size: u32,
    /// Handed back to `write`.
    pub ctx: *mut c_void,
    /// Appends bytes to the answer; anything but 0 means: too much, stop writing.
    pub write: Option<unsafe extern "C" fn(ctx: *mut c_void, bytes: *const u8, length: usize) -> i32>,
}

/// Called by [`export_plugin!`](crate::export_plugin): the descriptor of `P`, built at the first call; null if `P` panics.
pub fn descriptor<P: PaymentPlugin>(cell: &'static OnceLock<Descriptor>, version: &CStr) -> *const Descriptor {
    let build = || {
        let id = CString::new(P::describe().id).unwrap_or_default();
        Descriptor {
            magic: MAGIC,
            struct_size: u32::try_from(size_of::<Descriptor>()).unwrap_or(0),
            abi_major: ABI_MAJOR,
            abi_minor: ABI_MINOR,
            proto_min: PROTO_VERSION,
            proto_max: PROTO_VERSION,
            flags: if cfg!(panic = "unwind") { FLAG_UNWINDS } else { 0 },
            // The two strings live as long as the library, like the cell that holds the descriptor.
            id: id.into_raw(),
            version: version.to_owned().into_raw(),
            sdk: SDK.as_ptr(),
            toolchain: TOOLCHAIN.as_ptr(),
            init: Some(serve::<P>),
            call: Some(serve::<P>),
            fini: None,
        }
    };
    catch_unwind(|| ptr::from_ref(cell.get_or_init(build))).unwrap_or(ptr::null())
}

const SDK: &CStr = nul_terminated(concat!("evisa-plugin-sdk ", env!("CARGO_PKG_VERSION"), "\0"));
const TOOLCHAIN: &CStr = nul_terminated(concat!(env!("EVISA_SDK_TOOLCHAIN"), "\0"));

/// A C string from text that ends in NUL; evaluated while compiling.
#[must_use]
pub const fn nul_terminated(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("exactly one NUL, at the end"),
    }
}

/// Both entries of a plugin written in Rust: the operation in the frame decides.
unsafe extern "C" fn serve<P: PaymentPlugin>(input: *const u8, length: usize, out: *const Out) -> i32 {
    if input.is_null() || out.is_null() {
        return BAD_INPUT;
    }
    // SAFETY: the host promises that `length` bytes at `input` can be read until this call returns.
    let frame = unsafe { slice::from_raw_parts(input, length) };
    let (code, answer) = entry::serve::<P>(frame);
    // SAFETY: the host promises that `out` points to a writer that is valid until this call returns.
    let (write, ctx) = unsafe { ((*out).write, (*out).ctx) };
    let Some(write) = write else { return BAD_INPUT };
    // SAFETY: `write` and `ctx` belong together, and `answer` is alive and as long as said.
    let written = unsafe { write(ctx, answer.as_ptr(), answer.len()) };
    if written == 0 { code } else { ERROR }
}

/// Calls a function of a plugin and collects what it writes, at most `bytes_max`; the code is [`BAD_INPUT`] when it wrote
/// more. The host's half of the border, also used by the test driver.
///
/// # Safety
/// `function` must come from a descriptor whose library is loaded and keeps the promises of this module.
pub unsafe fn invoke(function: Call, frame: &[u8], bytes_max: usize) -> (i32, Vec<u8>) {
    let mut answer = Answer { bytes: Vec::new(), bytes_max, overflowed: false };
    let out = Out {
        struct_size: u32::try_from(size_of::<Out>()).unwrap_or(0),
        ctx: ptr::from_mut(&mut answer).cast(),
        write: Some(append),
    };
    // SAFETY: the frame and the writer outlive the call; the caller vouches for the function.
    let code = unsafe { function(frame.as_ptr(), frame.len(), &raw const out) };
    if answer.overflowed { (BAD_INPUT, Vec::new()) } else { (code, answer.bytes) }
}

struct Answer {
    bytes: Vec<u8>,
    bytes_max: usize,
    overflowed: bool,
}

unsafe extern "C" fn append(ctx: *mut c_void, bytes: *const u8, length: usize) -> i32 {
    // SAFETY: `ctx` is the `Answer` of the `invoke` that is waiting for this call, and nobody else touches it meanwhile.
    let answer = unsafe { &mut *ctx.cast::<Answer>() };
    let room = answer.bytes_max.saturating_sub(answer.bytes.len());
    if length > room {
        answer.overflowed = true;
        return 1;
    }
    if length > 0 && !bytes.is_null() {
        // SAFETY: the plugin promises that `length` bytes at `bytes` can be read during this call.
        answer.bytes.extend_from_slice(unsafe { slice::from_raw_parts(bytes, length) });
    }
    0
}

/// Makes a library of this crate: exports the one function that hosts look for. Written once, in the root of a crate with
/// `crate-type = ["cdylib", "rlib"]`: `evisa_plugin_sdk::export_plugin!(MyPlugin);`.
#[macro_export]
macro_rules! export_plugin {
    ($plugin:ty) => {
        /// The one function that hosts look for.
        #[allow(unsafe_code, reason = "the symbol must keep its name")]
        #[unsafe(no_mangle)]
        pub extern "C" fn evisa_pay_plugin_v1() -> *const $crate::abi::Descriptor {
            static DESCRIPTOR: ::std::sync::OnceLock<$crate::abi::Descriptor> = ::std::sync::OnceLock::new();
            const VERSION: &::std::ffi::CStr = $crate::abi::nul_terminated(concat!(env!("CARGO_PKG_VERSION"), "\0"));
            $crate::abi::descriptor::<$plugin>(&DESCRIPTOR, VERSION)
        }
    };
}
