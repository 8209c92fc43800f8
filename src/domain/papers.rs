//! Everything that an applicant's documents are printed from.

use super::{
    application::Application,
    payment::Payment,
    visa::{Visa, VisaState},
};

/// A paid application: its receipt can be printed, and its visa once it is granted.
#[derive(Debug, Clone, PartialEq)]
pub struct Papers {
    /// The application.
    pub application: Application,
    /// Its payment, settled.
    pub payment: Payment,
    /// The visa; `None` while a case officer decides.
    pub visa: Option<Visa>,
}

impl Papers {
    /// The visa, if it was not withdrawn: only then is it handed out as a document.
    #[must_use]
    pub fn standing_visa(&self) -> Option<&Visa> {
        self.visa.as_ref().filter(|visa| visa.state == VisaState::Issued)
    }
}
