//! The documents as PDF: visa and receipt for their holder, the instructions for everybody.

use hyper::header;
use jiff::{Timestamp, civil::date};

use super::{or_refused, papers};
use crate::{
    domain::{calendar::almaty, papers::Papers, refusal::Refusal, visa::Visa},
    web::{request::Request, response::Response},
};

const PDF: &str = "application/pdf";

/// Since when what the instructions say is right: the rules under which e-visas come through the portal only.
fn instructions_since() -> Result<Timestamp, Refusal> {
    let start = date(2026, 3, 10).to_zoned(almaty());
    start.map(|start| start.timestamp()).map_err(|error| Refusal::Us(error.to_string()))
}

/// The visa, if it stands; in "Approved. Payment completed" only (figure 14).
pub(super) fn visa_of(papers: &Papers) -> Result<&Visa, Refusal> {
    if papers.visa.is_none() {
        return Err(Refusal::denied("visas-not-yet"));
    }
    papers.standing_visa().ok_or_else(|| Refusal::denied("visas-taken-back"))
}

/// The visa (figure 11).
pub(super) async fn visa(request: Request) -> Response {
    let answer = async {
        let papers = papers(&request).await?;
        visa_of(&papers)?;
        let sheet = request.site.inside.outside.visa_sheet(&papers, request.lang);
        let sheet = sheet.ok_or_else(|| Refusal::denied("visas-not-yet"))?;
        let pdf = request.site.inside.outside.print(sheet).await.map_err(|error| Refusal::Us(error.to_string()))?;
        Ok(Response::file(pdf, PDF, &file_name(&papers, "visa")))
    };
    or_refused(&request, answer.await)
}

/// The electronic receipt (figure 8.2).
pub(super) async fn receipt(request: Request) -> Response {
    let answer = async {
        let papers = papers(&request).await?;
        let sheet = request.site.inside.outside.receipt_sheet(&papers, request.lang);
        let sheet = sheet.ok_or_else(|| Refusal::denied("documents-not-yet"))?;
        let pdf = request.site.inside.outside.print(sheet).await.map_err(|error| Refusal::Us(error.to_string()))?;
        Ok(Response::file(pdf, PDF, &file_name(&papers, "receipt")))
    };
    or_refused(&request, answer.await)
}

/// The instructions of the service (figure 3).
pub(super) async fn instructions(request: Request) -> Response {
    let answer = async {
        let outside = &request.site.inside.outside;
        let sheet = outside.instructions_sheet(request.lang, instructions_since()?);
        let pdf = outside.print(sheet).await.map_err(|error| Refusal::Us(error.to_string()))?;
        let name = format!("e-visa-instructions-{}.pdf", request.lang.code());
        // Fees and methods may change tomorrow; until then nobody needs to ask twice.
        Ok(Response::file(pdf, PDF, &name).with_header(header::CACHE_CONTROL, "public, max-age=3600"))
    };
    or_refused(&request, answer.await)
}

/// Neutral in a shared folder of downloads: the application's number, and nobody's name.
fn file_name(papers: &Papers, kind: &str) -> String {
    let number = papers.application.number.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{number}-{kind}.pdf")
}
