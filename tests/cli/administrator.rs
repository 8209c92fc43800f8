//! Fear: nobody can administer a new installation, anybody can, or an administrator who lost the way in stays out.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use crate::{
    place::{PASSWORD, Place, get},
    running::{ask_with, eventually},
};

const ADMIN: &str = "admin@mail.example";
const STOP: Duration = Duration::from_secs(10);

fn init(place: &Place) -> crate::running::Said {
    ask_with(place.folder(), &["init", "--admin", ADMIN, "--password-stdin"], format!("{PASSWORD}\n").as_bytes())
}

#[test]
fn the_first_start_prints_an_address_that_only_its_owner_reads_and_it_goes_when_there_is_an_administrator() {
    let place = Place::new("");
    let portal = place.serve();
    let file = place.folder().join("data/setup-url.txt");
    let address = fs::read_to_string(&file).unwrap().trim().to_owned();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(place.folder().join("data/control.sock")).unwrap().permissions().mode() & 0o777, 0o600);
    portal.says(&address);
    assert_eq!(get(&address).unwrap().0, 200);
    init(&place).good(&["role administrator", "data directory"]);
    assert_eq!(get(&address).unwrap().0, 410);
    assert!(eventually(STOP, || (!file.exists()).then_some(())).is_some(), "the file goes");
    portal.stop(STOP);
    let again = place.serve();
    assert!(!file.exists());
    again.stop(STOP);
    place.ask("audit verify").good(&["unbroken"]);
}

#[test]
fn an_administrator_is_made_and_reset_while_the_service_runs_and_while_it_rests() {
    let place = Place::new("");
    init(&place).good(&["role administrator"]);
    init(&place).refused(&["account"]);
    let rests = place.ask(&format!("admin reset {ADMIN}"));
    rests.good(&["/en/reset/", "data directory"]);
    let portal = place.serve();
    place.ask("admin reset nobody@mail.example").refused(&["evisa init --admin"]);
    for _ in 0..2 {
        let said = place.ask(&format!("admin reset {ADMIN}"));
        said.good(&["/en/reset/"]);
        let address = said.text.lines().find(|line| line.starts_with("http")).unwrap();
        assert_eq!(get(address).unwrap().0, 200, "{address}");
    }
    portal.stop(STOP);
}
