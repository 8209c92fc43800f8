//! A form that brings a file (`multipart/form-data`, RFC 7578): its fields, and the file.

use hyper::{HeaderMap, body::Bytes, header};
use multer::Multipart;

use super::fields::{FIELDS_MAX, Fields, FormFault};

/// Bytes of a form with its file: the frame in which a plugin is given the file holds no more.
pub(super) const UPLOAD_BYTES_MAX: usize = 1024 * 1024;

/// Bytes of a form with a photograph of a visa: what a telephone makes, with room for the form.
pub(super) const PICTURE_BYTES_MAX: usize = 8 * 1024 * 1024 + 16 * 1024;

/// Whether the body is such a form.
pub(super) fn is_upload(headers: &HeaderMap) -> bool {
    content_type(headers).starts_with("multipart/form-data")
}

/// Take the form apart. Of several files the last one counts; ours ask for one.
pub(super) async fn read(headers: &HeaderMap, body: &Bytes) -> Result<(Fields, Option<Bytes>), FormFault> {
    let unreadable = |_| FormFault::NotText;
    let boundary = multer::parse_boundary(content_type(headers)).map_err(unreadable)?;
    let mut parts = Multipart::with_reader(body.as_ref(), boundary);
    let (mut fields, mut file) = (Vec::new(), None);
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        if FIELDS_MAX < fields.len() + 1 {
            return Err(FormFault::TooMany);
        }
        let (name, is_file) = (part.name().unwrap_or_default().to_owned(), part.file_name().is_some());
        let bytes = part.bytes().await.map_err(unreadable)?;
        if is_file {
            file = Some(bytes);
        } else {
            let text = String::from_utf8(bytes.to_vec()).map_err(|_| FormFault::NotText)?;
            fields.push((name, text));
        }
    }
    Ok((fields.into_iter().collect(), file))
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(body: &'static str) -> Result<(Fields, Option<Bytes>), FormFault> {
        let kind = header::HeaderValue::from_static("multipart/form-data; boundary=XX");
        read(&HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]), &Bytes::from_static(body.as_bytes())).await
    }

    #[tokio::test]
    async fn fields_and_file_are_told_apart_and_a_broken_form_is_none() {
        let (fields, file) = sent(
            "--XX\r\nContent-Disposition: form-data; name=\"plugin\"\r\n\r\nkz.halyk.card\r\n\
             --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\ndate;order\r\n\r\n--XX--\r\n",
        )
        .await
        .unwrap();
        assert_eq!(fields.get("plugin"), "kz.halyk.card");
        assert_eq!(file.as_deref(), Some(b"date;order\r\n".as_slice()));
        for broken in
            ["", "--XX", "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf", "no boundary at all"]
        {
            assert_eq!(sent(broken).await.unwrap_err(), FormFault::NotText, "{broken:?}");
        }
    }
}
