//! Coming back from the bank's page. What the browser brings is no evidence; it only makes us ask. Works without a session.

use maud::html;

use super::{RETURNS, settled_down, wait_path};
use crate::{
    domain::{
        payment::{AttemptId, PaymentId},
        refusal::Refusal,
    },
    web::{
        components::{button, notice::notice, tag::Tone},
        errors,
        layout::Page,
        paths,
        request::Request,
        response::Response,
    },
};

/// POST from the bank's page: on with GET, so that the browser sends its own cookies and a reload repeats nothing.
pub(super) async fn posted(request: Request) -> Response {
    match back(&request).await {
        Ok(_) => Response::go(&request.path),
        Err(refusal) => errors::refused(&request, refusal),
    }
}

/// GET: the owner goes on to the waiting page; anybody else sees that the payment is being checked, and nothing more.
pub(super) async fn show(request: Request) -> Response {
    let payment = match back(&request).await {
        Ok(payment) => payment,
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let owner = request.run(move |cx, inside| inside.services.payment_view(&cx, payment)).await.is_ok();
    if owner {
        settled_down(&request, payment).await;
        return Response::go(&format!("{}?back=1", wait_path(&request, payment)));
    }
    let next: String = form_urlencoded::byte_serialize(wait_path(&request, payment).as_bytes()).collect();
    let sign_in = format!("{}?next={next}", request.to(paths::LOGIN));
    Page::new(&request, &request.t("gw-title")).of_the_gateway().show(html! {
        (notice(&request, Tone::Wait, (&request.t("epay-return-title"), &request.t("epay-return-text"))))
        p { (button::link(&request.t("hdr-login"), &sign_in)) }
    })
}

async fn back(request: &Request) -> Result<PaymentId, Refusal> {
    let payment: PaymentId = request.param_as("payment")?;
    let attempt: AttemptId = request.param_as("attempt")?;
    request.allow(&format!("epay-return:{payment}"), RETURNS)?;
    request.run(move |cx, inside| inside.services.payment_customer_returned(&cx, payment, attempt)).await?;
    Ok(payment)
}
