//! Rules of the source that a compiler does not know: layers, headings, sizes, words.
#![expect(clippy::unwrap_used, reason = "functions beside the tests are tests too")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The import table of `ARCHITECTURE.md`: a module, and what it may use. A row names only rows above it.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("assets", &[]),
    ("locale", &["assets", "domain"]),
    ("crypto", &["domain"]),
    ("store", &["domain"]),
    ("services", &["crypto", "domain", "store"]),
    ("payments", &["domain"]),
    ("documents", &["assets", "domain", "locale"]),
    ("mail", &["assets", "domain", "locale"]),
    ("identity", &["domain", "crypto"]),
    ("effects", &["documents", "domain", "identity", "locale", "mail", "payments"]),
    ("web", &["assets", "domain", "effects", "locale", "services"]),
    ("jobs", &["domain", "effects", "services"]),
    ("sandbox", &["assets", "domain"]),
    (
        "cli",
        &[
            "domain",
            "assets",
            "locale",
            "crypto",
            "store",
            "services",
            "payments",
            "documents",
            "mail",
            "identity",
            "effects",
            "web",
            "jobs",
            "sandbox",
        ],
    ),
];

/// Lines of a file without its tests: look again at 400, refused above this.
const FILE_LINES_MAX: usize = 700;

/// Words with a better one (one word per thing, everywhere).
const WORDS: &[(&str, &str)] = &[
    ("Manager", "name what it does"),
    ("Helper", "name what it does"),
    ("Util", "name what it does"),
    ("dbg!", "tracing"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, with its text.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The part of a file before its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

/// The layer a file of `src/` belongs to: its first folder or file name.
fn layer_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root().join("src")).ok()?;
    let first = inside.components().next()?.as_os_str().to_str()?;
    Some(first.trim_end_matches(".rs").to_owned())
}

/// The layers that a text names through `crate::…`.
fn used_layers(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` in a macro and `evisa_plugin_sdk::…` are other crates.
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // A grouped import: the names at depth one.
            let mut depth = 1;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => used.push(std::mem::take(&mut name)),
                    c if depth == 1 => name.push(c),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            used.push(name);
        } else {
            used.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    used.iter()
        .map(|name| name.trim().split("::").next().unwrap_or_default().to_owned())
        .filter(|n| !n.is_empty())
        .collect()
}

#[test]
fn every_layer_uses_only_what_the_import_table_gives_it() {
    let table: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources(&root().join("src")) {
        let layer = layer_of(&path).unwrap();
        if layer == "lib" || layer == "main" {
            continue;
        }
        let Some(allowed) = table.get(layer.as_str()) else {
            wrong.push(format!("{}: the layer `{layer}` stands in no row of the table", path.display()));
            continue;
        };
        for used in used_layers(without_tests(&text)) {
            if used != layer && table.contains_key(used.as_str()) && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: `{layer}` may not use `{used}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_row_of_the_import_table_names_only_rows_above_it() {
    for (index, (layer, uses)) in LAYERS.iter().enumerate() {
        for used in *uses {
            assert!(
                LAYERS[..index].iter().any(|(above, _)| above == used),
                "{layer} names {used}, which is not above it"
            );
        }
    }
}

#[test]
fn the_import_table_stands_in_the_architecture() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (layer, _) in LAYERS {
        assert!(text.contains(&format!("`{layer}`")), "ARCHITECTURE.md does not mention `{layer}`");
    }
}

#[test]
fn every_file_opens_with_a_sentence_and_stays_readable() {
    let mut wrong = Vec::new();
    for folder in ["src", "plugins"] {
        for (path, text) in sources(&root().join(folder)) {
            if !text.starts_with("//! ") {
                wrong.push(format!("{}: opens without a `//!` sentence", path.display()));
            }
            let lines = without_tests(&text).lines().count();
            if lines > FILE_LINES_MAX {
                wrong.push(format!("{}: {lines} lines, more than one reader holds ({FILE_LINES_MAX})", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_have_one_meaning() {
    let mut wrong = Vec::new();
    for (path, text) in sources(&root().join("src")) {
        for (word, better) in WORDS {
            let declared = ["struct ", "enum ", "trait ", "mod "].iter().any(|kind| {
                text.lines()
                    .any(|line| line.trim_start().trim_start_matches("pub ").starts_with(kind) && line.contains(word))
            });
            if declared {
                wrong.push(format!("{}: `{word}`: {better}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unsafe_stands_only_where_libraries_are_loaded() {
    // The alarm answers forbidden system calls of a plugin: a signal handler.
    let allowed = [
        "src/payments/abi.rs",
        "src/payments/confine/alarm.rs",
        "plugins/sdk/src/abi.rs",
        "plugins/sdk/src/testing.rs",
    ];
    let faulty = ["plugins/bad/", "plugins/mutants/"];
    let mut wrong = Vec::new();
    for folder in ["src", "plugins"] {
        for (path, text) in sources(&root().join(folder)) {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            let may = allowed.contains(&name.as_str()) || faulty.iter().any(|folder| name.starts_with(folder));
            if code.contains("unsafe {") && !may {
                wrong.push(name);
            }
        }
    }
    assert!(wrong.is_empty(), "unsafe in {wrong:?}");
}

#[test]
fn no_embedded_document_template_is_forgotten() {
    let code: String = sources(&root().join("src")).into_iter().map(|(_, text)| text).collect();
    let mut templates = String::new();
    let folder = root().join("templates/documents");
    let names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    for path in &names {
        templates.push_str(&String::from_utf8_lossy(&fs::read(path).unwrap()));
    }
    for path in names {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(code.contains(name) || templates.contains(name), "templates/documents/{name} is used by nothing");
    }
}
