//! A picture of a visa: its seal is found, its signature checked, and the register asked. The picture is looked at and forgotten.

use hyper::body::Bytes;
use maud::{Markup, html};

use super::result;
use crate::{
    domain::refusal::{FieldFault, Message, Refusal},
    effects::ScanFault,
    services::verify_seal::SealCode,
    web::{
        components::{button, field::file, tag::Tone},
        errors,
        form::FormView,
        guard::rate::Budget,
        request::Request,
        response::Response,
    },
};

/// Pictures of one network: looking at one costs as much as printing a document.
const PICTURES: Budget = Budget { burst: 8, refill_ms: 10_000 };
/// The field with the file, on every page that takes a picture: the form of a file has one name for it.
pub(in crate::web) const FILE: &str = "file";

/// The form that takes a picture; `form` is that of the page it stands on.
pub(in crate::web) fn form(form: &FormView<'_>, path: &str) -> Markup {
    let t = |key| form.request.t(key);
    form.show_upload(
        &form.request.to(path),
        html! {
            (file(form, FILE, (&t("verify-picture"), Some(&t("verify-picture-hint")))))
            (button::submit(&t("verify-picture-send")))
        },
    )
}

/// The seal in the picture that was sent; `None` where there is none in it.
///
/// # Errors
/// [`Refusal::Fields`] for no picture.
pub(in crate::web) async fn seal(request: &Request) -> Result<Option<Bytes>, Refusal> {
    request.allow(&format!("picture:{}", request.cx().place().unwrap_or_default()), PICTURES)?;
    let fault = |key| Refusal::Fields(vec![FieldFault { field: FILE, message: Message::new(key) }]);
    let picture = request.upload.clone().filter(|bytes| !bytes.is_empty());
    let picture = picture.ok_or_else(|| fault("verify-picture-missing"))?;
    match request.site.inside.outside.seal_scan(picture.to_vec()).await {
        Ok(found) => Ok(found.map(Bytes::from)),
        Err(ScanFault::Unreadable) => Err(fault("verify-picture-unreadable")),
        Err(ScanFault::TooLarge) => Err(fault("verify-picture-large")),
    }
}

pub(super) async fn sent(request: Request) -> Response {
    let answer = async {
        let Some(seal) = seal(&request).await? else {
            return Ok(result::told(&request, READ_ERROR));
        };
        let (code, found) = request.run(move |cx, inside| inside.services.visa_check_seal(&cx, &seal)).await?;
        Ok(match code {
            SealCode::Valid => result::show(&request, found.as_ref()),
            other @ (SealCode::WrongFormat
            | SealCode::InvalidDocumentType
            | SealCode::UnknownCertificate
            | SealCode::UntrustedCertificate
            | SealCode::ExpiredCertificate
            | SealCode::RevokedCertificate
            | SealCode::InvalidSignature) => result::told(&request, code_words(other)),
        })
    };
    match answer.await {
        Ok(response) => response,
        Err(Refusal::Fields(faults)) => {
            let again = FormView::again(&request, faults);
            super::numbers::show(&request, (&FormView::empty(&request), &again), &again)
        }
        Err(refusal) => errors::refused(&request, refusal),
    }
}

/// No seal in the picture: tone, title, what to do.
pub(in crate::web) const READ_ERROR: (Tone, &str, &str) = (Tone::Wait, "reader-read-error", "reader-read-error-do");

/// Tone, title and what to do, of a verdict about a seal.
pub(in crate::web) const fn code_words(code: SealCode) -> (Tone, &'static str, &'static str) {
    match code {
        SealCode::Valid => (Tone::Ok, "reader-valid", "reader-do-valid"),
        SealCode::WrongFormat | SealCode::InvalidDocumentType => {
            (Tone::Bad, "reader-wrong-format", "reader-wrong-format-do")
        }
        SealCode::UnknownCertificate | SealCode::UntrustedCertificate => {
            (Tone::Bad, "reader-unknown-certificate", "reader-unknown-certificate-do")
        }
        SealCode::ExpiredCertificate => (Tone::Wait, "reader-expired-certificate", "reader-certificate-do"),
        SealCode::RevokedCertificate => (Tone::Bad, "reader-revoked-certificate", "reader-certificate-do"),
        SealCode::InvalidSignature => (Tone::Bad, "reader-invalid-signature", "reader-invalid-signature-do"),
    }
}
