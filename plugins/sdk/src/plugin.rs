//! The trait a payment method implements.

use crate::proto::{
    Callback, Config, Cx, Description, Event, Fault, FaultKind, Issue, Order, Quote, QuoteRequest, RawHttp,
    RefundOrder, SettlementRow, State, Turn,
};

/// A payment method, or several of one provider.
///
/// A call gets everything it may know and answers at once: no network, files, clock, randomness or threads of its own.
/// Any call may reach a freshly started process, so nothing may be kept in memory but the configuration.
pub trait PaymentPlugin: Sized + 'static {
    /// Who the plugin is and what it can do; the same at every call.
    fn describe() -> Description;

    /// The plugin from its configuration.
    ///
    /// # Errors
    /// What is wrong with the configuration, field by field.
    fn configure(config: &Config) -> Result<Self, Vec<Issue>>;

    /// What a method costs for an amount; must not need the network.
    ///
    /// # Errors
    /// A fault takes the method off the page.
    fn quote(&self, cx: &Cx, request: &QuoteRequest) -> Result<Quote, Fault>;

    /// The customer chose a method.
    ///
    /// # Errors
    /// A fault before any request left lets the customer choose again.
    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault>;

    /// Something happened since the last step.
    ///
    /// # Errors
    /// A fault after a request left makes the attempt unknown, and the host asks by [`Self::query`].
    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault>;

    /// What the provider says about the order. Must reach the truth without any callback and change nothing there.
    ///
    /// # Errors
    /// A fault is no observation: the host asks again later.
    fn query(&self, cx: &Cx, order: &Order, state: &State) -> Result<Turn, Fault>;

    /// What a request from the provider says. Only if the description names callbacks.
    ///
    /// # Errors
    /// Unsupported by default; a fault is answered with a neutral refusal.
    fn parse_callback(&self, _cx: &Cx, _raw: &RawHttp) -> Result<Callback, Fault> {
        Err(unsupported("parse_callback"))
    }

    /// Cancel a started payment at the provider. Only with the capability `cancel`.
    ///
    /// # Errors
    /// Unsupported by default.
    fn cancel(&self, _cx: &Cx, _order: &Order, _state: &State) -> Result<Turn, Fault> {
        Err(unsupported("cancel"))
    }

    /// Take the reserved money; called once. Only with `capture: manual`.
    ///
    /// # Errors
    /// Unsupported by default.
    fn capture(&self, _cx: &Cx, _order: &Order, _state: &State) -> Result<Turn, Fault> {
        Err(unsupported("capture"))
    }

    /// Give money back, as approved by staff. Only with the capability `refund`.
    ///
    /// # Errors
    /// Unsupported by default.
    fn refund(&self, _cx: &Cx, _order: &Order, _state: &State, _refund: &RefundOrder) -> Result<Turn, Fault> {
        Err(unsupported("refund"))
    }

    /// What became of giving money back.
    ///
    /// # Errors
    /// Unsupported by default.
    fn query_refund(&self, _cx: &Cx, _order: &Order, _state: &State, _refund: &RefundOrder) -> Result<Turn, Fault> {
        Err(unsupported("query_refund"))
    }

    /// The lines of a settlement file. Only with the capability `settlement`.
    ///
    /// # Errors
    /// Unsupported by default; one bad line refuses the whole file, naming the line.
    fn parse_settlement(&self, _cx: &Cx, _file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
        Err(unsupported("parse_settlement"))
    }
}

fn unsupported(operation: &str) -> Fault {
    Fault::new(FaultKind::Unsupported, &format!("this plugin has no `{operation}`"))
}
