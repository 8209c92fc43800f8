//! A payment plugin that misbehaves on request: only for tests of the portal, which must survive it.
//!
//! A quote for the method `bad` does what `behaviour` in the configuration says; every other call is answered well.

use std::{fs::File, hint, io::Write, mem::ManuallyDrop, os::fd::FromRawFd, process, thread, time::Duration};

use evisa_plugin_sdk::{
    PaymentPlugin, export_plugin,
    proto::{
        Capabilities, Category, Charset, CommissionMode, Config, Cx, Description, Event, Fault, FaultKind, Issue,
        Level, LogLine, Method, Observation, Order, OrderRefFormat, Quote, QuoteRequest, SecretField, SecretUse, State,
        Status, Step, Titles, Turn,
    },
};

/// The plugin.
pub struct Bad {
    behaviour: String,
    pin: String,
}

export_plugin!(Bad);

impl PaymentPlugin for Bad {
    fn describe() -> Description {
        let method = |id: &str| Method {
            id: id.to_owned(),
            category: Category::Other,
            titles: Titles::new("Жаман", "Плохой", "Bad", "坏"),
            logo_id: None,
            currency: "KZT".to_owned(),
            min_minor: 1,
            max_minor: 100_000_000,
            commission_mode: CommissionMode::Included,
            commission_minor: Some(2_500),
        };
        Description {
            id: "test.bad".to_owned(),
            titles: Titles::new("Жаман", "Плохой", "Bad", "坏"),
            methods: vec![method("good"), method("bad")],
            caps: Capabilities::default(),
            hosts: vec!["bank.example".to_owned()],
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 6, max: 15, unique_suffix: 6 },
            needs: Vec::new(),
            secrets: vec![
                SecretField { name: "pin".to_owned(), used_by: SecretUse::Plugin },
                SecretField { name: "client".to_owned(), used_by: SecretUse::Egress },
            ],
            provider_grace_s: 0,
            config_schema: Vec::new(),
        }
    }

    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        let behaviour = config.values["behaviour"].as_str().unwrap_or("none").to_owned();
        match behaviour.as_str() {
            "refuse_config" => return Err(vec![Issue::new("behaviour", "is refused")]),
            "exit_in_init" => process::exit(0),
            _ => {}
        }
        if config.secrets.contains_key("client") {
            return Err(vec![Issue::new("client", "was shown although it is for requests only")]);
        }
        Ok(Self { behaviour, pin: config.secrets.get("pin").cloned().unwrap_or_default() })
    }

    fn quote(&self, _: &Cx, request: &QuoteRequest) -> Result<Quote, Fault> {
        if request.method == "bad" {
            misbehave(&self.behaviour, &self.pin);
        }
        Ok(Quote { commission_minor: Some(2_500), available: true, reason: None })
    }

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        self.query(cx, order, &State::default())
    }

    fn resume(&self, _: &Cx, _: &Order, _: &State, _: &Event) -> Result<Turn, Fault> {
        Err(Fault::new(FaultKind::Provider, &format!("cannot read it, the pin is {}", self.pin)))
    }

    fn query(&self, _: &Cx, order: &Order, _: &State) -> Result<Turn, Fault> {
        let mut turn = Turn::new(Step::Observe(Observation::new(Status::NotFound, &order.order_ref)), State::default());
        turn.log.push(LogLine { level: Level::Info, message: format!("the turn says {}", self.pin) });
        Ok(turn)
    }
}

fn misbehave(behaviour: &str, pin: &str) {
    match behaviour {
        "panic" => panic!("as asked, with {pin}"),
        "abort" => process::abort(),
        "exit" => process::exit(0),
        "overflow" => drop(deeper(u64::MAX)),
        "spin" => loop {
            hint::spin_loop();
        },
        "memory" => {
            let mut all = Vec::new();
            loop {
                all.push(vec![1_u8; 1024 * 1024]);
                hint::black_box(&all);
            }
        }
        "flood" => (0..100_000).for_each(|line| eprintln!("line {line}")),
        "noise" => {
            println!("out loud: {pin}");
            eprintln!("aside: {pin}\u{1b}[31m");
        }
        "open" => drop(File::open("/etc/passwd").map(|_| eprintln!("a file was opened"))),
        "malformed" => say(b"{\"v\":1,"),
        "duplicate_key" => say(br#"{"v":1,"id":1,"id":2,"answer":"quote","body":{"available":true}}"#),
        "float" => say(br#"{"v":1,"id":3,"answer":"quote","body":{"available":true,"commission_minor":25.0}}"#),
        "wrong_id" => say(br#"{"v":1,"id":9999,"answer":"quote","body":{"available":true}}"#),
        "wrong_kind" => say(br#"{"v":1,"id":3,"answer":"issues","body":[]}"#),
        "oversized" => mutter(&(2 * 1024 * 1024_u32).to_le_bytes()),
        "partial" => {
            mutter(&100_u32.to_le_bytes());
            mutter(b"{\"v\":1");
            loop {
                thread::park();
            }
        }
        "late" => drop(thread::spawn(|| {
            thread::park_timeout(Duration::from_millis(50));
            say(br#"{"v":1,"id":4,"answer":"quote","body":{"available":true,"commission_minor":0}}"#);
        })),
        _ => {}
    }
}

#[expect(unconditional_recursion, reason = "fills the stack")]
fn deeper(count: u64) -> u64 {
    hint::black_box(deeper(hint::black_box(count - 1)) + 1)
}

/// A frame past the SDK, straight on the file descriptor of responses.
fn say(text: &[u8]) {
    mutter(&u32::try_from(text.len()).unwrap_or(0).to_le_bytes());
    mutter(text);
}

#[expect(unsafe_code, reason = "a plugin that reaches for what is not its own is what the tests are about")]
fn mutter(bytes: &[u8]) {
    // SAFETY: file descriptor 4 is open in a plugin process, and not closed here.
    let mut responses = ManuallyDrop::new(unsafe { File::from_raw_fd(4) });
    drop(responses.write_all(bytes));
}
