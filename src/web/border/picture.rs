//! A picture of a visa at the border: sealed facts beside the live record, differences marked.

use maud::{Markup, html};

use super::record;
use crate::{
    domain::{refusal::Refusal, visa::ZoneFacts},
    services::verify_seal::{SealAnswer, SealCode},
    web::{
        components::{
            notice::notice,
            table::Table,
            tag::{Tone, tag},
        },
        errors,
        form::FormView,
        request::Request,
        response::Response,
        verify::{READ_ERROR, code_words, seal_sent},
    },
};

pub(super) async fn sent(request: Request) -> Response {
    let answer = async {
        let Some(seal) = seal_sent(&request).await? else { return Ok(None) };
        request.run(move |cx, inside| inside.services.border_check_seal(&cx, &seal)).await.map(Some)
    };
    match answer.await {
        Ok(Some(answer)) => show(&request, &answer),
        Ok(None) => record::page(&request, said(&request, READ_ERROR)),
        Err(Refusal::Fields(faults)) => {
            let again = FormView::again(&request, faults);
            super::check::show(&request, (&FormView::empty(&request), &again), &again)
        }
        Err(refusal) => errors::refused(&request, refusal),
    }
}

fn said(request: &Request, (tone, title, text): (Tone, &str, &str)) -> Markup {
    notice(request, tone, (&request.t(title), &request.t(text)))
}

/// The seal's verdict unless it holds; then what the record says, and both side by side.
fn show(request: &Request, answer: &SealAnswer) -> Response {
    let holds = answer.code == SealCode::Valid;
    record::page(
        request,
        html! {
            @if !holds { (said(request, code_words(answer.code))) }
            @if holds || answer.visa.is_some() { (record::verdict(request, answer.visa.as_ref())) }
            @if let Some(sealed) = &answer.sealed { (side_by_side(request, sealed, answer.recorded.as_ref())) }
            @if let Some(visa) = &answer.visa { (record::section(request, visa)) }
        },
    )
}

fn side_by_side(request: &Request, sealed: &ZoneFacts, recorded: Option<&ZoneFacts>) -> Markup {
    let t = |key| request.t(key);
    let recorded = recorded.cloned().unwrap_or_default();
    let same = *sealed == recorded;
    let columns = ["border-fact", "border-sealed", "border-recorded", "border-same"].map(t);
    let rows = sealed.list().into_iter().zip(recorded.list()).map(|((name, sealed), (_, recorded))| {
        vec![
            html! { (t(label(name))) },
            html! { (sealed) },
            html! { (recorded) },
            if sealed == recorded {
                tag(Tone::Ok, &t("border-same-yes"))
            } else {
                tag(Tone::Bad, &t("border-same-no"))
            },
        ]
    });
    let caption = t("border-both");
    html! {
        section {
            @if !same { (said(request, (Tone::Bad, "border-differs", "border-differs-do"))) }
            (Table { caption: &caption, columns: &columns.each_ref().map(String::as_str), rows: rows.collect() }.show())
        }
    }
}

fn label(name: &str) -> &'static str {
    match name {
        "name" => "reader-fact-name",
        "passport" => "doc-visa-passport",
        "nationality" => "doc-visa-nationality",
        "birth" => "doc-visa-birth-date",
        "sex" => "doc-visa-sex",
        "valid_to" => "reader-fact-valid-to",
        _ => "verify-entries",
    }
}
