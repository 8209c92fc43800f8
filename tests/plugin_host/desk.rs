//! What every test of plugins needs: libraries, settings, a gateway, calls, and the log.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

use evisa::payments::{
    Gateway, PluginFault, PluginSettings, Settings,
    proto::{Answer, Beneficiary, Cx, Op, Order, Payer, QuoteRequest, Titles},
};
use serde_json::json;
use tempfile::TempDir;

/// A library among those that cargo built for this test.
pub(crate) fn library(name: &str) -> PathBuf {
    let folder = env::current_exe().unwrap().parent().unwrap().to_owned();
    folder.join(format!("lib{name}.so"))
}

pub(crate) fn plugin(id: &str, path: &Path, behaviour: &str) -> PluginSettings {
    let settings = json!({
        "id": id, "path": path, "hosts": ["bank.example", "other.example"],
        // Longer than outside tests: the machine may be busy.
        "limits": {"call_ms": 6_000}, "config": {"behaviour": behaviour}, "secrets": {"pin": "hunter2", "client": "tunnel9"},
    });
    serde_json::from_value(settings).unwrap()
}

pub(crate) fn settings(plugins: Vec<PluginSettings>) -> Settings {
    Settings { plugins, allow_loopback: true, ..Settings::default() }
}

pub(crate) fn gateway(plugins: Vec<PluginSettings>) -> Gateway {
    Gateway::start(settings(plugins), Path::new(env!("CARGO_BIN_EXE_evisa")))
}

/// The library of the bad plugin under a name of its own.
pub(crate) fn bad_copy() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plugin.so");
    fs::copy(library("evisa_pay_bad"), &path).unwrap();
    (folder, path)
}

pub(crate) fn bad(behaviour: &str) -> Gateway {
    let gateway = gateway(vec![plugin("bad", &library("evisa_pay_bad"), behaviour)]);
    assert_eq!(gateway.plugins()[0].state.as_ref().map(|hello| hello.plugin.as_str()), Ok("test.bad"));
    gateway
}

pub(crate) fn cx() -> Cx {
    Cx { now: "2026-03-02T10:00:00Z".to_owned(), entropy: [1; 32], lang: "en".to_owned(), features: Vec::new() }
}

pub(crate) fn quote(gateway: &Gateway, method: &str) -> Result<Answer, PluginFault> {
    let request = QuoteRequest { method: method.to_owned(), amount_minor: 3_106_240, currency: "KZT".to_owned() };
    gateway.call("bad", cx(), Op::Quote(request))
}

pub(crate) fn order() -> Box<Order> {
    let beneficiary = json!({"name": "", "tax_code": "620301", "knp": "911", "kbk": "108126"});
    Box::new(Order {
        method: "good".to_owned(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: "100001".to_owned(),
        amount_minor: 3_106_240,
        commission_minor: 2_500,
        expected_minor: 3_108_740,
        currency: "KZT".to_owned(),
        exponent: 2,
        purpose: Titles::default(),
        beneficiary: serde_json::from_value::<Beneficiary>(beneficiary).unwrap(),
        payer: Payer::default(),
        return_url: String::new(),
        callback_url: String::new(),
        expires_at: String::new(),
    })
}

/// The plugin misbehaves once: the fault, after the next call was seen to be answered by a new child.
pub(crate) fn fault_of(behaviour: &str) -> PluginFault {
    let gateway = bad(behaviour);
    let fault = quote(&gateway, "bad").expect_err(behaviour);
    assert!(matches!(quote(&gateway, "good"), Ok(Answer::Quote(_))), "{behaviour}: the next call works");
    fault
}

/// The reason why a library is off, while a good plugin beside it is on.
pub(crate) fn off(path: &Path, sha256: Option<&str>) -> String {
    off_with(PluginSettings { sha256: sha256.map(str::to_owned), ..plugin("off", path, "none") })
}

/// The same of a plugin with more settings.
pub(crate) fn off_with(unwanted: PluginSettings) -> String {
    let gateway = gateway(vec![unwanted, plugin("bad", &library("evisa_pay_bad"), "none")]);
    assert!(quote(&gateway, "good").is_ok(), "the other plugin does not mind");
    let fault = gateway.call("off", cx(), Op::Describe).unwrap_err();
    assert!(matches!(fault, PluginFault::Off(_)), "{fault}");
    gateway.plugins()[0].state.clone().unwrap_err()
}

/// A library in C, compiled in front of the reader's eyes.
pub(crate) fn in_c(folder: &Path, source: &str) -> PathBuf {
    let (file, built) = (folder.join("plugin.c"), folder.join("plugin.so"));
    fs::write(&file, source).unwrap();
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/sdk/include");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-std=gnu11", "-Wall", "-Werror", "-shared", "-fPIC", "-I"])
        .arg(include)
        .arg(&file)
        .arg("-o")
        .arg(&built);
    assert!(compiler.status().unwrap().success());
    built
}

/// The whole of a plugin in C, as authors find it.
pub(crate) const IN_C: &str = include_str!("../../plugins/sdk/examples/card.c");

/// The log of all plugins in this test: tests look for words of their own in it.
pub(crate) fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    })
}

/// A log that can be read.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// The log is written by other threads.
    pub(crate) fn wait_for(&self, expected: &str) {
        let until = Instant::now() + Duration::from_secs(5);
        while !self.text().contains(expected) {
            assert!(Instant::now() < until, "`{expected}` did not appear in: {}", self.text());
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }
}
