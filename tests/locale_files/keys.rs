//! Finds the keys that Rust source asks for by a literal.
//!
//! It knows the calls of the table below and nothing else: a key that is put together at run time, or handed through a
//! constant, is not seen, and a quotation mark as a character literal inside a call confuses it. Test modules are left
//! out, for they name keys that must not exist.

/// A call and the place of its key among the arguments.
const CALLS: [(&str, usize); 6] = [
    ("text", 1),
    ("text_with", 1),
    ("Message::new", 0),
    ("Refusal::denied", 0),
    ("Refusal::field", 1),
    (".t", 0), // the page's own short form: `request.t("key")`
];

pub(crate) fn keys_in(source: &str) -> Vec<String> {
    let code = without_tests_and_comments(source);
    let mut keys = Vec::new();
    for (call, place) in CALLS {
        let opening = format!("{call}(");
        for (start, _) in code.match_indices(&opening) {
            // `plain_text(`, `Page::text(` and the method `.text(` are other functions, `fn text(` is the definition.
            let before = code[..start].trim_end_matches("locale::");
            let of_a_type = before.ends_with("::") && call.starts_with(char::is_lowercase);
            let inside_a_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
            let other = of_a_type || inside_a_word && call.starts_with(char::is_alphabetic);
            if !other && !before.ends_with("fn ") {
                keys.extend(argument(&code[start + opening.len()..], place).and_then(key_of));
            }
        }
    }
    keys
}

/// The part of a source that is in the program.
pub(crate) fn without_tests_and_comments(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The argument at a place of a call, from the text behind its opening bracket.
fn argument(behind: &str, place: usize) -> Option<&str> {
    let (mut depth, mut quoted, mut escaped, mut begin, mut count) = (0, false, false, 0, 0);
    for (at, c) in behind.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ',' | ')' if depth == 0 => {
                if count == place {
                    return Some(&behind[begin..at]);
                }
                if c == ')' {
                    return None;
                }
                (count, begin) = (count + 1, at + 1);
            }
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The key, where the argument is a lone literal.
fn key_of(argument: &str) -> Option<String> {
    let key = argument.trim().trim_start_matches('&').strip_prefix('"')?.strip_suffix('"')?;
    (!key.is_empty() && !key.contains('"')).then(|| key.to_owned())
}

#[test]
fn literal_keys_are_found_and_nothing_else() {
    let source = r#"
        fn text(lang: Lang, key: &str) {}
        // text(lang, "in-a-comment")
        let a = locale::text(cx.lang(), "plain");
        let b = text(
            lang,
            "on-its-own-line",
        );
        let c = say(lang, &Message::new("in-a-message").with("a", 1));
        let d = text_with(lang, "with-arguments", &[("a", "not-a-key")]);
        let e = Refusal::field("passport", "in-a-refusal");
        let f = text(lang, &format!("made-{up}"));
        let g = page.text("method", "another-function");
        let h = plain_text(lang, "yet-another");
        let j = request.t("short");
        let i = Page::text(200, "a-third");
        #[cfg(test)]
mod tests {
        text(lang, "in-a-test")
    "#;
    let mut keys = keys_in(source);
    keys.sort();
    assert_eq!(keys, ["in-a-message", "in-a-refusal", "on-its-own-line", "plain", "short", "with-arguments"]);
}
