//! What a plugin's process can reach: nothing but memory, clocks and the conversation.

use std::{fs, path::Path, process::Command};

use evisa::payments::{
    Gateway, PluginFault, Sandbox, Settings,
    proto::{Answer, Op, QuoteRequest},
};

use crate::desk::{IN_C, bad, cx, in_c, library, log, plugin, quote};

const NOT_PERMITTED: &str = "Operation not permitted (os error 1)";
const NO_SUCH_CALL: &str = "Function not implemented (os error 38)";

/// What the bad plugin tells of an attempt; the process must live on.
fn reached(gateway: &Gateway) -> String {
    let Ok(Answer::Quote(told)) = quote(gateway, "bad") else { panic!("an answer was expected") };
    told.reason.unwrap_or_default()
}

#[test]
fn p06_a_loaded_plugin_reaches_no_file_no_network_no_process_and_no_thread() {
    for behaviour in [
        "open",
        "open_library",
        "write",
        "list",
        "connect",
        "udp",
        "unix",
        "exec",
        "thread",
        "kill",
        "signal_by_file",
        "code",
    ] {
        assert_eq!(reached(&bad(behaviour)), NOT_PERMITTED, "{behaviour}");
    }
}

#[test]
fn p06_what_a_plugin_tried_stands_in_the_log() {
    let log = log();
    let gateway = crate::desk::gateway(vec![plugin("curious", &library("evisa_pay_bad"), "open")]);
    let request = QuoteRequest { method: "bad".to_owned(), amount_minor: 1, currency: "KZT".to_owned() };
    gateway.call("curious", cx(), Op::Quote(request)).unwrap();
    log.wait_for("(SYS_openat) plugin=\"curious\"");
    let quiet = log.text().lines().filter(|line| line.contains("refused") && line.contains("curious")).count();
    assert_eq!(quiet, 1, "loading and answering need nothing that is refused");
}

#[test]
fn p06_a_call_that_nobody_named_looks_like_one_of_a_newer_kernel() {
    for behaviour in ["clone3", "unknown_call"] {
        assert_eq!(reached(&bad(behaviour)), NO_SUCH_CALL, "{behaviour}");
    }
}

#[test]
fn p06_a_plugin_sees_no_environment_and_no_file_but_its_own() {
    assert_eq!(reached(&bad("environment")), "0 variables");
    // Nothing to read, the log twice, the conversation twice; the library is closed once it is loaded.
    assert_eq!(reached(&bad("files")), "[0, 1, 2, 3, 4]");
}

