//! The sentences in four languages say the same things, are whole, and are the ones that the program asks for.

mod keys;
mod sentences;
mod writing;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use keys::{keys_in, without_tests_and_comments};
use sentences::{LANGUAGES, Sentence, file_names, file_read, files_below, folder_of};
use writing::fault_in;

/// All sentences of a language by their key.
fn sentences_of(lang: &str) -> BTreeMap<String, Sentence> {
    file_names(lang).iter().flat_map(|name| file_read(lang, name)).map(|one| (one.key.clone(), one)).collect()
}

#[test]
fn every_language_has_the_same_files() {
    for lang in LANGUAGES {
        assert_eq!(file_names(lang), file_names("en"), "files of {lang}");
    }
}

#[test]
fn every_file_has_the_same_keys_and_arguments_in_every_language() {
    for name in file_names("en") {
        let shape = |lang| -> BTreeMap<String, BTreeSet<String>> {
            file_read(lang, &name).into_iter().map(|one| (one.key, one.arguments)).collect()
        };
        let english = shape("en");
        for lang in LANGUAGES {
            for (key, arguments) in shape(lang) {
                assert_eq!(Some(&arguments), english.get(&key), "{lang}/{name}: {key}");
            }
            assert_eq!(shape(lang).len(), english.len(), "{lang}/{name} lacks a key of en/{name}");
        }
    }
}

#[test]
fn no_key_is_written_twice_and_no_sentence_is_empty() {
    for lang in LANGUAGES {
        let mut seen = BTreeMap::new();
        for name in file_names(lang) {
            for sentence in file_read(lang, &name) {
                let first = seen.insert(sentence.key.clone(), name.clone());
                assert_eq!(first, None, "{lang}: {} stands in {name} too", sentence.key);
                assert!(sentence.is_whole(), "{lang}/{name}: {} or a form of it is empty", sentence.key);
            }
        }
    }
}

#[test]
fn plural_forms_are_those_of_the_language() {
    for lang in LANGUAGES {
        let forms: &[&str] = match lang {
            "ru" => &["one", "few", "many", "other"],
            "zh" => &["other"],
            _ => &["one", "other"],
        };
        for (key, sentence) in sentences_of(lang) {
            for form in sentence.plural_forms {
                assert!(forms.contains(&form.as_str()), "{lang}: {key} has the form [{form}]");
            }
        }
    }
}

#[test]
fn every_language_is_written_in_its_own_script() {
    for lang in LANGUAGES {
        for (key, sentence) in sentences_of(lang) {
            for text in &sentence.texts {
                assert_eq!(fault_in(lang, text), None, "{lang}: {key} = {text}");
            }
        }
    }
}

#[test]
fn every_key_named_in_the_source_is_written() {
    let written = sentences_of("en");
    let sources = files_below("src", "rs").into_iter().filter(|path| !path.ends_with("tests.rs"));
    let asked: Vec<(String, PathBuf)> = sources
        .flat_map(|path| {
            let source = std::fs::read_to_string(&path).unwrap();
            keys_in(&source).into_iter().map(move |key| (key, path.clone()))
        })
        .collect();
    assert!(!asked.is_empty(), "the scan of the source finds nothing at all");
    let missing: Vec<_> = asked.iter().filter(|(key, _)| !written.contains_key(key)).collect();
    assert!(missing.is_empty(), "asked for, but written nowhere: {missing:#?}");
}

/// Keys that are put together: what they begin with, and the file in whose text the rest stands.
const PATTERNS: [(&str, &str); 7] = [
    ("doc-visa-rule-", "src/documents/visa.rs"),
    ("doc-visa-", "src/documents/visa.rs"),
    ("doc-instructions-", "src/documents/instructions.rs"),
    ("epay-accepts-", "plugins/halyk/src/lib.rs"),
    ("web-error-", "src/web/errors.rs"),
    ("accessibility-", "src/web/portal/help/statements.rs"),
    ("privacy-", "src/web/portal/help/statements.rs"),
];

/// Whether the key is put together from a pattern: the file has the rest (`need-payment`, `issued_on`) as a word, or all but an ending.
fn is_put_together(key: &str) -> bool {
    PATTERNS.iter().any(|(beginning, file)| {
        let Some(rest) = key.strip_prefix(beginning) else { return false };
        let rest = rest.strip_suffix("-title").or_else(|| rest.strip_suffix("-text")).unwrap_or(rest);
        let source = std::fs::read_to_string(folder_of(file)).expect("the table names a file");
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        [rest.to_owned(), rest.replace('-', "_")].iter().any(|rest| {
            let mut places = source.match_indices(rest.as_str());
            places.any(|(at, found)| {
                let (before, after) = (&source[..at], &source[at + found.len()..]);
                !before.ends_with(is_word) && !after.starts_with(|c| is_word(c) || c == '-')
            })
        })
    })
}

#[test]
fn no_sentence_is_written_for_nobody() {
    let read = |path: &PathBuf| without_tests_and_comments(&std::fs::read_to_string(path).unwrap());
    let files = [files_below("src", "rs"), files_below("plugins", "rs")].concat();
    let sources: String = files.iter().filter(|path| !path.ends_with("tests.rs")).map(read).collect();
    // The names of countries are asked for by their code.
    let written = file_names("en").into_iter().filter(|name| name != "countries.ftl");
    let keys = written.flat_map(|name| file_read("en", &name)).map(|sentence| sentence.key);
    let unused: Vec<_> = keys.filter(|key| !sources.contains(&format!("\"{key}\"")) && !is_put_together(key)).collect();
    assert!(unused.is_empty(), "nothing asks for {unused:#?}");
    assert!(!is_put_together("doc-visa-nonsense") && !is_put_together("web-error-499-title"));
}

#[test]
fn what_a_native_reader_must_see_exists() {
    let list = std::fs::read_to_string(folder_of("templates/locale").join("NATIVE-READER.md")).unwrap();
    let written = sentences_of("kk");
    let listed: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("- `")?.split('`').next()).collect();
    assert!(listed.contains(&"hdr-portal"));
    for key in listed {
        assert!(written.contains_key(key), "NATIVE-READER.md lists {key}");
    }
}
