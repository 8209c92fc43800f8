//! Telling the shop: plain HTTP to this machine only, again and again until it says that it heard.

use std::{net::IpAddr, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time};
use url::{Host, Url};

use super::{
    Bank,
    book::Delivery,
    halyk, kkb,
    order::{Family, Order},
    wallet,
};

/// Time a shop has to answer.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read; only its status matters.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// The longest sleep between two looks at the book: a clock that was set is noticed within it.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// The pause after the book could not be written.
const DISK_PAUSE: Duration = Duration::from_secs(1);

/// Send what is due, then sleep until something is.
pub(super) async fn send_forever(bank: Arc<Bank>) {
    loop {
        let (now, pace) = (bank.now(), bank.settings.pace);
        let next_at = bank.read(super::book::Book::callback_next_at);
        let wait = next_at.map_or(LOOK_AGAIN, |at| Duration::try_from(at.duration_since(now)).unwrap_or_default());
        if !wait.is_zero() {
            let _rung_or_over = time::timeout(wait.min(LOOK_AGAIN), bank.bell.notified()).await;
            continue;
        }
        match bank.change(move |book| book.callbacks_claim(&pace, now)).await {
            Ok(due) => {
                for delivery in due {
                    tokio::spawn(deliver(Arc::clone(&bank), delivery));
                }
            }
            Err(error) => {
                tracing::error!(%error, "the model bank cannot write its book");
                time::sleep(DISK_PAUSE).await;
            }
        }
    }
}

/// A request to the shop.
struct Post {
    link: String,
    content_type: &'static str,
    body: Vec<u8>,
}

/// The callback of an order as its protocol has it; absent when the protocol does not tell this, or the order is forgotten.
fn written(bank: &Bank, order: &Order, index: usize) -> Option<Post> {
    let callback = order.callbacks.get(index)?;
    let asked = &order.asked;
    let link = if callback.is_success() { &asked.post_link } else { &asked.failure_post_link }.clone();
    Some(match asked.family {
        Family::Halyk => {
            let body = halyk::callback(bank, order, callback.is_success()).into_bytes();
            Post { link, content_type: "application/json", body }
        }
        Family::Kkb => {
            let document = kkb::callback(bank, order, callback).ok()?;
            // A form can carry any bytes, also those of windows-1251.
            let escaped: String = form_urlencoded::byte_serialize(&document).collect();
            let body = format!("response={escaped}").into_bytes();
            Post { link, content_type: "application/x-www-form-urlencoded", body }
        }
        Family::Wallet => {
            let body = wallet::callback(bank, order, (index, callback)).into_bytes();
            Post { link, content_type: "application/json", body }
        }
        // All that it tells stands in the address that the shop gave.
        Family::Mobile => Post { link, content_type: "application/json", body: Vec::new() },
    })
}

/// Whether the shop heard: its protocol says how it shows that.
fn heard(family: Family, status: u16, body: &[u8]) -> bool {
    let acknowledged = match family {
        Family::Halyk | Family::Wallet => true,
        Family::Kkb => body.trim_ascii() == b"0",
        Family::Mobile => {
            let body = serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default();
            body.get("data").and_then(serde_json::Value::as_u64) == Some(1)
        }
    };
    status == 200 && acknowledged
}

async fn deliver(bank: Arc<Bank>, delivery: Delivery) {
    let Some(order) = bank.read(|book| book.orders.get(&delivery.order).cloned()) else { return };
    let Some(message) = written(&bank, &order, delivery.index) else { return };
    let answer = match time::timeout(ANSWER_TIME, post(message)).await {
        Ok(Ok((status, body))) if heard(order.asked.family, status, &body) => (true, status.to_string()),
        Ok(Ok((200, _))) => (false, "200, but not acknowledged".to_owned()),
        Ok(Ok((status, _))) => (false, status.to_string()),
        Ok(Err(reason)) => (false, reason),
        Err(_) => (false, "no answer in time".to_owned()),
    };
    let now = bank.now();
    if let Err(error) = bank.change(move |book| book.callback_record(&delivery, answer, now)).await {
        tracing::error!(%error, "the model bank cannot write its book");
    }
}

/// Post, and return status and body of the answer.
async fn post(Post { link, content_type, body }: Post) -> Result<(u16, Vec<u8>), String> {
    let url = Url::parse(&link).map_err(|_| "not sent: the address is none".to_owned())?;
    let address = loopback(&url).ok_or("not sent: the model bank only calls back to http on this machine")?;
    let port = url.port_or_known_default().unwrap_or(80);
    let stream = TcpStream::connect((address, port)).await.map_err(|error| format!("not sent: {error}"))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = Request::post(target)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::CONNECTION, "close")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| error.to_string())?;
    let response = sender.send_request(request).await.map_err(|error| error.to_string())?;
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await;
    let body = body.map_err(|error| error.to_string())?.to_bytes();
    Ok((status, body.to_vec()))
}

/// The address of an `http` link to this machine.
fn loopback(url: &Url) -> Option<IpAddr> {
    let address = match url.host()? {
        Host::Ipv4(v4) => IpAddr::V4(v4),
        Host::Ipv6(v6) => IpAddr::V6(v6),
        Host::Domain("localhost") => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
        Host::Domain(_) => return None,
    };
    (url.scheme() == "http" && address.is_loopback()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_called() {
        for (link, called) in [
            ("http://127.0.0.1:8080/x", true),
            ("http://[::1]:8080/x", true),
            ("http://localhost/x", true),
            ("https://127.0.0.1/x", false),
            ("http://10.0.0.1/x", false),
            ("http://localhost.example/x", false),
            ("http://169.254.169.254/", false),
        ] {
            assert_eq!(loopback(&Url::parse(link).unwrap()).is_some(), called, "{link}");
        }
    }
}
