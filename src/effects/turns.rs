//! Asking plugins: an order made from the stored facts, a call, an answer. Pure on the plugin's side, so repeating it is harmless.

use evisa_plugin_sdk::proto;

use super::{CallbackFault, Outside, PluginCall};
use crate::{
    domain::{
        context::Cx,
        effect::Ask,
        lang::Lang,
        payment::{
            TurnFault,
            ledger::{BENEFICIARY, BUDGET_CODE, PURPOSE_CODE, TAX_AUTHORITY_CODE},
        },
    },
    locale,
    payments::{PluginFault, call_cx},
};

impl Outside {
    /// Ask a plugin for the next step of an attempt.
    ///
    /// # Errors
    /// What went wrong, for the evidence and the log.
    pub fn plugin_turn(&self, cx: &Cx<'_>, call: &PluginCall<'_>, ask: Ask) -> Result<proto::Turn, TurnFault> {
        let order = Box::new(self.order(call)?);
        let state = proto::State(call.attempt.plugin_state.clone());
        let op = match ask {
            Ask::Start => proto::Op::Start { order },
            Ask::Resume { event } => proto::Op::Resume { order, state, event },
            Ask::Query => proto::Op::Query { order, state },
            Ask::Cancel => proto::Op::Cancel { order, state },
            Ask::Capture => proto::Op::Capture { order, state },
            Ask::Refund { refund } => proto::Op::Refund { order, state, refund },
            Ask::QueryRefund { refund } => proto::Op::QueryRefund { order, state, refund },
        };
        let answer = self.gateway.call(&call.attempt.plugin, call_cx(cx, call.lang), op);
        let told = |fault| {
            if let PluginFault::Refused(fault) = fault { fault.into() } else { TurnFault::from(fault.to_string()) }
        };
        match answer.map_err(told)? {
            proto::Answer::Turn(turn) => {
                if let proto::Step::Redirect(redirect) = &turn.step {
                    self.gateway.redirect_url(&call.attempt.plugin, redirect).map_err(|fault| fault.to_string())?;
                }
                Ok(*turn)
            }
            proto::Answer::Error(fault) => Err(fault.into()),
            proto::Answer::Hello(_)
            | proto::Answer::Description(_)
            | proto::Answer::Issues(_)
            | proto::Answer::Quote(_)
            | proto::Answer::Callback(_)
            | proto::Answer::Rows(_) => Err("the plugin answered a turn with something else".into()),
        }
    }

    /// Let a plugin read a callback.
    ///
    /// # Errors
    /// Whether the plugin could not make sense of it, or could not be asked.
    pub fn callback_read(
        &self,
        cx: &Cx<'_>,
        plugin: &str,
        raw: proto::RawHttp,
    ) -> Result<proto::Callback, CallbackFault> {
        let op = proto::Op::ParseCallback(raw);
        let answer = self.gateway.call(plugin, call_cx(cx, Lang::En), op);
        let not_read = |fault: PluginFault| match &fault {
            PluginFault::Refused(refused) if refused.kind == proto::FaultKind::Input => {
                CallbackFault::Unreadable(fault.to_string())
            }
            PluginFault::Request(_) => CallbackFault::Unreadable(fault.to_string()),
            PluginFault::Off(_)
            | PluginFault::Resting
            | PluginFault::Busy
            | PluginFault::Load(_)
            | PluginFault::Misconfigured(_)
            | PluginFault::Refused(_)
            | PluginFault::Died(_)
            | PluginFault::Deadline
            | PluginFault::Malformed(_)
            | PluginFault::Panicked(_)
            | PluginFault::Closed => CallbackFault::NotNow(fault.to_string()),
        };
        match answer.map_err(not_read)? {
            proto::Answer::Callback(callback) => Ok(*callback),
            proto::Answer::Error(fault) => Err(CallbackFault::Unreadable(fault.to_string())),
            proto::Answer::Hello(_)
            | proto::Answer::Description(_)
            | proto::Answer::Issues(_)
            | proto::Answer::Quote(_)
            | proto::Answer::Turn(_)
            | proto::Answer::Rows(_) => {
                Err(CallbackFault::Unreadable("the plugin answered a callback with something else".to_owned()))
            }
        }
    }

    /// Let a plugin read a settlement file of its provider.
    ///
    /// # Errors
    /// Why it cannot be read, for the operator: the line that is wrong, or that the plugin has no such files.
    pub fn settlement_read(&self, cx: &Cx<'_>, plugin: &str, file: &[u8]) -> Result<Vec<proto::SettlementRow>, String> {
        let op = proto::Op::ParseSettlement { file: proto::Bytes(file.to_vec()) };
        match self.gateway.call(plugin, call_cx(cx, Lang::En), op).map_err(|fault| fault.to_string())? {
            proto::Answer::Rows(rows) => Ok(rows),
            proto::Answer::Error(fault) => Err(fault.to_string()),
            proto::Answer::Hello(_)
            | proto::Answer::Description(_)
            | proto::Answer::Issues(_)
            | proto::Answer::Quote(_)
            | proto::Answer::Turn(_)
            | proto::Answer::Callback(_) => Err("the plugin answered a settlement file with something else".to_owned()),
        }
    }

    fn order(&self, call: &PluginCall<'_>) -> Result<proto::Order, String> {
        let (payment, attempt) = (call.payment, call.attempt);
        let purpose = |lang| locale::text_with(lang, "epay-purpose", &[("number", call.application_number)]);
        let offers = self.gateway.methods();
        let needs: Vec<_> =
            offers.iter().filter(|offer| offer.plugin == attempt.plugin).flat_map(|offer| &offer.needs).collect();
        let url = &self.house.public_url;
        Ok(proto::Order {
            method: attempt.method.clone(),
            payment_code: payment.code.to_string(),
            attempt_id: attempt.id.to_string(),
            order_ref: attempt.order_ref.clone(),
            amount_minor: attempt.fee.minor,
            commission_minor: attempt.commission.minor,
            expected_minor: attempt.expected().map_err(|error| error.to_string())?.minor,
            currency: attempt.fee.currency.code().to_owned(),
            exponent: 2,
            purpose: proto::Titles::new(&purpose(Lang::Kk), &purpose(Lang::Ru), &purpose(Lang::En), &purpose(Lang::Zh)),
            beneficiary: proto::Beneficiary {
                name: BENEFICIARY.to_owned(),
                tax_code: TAX_AUTHORITY_CODE.to_owned(),
                knp: PURPOSE_CODE.to_owned(),
                kbk: BUDGET_CODE.to_owned(),
            },
            payer: proto::Payer {
                name: needs.contains(&&proto::Need::PayerName).then(|| payment.payer.full()),
                phone: None,
                email: None,
                iin: if needs.contains(&&proto::Need::Iin) { payment.payer_tax_id.clone() } else { None },
            },
            return_url: format!("{url}/{}/epay/return/{}/{}", call.lang.code(), payment.id, attempt.id),
            callback_url: format!("{url}/callback/{}/{}", attempt.plugin, call.callback_token),
            expires_at: attempt.expires_at.to_string(),
        })
    }
}
