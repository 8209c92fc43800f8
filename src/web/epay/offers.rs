//! The methods as they are offered for one fee: grouped, with commission and total before the choice (figure 7).

use std::time::Duration;

use evisa_plugin_sdk::proto::{Category, CommissionMode, Need};
use jiff::SignedDuration;
use maud::{Markup, html};
use tokio::time::Instant;

use crate::{
    domain::{
        context::Cx,
        lang::Lang,
        money::{Money, Rate},
        payment::{Payment, Quote},
        refusal::{Message, Refusal},
    },
    effects::MethodOffer,
    locale::{self, format},
    services::payment::MethodTerms,
    web::{
        components::tile::{self, Means, Method},
        fields::Fields,
        request::Request,
        site::Inside,
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

/// How long the page waits for what plugins say themselves about their price; then their descriptions count.
const QUOTES_WAIT: Duration = Duration::from_millis(400);

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

/// The field of the form that says which commission was shown for a method.
fn shown_field(value: &str) -> String {
    format!("commission:{value}")
}

/// Every method with the price its plugin names for this fee. All are asked at once, and none can hold up the page.
pub(super) async fn quoted(request: &Request, fee: Money) -> Vec<MethodOffer> {
    let asked = request.site.inside.outside.gateway.methods().into_iter().map(|offer| {
        let (asking, described) = (request.clone(), offer.clone());
        let lang = request.lang;
        let ask = async move {
            asking.run(move |cx, inside| Ok(inside.outside.method_quoted(&cx, lang, (offer, fee)))).await
        };
        (described, tokio::spawn(ask))
    });
    let asked: Vec<_> = asked.collect();
    let until = Instant::now() + QUOTES_WAIT;
    let mut offers = Vec::with_capacity(asked.len());
    for (described, ask) in asked {
        offers.push(match tokio::time::timeout_at(until, ask).await {
            Ok(Ok(Ok(quoted))) => quoted,
            Ok(Ok(Err(_)) | Err(_)) | Err(_) => described,
        });
    }
    offers
}

/// Why this payer cannot pay this fee with a method now; nothing when it is possible.
fn closed(offer: &MethodOffer, payment: &Payment, fee: Money, lang: Lang) -> Option<Message> {
    let within = offer.min.minor <= fee.minor && fee.minor <= offer.max.minor;
    if let Err(why) = &offer.available {
        Some(why.clone())
    } else if !within {
        let bounds = Message::new("epay-amount-outside").with("min", format::money(lang, offer.min));
        Some(bounds.with("max", format::money(lang, offer.max)))
    } else if offer.needs.contains(&Need::Iin) && payment.payer_tax_id.is_none() {
        Some(Message::new("epay-needs-iin"))
    } else if commission(offer).is_none() {
        Some(Message::new("epay-commission-unknown"))
    } else {
        None
    }
}

/// The terms of the method that was chosen with this form, at the price that was shown.
///
/// # Errors
/// [`Refusal::Denied`] when it cannot be chosen any more, or costs something else by now.
pub(super) fn terms(
    (cx, inside): (&Cx<'_>, &Inside),
    (form, lang): (&Fields, Lang),
    (payment, fee): (&Payment, Money),
) -> Result<MethodTerms, Refusal> {
    let chosen = form.get("method");
    let offer = inside.outside.gateway.methods().into_iter().find(|offer| value(offer) == chosen);
    let offer = offer.ok_or_else(|| Refusal::denied("payments-method-resting"))?;
    let offer = inside.outside.method_quoted(cx, lang, (offer, fee));
    if let Some(why) = closed(&offer, payment, fee, lang) {
        return Err(Refusal::Denied(why));
    }
    let commission = commission(&offer).ok_or_else(|| Refusal::denied("epay-commission-unknown"))?;
    let shown = form.get(&shown_field(chosen));
    if !shown.is_empty() && shown != commission.minor.to_string() {
        return Err(Refusal::denied("payment-commission-changed"));
    }
    Ok(MethodTerms {
        commission,
        commission_included: offer.commission_mode == CommissionMode::Included,
        order_ref: offer.order_ref,
        terminal: offer.terminal.clone(),
        grace: SignedDuration::from_secs(i64::from(offer.provider_grace_s)),
        caps: offer.caps,
        plugin: offer.plugin,
        method: offer.method,
    })
}

/// All methods under their headings, those first that this payer can use; nothing when there is none.
pub(super) fn groups(
    request: &Request,
    (payment, quote): (&Payment, &Quote),
    offers: &[MethodOffer],
) -> Option<Markup> {
    let tiles = |category| -> Vec<Markup> {
        let of_group = offers.iter().filter(move |offer| offer.category == category);
        let mut of_group: Vec<_> =
            of_group.map(|offer| (closed(offer, payment, quote.tenge, request.lang), offer)).collect();
        // The order of the settings otherwise.
        of_group.sort_by_key(|(closed, _)| closed.is_some());
        of_group.iter().map(|(closed, offer)| tile(request, quote, (offer, closed.as_ref()))).collect()
    };
    let groups: Vec<_> = GROUPS.map(|(category, heading)| (heading, tiles(category))).into();
    (!offers.is_empty()).then(|| {
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

fn tile(request: &Request, quote: &Quote, (offer, closed): (&MethodOffer, Option<&Message>)) -> Markup {
    let commission = commission(offer).unwrap_or(Money::kzt(0));
    let total = quote.tenge.plus(commission).unwrap_or(quote.tenge);
    let words = match offer.commission_mode {
        CommissionMode::Included => "epay-commission-included",
        CommissionMode::AddedByProvider | CommissionMode::QuotedLater | CommissionMode::Unknown => {
            "epay-commission-added"
        }
    };
    let value = value(offer);
    let closed = closed.map(|why| request.say(why));
    tile::method(&Method {
        value: &value,
        name: offer.titles.get(request.lang),
        test: !offer.live && !request.site.inside.outside.house.demonstration,
        accepts: &accepts(request, offer),
        commission: (&request.t(words), &format::money(request.lang, commission)),
        total: (&request.t("epay-total"), &both(request, total, quote.rate)),
        means: means(offer.category),
        sent: (&shown_field(&value), &commission.minor.to_string()),
        closed: closed.as_deref(),
    })
}

const fn means(category: Category) -> Means {
    match category {
        Category::Card => Means::Card,
        Category::Wallet => Means::Wallet,
        Category::Mobile => Means::Telephone,
        Category::Other => Means::Other,
    }
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
