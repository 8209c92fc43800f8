//! `evisa keys`, and a service that has none.

use std::{fs, os::unix::fs::PermissionsExt};

use evisa::crypto::trust::{Trust, TrustFault};

use crate::{place::Place, running::ask};

#[test]
fn without_keys_the_service_does_not_start_and_says_how_they_are_made() {
    let folder = tempfile::tempdir().unwrap();
    ask(folder.path(), &["serve", "--set", "server.listen=127.0.0.1:0"])
        .refused(&["there are no keys yet", "evisa keys init"]);
    ask(folder.path(), &["keys", "list"]).refused(&["there are no keys yet", "evisa keys init"]);
    assert!(!folder.path().join("evisa-data/keys").exists(), "nothing half made");
}

#[test]
fn keys_are_made_once_rotated_taken_back_and_exported() {
    let place = Place::new("");
    let data = place.folder().join("data");
    for name in ["keys/authority.key", "keys/signer-1-seal.key", "keys.passphrase"] {
        assert_eq!(fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    place.ask("keys init").refused(&["has keys already", "evisa keys list"]);
    place
        .ask("keys list")
        .good(&["authority: KZ E-visa signing authority", "generation 1: signs now, seals say KZEV 11"]);
    place.ask("keys rotate").good(&[
        "generation 2 signs after the next start",
        "generation 1: verified only",
        "generation 2: signs now",
    ]);
    place.ask("keys revoke 7").refused(&["there is no generation 7"]);
    place.ask("keys revoke 2").good(&["generation 2: revoked", "generation 1: signs now"]);

    place.ask("keys export trust-list.json").good(&["trust-list.json"]);
    let list = fs::read(place.folder().join("trust-list.json")).unwrap();
    let trust = Trust::open(&list, None).unwrap();
    assert!(!trust.demonstration && trust.signers.len() == 6 && trust.lists[0].entries().len() == 3);
    assert!(matches!(Trust::open(&list, Some(&[1; 32])), Err(TrustFault::OtherAuthority(_))));

    place.ask("keys init --replace").good(&["the old keys are in data/keys.before-1", "generation 1: signs now"]);
    place
        .ask("keys import data/keys.before-1/authority.crt trust-list.json")
        .good(&["authority KZ", "signer KZ EV, number 11"]);
    place.ask("keys list").good(&["trusted too: KZ E-visa signing authority"]);
    place.ask("keys import config.toml").refused(&["config.toml is neither a certificate"]);
}

#[test]
fn a_lost_passphrase_and_open_rights_are_explained() {
    let place = Place::new("");
    let data = place.folder().join("data");
    fs::set_permissions(data.join("keys/authority.key"), fs::Permissions::from_mode(0o644)).unwrap();
    place.ask("serve").refused(&["authority.key can be read by others (mode 644)", "chmod 600"]);
    fs::set_permissions(data.join("keys/authority.key"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(data.join("keys.passphrase"), "another one altogether\n").unwrap();
    place.ask("serve").refused(&["the passphrase does not open the keys", "evisa keys init --replace"]);
    fs::remove_file(data.join("keys.passphrase")).unwrap();
    place.ask("serve").refused(&["keys.passphrase cannot be read", "name its place in keys.passphrase"]);
    fs::remove_file(data.join("keys/signer-1-document.key")).unwrap();
    fs::write(data.join("keys.passphrase"), "another one altogether\n").unwrap();
    place.ask("serve").refused(&["keys"]);
}

#[test]
fn a_passphrase_may_be_kept_away_from_the_data_and_a_short_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(0o600)).unwrap();
    };
    let init = |secret: &str| {
        write("config.toml", &format!("[keys]\npassphrase = {{ file = \"{secret}\" }}\n"));
        ask(folder.path(), &["keys", "init"])
    };
    write("short", "camel\n");
    init("short").refused(&["a passphrase has at least 12 characters"]);
    write("long", "a camel and a moon\n");
    init("long").good(&["the keys are in evisa-data/keys"]);
    assert!(!folder.path().join("evisa-data/keys.passphrase").exists());
}
