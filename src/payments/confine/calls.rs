//! seccomp: the system calls that memory, clocks and the two files of the conversation need, and no other.
//!
//! What a plugin plainly may not do answers EPERM, so that its author reads what happened; what nobody named here answers
//! ENOSYS, as on a kernel without it, so that a newer C library takes its older way instead of failing.

use std::{collections::BTreeMap, io, process};

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};

/// The one operation of `prctl` that installing a filter needs; and the one of `seccomp`.
const NO_NEW_PRIVILEGES: u64 = 38;
const SET_MODE_FILTER: u64 = 1;
/// What may be asked about an open file: its flags. The rest of `fcntl` can send signals.
const FILE_FLAGS: [u64; 3] = [1, 2, 3];

/// What a plugin needs at any time.
const PERMITTED: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_pread64,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_sigaltstack,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_write,
    libc::SYS_writev,
];

/// What loading a library needs beside it, and `openat` for reading: Landlock says where.
const PERMITTED_WHILE_LOADING: &[i64] =
    &[libc::SYS_faccessat, libc::SYS_newfstatat, libc::SYS_readlinkat, libc::SYS_statx];
#[cfg(target_arch = "x86_64")]
const PERMITTED_WHILE_LOADING_HERE: &[i64] =
    &[libc::SYS_access, libc::SYS_arch_prctl, libc::SYS_lstat, libc::SYS_readlink, libc::SYS_stat];
#[cfg(not(target_arch = "x86_64"))]
const PERMITTED_WHILE_LOADING_HERE: &[i64] = &[];

/// What a plugin plainly may not do: files, network, processes, threads, other processes' memory and signals, privileges.
const FORBIDDEN: &[i64] = &[
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_bind,
    libc::SYS_bpf,
    libc::SYS_chdir,
    libc::SYS_chroot,
    libc::SYS_clone,
    libc::SYS_connect,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_ftruncate,
    libc::SYS_getdents64,
    libc::SYS_io_uring_setup,
    libc::SYS_ioctl,
    libc::SYS_kill,
    libc::SYS_linkat,
    libc::SYS_listen,
    libc::SYS_memfd_create,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_mount,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_send_signal,
    libc::SYS_prlimit64,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_renameat2,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_sendmsg,
    libc::SYS_sendto,
    libc::SYS_setgid,
    libc::SYS_setns,
    libc::SYS_setsockopt,
    libc::SYS_setuid,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_symlinkat,
    libc::SYS_tkill,
    libc::SYS_truncate,
    libc::SYS_unlinkat,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    libc::SYS_wait4,
];

/// The same by the names that this architecture alone still has.
#[cfg(target_arch = "x86_64")]
const FORBIDDEN_HERE: &[i64] = &[
    libc::SYS_chmod,
    libc::SYS_creat,
    libc::SYS_fork,
    libc::SYS_getdents,
    libc::SYS_link,
    libc::SYS_mkdir,
    libc::SYS_open,
    libc::SYS_rename,
    libc::SYS_rmdir,
    libc::SYS_symlink,
    libc::SYS_unlink,
    libc::SYS_vfork,
];
#[cfg(not(target_arch = "x86_64"))]
const FORBIDDEN_HERE: &[i64] = &[];

/// The stage in which constructors of the library run.
///
/// # Errors
/// The kernel takes no filter; the text says why.
pub(super) fn before_load() -> Result<(), String> {
    let whole = [PERMITTED, PERMITTED_WHILE_LOADING, PERMITTED_WHILE_LOADING_HERE].concat();
    let build = || {
        let mut permitted = rules(&whole);
        permitted.extend(in_part()?);
        let mut known = rules(&[&whole, FORBIDDEN, FORBIDDEN_HERE].concat());
        known.extend(in_part()?.into_keys().map(|call| (call, Vec::new())));
        // Where both refuse, the kernel gives the answer of the later filter.
        Ok::<_, BackendError>([
            filter(permitted, SeccompAction::Allow, refusal(libc::EPERM))?,
            filter(known, SeccompAction::Allow, refusal(libc::ENOSYS))?,
        ])
    };
    let filters = build().map_err(|error| format!("seccomp: {error}"))?;
    filters.iter().try_for_each(|filter| apply_filter(filter)).map_err(|error| format!("seccomp: {error}"))
}

/// The stage in which calls are answered: no file is opened any more, no memory turns into code, no filter is added.
///
/// # Errors
/// The kernel takes no third filter although it took the first two.
pub(in super::super) fn after_load() -> io::Result<()> {
    let build = || {
        let mut over = rules(&[PERMITTED_WHILE_LOADING, PERMITTED_WHILE_LOADING_HERE].concat());
        over.extend([libc::SYS_openat, libc::SYS_prctl, libc::SYS_seccomp].map(|call| (call, Vec::new())));
        let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            over.insert(call, vec![when(2, SeccompCmpOp::MaskedEq(executable), executable)?]);
        }
        filter(over, refusal(libc::EPERM), SeccompAction::Allow)
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

fn rules(calls: &[i64]) -> Rules {
    calls.iter().map(|call| (*call, Vec::new())).collect()
}

fn when(argument: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)?])
}

const fn refusal(errno: i32) -> SeccompAction {
    SeccompAction::Errno(errno.unsigned_abs())
}

fn filter(rules: Rules, matched: SeccompAction, other: SeccompAction) -> Result<BpfProgram, BackendError> {
    let here: TargetArch = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(rules, other, matched, here)?.try_into()
}
