//! The bank's side of KKB, the signed XML of 2003: the order comes signed with the customer's browser, money is first reserved
//! and then taken, and what the bank says is signed over its `<bank>` element.

mod document;
mod remote;
mod sign;

use std::sync::Arc;

use data_encoding::BASE64;

use super::{
    Bank,
    contract::{MERCHANT_CERT_ID, MERCHANT_NAME},
    door::{Ask, Fields, Reply, field},
    order::{Asked, Callback, Family, Order, Reason},
    pages::{self, field_kept, is_link},
    shape::{almaty, amount, shuffled, whim},
};
use crate::domain::money::decimal_parse;

pub(super) use remote::{check, command};
pub(super) use sign::Keys;

/// The tenge in ISO 4217.
const TENGE: &str = "398";

/// `POST /jsp/process/logon.jsp`: the customer comes with a signed order.
pub(super) async fn open(bank: &Arc<Bank>, ask: &Ask) -> Reply {
    let fields = ask.form();
    let lang = pages::lang_asked(&vec![("language".to_owned(), field(&fields, "Language").to_owned())], None);
    pages::opened(bank, lang, order_asked(bank, &fields)).await
}

fn order_asked(bank: &Bank, fields: &Fields) -> Result<Asked, &'static str> {
    let decoded = |name: &str| {
        let bytes = BASE64.decode(field(fields, name).as_bytes()).ok()?;
        String::from_utf8(bytes).ok()
    };
    let signed = decoded("Signed_Order_B64").ok_or("Signed_Order_B64 is not base64 of a text")?;
    let (merchant, _) = document::merchant(&signed, &bank.keys)?;
    let order = merchant.order.ok_or("there is no order")?;
    let department = order.department.ok_or("there is no department")?;
    let minor = |text: &str| decimal_parse(text, 2).map_err(|_| "an amount is not a decimal number");
    let amount_minor = minor(order.amount.as_deref().unwrap_or_default())?;
    if amount_minor == 0 || minor(&department.amount)? != amount_minor {
        return Err("the amounts of order and department differ, or there is none");
    }
    if department.merchant_id != bank.settings.merchant_id || order.currency.as_deref() != Some(TENGE) {
        return Err("the terminal or the currency is not ours");
    }
    let get = |name: &str| field_kept(fields, name);
    let back_link = get("BackLink");
    let failure_back_link =
        Some(get("FailureBackLink")).filter(|link| !link.is_empty()).unwrap_or_else(|| back_link.clone());
    if !is_link(&back_link) || !is_link(&failure_back_link) || !is_link(&get("PostLink")) {
        return Err("BackLink, FailureBackLink or PostLink is not an address");
    }
    Ok(Asked {
        family: Family::Kkb,
        invoice: order.order_id.unwrap_or_default(),
        amount_minor,
        currency: "KZT".to_owned(),
        terminal: department.merchant_id,
        description: decoded("appendix").map(|text| document::purpose(&text)).unwrap_or_default(),
        language: get("Language"),
        back_link,
        failure_back_link,
        post_link: get("PostLink"),
        failure_post_link: get("FailurePostLink"),
        ..Asked::default()
    })
}

/// The document of a callback: PostLink, which is signed, or FailurePostLink, which is not.
pub(super) fn callback(bank: &Bank, order: &Order, callback: &Callback) -> Result<Vec<u8>, String> {
    let (whim, now) = (whim(bank), almaty(order.now(bank.now()).at));
    let (invoice, terminal) = (&order.asked.invoice, &order.asked.terminal);
    if !callback.is_success() {
        let code = response_code(order.now(bank.now()).reason);
        let page = &order.page;
        return Ok(format!(
            r#"<response order_id="{invoice}"><error type="auth" time="{now}" code="{code}">TEST: declined</error><session id="{page}"/></response>"#
        )
        .into_bytes());
    }
    let asked = amount(order.asked.amount_minor);
    let payment = vec![
        ("merchant_id", terminal.clone()),
        ("amount", amount(order.taken_minor)),
        ("reference", order.reference.clone()),
        ("approval_code", order.approval.clone()),
        ("response_code", "00".to_owned()),
        ("Secure", "Yes".to_owned()),
        ("card_bin", "KAZ".to_owned()),
        ("c_hash", "0123456789ABCDEF0123456789ABCDEF".to_owned()),
        ("card", order.mask.replace("...", "XXXXXX")),
    ];
    let payment = document::element("payment", &shuffled(payment, whim));
    let inside = format!(
        r#"<customer name="TEST PAYER" mail="" phone=""><merchant cert_id="{MERCHANT_CERT_ID}" name="{MERCHANT_NAME}"><order order_id="{invoice}" amount="{asked}" currency="{TENGE}"><department merchant_id="{terminal}" amount="{asked}"/></order></merchant><merchant_sign type="RSA"/></customer><customer_sign type="SSL"/><results timestamp="{now}">{payment}</results>"#
    );
    document::signed(&bank.keys, &inside, whim).map_err(|error| error.to_string())
}

/// The issuer's two digits (ISO 8583).
const fn response_code(reason: Reason) -> &'static str {
    match reason {
        Reason::None => "00",
        Reason::Refused => "05",
        Reason::Short => "51",
        Reason::Code => "55",
    }
}
