//! Drives a plugin in its own tests through the real entry function, and checks that its answers are a function of the
//! message: every call is made twice, the second time after a fresh `init`, and must answer the same bytes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    abi::{self, Descriptor, Entry},
    proto::{
        Answer, Config, Cx, Description, FRAME_BYTES_MAX, Fault, FaultKind, Issue, Op, Request, Response,
        STATE_BYTES_MAX, Turn, decode, encode,
    },
};

/// A plugin under test. It panics with a plain sentence when the plugin breaks a rule.
#[derive(Debug)]
pub struct Driver {
    descriptor: &'static Descriptor,
    config: Option<Config>,
    next_id: u64,
    /// Clock, chance and language of the next calls.
    pub cx: Cx,
}

impl Driver {
    /// Drives the plugin behind the exported function: `Driver::new(crate::evisa_pay_plugin_v1)`.
    ///
    /// # Panics
    /// When there is no descriptor.
    #[must_use]
    pub fn new(entry: Entry) -> Self {
        // SAFETY: `export_plugin!` returns null or a descriptor that lives as long as the program.
        let descriptor = unsafe { entry().as_ref() }.expect("the plugin panicked while it described itself");
        let now = "2026-03-02T10:00:00+05:00".to_owned();
        let cx = Cx { now, entropy: [42; 32], lang: "en".to_owned(), features: Vec::new() };
        Self { descriptor, config: None, next_id: 1, cx }
    }

    /// What the plugin says about itself.
    ///
    /// # Panics
    /// When it says nothing.
    pub fn describe(&mut self) -> Description {
        let Answer::Description(description) = self.call(Op::Describe) else { panic!("`describe` was not answered") };
        *description
    }

    /// Configures the plugin; the issues it found.
    ///
    /// # Panics
    /// When it answers something else.
    pub fn init(&mut self, values: Value, secrets: &[(&str, &str)]) -> Vec<Issue> {
        let secrets: BTreeMap<_, _> =
            secrets.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let config = Config { values, secrets };
        let answer = self.call(Op::Init(config.clone()));
        self.config = Some(config);
        let Answer::Issues(issues) = answer else { panic!("`init` answered {answer:?}") };
        issues
    }

    /// Asks the plugin twice; the answer.
    ///
    /// # Panics
    /// When the two answers differ, are no frames, or break a limit.
    pub fn call(&mut self, op: Op) -> Answer {
        let request = Request::new(self.take_id(), self.cx.clone(), op);
        let first = self.exchange(&request);
        if let Some(config) = self.config.clone() {
            let again = Request::new(self.take_id(), self.cx.clone(), Op::Init(config));
            self.exchange(&again);
        }
        let second = self.exchange(&request);
        assert_eq!(
            String::from_utf8_lossy(&first),
            String::from_utf8_lossy(&second),
            "the same message was answered differently by a fresh plugin: it keeps something in memory"
        );
        let response: Response = decode(&first).expect("an answer that is a frame");
        assert_eq!(response.id, request.id, "the answer repeats the number of the request");
        response.answer
    }

    /// Asks for something that is answered with a turn.
    ///
    /// # Errors
    /// The plugin's fault.
    ///
    /// # Panics
    /// As [`Self::call`], and when the answer is of another kind or its state is too large.
    pub fn turn(&mut self, op: Op) -> Result<Turn, Fault> {
        let answer = self.call(op);
        if let Answer::Error(fault) = answer {
            assert_ne!(fault.kind, FaultKind::Panicked, "{}", fault.message);
            return Err(fault);
        }
        let Answer::Turn(turn) = answer else { panic!("a turn was expected, not {answer:?}") };
        assert!(turn.state.0.to_string().len() <= STATE_BYTES_MAX, "the state is larger than 16 KiB");
        Ok(*turn)
    }

    fn take_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn exchange(&self, request: &Request) -> Vec<u8> {
        let frame = encode(request).expect("a request within the limits");
        let is_init = matches!(request.op, Op::Init(_));
        let function = if is_init { self.descriptor.init } else { self.descriptor.call };
        // SAFETY: the functions come from the descriptor that `export_plugin!` made of this very program.
        let (_, answer) = unsafe { abi::invoke(function.expect("both functions"), &frame, FRAME_BYTES_MAX) };
        answer
    }
}
