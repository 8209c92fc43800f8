//! A payment plugin that misbehaves on request: only for tests of the portal, which must survive it.
//!
//! A call for the method `bad` does what `behaviour` in the configuration says; every other call is answered well.

mod misbehave;
mod reach;

use std::process;

use evisa_plugin_sdk::{
    PaymentPlugin, export_plugin,
    proto::{
        Capabilities, Category, Charset, CommissionMode, Config, Cx, Description, Event, Fault, FaultKind, Issue,
        Level, LogLine, Method, Observation, Order, OrderRefFormat, Quote, QuoteRequest, SecretField, State, Status,
        Step, Titles, Turn,
    },
};

/// The plugin.
pub struct Bad {
    behaviour: String,
    pin: String,
}

export_plugin!(Bad);

/// The state of a plugin after an upgrade.
#[derive(serde::Deserialize)]
struct NewerState {
    #[serde(rename = "since_version_2")]
    _since_version_2: u32,
}

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
            secrets: vec![SecretField::plugin("pin"), SecretField::egress("client")],
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
        let mut reason = None;
        if request.method == "bad" {
            misbehave::misbehave(&self.behaviour, &self.pin);
            reason = reach::reach(&self.behaviour);
        }
        Ok(Quote { commission_minor: Some(2_500), available: true, reason })
    }

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        if order.method == "bad" {
            return misbehave::turn(&self.behaviour, &order.order_ref);
        }
        self.query(cx, order, &State::default())
    }

    fn resume(&self, _: &Cx, _: &Order, _: &State, _: &Event) -> Result<Turn, Fault> {
        Err(Fault::new(FaultKind::Provider, &format!("cannot read it, the pin is {}", self.pin)))
    }

    fn query(&self, _: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        if self.behaviour == "newer" {
            // What an upgraded plugin does that forgot its past.
            state.read::<NewerState>()?;
        }
        let mut turn = Turn::new(Step::Observe(Observation::new(Status::NotFound, &order.order_ref)), State::default());
        turn.log.push(LogLine { level: Level::Info, message: format!("the turn says {}", self.pin) });
        Ok(turn)
    }
}
