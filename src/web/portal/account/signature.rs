//! Log in with a digital signature (second tab of figure 1): save a text, sign it, send the signature. No script is needed.

use data_encoding::BASE64;
use maud::{Markup, html};

use super::{
    again,
    fields::{self, Faults, email_parse, lang_parse, name_parse, name_printable},
    limits,
    login::{Way, next, role_of, unavailable, ways, with_next},
    or_refused,
};
use crate::{
    assets,
    domain::{
        refusal::{Message, Refusal},
        signature::CHALLENGE_AGE,
    },
    services::signature::{Entered, Presented, SIGNATURE, SignedRegistration, Stranger},
    web::{
        components::{button, choice, field, form::csrf_field, tag::Tone},
        errors,
        fields::Fields,
        flash::Flash,
        form::FormView,
        guard::headers::{Extra, NCALAYER},
        layout::Page,
        paths,
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The address, without its language.
pub(super) const PATH: &str = "/login/signature";
/// Where the text to sign is saved.
const FILE: &str = "/login/signature/file";
/// Where somebody who signed registers.
const REGISTER: &str = "/login/signature/register";
/// "Look into your mailbox".
const SENT: &str = "/register/sent";
/// The field with the text to sign.
const CHALLENGE: &str = "challenge";
/// The field with a signature that a script made.
const SIGNED: &str = "signed";
/// Where the National CA tells how NCALayer is installed.
const LAYER_HELP: &str = "https://ncl.pki.gov.kz/";
/// The field with the proof of a signature, while registering.
const PROOF: &str = "proof";
/// Bytes of the longest text that is given back as a file; ours have about 200.
const FILE_BYTES_MAX: usize = 1_024;

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{lang}/login/signature", Access::Public, page),
        post("/{lang}/login/signature", Access::Public, sent).with_upload(),
        post("/{lang}/login/signature/file", Access::Public, file),
        post("/{lang}/login/signature/register", Access::Public, register_sent),
    ]
}

/// The page around the form: what is above it, and where it is sent.
pub(super) struct Frame<'a> {
    /// Where the signature is sent.
    pub(super) action: &'a str,
    /// The words of the button.
    pub(super) button: &'a str,
}

async fn page(request: Request) -> Response {
    if let Some(session) = &request.session {
        return Response::go(&next(&request, session.facts.role));
    }
    show(&request, Vec::new()).await
}

async fn show(request: &Request, faults: Vec<crate::domain::refusal::FieldFault>) -> Response {
    let challenge = match challenge(request).await {
        Ok(Some(challenge)) => challenge,
        Ok(None) => return unavailable(request, (Way::Signature, "account-eds-off")),
        Err(refusal) => return errors::refused(request, refusal),
    };
    let form = FormView::again(request, faults);
    let t = |key| request.t(key);
    let frame = Frame { action: &with_next(request, PATH), button: &t("signature-login-do") };
    let shown = Page::new(request, &t("hdr-login")).faulty(&form).show(html! {
        (ways(request, Way::Signature))
        @if !form.is_faulty() { p.lead { (t("signature-lead")) } }
        (sign(&form, &challenge, &frame))
    });
    allowed(request, shown)
}

/// A fresh text to sign; none where nobody is trusted who could say who people are.
pub(super) async fn challenge(request: &Request) -> Result<Option<String>, Refusal> {
    let (bond, audience) = (request.form_token(), audience(request));
    let fresh = request.run(move |cx, inside| {
        if !inside.services.signature_ready()? {
            return Ok(None);
        }
        inside.services.signature_challenge(&cx, (&bond, &audience)).map(Some)
    });
    fresh.await
}

/// The portal as the text to sign names it.
fn audience(request: &Request) -> String {
    request.site.settings.public_url.origin().ascii_serialization()
}

/// The summary of faults, and the ways to sign.
pub(super) fn sign(form: &FormView<'_>, challenge: &str, frame: &Frame<'_>) -> Markup {
    let request = form.request;
    let t = |key| request.t(key);
    let save = Message::new("signature-save-text").with("minutes", CHALLENGE_AGE.as_mins());
    let upload = html! {
        input type="hidden" name=(CHALLENGE) value=(challenge);
        input type="hidden" name=(SIGNED) data-signed;
        (field::file(form, SIGNATURE, (&t("signature-file"), Some(&t("signature-file-hint")))))
        div.buttons { (button::submit(frame.button)) }
    };
    html! {
        (form.error_summary())
        p { (t("signature-key")) }
        (layer(request, challenge))
        (desk(request, challenge))
        h2 { (t("signature-file-title")) }
        ol {
            li {
                p { (request.say(&save)) }
                form method="post" action=(request.to(FILE)) {
                    (csrf_field(request))
                    input type="hidden" name=(CHALLENGE) value=(challenge);
                    div.buttons { button.button.button-quiet type="submit" { (t("signature-save-do")) } }
                }
            }
            li { p { (t("signature-sign-text")) } }
            li {
                p { (t("signature-send-text")) }
                (form.show_upload_bare(frame.action, &upload))
            }
        }
    }
}

/// What signs through NCALayer; without a script it stays unseen, for then nothing can speak to it.
fn layer(request: &Request, challenge: &str) -> Markup {
    let t = |key| request.t(key);
    html! {
        section hidden data-layer=(NCALAYER) data-text=(BASE64.encode(challenge.as_bytes())) data-lang=(request.lang.code())
            data-waiting=(t("signature-layer-waiting")) data-cancelled=(t("signature-layer-cancelled"))
            data-failed=(t("signature-layer-failed")) data-off=(t("signature-layer-off")) {
            h2 { (t("signature-layer-title")) }
            p { (t("signature-layer-text")) }
            div.buttons { button.button type="button" data-layer-sign { (t("signature-layer-do")) } }
            div.notice.tone-note hidden data-layer-said {
                p role="status" {}
                p hidden data-layer-help { a href=(LAYER_HELP) { (t("signature-layer-help")) } }
            }
        }
        script src=(assets::web_path("ncalayer.js")) defer {}
    }
}

