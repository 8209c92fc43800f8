//! The address in the code on the paper: what the register says about that visa. An unknown token answers like a known one.

use super::{allow, result};
use crate::web::{errors, request::Request, response::Response};

pub(super) async fn page(request: Request) -> Response {
    let answer = async {
        allow(&request)?;
        let token = request.param("token").to_owned();
        request.run(move |cx, inside| inside.services.visa_check_token(&cx, &token)).await
    };
    match answer.await {
        Ok(found) => result::show(&request, found.as_ref()),
        Err(refusal) => errors::refused(&request, refusal),
    }
}
