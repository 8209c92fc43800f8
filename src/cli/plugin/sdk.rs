//! The SDK inside this executable, as a folder of a new project: whoever has the program has all that a plugin needs.

use toml_edit::{DocumentMut, Item};

use crate::{assets, cli::house::HouseFault};

/// The folder of the SDK in a new project.
const FOLDER: &str = "evisa-plugin-sdk";
/// The manifest of the SDK; it takes versions and lints from the workspace.
const MANIFEST: &str = include_str!("../../../plugins/sdk/Cargo.toml");
/// The manifest of the workspace.
const WORKSPACE: &str = include_str!("../../../Cargo.toml");
/// What notes the compiler.
const BUILD: &str = include_str!("../../../plugins/sdk/build.rs");
/// Tables that a copy does without: they are for the SDK's own tests.
const TABLES_LEFT_OUT: [&str; 3] = ["lints", "dev-dependencies", "example"];

/// The files of the SDK, by their path in a new project.
pub(super) fn files() -> Result<Vec<(String, Vec<u8>)>, HouseFault> {
    let mut files = vec![
        (format!("{FOLDER}/Cargo.toml"), manifest()?.into_bytes()),
        (format!("{FOLDER}/build.rs"), BUILD.as_bytes().to_vec()),
        (format!("{FOLDER}/include/evisa_pay_plugin.h"), super::HEADER.as_bytes().to_vec()),
    ];
    for (name, bytes) in assets::plugin_sdk() {
        files.push((format!("{FOLDER}/src/{name}"), bytes.to_vec()));
    }
    Ok(files)
}

/// The manifest, standing alone: what it takes from the workspace is written out.
fn manifest() -> Result<String, HouseFault> {
    let parse = |text: &str| text.parse::<DocumentMut>().map_err(|error| HouseFault::of("the SDK's manifest", error));
    let (mut manifest, workspace) = (parse(MANIFEST)?, parse(WORKSPACE)?);
    for table in TABLES_LEFT_OUT {
        manifest.remove(table);
    }
    for table in ["package", "dependencies"] {
        let Some(entries) = manifest.get_mut(table).and_then(Item::as_table_mut) else { continue };
        for (name, entry) in entries.iter_mut() {
            let inherited = entry.get("workspace").and_then(Item::as_bool) == Some(true);
            if let Some(value) = workspace.get("workspace").and_then(|all| all.get(table)?.get(name.get()))
                && inherited
            {
                *entry = value.clone();
            }
        }
    }
    Ok(manifest.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_stands_alone() {
        let manifest = manifest().unwrap();
        assert!(!manifest.contains("workspace"), "{manifest}");
        assert!(manifest.contains("serde_json = \"1\"") && manifest.contains("edition = \"2024\""), "{manifest}");
    }

    #[test]
    fn every_file_that_the_sdk_is_built_of_is_there() {
        let names: Vec<_> = files().unwrap().into_iter().map(|(name, _)| name).collect();
        for name in ["Cargo.toml", "build.rs", "src/lib.rs", "src/proto/mod.rs", "include/evisa_pay_plugin.h"] {
            assert!(names.contains(&format!("{FOLDER}/{name}")), "{name} is not among {names:?}");
        }
    }
}