/// In a demonstration: the way to a test key.
fn desk(request: &Request, challenge: &str) -> Markup {
    let Some(desk) = &request.site.settings.signing_desk else { return html! {} };
    let t = |key| request.t(key);
    html! {
        div.notice.tone-note {
            p { (t("signature-desk-text")) }
            form method="post" action={ (desk.as_str().trim_end_matches('/')) "/signature" } target="_blank" {
                input type="hidden" name="language" value=(request.lang.code());
                input type="hidden" name="text" value=(challenge);
                div.buttons { button.button.button-quiet type="submit" { (t("signature-desk-do")) } }
            }
        }
    }
}

/// The same page, that may speak to NCALayer, and whose form for a test key ends at the desk.
pub(super) fn allowed(request: &Request, response: Response) -> Response {
    let response = response.with_extra(Extra::NcaLayer);
    match &request.site.settings.signing_desk {
        Some(desk) => response.with_form_action(desk),
        None => response,
    }
}

/// The text to sign as a file: what the page holds comes back, nothing is kept.
async fn file(request: Request) -> Response {
    let text = request.form.raw(CHALLENGE).unwrap_or_default();
    if text.is_empty() || FILE_BYTES_MAX < text.len() {
        return Response::go(&request.to(PATH));
    }
    Response::file(text.to_owned(), "application/octet-stream", "evisa-sign-in.txt")
}

/// What was sent: a file, or what a script signed.
pub(super) fn presented(request: &Request) -> Result<Presented, Refusal> {
    let typed = request.form.get(SIGNED).as_bytes();
    let sent = request.upload.as_deref().filter(|bytes| !bytes.is_empty()).unwrap_or(typed);
    if sent.is_empty() {
        return Err(Refusal::field(SIGNATURE, "signature-no-file"));
    }
    Ok(Presented {
        signature: sent.to_vec(),
        challenge: request.form.raw(CHALLENGE).unwrap_or_default().to_owned(),
        bond: request.form_token(),
        audience: audience(request),
    })
}

async fn sent(request: Request) -> Response {
    match sign_in(&request).await {
        Ok(Entered::Session(token)) => {
            let role = role_of(&request, &token).await;
            Response::go(&next(&request, role)).signing_in(&token)
        }
        Ok(Entered::Stranger(stranger)) => {
            register_show(&request, &FormView::filled(&request, known(&request, &stranger)))
        }
        Err(Refusal::Fields(faults)) => show(&request, faults).await,
        Err(refusal) => or_refused(&request, Err(refusal)),
    }
}

async fn sign_in(request: &Request) -> Result<Entered, Refusal> {
    limits::signature(request)?;
    let presented = presented(request)?;
    request.run(move |cx, inside| inside.services.signature_sign_in(&cx, &presented)).await
}

/// What the certificate tells, as the form has it.
fn known(request: &Request, stranger: &Stranger) -> Fields {
    [
        (PROOF, stranger.token.as_str()),
        ("surname", &stranger.surname),
        ("given", &stranger.given),
        ("patronymic", &stranger.patronymic),
        ("lang", request.lang.code()),
    ]
    .into_iter()
    .collect()
}

fn register_show(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        input type="hidden" name=(PROOF) value=(form.value(PROOF));
        (fields::name(form))
        (fields::email(form))
        (fields::lang(form))
        (choice::declaration(form, "consent", &t("account-consent")))
        p { a href=(request.to(paths::PRIVACY)) { (t("account-consent-privacy")) } }
        div.buttons { (button::submit(&t("account-register-do"))) }
    };
    Page::new(request, &t("signature-register-title")).faulty(form).show(html! {
        @if !form.is_faulty() {
            p.lead { (t("signature-register-lead")) }
            p { (t("signature-register-known")) }
        }
        (form.show(&request.to(REGISTER), inside))
    })
}

async fn register_sent(request: Request) -> Response {
    match register(&request).await {
        Ok(email) => {
            let message = Message::new("account-sent-to").with("email", email);
            Response::go(&request.to(SENT)).with_flash(Flash { tone: Tone::Note, message })
        }
        Err(refusal) => again(&request, register_show, ("email", refusal)),
    }
}

async fn register(request: &Request) -> Result<String, Refusal> {
    let form = register_parse(request)?;
    limits::register(request)?;
    let email = form.email.to_string();
    request.run(move |cx, inside| inside.services.signature_register(&cx, &form)).await?;
    Ok(email)
}

fn register_parse(request: &Request) -> Result<SignedRegistration, Refusal> {
    let (form, mut faults) = (&request.form, Faults::default());
    let name = name_parse(form, &mut faults).and_then(|name| name_printable(request, name, &mut faults));
    let email = faults.note("email", email_parse(form));
    let lang = faults.note("lang", lang_parse(form));
    let consent = if form.ticked("consent") { Ok(()) } else { Err(Message::new("field-confirm")) };
    let consent = faults.note("consent", consent);
    match (name, email, lang, consent) {
        (Some(name), Some(email), Some(lang), Some(())) => {
            let (token, bond) = (form.get(PROOF).to_owned(), request.form_token());
            Ok(SignedRegistration { token, bond, email, name, lang })
        }
        _ => Err(Refusal::Fields(faults.0)),
    }
}
