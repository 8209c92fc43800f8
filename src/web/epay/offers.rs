//! The methods as they are offered for one fee: grouped, with commission and total before the choice (figure 7).

use evisa_plugin_sdk::proto::{Category, CommissionMode};
use jiff::SignedDuration;
use maud::{Markup, html};

use crate::{
    domain::{
        money::{Money, Rate},
        payment::Quote,
        refusal::Message,
    },
    effects::{MethodOffer, Outside},
    locale::{self, format},
    services::payment::MethodTerms,
    web::{
        components::tile::{self, Method},
        request::Request,
    },
};

/// The heading of what is in none of the manual's groups.
const OTHER: &str = "epay-other-methods";
/// The headings of figure 7, in its order. A group of the manual that has no method here says so.
const GROUPS: [(Category, &str); 4] = [
    (Category::Card, "gw-cards"),
    (Category::Wallet, "gw-wallets"),
    (Category::Mobile, "gw-mobile"),
    (Category::Other, OTHER),
];

/// What a method adds to the fee, when that is known before the choice.
fn commission(offer: &MethodOffer) -> Option<Money> {
    match offer.commission_mode {
        CommissionMode::Included | CommissionMode::AddedByProvider => offer.commission,
        CommissionMode::QuotedLater | CommissionMode::Unknown => None,
    }
}

/// The value of the button that chooses a method.
fn value(offer: &MethodOffer) -> String {
    format!("{}/{}", offer.plugin, offer.method)
}

/// Why a method cannot take this fee now; nothing when it can.
fn closed(request: &Request, offer: &MethodOffer, fee: Money) -> Option<Message> {
    let within = offer.min.minor <= fee.minor && fee.minor <= offer.max.minor;
    let outside = || {
        Message::new("epay-amount-outside")
            .with("min", format::money(request.lang, offer.min))
            .with("max", format::money(request.lang, offer.max))
    };
    offer.available.as_ref().err().cloned().or_else(|| (!within).then(outside))
}

/// The terms of the chosen method, when it can be chosen for this fee.
pub(super) fn terms(outside: &Outside, chosen: &str, fee: Money) -> Option<MethodTerms> {
    let offer = outside.gateway.methods().into_iter().find(|offer| value(offer) == chosen)?;
    let within = offer.min.minor <= fee.minor && fee.minor <= offer.max.minor;
    let commission = commission(&offer)?;
    (offer.available.is_ok() && within).then(|| MethodTerms {
        commission,
        commission_included: offer.commission_mode == CommissionMode::Included,
        order_ref: offer.order_ref,
        terminal: offer.terminal.clone(),
        grace: SignedDuration::from_secs(i64::from(offer.provider_grace_s)),
        plugin: offer.plugin,
        method: offer.method,
    })
}

/// All methods under their headings; nothing when there is none.
pub(super) fn groups(request: &Request, quote: &Quote) -> Option<Markup> {
    let offers = request.site.inside.outside.gateway.methods();
    let known: Vec<_> = offers.iter().filter_map(|offer| Some((offer, commission(offer)?))).collect();
    let tiles = |category| -> Vec<Markup> {
        let of_group = known.iter().filter(move |(offer, _)| offer.category == category);
        of_group.map(|(offer, commission)| tile(request, quote, (offer, *commission))).collect()
    };
    let groups: Vec<_> = GROUPS.map(|(category, heading)| (heading, tiles(category))).into();
    (!known.is_empty()).then(|| {
        html! {
            @for (heading, tiles) in groups {
                @if !tiles.is_empty() {
                    section {
                        h3 { (request.t(heading)) }
                        ul.methods { @for tile in tiles { (tile) } }
                    }
                } @else if heading != OTHER {
                    section {
                        h3 { (request.t(heading)) }
                        p.muted { (request.t("epay-group-none")) }
                    }
                }
            }
        }
    })
}

fn tile(request: &Request, quote: &Quote, (offer, commission): (&MethodOffer, Money)) -> Markup {
    let total = quote.tenge.plus(commission).unwrap_or(quote.tenge);
    let words = match offer.commission_mode {
        CommissionMode::Included => "epay-commission-included",
        CommissionMode::AddedByProvider | CommissionMode::QuotedLater | CommissionMode::Unknown => {
            "epay-commission-added"
        }
    };
    let closed = closed(request, offer, quote.tenge).map(|why| request.say(&why));
    tile::method(&Method {
        value: &value(offer),
        name: offer.titles.get(request.lang),
        accepts: &accepts(request, offer),
        commission: (&request.t(words), &format::money(request.lang, commission)),
        total: (&request.t("epay-total"), &both(request, total, quote.rate)),
        icon: None,
        closed: closed.as_deref(),
    })
}

/// An amount in tenge, and about how much that is in dollars.
fn both(request: &Request, tenge: Money, rate: Rate) -> String {
    let shown = format::money(request.lang, tenge);
    match rate.convert_back(tenge) {
        Ok(dollars) => format!("{shown} ({})", format::money(request.lang, dollars)),
        Err(_) => shown,
    }
}

/// What a method takes: its own sentence where one is written, otherwise that of its group.
fn accepts(request: &Request, offer: &MethodOffer) -> String {
    let own = offer.logo_id.as_ref().map(|logo| format!("epay-accepts-{logo}")).filter(|key| locale::is_known(key));
    let group = match offer.category {
        Category::Card => "epay-accepts-card",
        Category::Wallet => "epay-accepts-wallet",
        Category::Mobile => "gw-mobile-note",
        Category::Other => return own.map(|key| request.t(&key)).unwrap_or_default(),
    };
    request.t(own.as_deref().unwrap_or(group))
}
