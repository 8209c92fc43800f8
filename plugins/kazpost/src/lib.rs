//! Card payments of Kazpost through the older signed-XML protocol (KKB ePay), by full redirect: the card is typed on the acquirer's
//! own page (PCI DSS, SAQ A).
//!
//! ```text
//! start ─▶ redirect to logon.jsp with the signed order
//! returned | tick | query ─ checkOrdern.jsp ─▶ observe
//! capture ─ checkOrdern.jsp, reserved ─▶ control.jsp complete, once ─▶ checkOrdern.jsp ─▶ observe
//! cancel  ─ checkOrdern.jsp, reserved ─▶ control.jsp reverse        ─▶ checkOrdern.jsp ─▶ observe
//! refund  ─ checkOrdern.jsp, taken    ─▶ control.jsp refund         ─▶ observe
//! ```
//!
//! Only what the bank signed says anything; FailurePostLink is not signed, so it only says "ask now". The documented statement names no
//! order, so settlement comes by the file of the contract (see the SDK's `settlement`).

mod callback;
mod config;
mod document;
mod sign;
mod status;
#[cfg(test)]
mod tests;

use data_encoding::BASE64;
use evisa_plugin_sdk::{
    PaymentPlugin,
    decimal::minor_format,
    export_plugin, form,
    proto::{
        Callback, Callbacks, Capabilities, Capture, Category, Charset, CommissionMode, Config, Cx, Description, Event,
        Fault, FaultKind, HttpMethod, HttpRequest, HttpResult, Issue, Method, Need, Observation, Order, OrderRefFormat,
        Pair, Quote, QuoteRequest, RawHttp, Redirect, RedirectMethod, RefundOrder, SecretField, SettlementRow, State,
        Status, Step, Titles, Turn,
    },
    settings, settlement,
};
use serde::{Deserialize, Serialize};

use config::Settings;
use document::escaped;
use sign::MerchantKey;

/// The one method.
const METHOD: &str = "kazpost-card";
/// The commission the bank adds on its own side, in its second step (figure 7): 100 KZT.
const COMMISSION_MINOR: u64 = 10_000;
/// The smallest and the largest amount: 10 KZT, and far above any consular fee, 10 000 000 KZT.
const AMOUNT_MINOR: (u64, u64) = (1_000, 1_000_000_000);
/// How long the bank may still learn of a payment after its page closed: PostLink is repeated three times, ten minutes apart.
const GRACE_S: u32 = 1_800;
/// The number of the tenge in ISO 4217, as the protocol has it.
const TENGE: &str = "398";
/// Characters of the purpose that the bank's page has room for.
const PURPOSE_CHARS_MAX: usize = 125;
/// Characters of a reason that the bank keeps.
const REASON_CHARS_MAX: usize = 100;
/// The merchant's private key, PEM.
const MERCHANT_KEY: &str = "merchant_key";

/// The plugin with its settings and keys.
pub struct Kazpost {
    settings: Settings,
    key: MerchantKey,
}

export_plugin!(Kazpost);

/// All that is remembered between two calls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Memory {
    waits_for: Waits,
    /// `complete` left us and the bank did not refuse it: it is never sent again.
    #[serde(default)]
    complete_left: bool,
    /// Refunds that left us and that the bank did not refuse: none is ever sent again.
    #[serde(default)]
    refunds_left: Vec<String>,
}

impl Memory {
    /// Nothing is awaited from the bank.
    fn rested(self) -> Self {
        Self { waits_for: Waits::Customer, ..self }
    }
}

/// What we wait for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Waits {
    /// The customer, on the card page.
    #[default]
    Customer,
    /// The answer of checkOrdern.jsp, and what follows from it.
    Status(Then),
    /// The answer of control.jsp.
    Control(Control),
}

/// What follows from an answer of checkOrdern.jsp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    /// Tell it.
    Observe,
    /// Tell it, read as the answer to a refund of all there was.
    ObserveRefund {
        amount_minor: u64,
        #[serde(default)]
        whole_minor: Option<u64>,
    },
    /// Send the command, if the state of the order permits it.
    Command(Control),
}

