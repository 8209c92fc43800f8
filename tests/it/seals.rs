//! Seals of visas as cameras see them: pictures of codes, changed and unchanged.

use std::io::Cursor;

use evisa::{
    documents::Modules,
    domain::visa::Visa,
    store::{Reader, Take, tables},
};
use image::{GrayImage, ImageFormat, Luma};

use crate::house::House;

/// Pixels of one module of a code.
const MODULE: u32 = 6;

/// The newest visa of a house.
pub(crate) fn newest(house: &House) -> Visa {
    let visas = house.services.store.read(|tx: &Reader<'_>| tx.scan(tables::VISAS, .., Take::Last(1)));
    visas.expect("visas can be read").pop().expect("a visa was issued").1
}

/// The seal of a visa.
pub(crate) fn seal_of(visa: &Visa) -> Vec<u8> {
    visa.seal.as_ref().expect("the visa is sealed").bytes.clone()
}

/// A picture of these bytes as a Data Matrix (PNG).
pub(crate) fn picture(bytes: &[u8]) -> Vec<u8> {
    let code = Modules::data_matrix(bytes).expect("the bytes fit a code");
    let side = u32::try_from(code.rows.len()).expect("a code is small") + 8;
    let dark = |at: u32| usize::try_from(at / MODULE).expect("a code is small").checked_sub(4);
    let picture = GrayImage::from_fn(side * MODULE, side * MODULE, |x, y| {
        let module = dark(y).and_then(|row| code.rows.get(row)).zip(dark(x)).and_then(|(row, x)| row.get(x));
        Luma([if module == Some(&true) { 0 } else { 255 }])
    });
    let mut png = Vec::new();
    picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a picture can be written");
    png
}
