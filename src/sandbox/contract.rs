//! What the model bank hands to a shop: for each plugin the settings and secrets that make it speak to this bank.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::BankSettings;

/// The bank's certificate, with which a shop verifies what the bank signs. TEST: its key is in this repository.
pub const BANK_CERTIFICATE: &str = include_str!("../../templates/sandbox/bank_cert_test_only.pem");
/// The shop's key, with which it signs. TEST: it is in this repository.
pub const MERCHANT_KEY: &str = include_str!("../../templates/sandbox/merchant_key_test_only.pem");
/// The shop's name, as it stands in signed orders.
pub const MERCHANT_NAME: &str = "evisa TEST";
/// The serial number of the shop's certificate.
pub const MERCHANT_CERT_ID: &str = "C0FFEE01";

/// What makes one plugin speak to the model bank.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The name of the plugin in the settings: `kz.halyk.card`.
    pub plugin: &'static str,
    /// The name of its library, without `lib` and `.so`.
    pub library: &'static str,
    /// Its own table of settings.
    pub config: Value,
    /// Its secrets by name.
    pub secrets: BTreeMap<&'static str, String>,
}

/// The contracts of all plugins with the bank of these settings. Callbacks repeat `callback_secret`, which must have sixteen
/// or more letters and digits; signed ones have no need of it.
#[must_use]
pub fn contracts(bank: &BankSettings, callback_secret: &str) -> Vec<Contract> {
    let url = &bank.public_url;
    let callback = ("callback_secret", callback_secret.to_owned());
    vec![
        Contract {
            plugin: "kz.halyk.card",
            library: "evisa_pay_halyk",
            config: json!({
                "oauth_url": format!("{url}/oauth2/token"),
                "api_url": url,
                "payform_url": format!("{url}/payform"),
                "terminal": bank.terminal,
                "client_id": bank.client_id,
                "cabinet": bank.cabinet,
                "language_zh": "zho",
            }),
            secrets: BTreeMap::from([("client_secret", bank.client_secret.clone()), callback.clone()]),
        },
        Contract {
            plugin: "kz.kazpost.card",
            library: "evisa_pay_kazpost",
            config: json!({
                "epay_url": url,
                "terminal": bank.merchant_id,
                "merchant_name": MERCHANT_NAME,
                "cert_id": MERCHANT_CERT_ID,
                "bank_cert": BANK_CERTIFICATE,
                "email": "fees@example.test",
            }),
            secrets: BTreeMap::from([("merchant_key", MERCHANT_KEY.to_owned())]),
        },
        Contract {
            plugin: "kz.kazpost.wallet",
            library: "evisa_pay_ewallet",
            config: json!({ "api_url": format!("{url}/wallet") }),
            secrets: BTreeMap::from([("api_key", bank.wallet_key.clone()), callback.clone()]),
        },
        Contract {
            plugin: "kz.mobile.balance",
            library: "evisa_pay_mobile",
            config: json!({
                "api_url": format!("{url}/mobile"),
                "username": bank.mobile_username,
                "service_name": "E-visa TEST",
            }),
            secrets: BTreeMap::from([("password", bank.mobile_password.clone()), callback]),
        },
    ]
}
