//! Fear: a faulty file changes half of the register, or a good one is refused without saying why.

use crate::{
    place::{EMAIL, PASSWORD, Place, day, heading, rates, row},
    running::{Said, ask_with},
};

const GOOD: &str = "3622000701";

/// Bring in a file of invitations.
fn import(place: &Place, name: &str, bytes: impl AsRef<[u8]>) -> Said {
    place.write(name, bytes);
    place.ask(&format!("import invitations {name}"))
}

#[test]
fn good_rows_are_brought_in_and_known_ones_stay() {
    let place = Place::new("");
    let csv = format!("{}\n{}\n{}\n", heading(), row(GOOD), row("3622000702"));
    import(&place, "good.csv", &csv).good(&["2 imported, 0 already there, 0 faulty."]);
    import(&place, "good.csv", &csv).good(&[
        "line 2: invitation 3622000701 is already in the register, nothing changed",
        "0 imported, 2 already there, 0 faulty.",
    ]);
    assert_eq!(place.register(), [GOOD, "3622000702"]);
    place.ask("audit verify").good(&["unbroken"]);
}

#[test]
fn a_file_with_any_fault_changes_nothing() {
    let place = Place::new("");
    let (heading, good) = (heading(), row(GOOD));
    let with = |bad: &str| format!("{heading}\n{good}\n{bad}\n").into_bytes();
    let other = row("3622000702");
    let long = format!("Достык{}", "x".repeat(400));
    let files: [(&str, Vec<u8>, &[&str]); 13] = [
        (
            "column.csv",
            format!("{}\n{good}\n", heading.replace(",passport,", ",")).into_bytes(),
            &["column.csv", "lacks these columns: passport"],
        ),
        (
            "unknown.csv",
            format!("{}\n", heading.replace("passport", "pasport")).into_bytes(),
            &["column pasport is unknown"],
        ),
        ("date.csv", with(&other.replace(&day(7), "31.02.2026")), &["line 3, valid_from:"]),
        ("order.csv", with(&other.replace(&day(7), &day(30))), &["line 3, valid_to:", "Check both dates"]),
        ("iin.csv", with(&other.replace("120340000014", "120340000015")), &["line 3, inviter_tax_id:"]),
        ("test.csv", with(&other.replace("120340000014", "123456789021")), &["line 3, inviter_tax_id:"]),
        ("twice.csv", with(&good), &["line 3, number: This invitation number already stands", "line or record 2"]),
        ("land.csv", with(&other.replace(",MAR", ",MOROCCO")), &["line 3, nationality: Write the three letters"]),
        ("long.csv", with(&other.replace("Достык,5", &format!("{long},5"))), &["line 3, stay_street:", "Shorten it"]),
        (
            "code-page.csv",
            [heading.as_bytes(), b"\n\xCF\xF0\xE8\xE2\xE5\xF2\n"].concat(),
            &["not in UTF-8", "CSV UTF-8"],
        ),
        ("empty.csv", Vec::new(), &["The file is empty"]),
        ("large.csv", vec![b'a'; 11 * 1024 * 1024], &["larger than 10 MiB", "Split it"]),
        ("name.csv", with(&other.replace("Wang,Xiaoming", "王,小明😀")), &["line 3", "Latin"]),
    ];
    for (name, bytes, words) in files {
        import(&place, name, bytes).refused(words);
        assert_eq!(place.register(), [""; 0], "{name} changed the register");
    }
    place.ask("import invitations none.csv").refused(&["none.csv", "cannot be read", "check its name"]);
    place.ask("import invitations data").refused(&["data", "cannot be read"]);
}

#[test]
fn all_faults_of_a_file_are_told_at_once_and_partial_brings_in_the_good_rows() {
    let place = Place::new("");
    let bad = row("36220007").replace(",MAR", ",XQZ");
    let text = format!("{}\n{}\n{bad}\n{}\n", heading(), row(GOOD), row("3622000703"));
    let said = import(&place, "mixed.csv", &text);
    said.refused(&["line 3, number:", "line 3, nationality:", "Nothing was imported", "--partial"]);
    assert_eq!(place.register(), [""; 0]);
    place
        .ask("import invitations mixed.csv --partial")
        .refused(&["line 3, number:", "2 imported, 0 already there, 1 faulty."]);
    assert_eq!(place.register(), [GOOD, "3622000703"]);
}