/// Runs before anything of the host knows the library.
const CONSTRUCTOR: &str = r#"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
static void *nothing(void *x) { return x; }
static void tell(const char *what, int failed) {
    fprintf(stderr, "constructor %s: %s\n", what, failed ? strerror(failed) : "it worked");
}
__attribute__((constructor)) static void reach(void) {
    pthread_t thread;
    tell("reads", open("/etc/passwd", O_RDONLY) < 0 ? errno : 0);
    tell("writes", open("/tmp/evisa-constructor", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0);
    tell("calls out", socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0);
    tell("executes", execl("/bin/true", "true", (char *)0) < 0 ? errno : 0);
    tell("forks", fork() < 0 ? errno : 0);
    tell("threads", pthread_create(&thread, 0, nothing, 0));
    tell("kills", kill(1, 0) < 0 ? errno : 0);
    tell("has", environ[0] ? 0 : ENOENT);
}
"#;

#[test]
fn p06_a_constructor_is_confined_already() {
    let log = log();
    let folder = tempfile::tempdir().unwrap();
    let library = in_c(folder.path(), &format!("#define _GNU_SOURCE\n{IN_C}{CONSTRUCTOR}"));
    let gateway = crate::desk::gateway(vec![plugin("bad", &library, "none")]);
    assert!(matches!(quote(&gateway, "c"), Ok(Answer::Quote(_))), "the library is loaded all the same");
    log.wait_for("constructor reads: Permission denied");
    for what in ["writes", "calls out", "executes", "forks", "threads", "kills"] {
        log.wait_for(&format!("constructor {what}: Operation not permitted"));
    }
    log.wait_for("constructor has: No such file");
    assert!(!Path::new("/tmp/evisa-constructor").exists());
}

#[test]
fn p06_a_constructor_that_ends_the_process_leaves_the_plugin_off() {
    let folder = tempfile::tempdir().unwrap();
    let constructor = "__attribute__((constructor)) static void leave(void) { _exit(0); }";
    let library = in_c(folder.path(), &format!("#include <unistd.h>\n{IN_C}{constructor}"));
    let gateway = crate::desk::gateway(vec![plugin("bad", &library, "none")]);
    assert!(gateway.plugins()[0].state.as_ref().unwrap_err().contains("exit status: 0"));
}

/// `evisa` as it runs on a kernel, or in a container, that has no `landlock_*` or takes no filter.
fn on_a_kernel_without(folder: &Path, calls: &str) -> std::path::PathBuf {
    let (source, program) = (folder.join("kernel.c"), folder.join("evisa"));
    let evisa = env!("CARGO_BIN_EXE_evisa");
    let text = format!(
        r#"
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#define WITHOUT(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS)
int main(int count, char **words) {{
    struct sock_filter filter[] = {{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        {calls},
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    struct sock_fprog program = {{ sizeof filter / sizeof filter[0], filter }};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 99;
    execv("{evisa}", words);
    return 98;
}}
"#
    );
    fs::write(&source, text).unwrap();
    assert!(Command::new("cc").arg(&source).arg("-o").arg(&program).status().unwrap().success());
    program
}

const LANDLOCK: &str = "WITHOUT(444)";
const SECCOMP: &str = "WITHOUT(SYS_seccomp)";

fn started(executable: &Path, sandbox: Sandbox) -> Gateway {
    let plugins = vec![plugin("bad", &library("evisa_pay_bad"), "none")];
    Gateway::start(Settings { plugins, allow_loopback: true, sandbox }, executable)
}

#[test]
fn i07_a_kernel_that_cannot_confine_a_plugin_keeps_it_off() {
    let folder = tempfile::tempdir().unwrap();
    for (calls, missing) in [(LANDLOCK, "Landlock"), (SECCOMP, "seccomp")] {
        let gateway = started(&on_a_kernel_without(folder.path(), calls), Sandbox::Required);
        let why = gateway.plugins()[0].state.clone().unwrap_err();
        assert!(why.contains("cannot confine a plugin") && why.contains(missing), "{why}");
        assert!(matches!(quote(&gateway, "good"), Err(PluginFault::Off(_))));
        assert_eq!((gateway.methods(), gateway.confinement()), (vec![], None));
    }
}

#[test]
fn i07_a_kernel_that_cannot_confine_a_plugin_runs_it_only_on_an_explicit_word_and_with_a_warning() {
    let log = log();
    let folder = tempfile::tempdir().unwrap();
    for (calls, landlock, seccomp) in [(LANDLOCK, false, true), (SECCOMP, true, false)] {
        let gateway = started(&on_a_kernel_without(folder.path(), calls), Sandbox::BestEffort);
        assert!(quote(&gateway, "good").is_ok(), "{:?}", gateway.plugins());
        let confinement = gateway.confinement().unwrap();
        assert_eq!(
            (confinement.landlock > 0, confinement.seccomp, confinement.is_complete()),
            (landlock, seccomp, false)
        );
        log.wait_for("not fully confined");
    }
    let here = started(Path::new(env!("CARGO_BIN_EXE_evisa")), Sandbox::Required);
    assert!(here.confinement().unwrap().is_complete());
}

#[test]
fn i07_a_child_that_cannot_be_started_leaves_its_plugin_off() {
    let gateway = started(Path::new("/nowhere/evisa"), Sandbox::Required);
    assert!(gateway.plugins()[0].state.as_ref().unwrap_err().contains("could not be started"));
    assert_eq!(gateway.methods(), vec![]);
}
