//! What a method costs for one fee: asked of its plugin, which may know more than its description says.

use evisa_plugin_sdk::proto;

use super::{MethodOffer, Outside};
use crate::{
    domain::{
        context::Cx,
        lang::Lang,
        money::{MINOR_MAX, Money},
        refusal::Message,
    },
    payments::call_cx,
};

impl Outside {
    /// The method as it is offered for this fee. A plugin that does not answer, or answers with anything but a quote, leaves what its
    /// description says: looking at prices never takes a method off the page by itself.
    #[must_use]
    pub fn method_quoted(&self, cx: &Cx<'_>, lang: Lang, (offer, fee): (MethodOffer, Money)) -> MethodOffer {
        if offer.available.is_err() {
            return offer;
        }
        let request = proto::QuoteRequest {
            method: offer.method.clone(),
            amount_minor: fee.minor,
            currency: fee.currency.code().to_owned(),
        };
        match self.gateway.call(&offer.plugin, call_cx(cx, lang), proto::Op::Quote(request)) {
            Ok(proto::Answer::Quote(quote)) => with_quote(offer, &quote),
            Ok(
                proto::Answer::Hello(_)
                | proto::Answer::Description(_)
                | proto::Answer::Issues(_)
                | proto::Answer::Turn(_)
                | proto::Answer::Callback(_)
                | proto::Answer::Rows(_)
                | proto::Answer::Error(_),
            )
            | Err(_) => offer,
        }
    }
}

fn with_quote(offer: MethodOffer, quote: &proto::Quote) -> MethodOffer {
    let commission = quote.commission_minor.filter(|minor| *minor <= MINOR_MAX).map(Money::kzt);
    let available = if quote.available { Ok(()) } else { Err(Message::new("payments-method-not-for-this-amount")) };
    MethodOffer { commission: commission.or(offer.commission), available, ..offer }
}
