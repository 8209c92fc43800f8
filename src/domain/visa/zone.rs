//! The machine-readable zone of a visa: what the page prints and the seal signs are the same two lines.

use super::Visa;
use crate::domain::mrz::{names::NameFault, visa as mrv};

/// The issuing State, as machine-readable zones and seals write it.
pub const ISSUER: &str = "KAZ";
/// The place of issue, as names stand in a visa: in Latin letters.
pub const PLACE_OF_ISSUE: &str = "Astana";
/// The document code of the zone.
const DOCUMENT: &str = "V";

impl Visa {
    /// The two lines of an MRV-A zone (ICAO 9303-7 §4.2): the passport's number in the number field, the visa's in the optional data.
    ///
    /// # Errors
    /// A name that has no Latin letters: registers and corrections refuse it before anybody pays.
    pub fn machine_zone(&self) -> Result<[String; 2], NameFault> {
        let facts = mrv::Facts {
            document_type: DOCUMENT,
            issuer: ISSUER,
            name: &self.name,
            number: self.traveller.passport.as_str(),
            nationality: &self.traveller.nationality,
            birth_date: self.traveller.birth_date.into(),
            sex: self.traveller.sex,
            valid_until: self.valid_to,
            optional: &self.number,
        };
        mrv::lines(&facts, mrv::Format::A)
    }
}
