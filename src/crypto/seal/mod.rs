//! Visible digital seals: bytes signed by a State and printed as a two-dimensional code. Three formats are read and written:
//! [`vds`] (ICAO 9303-13, with the visa profile of 9303-7 §9 in [`visa`]), [`idb`] (ICAO Datastructure for Barcode) and [`vdsnc`]
//! (VDS for non-constrained environments, JSON). Here lie the codecs and the arithmetic; who is trusted is decided elsewhere.

pub mod c40;
pub mod check;
pub mod curve;
pub mod day;
pub mod idb;
pub mod tlv;
pub mod vds;
pub mod vdsnc;
pub mod visa;

/// Why bytes are no seal. The result code of ICAO 9303-13 appendix D is `WRONG_FORMAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a seal: {0}")]
pub struct WrongFormat(pub &'static str);
