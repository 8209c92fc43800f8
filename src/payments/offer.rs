//! From what a plugin says about itself to what the portal may offer.

use evisa_plugin_sdk::proto::{
    Capabilities, Capture, Category, Charset, CommissionMode, Description, Method, Need, OrderRefFormat, Titles,
};

use crate::domain::{
    lang::InFour,
    money::{Currency, MINOR_MAX, Money},
    refusal::Message,
};

/// The longest id of a method or a plugin.
const ID_CHARS_MAX: usize = 32;

/// One way to pay, as the chooser page shows it (figure 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodOffer {
    /// The plugin, by its name in the configuration.
    pub plugin: String,
    /// The method within the plugin.
    pub method: String,
    /// Under which heading it stands.
    pub category: Category,
    /// Its name.
    pub titles: InFour<String>,
    /// The picture beside it.
    pub logo_id: Option<String>,
    /// Who takes the commission, and when it is known.
    pub commission_mode: CommissionMode,
    /// The commission, when it is the same for every amount.
    pub commission: Option<Money>,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The smallest amount.
    pub min: Money,
    /// The largest amount.
    pub max: Money,
    /// What an order reference must look like.
    pub order_ref: OrderRefFormat,
    /// Where its requests and redirects may go.
    pub hosts: Vec<String>,
    /// What the plugin is told about the payer: what it declares to need and was granted.
    pub needs: Vec<Need>,
    /// What else it can do.
    pub caps: Capabilities,
    /// Seconds during which "not found" does not yet mean that nothing happened.
    pub provider_grace_s: u32,
    /// The terminal that must take the money: the `terminal` of the plugin's own configuration, where it has one.
    pub terminal: Option<String>,
    /// Whether real money moves.
    pub live: bool,
    /// Whether it can be chosen now, or the sentence that says why not.
    pub available: Result<(), Message>,
}

/// The offers of one plugin; the reason when they cannot be trusted.
pub(super) fn offers(plugin: &str, description: &Description, hosts: &[String]) -> Result<Vec<MethodOffer>, String> {
    check(description)?;
    let offer = |method: &Method| {
        let kzt =
            |minor: u64| if minor <= MINOR_MAX { Ok(Money::kzt(minor)) } else { Err("an amount beyond 2^53 - 1") };
        Ok(MethodOffer {
            plugin: plugin.to_owned(),
            method: method.id.clone(),
            category: method.category,
            titles: in_four(&method.titles),
            logo_id: method.logo_id.clone(),
            commission_mode: method.commission_mode,
            commission: method.commission_minor.map(kzt).transpose()?,
            currency: Currency::Kzt,
            min: kzt(method.min_minor)?,
            max: kzt(method.max_minor)?,
            order_ref: description.order_ref,
            hosts: hosts.to_vec(),
            needs: description.needs.clone(),
            caps: description.caps,
            provider_grace_s: description.provider_grace_s,
            terminal: None,
            live: false,
            available: Ok(()),
        })
    };
    description.methods.iter().map(offer).collect()
}

fn check(description: &Description) -> Result<(), String> {
    let OrderRefFormat { charset, min, max, unique_suffix } = description.order_ref;
    if charset == Charset::Unknown || min == 0 || max < min || unique_suffix > min {
        return Err(format!(
            "order references of {charset:?}, {min} to {max} long, {unique_suffix} unique, cannot be made"
        ));
    }
    if description.caps.capture == Capture::Unknown {
        return Err("it captures in a way this program does not know".to_owned());
    }
    if description.methods.is_empty() {
        return Err("it offers no method".to_owned());
    }
    for (index, method) in description.methods.iter().enumerate() {
        if description.methods.iter().take(index).any(|before| before.id == method.id) {
            return Err(format!("it has two methods `{}`", method.id));
        }
        check_method(method).map_err(|why| format!("method `{}`: {why}", method.id))?;
    }
    Ok(())
}

fn check_method(method: &Method) -> Result<(), &'static str> {
    if !is_id(&method.id) {
        return Err("the id is not of lower-case letters, digits, `.` and `-`, at most 32");
    }
    if method.currency != Currency::Kzt.code() {
        return Err("the currency is not KZT");
    }
    if method.max_minor < method.min_minor {
        return Err("the largest amount is below the smallest");
    }
    if method.commission_mode == CommissionMode::Unknown {
        return Err("a commission mode this program does not know");
    }
    let titles = &method.titles;
    if [&titles.kk, &titles.ru, &titles.en, &titles.zh].iter().any(|title| title.trim().is_empty()) {
        return Err("a title is missing in one of the four languages");
    }
    Ok(())
}

/// Whether a text can name a plugin or a method: it stands in addresses.
pub(super) fn is_id(text: &str) -> bool {
    let permitted = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    !text.is_empty() && text.len() <= ID_CHARS_MAX && text.bytes().all(permitted)
}

fn in_four(titles: &Titles) -> InFour<String> {
    InFour { kk: titles.kk.clone(), ru: titles.ru.clone(), en: titles.en.clone(), zh: titles.zh.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description() -> Description {
        let method = serde_json::json!({
            "id": "card", "category": "card", "currency": "KZT", "min_minor": 100, "max_minor": 90_000_000,
            "titles": {"kk": "Карта", "ru": "Карта", "en": "Card", "zh": "银行卡"},
            "commission_mode": "added_by_provider", "commission_minor": 10_000,
        });
        let description = serde_json::json!({
            "id": "kz.test", "titles": {"kk": "", "ru": "", "en": "", "zh": ""}, "methods": [method],
            "hosts": ["pay.kz"], "order_ref": {"charset": "digits", "min": 6, "max": 15, "unique_suffix": 6},
        });
        serde_json::from_value(description).unwrap()
    }

    #[test]
    fn a_method_is_offered_with_its_commission() {
        let offers = offers("halyk", &description(), &["pay.kz".to_owned()]).unwrap();
        assert_eq!((offers[0].plugin.as_str(), offers[0].method.as_str()), ("halyk", "card"));
        assert_eq!(offers[0].commission, Some(Money::kzt(10_000)));
        assert_eq!(offers[0].titles.zh, "银行卡");
    }

    #[test]
    fn what_this_program_does_not_understand_is_not_offered() {
        type Change = fn(&mut Description);
        let changes: [(Change, &str); 8] = [
            (|it| it.methods.clear(), "no method"),
            (|it| it.methods.push(it.methods[0].clone()), "two methods `card`"),
            (|it| it.methods[0].id = "Card/1".to_owned(), "lower-case"),
            (|it| it.methods[0].currency = "USD".to_owned(), "not KZT"),
            (|it| it.methods[0].max_minor = 1, "below the smallest"),
            (|it| it.methods[0].commission_mode = CommissionMode::Unknown, "commission mode"),
            (|it| it.methods[0].titles.kk.clear(), "four languages"),
            (|it| it.order_ref.unique_suffix = 7, "cannot be made"),
        ];
        for (change, expected) in changes {
            let mut changed = description();
            change(&mut changed);
            let why = offers("x", &changed, &[]).unwrap_err();
            assert!(why.contains(expected), "{why}");
        }
    }
}
