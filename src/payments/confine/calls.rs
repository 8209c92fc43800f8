//! seccomp: the system calls that memory, clocks and the two files of the conversation need, and no other.
//!
//! Every other call is signalled to [`alarm`], which tells the log and answers it. What a plugin plainly may not do answers
//! EPERM, so that its author reads what happened; what nobody named here answers ENOSYS, as on a kernel without it, so that a
//! newer C library takes its older way instead of failing.

use std::{collections::BTreeMap, io, process};

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};

use super::alarm;

/// The one operation of `prctl` that installing a filter needs; and the one of `seccomp`.
const NO_NEW_PRIVILEGES: u64 = 38;
const SET_MODE_FILTER: u64 = 1;
/// What may be asked about an open file: its flags. The rest of `fcntl` can send signals.
const FILE_FLAGS: [u64; 3] = [1, 2, 3];

/// A system call: its number here, and its name as libc has it.
pub(super) type Named = (i64, &'static str);

macro_rules! calls {
    ($($name:ident)*) => { &[$((libc::$name, stringify!($name))),*] };
}

/// What a plugin needs at any time.
#[rustfmt::skip]
const PERMITTED: &[Named] = calls![
    SYS_brk SYS_clock_getres SYS_clock_gettime SYS_clock_nanosleep SYS_close SYS_exit SYS_exit_group SYS_fstat
    SYS_futex SYS_getpid SYS_getrandom SYS_getrusage SYS_gettid SYS_gettimeofday SYS_lseek SYS_madvise SYS_mmap
    SYS_mprotect SYS_mremap SYS_munmap SYS_nanosleep SYS_pread64 SYS_read SYS_readv SYS_restart_syscall
    SYS_rt_sigaction SYS_rt_sigprocmask SYS_rt_sigreturn SYS_sched_getaffinity SYS_sched_yield SYS_sigaltstack
    SYS_sysinfo SYS_uname SYS_write SYS_writev
];

/// What loading a library needs beside it, and `openat` for reading: Landlock says where.
const PERMITTED_WHILE_LOADING: &[Named] = calls![SYS_faccessat SYS_newfstatat SYS_readlinkat SYS_statx];
#[cfg(target_arch = "x86_64")]
const PERMITTED_WHILE_LOADING_HERE: &[Named] = calls![SYS_access SYS_arch_prctl SYS_lstat SYS_readlink SYS_stat];
#[cfg(not(target_arch = "x86_64"))]
const PERMITTED_WHILE_LOADING_HERE: &[Named] = &[];

/// What is permitted with some arguments only, see [`in_part`] and [`after_load`].
const PERMITTED_IN_PART: &[Named] = calls![SYS_fcntl SYS_mmap SYS_mprotect SYS_openat SYS_prctl SYS_seccomp SYS_tgkill];

/// What a plugin plainly may not do: files, network, processes, threads, other processes' memory and signals, privileges.
#[rustfmt::skip]
const FORBIDDEN: &[Named] = calls![
    SYS_accept SYS_accept4 SYS_bind SYS_bpf SYS_chdir SYS_chroot SYS_connect SYS_execve SYS_execveat
    SYS_fchmodat SYS_fchownat SYS_ftruncate SYS_getdents64 SYS_io_uring_setup SYS_ioctl SYS_kill SYS_linkat
    SYS_listen SYS_memfd_create SYS_mkdirat SYS_mknodat SYS_mount SYS_pidfd_open SYS_pidfd_send_signal SYS_prlimit64
    SYS_process_vm_readv SYS_process_vm_writev SYS_ptrace SYS_recvfrom SYS_recvmsg SYS_renameat2 SYS_rt_sigqueueinfo
    SYS_rt_tgsigqueueinfo SYS_sendmsg SYS_sendto SYS_setgid SYS_setns SYS_setsockopt SYS_setuid SYS_socket
    SYS_socketpair SYS_symlinkat SYS_tkill SYS_truncate SYS_unlinkat SYS_unshare SYS_userfaultfd SYS_wait4
];

/// The same by the names that this architecture alone still has.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
const FORBIDDEN_HERE: &[Named] = calls![
    SYS_chmod SYS_creat SYS_getdents SYS_link SYS_mkdir SYS_open SYS_rename SYS_rmdir SYS_symlink
    SYS_unlink
];
#[cfg(not(target_arch = "x86_64"))]
const FORBIDDEN_HERE: &[Named] = &[];

/// New processes and threads: the C library blocks signals around these, so they are refused without the alarm.
#[cfg(target_arch = "x86_64")]
const BRANCHING: &[Named] = calls![SYS_clone SYS_fork SYS_vfork];
#[cfg(not(target_arch = "x86_64"))]
const BRANCHING: &[Named] = calls![SYS_clone];
/// The same by the newer way, after which the C library takes the older one.
const BRANCHING_NEWER: &[Named] = calls![SYS_clone3];

/// The name of a call that a plugin plainly may not make, at least not so; nothing of one that nobody named.
pub(super) fn forbidden(call: i64) -> Option<&'static str> {
    let lists = [FORBIDDEN, FORBIDDEN_HERE, PERMITTED_WHILE_LOADING, PERMITTED_WHILE_LOADING_HERE, PERMITTED_IN_PART];
    lists.into_iter().flatten().find(|(number, _)| *number == call).map(|(_, name)| *name)
}

