//! Everything that an applicant's documents are printed from.

use super::{application::Application, payment::Payment, visa::Visa};

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
