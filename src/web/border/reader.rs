//! The reader: camera or picture, verified in the browser with the trust list it keeps. The page carries every sentence it may have to
//! show, hidden, so that its script needs no words of its own; it is everybody's and names nobody, so that a browser may keep it.

use hyper::header;
use maud::{Markup, html};

use crate::{
    assets,
    web::{
        components::{button, notice::notice, tag::Tone},
        guard::headers::Extra,
        layout::Page,
        paths,
        request::Request,
        response::Response,
    },
};

/// Every verdict of the reader: its name in the script (ICAO 9303-13 appendix D, then what dates and trust list say), tone, title, what to do.
const VERDICTS: [(&str, Tone, &str, &str); 10] = [
    ("VALID", Tone::Ok, "reader-valid", "reader-do-valid"),
    ("READ_ERROR", Tone::Wait, "reader-read-error", "reader-read-error-do"),
    ("WRONG_FORMAT", Tone::Bad, "reader-wrong-format", "reader-wrong-format-do"),
    ("UNKNOWN_CERTIFICATE", Tone::Bad, "reader-unknown-certificate", "reader-unknown-certificate-do"),
    ("EXPIRED_CERTIFICATE", Tone::Wait, "reader-expired-certificate", "reader-certificate-do"),
    ("REVOKED_CERTIFICATE", Tone::Bad, "reader-revoked-certificate", "reader-certificate-do"),
    ("INVALID_SIGNATURE", Tone::Bad, "reader-invalid-signature", "reader-invalid-signature-do"),
    ("VISA_EXPIRED", Tone::Bad, "verify-is-expired", "verify-do-expired"),
    ("VISA_WITHDRAWN", Tone::Bad, "reader-withdrawn", "reader-invalid-signature-do"),
    ("NO_TRUST_LIST", Tone::Wait, "reader-trust-none", "reader-certificate-do"),
];
/// The facts that a seal carries, by their name in the script, with their labels.
const FACTS: [(&str, &str); 11] = [
    ("name", "reader-fact-name"),
    ("passport", "doc-visa-passport"),
    ("nationality", "doc-visa-nationality"),
    ("birth", "doc-visa-birth-date"),
    ("sex", "doc-visa-sex"),
    ("validTo", "reader-fact-valid-to"),
    ("entries", "verify-entries"),
    ("stay", "reader-fact-stay"),
    ("kind", "doc-visa-category"),
    ("issued", "reader-fact-issued"),
    ("signer", "reader-fact-signer"),
];

pub(super) async fn page(request: Request) -> Response {
    let t = |key| request.t(key);
    let shown = Page::new(&request, &t("reader-title")).show(html! {
        p.lead { (t("reader-lead")) }
        noscript { p { (t("reader-needs-script")) " " a href=(request.to(paths::VERIFY)) { (t("verify-title")) } } }
        div #reader.stack hidden data-wasm=(assets::web_path("zxing/zxing_reader.wasm")) data-trust=(paths::TRUST_LIST)
            data-worker="/border-worker.js" data-scope=(request.to(paths::READER)) {
            (state(&request))
            video #view.reader-view muted playsinline hidden {}
            div.buttons {
                button.button #camera type="button" { (t("reader-camera")) }
                button.button.button-quiet #stop type="button" hidden { (t("reader-stop")) }
                (button::quiet_link(&t("border-by-numbers"), &request.to(paths::VERIFY)))
            }
            div.field {
                label for="picture" { (t("reader-file")) }
                p.hint #picture-hint { (t("reader-file-hint")) }
                input.input #picture type="file" accept="image/png,image/jpeg" aria-describedby="picture-hint";
            }
            div #verdict role="status" {
                @for (name, tone, title, text) in VERDICTS {
                    div hidden data-verdict=(name) { (notice(&request, tone, (&t(title), &t(text)))) }
                }
            }
            (facts(&request))
        }
        script src=(assets::web_path("zxing/reader.js")) defer {}
        script src=(assets::web_path("border/main.js")) type="module" {}
    });
    // No cookie hangs on it, and a browser may keep it for days without a network.
    shown.with_extra(Extra::Reader)
}

/// How old the trust list is.
fn state(request: &Request) -> Markup {
    let t = |key| request.t(key);
    html! {
        p { (t("reader-trust")) " " strong #trust-at { "–" } " "
            button.as-link #refresh type="button" { (t("reader-trust-refresh")) } }
        p #trust-old.warning hidden { (t("reader-trust-old")) }
        p #trust-demonstration.warning hidden { (t("reader-demonstration")) }
        p #no-camera.warning hidden { (t("reader-no-camera")) }
    }
}

fn facts(request: &Request) -> Markup {
    html! {
        section #facts hidden {
            h2 { (request.t("reader-facts")) }
            dl.summary {
                @for (name, label) in FACTS {
                    div.summary-row { dt { (request.t(label)) } dd.summary-value data-fact=(name) { "–" } }
                }
            }
        }
    }
}

/// The worker that answers from what the reader keeps when the network does not.
pub(super) async fn worker(_: Request) -> Response {
    let script = assets::web("border/worker.js").map(|found| found.bytes).unwrap_or_default();
    Response::bytes(script, "text/javascript; charset=utf-8").with_header(header::CACHE_CONTROL, "no-cache")
}
