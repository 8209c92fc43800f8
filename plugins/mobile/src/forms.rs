//! What is remembered between two calls, and the forms.

use evisa_plugin_sdk::proto::{Collect, CollectField, Cx, Fault, Notice, Order, Resend, Step, Turn};
use serde::{Deserialize, Serialize};

use crate::{CODES_MAX, SMS_MAX};

/// Seconds until another code may be asked for.
const RESEND_AFTER_S: u32 = 30;

/// All that is remembered between two calls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    pub(crate) place: Place,
    pub(crate) waits_for: Waits,
    /// The number, while a code for it is awaited.
    pub(crate) phone: String,
    /// The same with its middle hidden, for the receipt.
    pub(crate) masked: String,
    /// The number that looked like another operator's; typed again, it is taken.
    pub(crate) doubted: String,
    pub(crate) numbers: u32,
    pub(crate) sms: u32,
    pub(crate) codes: u32,
    /// The provider's number of the invoice.
    pub(crate) operation: Option<String>,
}

/// The place in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// The customer types the number.
    Number,
    /// The customer types the code.
    Code,
    /// Nothing is awaited from the customer any more.
    #[default]
    Over,
}

/// What we wait for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Waits {
    /// The customer, or nothing.
    #[default]
    Customer,
    /// A session to do this with.
    Session(Wish),
    /// The answer to asking for a code.
    Sms,
    /// The answer to the invoice.
    Invoice,
    /// The answer to asking after the order.
    Status,
}

/// What a session is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wish {
    Sms,
    Invoice { code: String },
    Status,
}

impl Memory {
    /// Nothing more is awaited from the customer, and the number is forgotten.
    pub(crate) fn over(self) -> Self {
        Self { place: Place::Over, phone: String::new(), doubted: String::new(), ..self }
    }

    /// Nothing is awaited from the provider.
    pub(crate) fn rested(self) -> Self {
        Self { waits_for: Waits::Customer, ..self }
    }
}

/// Ask for the number; with it what was wrong, and what was typed.
pub(crate) fn number_asked(
    (cx, order): (&Cx, &Order),
    (notice, typed): (Option<Notice>, &str),
    memory: Memory,
) -> Result<Turn, Fault> {
    let field = CollectField::phone("phone").holding(typed);
    let form = Collect { notice, ..Collect::of(cx, order, ("method-mobile-title", vec![field])) };
    let memory = Memory { place: Place::Number, phone: String::new(), ..memory.rested() };
    Turn::of(Step::Collect(form), &memory)
}

/// Ask for the code.
pub(crate) fn code_asked((cx, order): (&Cx, &Order), notice: Option<Notice>, memory: Memory) -> Result<Turn, Fault> {
    let form = Collect {
        notice,
        tries_left: (memory.codes > 0).then(|| CODES_MAX.saturating_sub(memory.codes)),
        resend: Some(Resend { allowed: memory.sms < SMS_MAX, after_s: RESEND_AFTER_S }),
        ..Collect::of(cx, order, ("method-code-title", vec![CollectField::code("code")]))
    };
    Turn::of(Step::Collect(form), &Memory { place: Place::Code, ..memory.rested() })
}
