//! Fear: two programs write one database, or a database that cannot be used is used or destroyed.

use std::{fs, os::unix::fs::PermissionsExt};

use evisa::store::{Store, Table};

use crate::place::{Place, get, heading, row};

#[test]
fn a_directory_in_use_is_left_to_its_user() {
    let place = Place::new("");
    let mut portal = place.serve();
    place.write("good.csv", format!("{}\n{}\n", heading(), row("3622000601")));
    place.write("rates.xml", crate::place::rates(&crate::place::day(0), "388.28"));
    let busy = ["another evisa process uses", "stop it first"];
    place.ask("import invitations good.csv").refused(&busy);
    place.ask("rates import rates.xml").refused(&busy);
    place.user(crate::place::PASSWORD).refused(&busy);
    place.ask("audit verify").refused(&busy);
    place.ask("serve --set server.listen=127.0.0.1:0").refused(&busy);
    assert!(portal.lives());
    assert_eq!(get(&place.url("/health/ready")).unwrap().0, 200);
    portal.stop(std::time::Duration::from_secs(10));
    place.ask("import invitations good.csv").good(&["1 imported"]);
}

#[test]
fn a_directory_that_cannot_be_made_or_written_is_told() {
    let place = Place::new("");
    place.write("taken", "a file");
    for line in ["serve", "audit verify"] {
        place.ask(&format!("{line} --set store.dir=taken/data")).refused(&["taken/data", "choose another folder"]);
        place.ask(&format!("{line} --set store.dir=taken")).refused(&["taken", "choose another folder"]);
    }
    let closed = place.folder().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    // Who may do everything can write here, too.
    if fs::write(closed.join("probe"), "").is_err() {
        place.ask("serve --set store.dir=closed").refused(&["closed", "choose another folder"]);
    }
    assert_eq!(fs::read_to_string(place.folder().join("taken")).unwrap(), "a file");
}

#[test]
fn a_damaged_database_is_refused_and_left_as_it_is() {
    let place = Place::new("");
    place.furnish();
    let file = place.folder().join("data/evisa.redb");
    let whole = fs::read(&file).unwrap();
    let mut torn = whole.clone();
    let middle = torn.len() / 2;
    torn[..64].fill(0xFF);
    torn[middle..].fill(0x5A);
    for damaged in [b"no database at all".to_vec(), torn, whole[..whole.len() / 3].to_vec()] {
        fs::write(&file, &damaged).unwrap();
        for line in ["serve", "audit verify"] {
            place.ask(line).refused(&["the database is damaged", "restore a backup"]);
        }
        assert_eq!(fs::read(&file).unwrap(), damaged, "evidence is not written over");
    }
    fs::write(&file, whole).unwrap();
    place.ask("audit verify").good(&["unbroken"]);
}

#[test]
fn a_newer_database_is_refused() {
    let place = Place::new("");
    place.furnish();
    const META: Table<String, u64> = Table::new("meta");
    let store = Store::open(&place.folder().join("data")).unwrap();
    store.commit(|tx| tx.put(META, &"schema".to_owned(), &99)).unwrap();
    drop(store);
    place.ask("serve").refused(&["schema 99", "start the newer program"]);
}
