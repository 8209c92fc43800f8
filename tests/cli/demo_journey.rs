//! Fear: the first command a newcomer types does not work, or leaves a mess.

use std::{fs, path::Path};

use crate::running::{Running, Said, ask, evisa};

fn journey(folder: &Path, out: &str) -> Said {
    // Callbacks at once: one that is still to come would be asked after in the next run, at a port that is gone.
    ask(folder, &["demo", "--journey", out, "--data", "data", "--listen", "127.0.0.1:0", "--kind"])
}

#[test]
fn the_journey_writes_visa_and_receipt_and_can_be_made_again_on_the_same_data() {
    let folder = tempfile::tempdir().unwrap();
    for out in ["first", "second"] {
        let said = journey(folder.path(), out);
        said.good(&["choose the method and begin to pay", "done in"]);
        assert!(!said.text.contains("WARN") && !said.text.contains("ERROR"), "{}", said.text);
        let out = folder.path().join(out);
        for name in ["visa.pdf", "receipt.pdf"] {
            assert!(fs::read(out.join(name)).unwrap().starts_with(b"%PDF"), "{name}");
        }
        let report: serde_json::Value = serde_json::from_slice(&fs::read(out.join("journey.json")).unwrap()).unwrap();
        assert_eq!(report["amounts_kzt"]["gateway"], "31,062.40");
        assert_eq!(report["steps"].as_array().unwrap().len(), 12);
    }
}

#[test]
fn the_journey_can_be_made_with_every_method() {
    let folder = tempfile::tempdir().unwrap();
    for method in ["halyk-card", "kazpost-card", "kazpost-wallet", "mobile-kcell", "mobile-beeline"] {
        let line = ["demo", "--journey", method, "--method", method, "--listen", "127.0.0.1:0"];
        let said = ask(folder.path(), &line);
        said.good(&["choose the method and begin to pay", "done in"]);
        assert!(!said.text.contains("WARN") && !said.text.contains("ERROR"), "{method}: {}", said.text);
        let out = folder.path().join(method);
        assert!(fs::read(out.join("visa.pdf")).unwrap().starts_with(b"%PDF"), "{method}");
        let report: serde_json::Value = serde_json::from_slice(&fs::read(out.join("journey.json")).unwrap()).unwrap();
        assert_eq!(report["method"], method);
    }
}

#[test]
fn an_output_folder_that_cannot_be_written_is_told_before_anything_begins() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("taken"), "a file").unwrap();
    journey(folder.path(), "taken").refused(&["taken", "choose another output folder"]);
    journey(folder.path(), "taken/below").refused(&["taken/below", "choose another output folder"]);
    assert!(!folder.path().join("data").exists(), "nothing half-done");
}

#[test]
fn a_demonstration_begins_with_its_welcome_and_no_frightening_log() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::start(evisa(folder.path(), &["demo", "--data", "data", "--listen", "127.0.0.1:0"]));
    let text = demo.says("Stop with Ctrl-C.");
    assert!(text.trim_start().starts_with("evisa demonstration"), "{text}");
    let text = demo.stop(std::time::Duration::from_secs(10));
    assert!(!text.contains("WARN") && !text.contains("INFO"), "{text}");
}

#[test]
fn a_second_demonstration_in_the_same_folder_is_refused_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let first = ["demo", "--data", "data", "--listen", "127.0.0.1:0"];
    let mut first = Running::start(evisa(folder.path(), &first));
    first.says("Stop with Ctrl-C.");
    journey(folder.path(), "out").refused(&["another evisa process uses", "stop it first"]);
    assert!(first.lives());
}

#[test]
fn a_model_bank_that_cannot_open_ends_the_demonstration_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/model-bank.json"), "{ not a book").unwrap();
    ask(folder.path(), &["demo", "--data", "data", "--listen", "127.0.0.1:0"]).refused(&[
        "model bank",
        "model-bank.json",
        "take the file away",
    ]);
}

#[test]
fn a_reader_who_leaves_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    for line in [&["config", "show"][..], &["demo", "--journey", "out", "--listen", "127.0.0.1:0"]] {
        let mut command = evisa(folder.path(), line);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command.stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !told.contains("panicked"), "{line:?}: {told}");
    }
    assert!(folder.path().join("out/visa.pdf").exists());
}