/// The good row as an object of a JSON file.
fn object(number: &str) -> serde_json::Value {
    let row = row(number).replace("\"г. Астана, ул. Достык, 5\"", "г. Астана; ул. Достык; 5");
    heading()
        .split(',')
        .zip(row.split(','))
        .map(|(name, cell)| (name.to_owned(), serde_json::Value::from(cell)))
        .collect()
}

#[test]
fn json_says_the_same_as_csv() {
    let place = Place::new("");
    let good = object(GOOD);
    import(&place, "one.json", good.to_string()).refused(&["not a JSON array of objects", "line 1"]);
    import(&place, "torn.json", format!("[\n{good},\n{{\"number\"")).refused(&["not a JSON array", "line 3"]);
    import(&place, "words.json", "[\"words\"]").refused(&["not a JSON array"]);
    let mut wrong = object("3622000702");
    wrong["sex"] = "?".into();
    let mixed = format!("[{good}, {wrong}]");
    import(&place, "mixed.json", &mixed).refused(&["record 2, sex:", "Nothing was imported"]);
    assert_eq!(place.register(), [""; 0]);
    import(&place, "good.json", format!("[{good}]")).good(&["1 imported"]);
    assert_eq!(place.register(), [GOOD]);
}

#[test]
fn rates_are_brought_in_and_doubtful_ones_refused() {
    let place = Place::new("");
    let import = |name: &str, text: &str| {
        place.write(name, text);
        place.ask(&format!("rates import {name}"))
    };
    let today = day(0);
    let none = format!("<?xml version=\"1.0\"?><rates><date>{today}</date></rates>");
    import("none.xml", &none).refused(&["There are no rates for", "day before"]);
    import("torn.xml", "<rates><date>").refused(&["not the National Bank's file", "Download it again"]);
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE rates [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                <rates><date>&b;</date></rates>";
    import("bomb.xml", bomb).refused(&["not the National Bank's file"]);
    import("dollar.xml", &rates(&today, "abc")).refused(&["no readable rate of the US dollar"]);
    import("large.xml", &" ".repeat(1024 * 1024 + 1)).refused(&["too large"]);
    place.ask("rates import none").refused(&["none", "cannot be read"]);
    import("good.xml", &rates(&today, "388.28")).good(&["1 USD = 388.28 KZT"]);
    import("absurd.xml", &rates(&today, "38828")).refused(&["more than a fifth", "--force"]);
    place.ask("rates import absurd.xml --force").good(&["38828"]);
}

#[test]
fn an_account_is_made_with_a_good_password_that_is_never_repeated() {
    let place = Place::new("");
    for weak in ["", "short", "password123456", EMAIL] {
        let said = place.user(weak);
        said.refused(&[]);
        assert!(said.text.contains("password") || said.text.contains("Password"), "{}", said.text);
        assert!(weak.is_empty() || !said.text.contains(weak), "the password is repeated: {}", said.text);
    }
    let endless = vec![b'x'; 1024 * 1024];
    let line = ["user", "create", EMAIL, "--name", "Wang Xiaoming", "--password-stdin"];
    ask_with(place.folder(), &line, &endless).refused(&[]);
    let binary = ask_with(place.folder(), &line, b"\xFF\xFE\n");
    binary.refused(&["password", "UTF-8"]);
    let said = place.user(PASSWORD);
    said.good(&["can sign in now"]);
    assert!(!said.text.contains(PASSWORD));
    place.user(PASSWORD).refused(&["account"]);
    let nameless = ["user", "create", "b@mail.example", "--name", " ", "--password-stdin"];
    ask_with(place.folder(), &nameless, PASSWORD.as_bytes()).refused(&["--name"]);
    let portal = place.serve();
    place.visitor();
    portal.stop(std::time::Duration::from_secs(10));
}

#[test]
fn addresses_of_the_old_portal_are_brought_in_and_faulty_lines_are_named() {
    let place = Place::new("");
    place.write("old.csv", "email\na@mail.ru\nnonsense\nb@mail.ru\n");
    let said = place.ask("import old-accounts old.csv");
    said.refused(&["line 3: this is not an e-mail address", "2 imported, 0 already there, 1 faulty."]);
    place.write("old.csv", "a@mail.ru\nc@mail.ru\n");
    place.ask("import old-accounts old.csv").good(&["1 imported, 1 already there, 0 faulty."]);
}
