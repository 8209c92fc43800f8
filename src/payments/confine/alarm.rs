//! What a plugin tried and may not: the kernel signals each such call, and the handler tells the log and answers it.
//!
//! A plugin that takes the handler away fools itself only: the call is not made either way, and with the signal blocked the
//! kernel ends the process.
#![expect(unsafe_code, reason = "a signal handler, and the registers of the call it answers, have no safe form")]

use std::{
    ffi::{c_int, c_void},
    io::{self, Write},
    mem, ptr,
};

use super::calls;

/// What a line about a refused call begins with.
pub(in super::super) const MARK: &str = "refused system call ";

/// From now on a forbidden call of this process is answered by [`answer`].
#[expect(clippy::as_conversions, reason = "the C library takes the address of a handler as a number")]
pub(super) fn set() -> io::Result<()> {
    let handler: extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) = answer;
    // SAFETY: all zeros is a valid action; what matters of it is filled in.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    // SAFETY: the action is whole, and its handler does only what a handler may do.
    match unsafe { libc::sigaction(libc::SIGSYS, &raw const action, ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Runs in the place of the call: puts its answer where the call would have put it. Allocates nothing and takes no lock.
extern "C" fn answer(_: c_int, _: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel hands over the context of the interrupted thread, and nobody else touches it until this returns.
    let context = unsafe { &mut *context.cast::<libc::ucontext_t>() };
    let call = call(context);
    let name = calls::forbidden(call);
    say(call, name.unwrap_or("of a name we do not know"));
    put(context, if name.is_some() { -libc::EPERM } else { -libc::ENOSYS });
}

/// The number of the call that was refused.
#[cfg(target_arch = "x86_64")]
fn call(context: &libc::ucontext_t) -> i64 {
    context.uc_mcontext.gregs[REG_RAX]
}

#[cfg(target_arch = "x86_64")]
fn put(context: &mut libc::ucontext_t, answer: c_int) {
    context.uc_mcontext.gregs[REG_RAX] = answer.into();
}

/// The place of the register RAX: the number of a call before it, and its answer after.
#[cfg(target_arch = "x86_64")]
const REG_RAX: usize = 13;

/// The number of the call that was refused.
#[cfg(target_arch = "aarch64")]
fn call(context: &libc::ucontext_t) -> i64 {
    i64::try_from(context.uc_mcontext.regs[8]).unwrap_or(-1)
}

#[cfg(target_arch = "aarch64")]
fn put(context: &mut libc::ucontext_t, answer: c_int) {
    context.uc_mcontext.regs[0] = i64::from(answer).cast_unsigned();
}

/// One line for the log, written in one piece from the stack.
fn say(call: i64, name: &str) {
    let mut line = [0; 96];
    let mut rest = line.as_mut_slice();
    // A line that does not fit is cut.
    drop(writeln!(rest, "{MARK}{call} ({name})"));
    let left = rest.len();
    let length = line.len() - left;
    // SAFETY: the bytes are on the stack and as long as said; the log may be gone, which changes nothing.
    unsafe { libc::write(libc::STDERR_FILENO, line.as_ptr().cast(), length) };
}