/// A command to control.jsp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Control {
    /// Take the reserved money.
    Complete,
    /// Let the reserved money go.
    Reverse,
    /// Give taken money back.
    Refund {
        refund: String,
        amount_minor: u64,
        reason: String,
        provider_ref: Option<String>,
        /// What the bank really took, where that is another amount than the order's.
        #[serde(default)]
        whole_minor: Option<u64>,
    },
}

impl Control {
    const fn name(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Reverse => "reverse",
            Self::Refund { .. } => "refund",
        }
    }

    /// The amount that the bank must name, so that the command is about the money we mean.
    fn whole_minor(&self, order: &Order) -> u64 {
        match self {
            Self::Complete | Self::Reverse => order.expected_minor,
            Self::Refund { whole_minor, .. } => whole_minor.unwrap_or(order.expected_minor),
        }
    }
}

impl PaymentPlugin for Kazpost {
    fn describe() -> Description {
        let titles = Titles::new(
            "Қазпошта арқылы картамен",
            "Карта (через Казпочту)",
            "Card (through Kazpost)",
            "银行卡（经 Kazpost）",
        );
        Description {
            id: "kz.kazpost.card".to_owned(),
            titles: Titles::new("Қазпошта", "Казпочта", "Kazpost", "哈萨克斯坦邮政（Kazpost）"),
            methods: vec![Method {
                id: METHOD.to_owned(),
                category: Category::Card,
                titles,
                logo_id: Some("kazpost".to_owned()),
                currency: "KZT".to_owned(),
                min_minor: AMOUNT_MINOR.0,
                max_minor: AMOUNT_MINOR.1,
                commission_mode: CommissionMode::AddedByProvider,
                commission_minor: Some(COMMISSION_MINOR),
            }],
            caps: Capabilities {
                cancel: true,
                capture: Capture::Manual,
                refund: true,
                partial_refund: true,
                callback: Callbacks::Signed,
                settlement: true,
            },
            hosts: config::HOSTS.map(str::to_owned).to_vec(),
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 6, max: 15, unique_suffix: 0 },
            needs: vec![Need::Email],
            secrets: vec![SecretField::plugin(MERCHANT_KEY)],
            provider_grace_s: GRACE_S,
            config_schema: settings::schema(config::FIELDS),
        }
    }

    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        let key = config.secret(MERCHANT_KEY);
        let key = key.and_then(|pem| MerchantKey::read(pem).map_err(|why| vec![Issue::new(MERCHANT_KEY, why)]));
        let (settings, key) = settings::both(Settings::read(&config.values), key)?;
        Ok(Self { settings, key })
    }

    fn quote(&self, _: &Cx, request: &QuoteRequest) -> Result<Quote, Fault> {
        Ok(Quote::fixed(request, &[METHOD], (COMMISSION_MINOR, AMOUNT_MINOR)))
    }

    fn start(&self, cx: &Cx, order: &Order) -> Result<Turn, Fault> {
        order_check(order)?;
        let fields = self.page_fields(cx, order)?;
        let url = format!("{}/jsp/process/logon.jsp", self.settings.epay_url);
        let redirect = Redirect { method: RedirectMethod::Post, url, fields };
        Turn::of(Step::Redirect(redirect), &Memory::default())
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        let memory: Memory = state.read()?;
        let result = match event {
            Event::HttpResult(result) => result,
            Event::CustomerReturned { .. } | Event::Tick | Event::FormSubmitted { .. } | Event::Resend => {
                return self.query(cx, order, state);
            }
        };
        match memory.waits_for.clone() {
            Waits::Customer => self.ask(cx, order, (memory, Then::Observe)),
            Waits::Status(then) => self.status_answered(cx, order, (memory, then), result),
            Waits::Control(control) => self.control_answered(cx, order, (memory, control), result),
        }
    }

    fn query(&self, cx: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        // What cannot be read might have held that `complete` left already.
        let lost = Memory { complete_left: !state.0.is_null(), ..Memory::default() };
        self.ask(cx, order, (state.read().unwrap_or(lost), Then::Observe))
    }

    fn parse_callback(&self, _: &Cx, raw: &RawHttp) -> Result<Callback, Fault> {
        callback::parse(raw, &self.settings.bank)
    }

    fn cancel(&self, cx: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        self.ask(cx, order, (remembered(state)?, Then::Command(Control::Reverse)))
    }

    fn capture(&self, cx: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        let memory = remembered(state)?;
        // Sent once and never again: from then on only the state of the order is asked after.
        let then = if memory.complete_left { Then::Observe } else { Then::Command(Control::Complete) };
        self.ask(cx, order, (memory, then))
    }

    fn refund(&self, cx: &Cx, order: &Order, state: &State, refund: &RefundOrder) -> Result<Turn, Fault> {
        if refund.amount_minor == 0 || refund.whole_minor(order) < refund.amount_minor {
            return Err(Fault::new(FaultKind::Input, "more, or less, than can be given back"));
        }
        let memory = remembered(state)?;
        if memory.refunds_left.contains(&refund.refund_id) {
            return self.query_refund(cx, order, state, refund);
        }
        let control = Control::Refund {
            refund: refund.refund_id.clone(),
            amount_minor: refund.amount_minor,
            reason: refund.reason.chars().take(REASON_CHARS_MAX).collect(),
            provider_ref: refund.provider_ref.clone(),
            whole_minor: refund.captured_minor,
        };
        self.ask(cx, order, (memory, Then::Command(control)))
    }

    fn query_refund(&self, cx: &Cx, order: &Order, state: &State, refund: &RefundOrder) -> Result<Turn, Fault> {
        self.ask(
            cx,
            order,
            (
                remembered(state)?,
                Then::ObserveRefund { amount_minor: refund.amount_minor, whole_minor: refund.captured_minor },
            ),
        )
    }

    fn parse_settlement(&self, _: &Cx, file: &[u8]) -> Result<Vec<SettlementRow>, Fault> {
        settlement::parse(file)
    }
}

