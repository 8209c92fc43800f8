//! Printing: stored facts become sheets, sheets become PDF, as many at once as there are cores.

use jiff::Timestamp;

use super::Outside;
use crate::{
    documents::{
        self, CheckCode, Commission, Document, DocumentError, InstructionsSheet, Modules, Price, ReceiptSheet,
        SecondCode, VisaSheet,
    },
    domain::{
        calendar::almaty_date,
        category::Category,
        invitation::StayAddress,
        lang::{InFour, Lang},
        papers::Papers,
        payment::{
            SESSION_AGE, SESSION_ATTEMPTS_MAX,
            ledger::{BENEFICIARY, BUDGET_CODE, PURPOSE_CODE, TAX_AUTHORITY_CODE},
        },
        visa::Visa,
    },
    locale,
};

/// A category in words, in all languages.
fn category_name(category: Category) -> InFour<String> {
    InFour::build(|lang| locale::text(lang, &format!("type-{}", category.code())))
}

fn one_line(stay: &StayAddress) -> String {
    [&stay.region, &stay.street, &stay.house]
        .map(String::as_str)
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

impl Outside {
    /// The visa of a granted application, in the holder's language; `None` while a case officer decides, and once it was withdrawn.
    #[must_use]
    pub fn visa_sheet(&self, papers: &Papers, lang: Lang) -> Option<Document> {
        papers.standing_visa().map(|visa| Document::Visa(Box::new(self.visa_of(visa, lang))))
    }

    fn visa_of(&self, visa: &Visa, lang: Lang) -> VisaSheet {
        let entry_points = self.house.profile.entry_points(visa.valid_from);
        VisaSheet {
            lang,
            number: visa.number.clone(),
            issued_at: visa.issued_at,
            place_of_issue: InFour::build(|lang| locale::text(lang, "visa-place-of-issue")),
            category_code: visa.category.visa_code().to_owned(),
            category_name: category_name(visa.category),
            entries: visa.entries,
            valid_from: visa.valid_from,
            valid_until: visa.valid_to,
            stay_days: visa.stay_days,
            fee: visa.fee,
            name: visa.name.clone(),
            traveller: visa.traveller.clone(),
            application_number: visa.application_number.to_string(),
            invitation_number: visa.invitation_number.to_string(),
            inviter_name: visa.inviter.name.clone(),
            inviter_iin_bin: visa.inviter.tax_id.clone(),
            stay_address: one_line(&visa.stay),
            entry_points: entry_points.into_iter().map(|(_, name)| name.clone()).collect(),
            machine_zone: visa.machine_zone().ok(),
            seal: visa.seal.clone(),
            check: self.check_code(visa),
            demonstration: self.house.demonstration,
        }
    }

    /// The second code: it leads a telephone to the page where the visa is checked, or holds the signed facts where the operator prefers that. A
    /// visa from before there were tokens has none.
    fn check_code(&self, visa: &Visa) -> Option<CheckCode> {
        let address = format!("{}/verify/{}", self.house.public_url, visa.check_token);
        let (holds, text) = match (self.house.second_code, &visa.seal) {
            (SecondCode::Barcode, Some(seal)) => (SecondCode::Barcode, seal.barcode.as_str()),
            (SecondCode::Address | SecondCode::Barcode, _) => (SecondCode::Address, address.as_str()),
        };
        let modules = Modules::qr(text).ok().filter(|_| !visa.check_token.is_empty())?;
        Some(CheckCode { modules, holds, address })
    }

    /// The receipt of a paid application (figure 8.2); `None` when nothing was captured.
    #[must_use]
    pub fn receipt_sheet(&self, papers: &Papers, lang: Lang) -> Option<Document> {
        let payment = &papers.payment;
        let attempt = payment.settled()?;
        let proof = attempt.proof.as_ref()?;
        let quote = &payment.sessions.get(attempt.session)?.quote;
        let number = papers.application.number.as_ref().map(ToString::to_string).unwrap_or_default();
        Some(Document::Receipt(Box::new(ReceiptSheet {
            lang,
            code: payment.code.to_string(),
            application_number: number,
            paid_at: proof.occurred_at.unwrap_or(proof.seen_at),
            payer: payment.payer.clone(),
            payer_iin_bin: payment.payer_tax_id.clone(),
            beneficiary: BENEFICIARY.to_owned(),
            bank: "KKMFKZ2A".to_owned(),
            tax_code: TAX_AUTHORITY_CODE.to_owned(),
            knp: PURPOSE_CODE.to_owned(),
            kbk: BUDGET_CODE.to_owned(),
            category_name: category_name(papers.application.category),
            fee: quote.fee,
            rate: quote.rate,
            rate_date: quote.rate_date,
            rate_source: InFour::build(|lang| locale::text(lang, &quote.rate_source)),
            sum: attempt.fee,
            commission: if attempt.commission_included {
                Commission::Included(attempt.commission)
            } else {
                Commission::ByProvider(attempt.commission)
            },
            method: self.method_title(&attempt.plugin, &attempt.method, lang),
            instrument: proof.masked_instrument.clone(),
            provider_reference: proof.provider_ref.clone(),
            approval: proof.approval.clone(),
            demonstration: self.house.demonstration,
        })))
    }

    /// The instructions of the service (figure 3), right since `since`.
    #[must_use]
    pub fn instructions_sheet(&self, lang: Lang, since: Timestamp) -> Document {
        let today = almaty_date(since);
        let price = |category| Price { name: category_name(category), amount: self.house.profile.fee(category, today) };
        let methods = self.gateway.methods();
        Document::Instructions(InstructionsSheet {
            lang,
            issued_at: since,
            portal_address: self.house.public_url.clone(),
            fees: Category::ALL.map(price).to_vec(),
            methods: methods
                .iter()
                .filter_map(|method| Some(Price { name: method.titles.clone(), amount: method.commission? }))
                .collect(),
            entry_points: self.house.profile.entry_points(today).into_iter().map(|(_, name)| name.clone()).collect(),
            payment_minutes: u16::try_from(SESSION_AGE.as_mins()).unwrap_or(30),
            payment_attempts: u8::try_from(SESSION_ATTEMPTS_MAX).unwrap_or(5),
        })
    }

    /// The PDF of a document, off the threads that serve pages.
    ///
    /// # Errors
    /// As `documents::Engine::render`.
    pub async fn print(&self, document: Document) -> Result<Vec<u8>, DocumentError> {
        let stopped = || DocumentError::Typst("the printing stopped".to_owned());
        let permit = std::sync::Arc::clone(&self.presses).acquire_owned().await.map_err(|_| stopped())?;
        let engine = self.documents;
        tokio::task::spawn_blocking(move || {
            let printed = engine.render(&document);
            drop(permit);
            printed
        })
        .await
        .unwrap_or_else(|_| Err(stopped()))
    }

    /// Whether the fonts of the documents have every character of a text; otherwise each missing character once. For the door: a name
    /// that cannot be printed is refused in the form (`name-not-printable` with `$characters`), not after payment.
    ///
    /// # Errors
    /// The missing characters.
    pub fn can_print(&self, text: &str) -> Result<(), String> {
        documents::can_print(text).map_err(String::from_iter)
    }

    /// The title of a payment method, or its identifier once its plugin is gone.
    #[must_use]
    pub fn method_title(&self, plugin: &str, method: &str, lang: Lang) -> String {
        let methods = self.gateway.methods();
        let found = methods.iter().find(|offer| offer.plugin == plugin && offer.method == method);
        found.map_or_else(|| method.to_owned(), |offer| offer.titles.get(lang).clone())
    }
}
