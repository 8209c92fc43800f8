//! Fear: a key is shown twice, kept as it is, or still opens after it was revoked.

use crate::place::Place;

#[test]
fn a_key_is_shown_once_listed_without_itself_and_revoked() {
    let place = Place::new("");
    let made = place.ask("api-key add air-astana");
    made.good(&["evisa_"]);
    let key = made.text.lines().find(|line| line.starts_with("evisa_")).unwrap().trim().to_owned();
    assert_eq!(key.len(), "evisa_".len() + 43, "{key}");
    let listed = place.ask("api-key list");
    listed.good(&["air-astana", "open"]);
    assert!(!listed.text.contains(&key), "the key is not known any more");
    place.ask("api-key revoke air-astana").good(&["1 revoked"]);
    place.ask("api-key list").good(&["revoked 20"]);
    place.ask("api-key revoke air-astana").refused(&["0 revoked"]);
}
