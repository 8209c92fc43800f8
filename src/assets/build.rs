//! Builds the package again when a file appears in an embedded folder: the compiler watches only the files it knows.

fn main() {
    println!("cargo::rerun-if-changed=src/assets/build.rs");
    for folder in ["templates", "fonts", "plugins/sdk/src"] {
        // Cargo takes a missing folder for one that has always just changed.
        if std::path::Path::new(folder).exists() {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
}
