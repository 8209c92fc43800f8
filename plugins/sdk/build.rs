//! Notes which compiler builds the plugin: the descriptor names it.

use std::{env, process::Command};

fn main() {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("-V").output().map(|output| output.stdout).unwrap_or_default();
    let version = String::from_utf8_lossy(&version);
    println!("cargo::rustc-env=EVISA_SDK_TOOLCHAIN={}", version.trim());
    println!("cargo::rerun-if-changed=build.rs");
}
