//! The smallest whole payment plugin: a wallet that redirects its customer and is asked for the truth. The README tells how to build it.

use evisa_plugin_sdk::{PaymentPlugin, export_plugin, proto::*};

/// The plugin with its settings.
struct Wallet {
    shop: String,
}

export_plugin!(Wallet);

impl PaymentPlugin for Wallet {
    fn describe() -> Description {
        let titles = Titles::new("Мысал әмиян", "Пример кошелька", "Example wallet", "示例钱包");
        Description {
            id: "example.wallet".to_owned(),
            titles: titles.clone(),
            methods: vec![Method {
                id: "wallet".to_owned(),
                category: Category::Wallet,
                titles,
                logo_id: None,
                currency: "KZT".to_owned(),
                min_minor: 100,
                max_minor: 100_000_000,
                commission_mode: CommissionMode::Included,
                commission_minor: Some(0),
            }],
            caps: Capabilities::default(),
            hosts: vec!["wallet.example".to_owned()],
            order_ref: OrderRefFormat { charset: Charset::Digits, min: 8, max: 15, unique_suffix: 0 },
            needs: vec![],
            secrets: vec![SecretField::egress("key")],
            provider_grace_s: 60,
            config_schema: vec![ConfigField {
                name: "shop".to_owned(),
                kind: ConfigKind::Text,
                required: true,
                note: "The number of the shop, from the contract.".to_owned(),
            }],
        }
    }

    fn configure(config: &Config) -> Result<Self, Vec<Issue>> {
        let shop = config.values["shop"].as_str().filter(|shop| !shop.is_empty());
        let shop = shop.ok_or_else(|| vec![Issue::new("shop", "is missing")])?;
        Ok(Self { shop: shop.to_owned() })
    }

    fn quote(&self, _: &Cx, _: &QuoteRequest) -> Result<Quote, Fault> {
        Ok(Quote { commission_minor: Some(0), available: true, reason: None })
    }

    // The customer goes to the provider's page …
    fn start(&self, _: &Cx, order: &Order) -> Result<Turn, Fault> {
        let fields = vec![
            Pair::new("shop", &self.shop),
            Pair::new("order", &order.order_ref),
            Pair::new("tiyn", &order.expected_minor.to_string()),
            Pair::new("back", &order.return_url),
        ];
        let url = "https://wallet.example/pay".to_owned();
        let step = Step::Redirect(Redirect { method: RedirectMethod::Get, url, fields });
        Ok(Turn::new(step, State::default()))
    }

    // … and whatever happens, only the provider's own answer counts.
    fn query(&self, _: &Cx, order: &Order, state: &State) -> Result<Turn, Fault> {
        let request = HttpRequest {
            effect: Effect::Query,
            idempotency_key: None,
            method: HttpMethod::Get,
            url: format!("https://wallet.example/orders/{}", order.order_ref),
            headers: vec![Header { name: "authorization".to_owned(), value: Text::secret("key") }],
            body: None,
            timeout_ms: None,
        };
        Ok(Turn::new(Step::Http(request), state.clone()))
    }

    fn resume(&self, cx: &Cx, order: &Order, state: &State, event: &Event) -> Result<Turn, Fault> {
        let Event::HttpResult(HttpResult::Response(answer)) = event else {
            return self.query(cx, order, state);
        };
        let text = answer.body.text().unwrap_or_default();
        let told: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        let status = match told["status"].as_str() {
            Some("paid") => Status::Paid,
            Some("declined") => Status::Declined,
            Some("waiting") => Status::Pending,
            _ => Status::Unknown, // never "failed": the host asks again
        };
        let mut seen = Observation::new(status, &order.order_ref);
        seen.amount_minor = told["tiyn"].as_u64();
        seen.currency = told["currency"].as_str().map(str::to_owned);
        Ok(Turn::new(Step::Observe(seen), state.clone()))
    }
}
