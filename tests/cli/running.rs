//! The executable, run to its end or kept running, and what it said.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// `evisa` in a folder, without settings of whoever runs the tests.
pub(crate) fn evisa(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evisa"));
    let ours = std::env::vars_os().map(|(name, _)| name);
    for name in ours.filter(|name| name.to_string_lossy().starts_with("EVISA_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(folder);
    command
}

/// What a command said that ran to its end.
pub(crate) struct Said {
    code: Option<i32>,
    pub(crate) text: String,
}

/// Run a command to its end.
pub(crate) fn ask(folder: &Path, arguments: &[&str]) -> Said {
    ask_with(folder, arguments, b"")
}

/// Run a command to its end, with something on standard input.
pub(crate) fn ask_with(folder: &Path, arguments: &[&str], typed: &[u8]) -> Said {
    let mut command = evisa(folder, arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read what is typed closes the pipe early: its answer counts.
    let _ = child.stdin.take().unwrap().write_all(typed);
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    Said { code: output.status.code(), text }
}

impl Said {
    /// It ended well, and said all this.
    #[track_caller]
    pub(crate) fn good(&self, words: &[&str]) -> &Self {
        self.ended(0, words)
    }

    /// It ended with a refusal that says all this: the fault and the next step.
    #[track_caller]
    pub(crate) fn refused(&self, words: &[&str]) -> &Self {
        self.ended(1, words)
    }

    #[track_caller]
    fn ended(&self, code: i32, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.text);
        assert!(!self.text.contains("panicked"), "{}", self.text);
        for word in words {
            assert!(self.text.contains(word), "no “{word}” in:\n{}", self.text);
        }
        self
    }
}

/// Text that grows, and a bell for each piece.
type Heard = Arc<(Mutex<String>, Condvar)>;

/// A program that is running; it does not outlive this value.
pub(crate) struct Running {
    child: Child,
    heard: Heard,
}

impl Running {
    /// Start a program and listen to all it says.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let heard = Heard::default();
        listen(child.stdout.take().unwrap(), Arc::clone(&heard));
        listen(child.stderr.take().unwrap(), Arc::clone(&heard));
        Self { child, heard }
    }

    /// All it said so far.
    pub(crate) fn text(&self) -> String {
        self.heard.0.lock().unwrap().clone()
    }

    /// Wait until it said this; all it said until then.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> String {
        let guard = self.heard.0.lock().unwrap();
        let patience = Duration::from_secs(60);
        let waited = self.heard.1.wait_timeout_while(guard, patience, |text| !text.contains(words));
        let text = waited.unwrap().0.clone();
        assert!(text.contains(words), "no “{words}” in:\n{text}");
        text
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still lives.
    pub(crate) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Ask it to stop; it must do so politely and soon.
    #[track_caller]
    pub(crate) fn stop(mut self, within: Duration) -> String {
        self.signal(Signal::TERM);
        let status = eventually(within, || self.child.try_wait().unwrap());
        let text = self.text();
        assert!(status.is_some_and(|status| status.success()), "{status:?}\n{text}");
        assert!(!text.contains("panicked"), "{text}");
        text
    }

    /// End it as a power cut would.
    pub(crate) fn kill(mut self) -> ExitStatus {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(mut pipe: impl Read + Send + 'static, heard: Heard) {
    thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = pipe.read(&mut piece) {
            heard.0.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..length]));
            heard.1.notify_all();
        }
    });
}

/// Look again and again until there is something, or the time is over.
pub(crate) fn eventually<T>(within: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let since = Instant::now();
    loop {
        let found = look();
        if found.is_some() || within < since.elapsed() {
            return found;
        }
        pause(Duration::from_millis(50));
    }
}

/// Let time pass.
pub(crate) fn pause(time: Duration) {
    let since = Instant::now();
    while since.elapsed() < time {
        thread::park_timeout(time - since.elapsed().min(time));
    }
}
