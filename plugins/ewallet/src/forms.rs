//! The place in the form, which is all that is remembered between two calls, and the forms themselves.

use evisa_plugin_sdk::proto::{Collect, CollectField, Cx, Fault, Notice, Order, Resend, Step, Turn};
use serde::{Deserialize, Serialize};

use crate::CODE_TRIES_MAX;

/// Seconds until another code may be asked for, when the provider names none.
const RESEND_AFTER_S: u32 = 30;

/// All that is remembered between two calls: the place in the form, and whether an answer about the state is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    pub(crate) stage: Stage,
    #[serde(default)]
    pub(crate) asks: bool,
}

impl Memory {
    /// A place in the form, with nothing asked.
    pub(crate) const fn at(stage: Stage) -> Self {
        Self { stage, asks: false }
    }
}

/// The place in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// The customer types the wallet number.
    Number { tries: u32 },
    /// The payment is being created. What was typed is kept until it is known to be a wallet, so that it can be corrected.
    Creating {
        tries: u32,
        #[serde(default)]
        typed: String,
    },
    /// The customer types the code.
    Code(Sms),
    /// Another code is being sent.
    Resending(Sms),
    /// The code is being checked.
    Confirming(Sms),
    /// Cancelling or giving back is under way.
    Ending,
    /// Nothing is awaited from the customer any more.
    Over,
}

/// A payment that waits for its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sms {
    pub(crate) payment: String,
    pub(crate) tries: u32,
    pub(crate) expires_s: Option<u32>,
    pub(crate) resend_after_s: Option<u32>,
    /// The provider sends no further code.
    #[serde(default)]
    pub(crate) last: bool,
}

/// Ask for the number; with it what was wrong, and what was typed.
pub(crate) fn number_asked(
    (cx, order): (&Cx, &Order),
    notice: Option<Notice>,
    (tries, typed): (u32, &str),
) -> Result<Turn, Fault> {
    let field = CollectField::wallet_no("wallet").holding(typed);
    let form = Collect { notice, ..Collect::of(cx, order, ("method-wallet-title", vec![field])) };
    Turn::of(Step::Collect(form), &Memory::at(Stage::Number { tries }))
}

/// Ask for the code.
pub(crate) fn code_asked(of: (&Cx, &Order), notice: Option<Notice>, sms: Sms) -> Result<Turn, Fault> {
    code_asked_once_more(of, (notice, None), sms)
}

/// Ask for the code after a wrong one; the provider may have said how many are left.
pub(crate) fn code_asked_once_more(
    (cx, order): (&Cx, &Order),
    (notice, left): (Option<Notice>, Option<u32>),
    sms: Sms,
) -> Result<Turn, Fault> {
    let form = Collect::of(cx, order, ("method-code-title", vec![CollectField::code("code")]));
    let after_s = sms.resend_after_s.unwrap_or(RESEND_AFTER_S);
    let ours = CODE_TRIES_MAX.saturating_sub(sms.tries);
    let form = Collect {
        notice,
        tries_left: (sms.tries > 0).then(|| left.map_or(ours, |left| left.min(ours))),
        resend: Some(Resend { allowed: !sms.last, after_s }),
        expires_s: sms.expires_s.map_or(form.expires_s, |code| code.min(form.expires_s)),
        ..form
    };
    Turn::of(Step::Collect(form), &Memory::at(Stage::Code(sms)))
}
