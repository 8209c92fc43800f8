//! Values of forms and queries, as providers write them.

/// The bytes of a form value (WHATWG URL, section 5.1). `plus` is what a `+` stands for: a blank by the standard, a plus where a
/// careless sender left one in base64.
#[must_use]
pub fn unescaped(text: &[u8], plus: u8) -> Vec<u8> {
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let pair = (*byte == b'%').then(|| digit(text.get(at + 1)).zip(digit(text.get(at + 2)))).flatten();
        at += if pair.is_some() { 3 } else { 1 };
        bytes.push(match pair {
            Some((high, low)) => high * 16 + low,
            None if *byte == b'+' => plus,
            None => *byte,
        });
    }
    bytes
}

/// The fields of a form body: names as text, values still as bytes.
pub fn fields(body: &[u8], plus: u8) -> impl Iterator<Item = (String, Vec<u8>)> {
    body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()).map(move |pair| {
        let cut = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
        let name = String::from_utf8_lossy(&unescaped(&pair[..cut], b' ')).into_owned();
        (name, unescaped(pair.get(cut + 1..).unwrap_or_default(), plus))
    })
}

/// Text for the query of an address: everything but letters, digits and `-._~` escaped, so that no `+` of a signature is lost.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut query = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            query.push_str(&format!("%{byte:02X}"));
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_comes_back() {
        for text in ["", "a b+c", "100 %", "Қазпошта", "a=b&c", "%zz"] {
            assert_eq!(unescaped(escaped(text).as_bytes(), b' '), text.as_bytes(), "{text}");
        }
        assert_eq!(unescaped(b"a+b%2Bc%", b' '), b"a b+c%");
        assert_eq!(unescaped(b"a+b", b'+'), b"a+b");
    }

    #[test]
    fn a_body_is_cut_into_its_fields() {
        let fields: Vec<_> = fields(b"a=1&b&&c=x+y", b' ').collect();
        let wanted = [("a", &b"1"[..]), ("b", b""), ("c", b"x y")];
        assert_eq!(fields, wanted.map(|(name, value)| (name.to_owned(), value.to_vec())));
    }
}
