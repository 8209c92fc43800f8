//! Personal account: the digital signature that opens it, too.

use maud::{Markup, html};

use super::{
    limits, or_refused,
    signature::{Frame, allowed, challenge, presented, sign},
};
use crate::{
    domain::{
        refusal::{FieldFault, Message, Refusal},
        signature::SignatureProof,
    },
    locale::format,
    web::{
        components::{
            button,
            form::csrf_field,
            list::{SummaryRow, summary},
            notice::notice,
            tag::Tone,
        },
        flash::Flash,
        form::FormView,
        layout::{AccountPage, Page},
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The address, without its language.
pub(super) const PATH: &str = "/account/signature";
/// Where the signature is removed.
const REMOVE: &str = "/account/signature/remove";
/// Digits of a number that are shown: enough to know one's own.
const DIGITS_SHOWN: usize = 4;

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/account/signature", Access::SignedIn, |request| async move { show(&request, Vec::new()).await }),
        post("/{lang}/account/signature", Access::SignedIn, sent).with_upload(),
        post("/{lang}/account/signature/remove", Access::SignedIn, removed),
    ]
}

async fn show(request: &Request, faults: Vec<FieldFault>) -> Response {
    let proof = request.run(|cx, inside| inside.services.signature_view(&cx)).await;
    let shown = match (proof, challenge(request).await) {
        (Ok(proof), Ok(challenge)) => Ok(drawn(request, (proof.as_ref(), challenge.as_deref()), faults)),
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    or_refused(request, shown)
}

fn drawn(
    request: &Request,
    (proof, challenge): (Option<&SignatureProof>, Option<&str>),
    faults: Vec<FieldFault>,
) -> Response {
    let t = |key| request.t(key);
    let form = FormView::again(request, faults);
    let frame = Frame { action: &request.to(PATH), button: &t("signature-add-do") };
    let shown =
        Page::new(request, &t("signature-mine-title")).in_account(AccountPage::Details).faulty(&form).show(html! {
            @match (proof, challenge) {
                (Some(proof), _) => (mine(request, proof)),
                (None, None) => (notice(request, Tone::Note, (&t("account-way-off"), &t("account-eds-off")))),
                (None, Some(challenge)) => {
                    p.lead { (t("signature-add-text")) }
                    (sign(&form, challenge, &frame))
                }
            }
        });
    allowed(request, shown)
}

/// What is known of the signature, and the button that removes it.
fn mine(request: &Request, proof: &SignatureProof) -> Markup {
    let t = |key| request.t(key);
    let hidden = |number: &str| {
        let shown = number.len().saturating_sub(DIGITS_SHOWN);
        format!("•••• •••• {}", number.get(shown..).unwrap_or_default())
    };
    let (iin, until, used) = (
        hidden(proof.proved.iin.as_str()),
        format::date_time(request.lang, proof.proved.valid_until),
        format::date_time(request.lang, proof.used_at),
    );
    let labels = ["signature-mine-iin", "signature-mine-until", "signature-mine-used", "signature-mine-bin"].map(t);
    let mut rows = vec![
        SummaryRow::fixed(&labels[0], &iin),
        SummaryRow::fixed(&labels[1], &until),
        SummaryRow::fixed(&labels[2], &used),
    ];
    let bin = proof.proved.bin.as_ref().map(ToString::to_string);
    rows.extend(bin.as_ref().map(|bin| SummaryRow::fixed(&labels[3], bin)));
    html! {
        p.lead { (t("signature-mine-some")) }
        (summary(request, &rows))
        form method="post" action=(request.to(REMOVE)) data-once {
            (csrf_field(request))
            div.buttons { button.button.button-quiet type="submit" { (t("signature-remove-do")) } }
        }
    }
}

/// The part of "my details" that leads here.
pub(super) fn link(request: &Request) -> Markup {
    let t = |key| request.t(key);
    html! {
        h2 { (t("signature-mine-title")) }
        div.buttons { (button::quiet_link(&t("signature-mine-link"), &request.to(PATH))) }
    }
}

async fn sent(request: Request) -> Response {
    let added = async {
        limits::signature(&request)?;
        let presented = presented(&request)?;
        request.run(move |cx, inside| inside.services.signature_add(&cx, &presented)).await
    };
    match added.await {
        Ok(()) => told(&request, "signature-added"),
        Err(Refusal::Fields(faults)) => show(&request, faults).await,
        Err(refusal) => or_refused(&request, Err(refusal)),
    }
}

async fn removed(request: Request) -> Response {
    let removed = request.run(|cx, inside| inside.services.signature_remove(&cx)).await;
    or_refused(&request, removed.map(|()| told(&request, "signature-removed")))
}

fn told(request: &Request, key: &str) -> Response {
    Response::go(&request.to(PATH)).with_flash(Flash { tone: Tone::Ok, message: Message::new(key) })
}
