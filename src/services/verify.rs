//! Checking a visa: by the token on its paper, by two of its numbers, and at the border against the whole record.

use super::{Services, audit, permission::permit, visa_life::by_number};
use crate::{
    crypto::token::LinkToken,
    domain::{
        calendar::almaty_date,
        context::Cx,
        permission::Permission,
        person::PassportNumber,
        refusal::Refusal,
        visa::{CheckedVisa, Visa},
    },
    store::{Reader, tables},
};

/// A visa as somebody names it who holds its paper: both numbers must be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoNumbers {
    /// The number of the visa, as typed.
    pub visa: String,
    /// The number of the passport.
    pub passport: PassportNumber,
}

impl Services {
    /// The visa that a token from a paper names; `None` where there is none. For everybody.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn visa_check_token(&self, cx: &Cx<'_>, token: &str) -> Result<Option<CheckedVisa>, Refusal> {
        let Some(token) = LinkToken::parse(token) else { return Ok(None) };
        self.store.read(|tx: &Reader<'_>| {
            let id = tx.get(tables::VISA_BY_TOKEN, &token.hash().to_bytes())?;
            let visa = id.map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten();
            Ok(visa.map(|visa| CheckedVisa::of(&visa, almaty_date(cx.now))))
        })
    }

    /// The visa that two numbers name; `None` where they do not belong together, whichever of them is wrong. For everybody.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn visa_check_numbers(&self, cx: &Cx<'_>, numbers: &TwoNumbers) -> Result<Option<CheckedVisa>, Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            let visa = named(tx, numbers)?;
            Ok(visa.map(|visa| CheckedVisa::of(&visa, almaty_date(cx.now))))
        })
    }

    /// The whole record of the visa that two numbers name, for the officer who has the traveller in front of them. Each look leaves an
    /// audit line on the visa. For [`Permission::BorderCheck`].
    ///
    /// # Errors
    /// Only officers may look.
    pub fn border_check(&self, cx: &Cx<'_>, numbers: &TwoNumbers) -> Result<Option<Visa>, Refusal> {
        self.store.commit(|tx| {
            permit(tx, cx, Permission::BorderCheck)?;
            let visa = named(tx, numbers)?;
            if let Some(visa) = &visa {
                audit(tx, cx, ("border.check", &format!("visa:{}", visa.id)), "")?;
            }
            Ok(visa)
        })
    }
}

fn named(tx: &Reader<'_>, numbers: &TwoNumbers) -> Result<Option<Visa>, Refusal> {
    Ok(by_number(tx, &numbers.visa)?.filter(|visa| visa.traveller.passport == numbers.passport))
}
