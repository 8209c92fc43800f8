//! "Send" (figure 8.3): the documents leave for the holder's own address.

use super::or_refused;
use crate::{
    domain::refusal::Message,
    web::{
        components::tag::Tone,
        flash::Flash,
        guard::rate::Budget,
        paths,
        request::{Request, local_path},
        response::Response,
    },
};

/// How often one person may send: three letters at once, then one a minute. The service itself sends one a minute per application.
const SEND: Budget = Budget { burst: 3, refill_ms: 60_000 };

/// Pressed.
pub(super) async fn sent(request: Request) -> Response {
    let answer = async {
        let id = request.param_as("id")?;
        request.allow(&format!("send:{:?}", request.actor().account()), SEND)?;
        request.run(move |cx, inside| inside.services.application_documents_send(&cx, id)).await?;
        let email = request.session.as_ref().and_then(|session| session.facts.email.as_deref()).unwrap_or_default();
        let message = Message::new("visas-sent").with("email", masked(email));
        let back = request.to(paths::VISAS);
        let next = local_path(request.form.get("next")).unwrap_or(&back);
        Ok(Response::go(next).with_flash(Flash { tone: Tone::Ok, message }))
    };
    or_refused(&request, answer.await)
}

/// `t…t@mail.ru`: enough to know one's own address, too little for a bystander.
fn masked(email: &str) -> String {
    let Some((name, domain)) = email.rsplit_once('@') else { return "…".to_owned() };
    let mut letters = name.chars();
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) if 2 < name.chars().count() => format!("{first}…{last}@{domain}"),
        (Some(first), _) => format!("{first}…@{domain}"),
        (None, _) => format!("…@{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_hidden_but_known_to_its_owner() {
        for (email, shown) in
            [("test@mail.ru", "t…t@mail.ru"), ("ab@mail.ru", "a…@mail.ru"), ("я@почта.рф", "я…@почта.рф"), ("", "…")]
        {
            assert_eq!(masked(email), shown);
        }
    }
}