/// The stage in which constructors of the library run.
///
/// # Errors
/// The kernel takes no filter; the text says why.
pub(super) fn before_load() -> Result<(), String> {
    let build = || {
        let mut permitted = rules(&[PERMITTED, PERMITTED_WHILE_LOADING, PERMITTED_WHILE_LOADING_HERE]);
        permitted.extend(in_part()?);
        // Of several filters the kernel obeys the strictest: these calls get their answer from the two below.
        permitted.extend(rules(&[BRANCHING, BRANCHING_NEWER]));
        Ok::<_, BackendError>([
            filter(permitted, SeccompAction::Allow, SeccompAction::Trap)?,
            filter(rules(&[BRANCHING]), refusal(libc::EPERM), SeccompAction::Allow)?,
            filter(rules(&[BRANCHING_NEWER]), refusal(libc::ENOSYS), SeccompAction::Allow)?,
        ])
    };
    let filters = build().map_err(|error| format!("seccomp: {error}"))?;
    alarm::set().map_err(|error| format!("seccomp: no handler: {error}"))?;
    filters.iter().try_for_each(|filter| apply_filter(filter)).map_err(|error| format!("seccomp: {error}"))
}

const fn refusal(errno: i32) -> SeccompAction {
    SeccompAction::Errno(errno.unsigned_abs())
}

/// The stage in which calls are answered: no file is opened any more, no memory turns into code, no filter is added.
///
/// # Errors
/// The kernel takes no second filter although it took the first.
pub(in super::super) fn after_load() -> io::Result<()> {
    let build = || {
        let mut over = rules(&[PERMITTED_WHILE_LOADING, PERMITTED_WHILE_LOADING_HERE]);
        over.extend([libc::SYS_openat, libc::SYS_prctl, libc::SYS_seccomp].map(|call| (call, Vec::new())));
        let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            over.insert(call, vec![when(2, SeccompCmpOp::MaskedEq(executable), executable)?]);
        }
        filter(over, SeccompAction::Trap, SeccompAction::Allow)
    };
    apply_filter(&build().map_err(io::Error::other)?).map_err(io::Error::other)
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Calls that are permitted with some arguments only.
fn in_part() -> Result<Rules, BackendError> {
    let writing = u64::from((libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC).unsigned_abs());
    let flags = FILE_FLAGS.into_iter().map(|operation| when(1, SeccompCmpOp::Eq, operation));
    Ok(Rules::from([
        (libc::SYS_fcntl, flags.collect::<Result<_, _>>()?),
        (libc::SYS_openat, vec![when(2, SeccompCmpOp::MaskedEq(writing), 0)?]),
        (libc::SYS_prctl, vec![when(0, SeccompCmpOp::Eq, NO_NEW_PRIVILEGES)?]),
        (libc::SYS_seccomp, vec![when(0, SeccompCmpOp::Eq, SET_MODE_FILTER)?]),
        // `abort` sends a signal to its own process: permitted, so that the end of a plugin is told as it was.
        (libc::SYS_tgkill, vec![when(0, SeccompCmpOp::Eq, u64::from(process::id()))?]),
    ]))
}

fn rules(lists: &[&[Named]]) -> Rules {
    lists.iter().copied().flatten().map(|(call, _)| (*call, Vec::new())).collect()
}

fn when(argument: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)?])
}

fn filter(rules: Rules, matched: SeccompAction, other: SeccompAction) -> Result<BpfProgram, BackendError> {
    let here: TargetArch = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(rules, other, matched, here)?.try_into()
}
