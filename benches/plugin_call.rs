//! What the isolation of payment plugins costs: one call of one plugin in this process and in its confined child, and the
//! start of a child until its first answer.
//!
//!     cargo bench --bench plugin_call
#![expect(clippy::unwrap_used, reason = "a measurement stops where it goes wrong")]

use std::{
    env, hint,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use evisa::payments::{
    Gateway, PluginSettings, Settings,
    proto::{Answer, Config, Cx, Op, Order, Request, Response, State, decode, encode},
};
use evisa_plugin_sdk::{
    abi::{Call, invoke},
    proto::FRAME_BYTES_MAX,
};
use serde_json::json;

/// Calls that are counted, after a tenth as many that are not.
const CALLS: u32 = 20_000;
/// Children that are started one after another.
const STARTS: u32 = 100;
/// What a confined call may take at the median.
const CALL_MAX: Duration = Duration::from_micros(100);
/// What a child may take from its start to its first answer at the median.
const START_MAX: Duration = Duration::from_millis(10);

fn library() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().join("libevisa_pay_halyk.so")
}

fn config() -> serde_json::Value {
    let bank = "http://127.0.0.1:9";
    json!({
        "oauth_url": format!("{bank}/oauth2/token"), "api_url": bank, "payform_url": format!("{bank}/payform"),
        "terminal": "98765432", "client_id": "shop", "language_zh": "zho",
    })
}

fn gateway() -> Gateway {
    let plugin = json!({
        "id": "halyk", "path": library(), "hosts": ["127.0.0.1:9"], "config": config(),
        "secrets": {"client_secret": "a-client-secret", "callback_secret": "a-long-callback-secret"},
    });
    let plugin: PluginSettings = serde_json::from_value(plugin).unwrap();
    let settings = Settings { plugins: vec![plugin], allow_loopback: true, ..Settings::default() };
    let gateway = Gateway::start(settings, Path::new(env!("CARGO_BIN_EXE_evisa")));
    assert!(gateway.confinement().unwrap().is_complete(), "measured as it runs: {:?}", gateway.plugins());
    gateway
}

fn cx() -> Cx {
    Cx { now: "2026-03-02T10:00:00Z".to_owned(), entropy: [1; 32], lang: "en".to_owned(), features: Vec::new() }
}

/// The question that is asked most often: how does this attempt stand?
fn query() -> Op {
    let order = json!({
        "method": "halyk-card", "payment_code": "C0001000010101", "attempt_id": "0123456789abcdef0123456789abcdef",
        "order_ref": "100001", "amount_minor": 2_329_680, "commission_minor": 10_000, "expected_minor": 2_329_680,
        "currency": "KZT", "exponent": 2,
        "purpose": {"kk": "Консулдық алым 1234567890", "ru": "Консульский сбор 1234567890", "en": "Consular fee 1234567890", "zh": "领事费 1234567890"},
        "beneficiary": {"name": "Treasury Committee", "tax_code": "620301", "knp": "911", "kbk": "108126"},
        "return_url": "https://evisa.example/en/epay/return/0123456789abcdef/0123456789abcdef",
        "callback_url": "https://evisa.example/callback/halyk/0123456789abcdef0123456789abcdef",
        "expires_at": "2026-03-02T10:30:00Z",
    });
    let order: Order = serde_json::from_value(order).unwrap();
    Op::Query { order: Box::new(order), state: State::default() }
}

/// The same plugin in this process, through the same C border and the same frames.
struct InProcess {
    call: Call,
    id: u64,
}

impl InProcess {
    #[expect(unsafe_code, reason = "the C border without a process around it is what is measured")]
    fn new() -> Self {
        // SAFETY: the descriptor of a plugin lives as long as the program, and `export_plugin!` fills in its functions.
        let descriptor = unsafe { evisa_pay_halyk::evisa_pay_plugin_v1().as_ref() }.unwrap();
        let mut plugin = Self { call: descriptor.call.unwrap(), id: 0 };
        let secrets = [("callback_secret".to_owned(), "a-long-callback-secret".to_owned())].into();
        let issues = plugin.ask(Op::Init(Config { values: config(), secrets }));
        assert_eq!(issues, Answer::Issues(Vec::new()));
        plugin
    }

    #[expect(unsafe_code, reason = "as above")]
    fn ask(&mut self, op: Op) -> Answer {
        self.id += 1;
        let frame = encode(&Request::new(self.id, cx(), op)).unwrap();
        // SAFETY: the function comes from the descriptor of a plugin that is part of this program.
        let (_, answer) = unsafe { invoke(self.call, &frame, FRAME_BYTES_MAX) };
        decode::<Response>(&answer).unwrap().answer
    }
}

/// How long each took, in order of length.
fn measured(count: u32, mut act: impl FnMut() -> Duration) -> Vec<Duration> {
    for _ in 0..count / 10 {
        act();
    }
    let mut all: Vec<_> = (0..count).map(|_| act()).collect();
    all.sort();
    all
}

fn timed<T>(act: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    hint::black_box(act());
    begun.elapsed()
}

/// The time that so many of a hundred stay below.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

/// A quotient with one decimal.
fn ratio(of: Duration, to: Duration) -> String {
    let tenths = of.as_nanos() * 10 / to.as_nanos().max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn micros(time: Duration) -> String {
    format!("{}.{} µs", time.as_nanos() / 1_000, time.as_nanos() / 100 % 10)
}

fn verdict(time: Duration, most: Duration) -> String {
    format!("{} at most {}", if time <= most { "kept:" } else { "MISSED:" }, micros(most))
}

fn main() {
    let mut here = InProcess::new();
    let confined = gateway();
    assert_eq!(Ok(here.ask(query())), confined.call("halyk", cx(), query()), "both answer the same");
    let inside = measured(CALLS, || timed(|| here.ask(query())));
    let outside = measured(CALLS, || timed(|| confined.call("halyk", cx(), query()).unwrap()));
    let (near, far) = (percentile(&inside, 50), percentile(&outside, 50));
    println!("one call of the Halyk plugin (query), median of {CALLS}");
    println!("  in this process   {:>12}   x 1.0   p99 {}", micros(near), micros(percentile(&inside, 99)));
    println!(
        "  in its sandbox    {:>12}   x {}   p99 {}   {}",
        micros(far),
        ratio(far, near),
        micros(percentile(&outside, 99)),
        verdict(far, CALL_MAX)
    );
    let starts = measured(STARTS, || {
        timed(|| {
            let gateway = gateway();
            gateway.call("halyk", cx(), query()).unwrap();
            gateway
        })
    });
    let start = percentile(&starts, 50);
    println!("from the settings to the first answer of a new child, median of {STARTS}");
    println!(
        "  read, hash, seal, start, confine, load, ask  {}   p99 {}   {}",
        micros(start),
        micros(percentile(&starts, 99)),
        verdict(start, START_MAX)
    );
}
