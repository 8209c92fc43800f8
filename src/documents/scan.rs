//! Finding the seal of a visa in what people send: a photograph by telephone, a scan, or the PDF itself.

use std::io::Cursor;

use data_encoding::BASE64;
use image::{GrayImage, ImageReader, Limits, imageops::FilterType};
use lopdf::LoadOptions;
use rxing::{BarcodeFormat, RXingResult, RXingResultMetadataType, RXingResultMetadataValue, helpers::detect_in_luma};

/// Pixels of the longest side of a picture that is opened: a photograph of 50 megapixels has less.
const SIDE_PIXELS_MAX: u32 = 9_000;
/// Bytes that opening a picture may take.
const OPENED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Longest sides at which the code is looked for, one after the other: fine prints need the first, noisy photographs the last.
const LOOKED_AT_PIXELS: [u32; 3] = [2_400, 1_400, 800];
/// How a PDF begins.
const PDF_MAGIC: &[u8] = b"%PDF-";
/// Bytes that one stream of a PDF may open to.
const STREAM_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Files attached to a PDF that are looked at; ours has one.
const ATTACHED_MAX: usize = 16;
/// The first byte of every seal.
const SEAL_MAGIC: u8 = 0xDC;

/// Why a picture cannot be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanFault {
    /// Neither PNG, JPEG nor PDF, or damaged.
    #[error("this is not a PNG or JPEG picture, nor a PDF")]
    Unreadable,
    /// It is larger than what is opened.
    #[error("the picture is too large")]
    TooLarge,
}

/// The bytes of the first seal in a picture (PNG or JPEG), or of the one that the PDF of a visa carries; `None` where there is none.
///
/// # Errors
/// As [`ScanFault`] says.
pub fn seal_in(sent: &[u8]) -> Result<Option<Vec<u8>>, ScanFault> {
    if sent.starts_with(PDF_MAGIC) { seal_of_pdf(sent) } else { seal_of_picture(sent) }
}

/// The seal in `evisa.json`, which is attached to every visa of ours.
fn seal_of_pdf(pdf: &[u8]) -> Result<Option<Vec<u8>>, ScanFault> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM_BYTES_MAX), ..LoadOptions::default() };
    // The reader of PDFs is not ours: what panics there is unreadable.
    let opened = std::panic::catch_unwind(|| lopdf::Document::load_mem_with_options(pdf, options));
    let document = opened.map_err(|_| ScanFault::Unreadable)?.map_err(|_| ScanFault::Unreadable)?;
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let attached = streams.filter(|stream| stream.dict.has_type(b"EmbeddedFile"));
    let seal = attached.take(ATTACHED_MAX).find_map(|stream| {
        let bytes = stream.get_plain_content_with_limit(STREAM_BYTES_MAX).ok()?;
        let facts: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        BASE64.decode(facts["seal"]["visible"].as_str()?.as_bytes()).ok()
    });
    Ok(seal)
}

fn seal_of_picture(picture: &[u8]) -> Result<Option<Vec<u8>>, ScanFault> {
    let opened = open(picture)?;
    let (width, height) = opened.dimensions();
    let longest = width.max(height).max(1);
    for side in LOOKED_AT_PIXELS {
        let looked_at = if longest <= side {
            opened.clone()
        } else {
            let part = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).max(1);
            let [width, height] = [width, height].map(|length| u32::try_from(part(length)).unwrap_or(side));
            image::imageops::resize(&opened, width, height, FilterType::Triangle)
        };
        if let Some(bytes) = look(looked_at) {
            return Ok(Some(bytes));
        }
        if longest <= side / 2 {
            break;
        }
    }
    Ok(None)
}

fn open(picture: &[u8]) -> Result<GrayImage, ScanFault> {
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format().map_err(|_| ScanFault::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PIXELS_MAX);
    limits.max_image_height = Some(SIDE_PIXELS_MAX);
    limits.max_alloc = Some(OPENED_BYTES_MAX);
    reader.limits(limits);
    match reader.decode() {
        Ok(opened) => Ok(opened.into_luma8()),
        Err(image::ImageError::Limits(_)) => Err(ScanFault::TooLarge),
        Err(_) => Err(ScanFault::Unreadable),
    }
}

fn look(picture: GrayImage) -> Option<Vec<u8>> {
    let (width, height) = picture.dimensions();
    let luma = picture.into_raw();
    // The reader of codes is not ours: what panics there finds nothing.
    let found = std::panic::catch_unwind(move || {
        detect_in_luma(luma, width, height, Some(BarcodeFormat::DATA_MATRIX)).ok().and_then(|found| bytes_of(&found))
    });
    found.ok().flatten().filter(|bytes| bytes.first() == Some(&SEAL_MAGIC))
}

/// The bytes of a code: as segments, or as a text of which each character is one.
fn bytes_of(found: &RXingResult) -> Option<Vec<u8>> {
    let segments = found.getRXingResultMetadata().get(&RXingResultMetadataType::BYTE_SEGMENTS);
    if let Some(RXingResultMetadataValue::ByteSegments(segments)) = segments
        && segments.iter().any(|segment| !segment.is_empty())
    {
        return Some(segments.concat());
    }
    found.getText().chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: &[u8] = include_bytes!("../../tests/browser/pictures/seal-of-another-signer.png");

    #[test]
    fn a_seal_is_found_as_it_was_printed() {
        let vectors: serde_json::Value = serde_json::from_str(include_str!("../../tests/vectors/vds.json")).unwrap();
        let printed = vectors["seals"].as_array().unwrap().iter().find(|seal| seal["curve"] == "P-256").unwrap();
        let expected = data_encoding::HEXLOWER.decode(printed["seal_hex"].as_str().unwrap().as_bytes()).unwrap();
        assert_eq!(seal_in(PICTURE), Ok(Some(expected)));
    }

    #[test]
    fn pictures_without_a_seal_and_files_that_are_none_are_told_apart() {
        let mut white = Vec::new();
        GrayImage::from_pixel(900, 700, image::Luma([255]))
            .write_to(&mut Cursor::new(&mut white), image::ImageFormat::Png)
            .unwrap();
        assert_eq!(seal_in(&white), Ok(None));
        for broken in [&b""[..], b"%PDF-1.7", b"%PDF-1.7\n%%EOF\n", &PICTURE[..100]] {
            assert_eq!(seal_in(broken), Err(ScanFault::Unreadable));
        }
        // A picture that says it is enormous is not opened: width 0x00FFFFFF in the PNG's first chunk.
        let mut bomb = white.clone();
        bomb[16..20].copy_from_slice(&[0, 0xFF, 0xFF, 0xFF]);
        assert!(seal_in(&bomb).is_err());
    }
}