impl Kazpost {
    /// The order, byte for byte as the protocol has it, signed, as base64.
    fn signed_order(&self, cx: &Cx, order: &Order) -> Result<String, Fault> {
        let Settings { cert_id, merchant_name, terminal, .. } = &self.settings;
        let amount = minor_format(order.expected_minor, order.exponent);
        let reference = &order.order_ref;
        let merchant = format!(
            r#"<merchant cert_id="{cert_id}" name="{merchant_name}"><order order_id="{reference}" amount="{amount}" currency="{TENGE}"><department merchant_id="{terminal}" amount="{amount}"/></order></merchant>"#
        );
        let document = document::signed(cx, &self.key, &merchant, r#"<merchant_sign type="RSA">"#)?;
        Ok(BASE64.encode(document.as_bytes()))
    }

    /// The fields of the form that opens the card page.
    fn page_fields(&self, cx: &Cx, order: &Order) -> Result<Vec<Pair>, Fault> {
        let (language, purpose) = match cx.lang.as_str() {
            "kk" => ("kaz", &order.purpose.kk),
            "ru" => ("rus", &order.purpose.ru),
            // The page has no Chinese and no font for it.
            "zh" => (self.settings.language_zh.as_str(), &order.purpose.en),
            _ => ("eng", &order.purpose.en),
        };
        let name = escaped(&purpose.chars().take(PURPOSE_CHARS_MAX).collect::<String>());
        let amount = minor_format(order.expected_minor, order.exponent);
        let appendix =
            format!(r#"<document><item number="1" name="{name}" quantity="1" amount="{amount}"/></document>"#);
        let signed = self.signed_order(cx, order)?;
        let appendix = BASE64.encode(appendix.as_bytes());
        let fields = [
            ("Signed_Order_B64", signed.as_str()),
            ("email", order.payer.email.as_deref().unwrap_or(&self.settings.email)),
            ("BackLink", &order.return_url),
            ("FailureBackLink", &order.return_url),
            ("PostLink", &order.callback_url),
            ("FailurePostLink", &order.callback_url),
            ("Language", language),
            ("appendix", &appendix),
            ("ShopID", &self.settings.shop_id),
            ("template", &self.settings.template),
        ];
        Ok(fields.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| Pair::new(name, value)).collect())
    }

    /// Ask after the order. It changes nothing at the bank.
    fn ask(&self, cx: &Cx, order: &Order, (memory, then): (Memory, Then)) -> Result<Turn, Fault> {
        order_check(order)?;
        let merchant =
            format!(r#"<merchant id="{}"><order id="{}"/></merchant>"#, self.settings.terminal, order.order_ref);
        let request = self.remote(cx, ("checkOrdern.jsp", &merchant))?;
        Turn::of(Step::Http(request), &Memory { waits_for: Waits::Status(then), ..memory })
    }

    fn remote(&self, cx: &Cx, (page, merchant): (&str, &str)) -> Result<HttpRequest, Fault> {
        let sign_open = format!(r#"<merchant_sign type="RSA" cert_id="{}">"#, self.settings.cert_id);
        let document = document::signed(cx, &self.key, merchant, &sign_open)?;
        let url = format!("{}/jsp/remote/{page}?{}", self.settings.epay_url, form::escaped(&document));
        Ok(HttpRequest::asking(HttpMethod::Get, url))
    }

    fn status_answered(
        &self,
        cx: &Cx,
        order: &Order,
        (memory, then): (Memory, Then),
        result: &HttpResult,
    ) -> Result<Turn, Fault> {
        let body = match result.ok_body() {
            Ok(body) => body,
            Err(why) => return unknown(order, memory, &why),
        };
        let seen = match status::observe(body, &self.settings.bank, (order, cx)) {
            Ok(seen) => seen,
            Err(why) => return unknown(order, memory, &format!("checkOrdern: {why}")),
        };
        match then {
            Then::Observe => observed(seen, memory),
            Then::ObserveRefund { amount_minor, whole_minor } => {
                let all = amount_minor == whole_minor.unwrap_or(order.expected_minor);
                refund_observed(order, memory, (seen, amount_minor, all))
            }
            Then::Command(control) => self.command(cx, order, (memory, control), seen),
        }
    }

    /// Send the command, where what was just seen permits it; otherwise tell what was seen.
    fn command(
        &self,
        cx: &Cx,
        order: &Order,
        (mut memory, control): (Memory, Control),
        seen: Observation,
    ) -> Result<Turn, Fault> {
        let wanted = match &control {
            Control::Complete | Control::Reverse => Status::Authorised,
            Control::Refund { .. } => Status::Paid,
        };
        let whole_minor = control.whole_minor(order);
        if seen.status != wanted || !self.is_ours(order, (&seen, whole_minor)) {
            return observed(seen, memory);
        }
        let (Some(reference), Some(approval)) = (&seen.provider_ref, &seen.approval) else {
            return unknown(order, memory, "the bank names no reference or no approval code");
        };
        let (amount_minor, reason) = match &control {
            Control::Complete => (order.expected_minor, ""),
            Control::Reverse => (order.expected_minor, "cancelled"),
            Control::Refund { amount_minor, reason, provider_ref, refund, .. } => {
                if provider_ref.as_ref().is_some_and(|known| known != reference) {
                    return Err(Fault::new(FaultKind::Input, "the refund names another payment of the bank"));
                }
                memory.refunds_left.push(refund.clone());
                (*amount_minor, reason.as_str())
            }
        };
        memory.complete_left |= control == Control::Complete;
        let reason = if reason.is_empty() { String::new() } else { format!("<reason>{}</reason>", escaped(reason)) };
        let merchant = format!(
            r#"<merchant id="{}"><command type="{}"/><payment reference="{}" approval_code="{}" orderid="{}" amount="{}" currency_code="{TENGE}"/>{reason}</merchant>"#,
            self.settings.terminal,
            control.name(),
            escaped(reference),
            escaped(approval),
            order.order_ref,
            minor_format(amount_minor, order.exponent),
        );
        let key = match &control {
            Control::Refund { refund, .. } => Some(refund.clone()),
            Control::Complete | Control::Reverse => None,
        };
        let request = self.remote(cx, ("control.jsp", &merchant))?.moving(key.as_deref());
        Turn::of(Step::Http(request), &Memory { waits_for: Waits::Control(control), ..memory })
    }

    /// Whether the money that was seen is exactly that of the order: no other is taken or given back.
    fn is_ours(&self, order: &Order, (seen, amount_minor): (&Observation, u64)) -> bool {
        seen.order_ref == order.order_ref
            && seen.amount_minor == Some(amount_minor)
            && seen.currency.as_deref() == Some("KZT")
            && seen.terminal.as_deref() == Some(self.settings.terminal.as_str())
    }

    /// Accepted, refused or unheard: the state of the order tells the truth, except after a refund, which its table does not name.
    fn control_answered(
        &self,
        cx: &Cx,
        order: &Order,
        (memory, control): (Memory, Control),
        result: &HttpResult,
    ) -> Result<Turn, Fault> {
        let (name, bank) = (control.name(), &self.settings.bank);
        let verdict = match result {
            HttpResult::NotSent { .. } => return self.did_not_happen(cx, order, (memory, &control), "not sent"),
            HttpResult::Response(_) | HttpResult::SentNoResponse { .. } => {
                result.ok_body().and_then(|body| status::verdict(body, bank, (&order.order_ref, name)))
            }
        };
        match (verdict, control) {
            (Ok(verdict), control) if verdict.code != "00" => {
                self.did_not_happen(cx, order, (memory, &control), &format!("refused with {}", verdict.code))
            }
            (Ok(verdict), Control::Refund { amount_minor, provider_ref, whole_minor, .. }) => {
                let whole = whole_minor.unwrap_or(order.expected_minor);
                let all = verdict.remaining_minor.map_or(amount_minor == whole, |rest| rest == 0);
                let status = if all { Status::Refunded } else { Status::PartRefunded };
                let currency = Some(order.currency.clone());
                let seen = Observation::new(status, &order.order_ref);
                observed(Observation { amount_minor: Some(amount_minor), currency, provider_ref, ..seen }, memory)
            }
            (Err(why), Control::Refund { .. }) => unknown(order, memory, &format!("control refund: {why}")),
            (outcome, Control::Complete | Control::Reverse) => {
                let turn = self.ask(cx, order, (memory, Then::Observe))?;
                Ok(match outcome {
                    Ok(_) => turn,
                    Err(why) => turn.warning(&format!("control {name}: {why}")),
                })
            }
        }
    }

    /// It is certain that the command changed nothing: it may be sent again when the host asks for it.
    fn did_not_happen(
        &self,
        cx: &Cx,
        order: &Order,
        (mut memory, control): (Memory, &Control),
        why: &str,
    ) -> Result<Turn, Fault> {
        match control {
            Control::Complete => memory.complete_left = false,
            Control::Reverse => {}
            Control::Refund { refund, .. } => memory.refunds_left.retain(|left| left != refund),
        }
        let turn = self.ask(cx, order, (memory, Then::Observe))?;
        Ok(turn.warning(&format!("control {}: {why}", control.name())))
    }
}

/// The memory of an attempt that may not have any yet; an unreadable one is a fault, for money hangs on it.
fn remembered(state: &State) -> Result<Memory, Fault> {
    if state.0.is_null() { Ok(Memory::default()) } else { state.read() }
}

/// The order must be one that the protocol can carry.
fn order_check(order: &Order) -> Result<(), Fault> {
    let fits = status::is_order_ref(&order.order_ref)
        && (order.currency.as_str(), order.exponent) == ("KZT", status::PLACES)
        && order.method == METHOD;
    if fits { Ok(()) } else { Err(Fault::new(FaultKind::Input, "the order is not one of this method")) }
}

/// After a refund the table of checkOrdern.jsp knows no row of its own: gone is given back, if all of it was to be; still there says
/// nothing, for a refund takes days.
fn refund_observed(
    order: &Order,
    memory: Memory,
    (seen, amount_minor, all): (Observation, u64, bool),
) -> Result<Turn, Fault> {
    if seen.status == Status::Declined && all {
        let seen = Observation { status: Status::Refunded, amount_minor: Some(amount_minor), decline: None, ..seen };
        return observed(seen, memory);
    }
    unknown(order, memory, "checkOrdern does not tell whether the refund was made; the bank's statement does")
}

fn observed(observation: Observation, memory: Memory) -> Result<Turn, Fault> {
    Turn::of(Step::Observe(observation), &memory.rested())
}

fn unknown(order: &Order, memory: Memory, why: &str) -> Result<Turn, Fault> {
    Turn::unknown(order, &memory.rested(), why)
}
