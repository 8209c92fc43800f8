//! Fear: a payment plugin cannot be added, upgraded or mended without a stop of the whole portal, or a slip of the pen stops it.

use std::{fmt::Write as _, fs, time::Duration};

use data_encoding::HEXLOWER;
use rustix::process::Signal;
use sha2::{Digest, Sha256};

use crate::place::Place;

/// A `[[plugin]]` with the library that is built for tests.
fn table(id: &str, more: &str) -> String {
    let library = std::env::current_exe().unwrap().parent().unwrap().join("libevisa_pay_bad.so");
    let sha256 = HEXLOWER.encode(&Sha256::digest(fs::read(&library).unwrap()));
    format!(
        "[[plugin]]\nid = \"{id}\"\npath = {library:?}\nsha256 = \"{sha256}\"\nlive = false\nverification = \"waived\"\n{more}"
    )
}

#[test]
fn plugins_are_added_and_mended_at_sighup_and_a_bad_file_changes_nothing() {
    let place = Place::new("");
    let settings = fs::read_to_string(place.folder().join("config.toml")).unwrap();
    let with = |plugins: &[String]| {
        let mut all = settings.clone();
        plugins.iter().for_each(|plugin| write!(all, "{plugin}").unwrap());
        place.write("config.toml", all);
    };
    with(&[table("first", "")]);
    place.furnish();
    let portal = place.serve();
    portal.says("plugin ready");

    with(&[table("first", ""), table("second", "")]);
    portal.signal(Signal::HUP);
    portal.says("first: kept, second: added");
    place.ask("plugin list").good(&["first: on, TEST, test.bad", "second: on, TEST, test.bad", "confined by Landlock"]);

    with(&[table("first", "sha = 1\n"), table("second", "")]);
    portal.signal(Signal::HUP);
    portal.says("nothing was changed");
    portal.says("plugin[0].sha: there is no such setting");

    with(&[table("first", "config = { behaviour = \"refuse_config\" }\n")]);
    portal.signal(Signal::HUP);
    portal.says("first: misconfigured: behaviour: is refused");

    with(&[table("second", "config = { behaviour = \"none\" }\n")]);
    portal.signal(Signal::HUP);
    portal.says("second: replaced, first: removed");
    let page = place.visitor().reach_the_gateway().text();
    assert!(page.contains("second/good") || page.contains("Bad"), "{page}");
    portal.stop(Duration::from_secs(10));
}
