//! Fear: a wrong file makes the service believe strangers, or an old list hides who was revoked.

use data_encoding::BASE64;
use evisa::sandbox::nca::Authority;
use serde_json::Value;

use crate::place::Place;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/cms.json")).unwrap()
}

fn der(vectors: &Value, key: &str) -> Vec<u8> {
    BASE64.decode(vectors[key].as_str().unwrap().as_bytes()).unwrap()
}

#[test]
fn roots_authorities_and_lists_are_brought_in_shown_and_removed() {
    let place = Place::new("");
    let vectors = vectors();
    place.ask("trust list").good(&["0 trusted. Without a root nobody can sign in by signature"]);
    place.write("root.pem", vectors["root_pem"].as_str().unwrap());
    place.write("ica.pem", format!("The authority\n{}", vectors["ica_pem"].as_str().unwrap()));
    place.write("ica.crl", der(&vectors, "crl_ica_der_b64"));
    place.write("root.crl", der(&vectors, "crl_root_der_b64"));
    place.write("leaf.ocsp", der(&vectors, "ocsp_good_leaf_ec_b64"));
    // A list alone is nobody's: its authority is not known yet.
    place.ask("trust import ica.crl").refused(&["TEST Issuing CA", "is signed by no authority that is trusted here"]);
    place.ask("trust import ica.crl root.pem root.crl ica.pem leaf.ocsp").good(&[
        "root       2060-01-01  CN=TEST Root,C=KZ",
        "authority  2055-01-01  CN=TEST Issuing CA,C=KZ",
        "list       2050-01-01",
        "answer     2050-01-01",
    ]);
    place.ask("trust import root.pem").good(&["trusted"]);
    let listed = place.ask("trust list");
    listed.good(&["5 trusted."]);
    let text = &listed.text;
    let root = text.lines().find(|line| line.contains("TEST Root") && line.contains("root ")).unwrap();
    let fingerprint = root.split(' ').next().unwrap();
    place.ask(&format!("trust remove {fingerprint}")).good(&["removed", "TEST Root"]);
    place.ask(&format!("trust remove {fingerprint}")).refused(&["must name exactly one thing"]);
    place.ask("trust list").good(&["4 trusted. Without a root"]);
    place.ask("audit verify").good(&["unbroken"]);
}

#[test]
fn every_vector_has_its_verdict_on_the_command_line() {
    let place = Place::new("");
    let vectors = vectors();
    place.write("root.pem", vectors["root_pem"].as_str().unwrap());
    place.write("ica.pem", vectors["ica_pem"].as_str().unwrap());
    place.write("ica.crl", der(&vectors, "crl_ica_der_b64"));
    place.write("root.crl", der(&vectors, "crl_root_der_b64"));
    place.ask("trust import root.pem ica.pem ica.crl root.crl").good(&["trusted"]);
    for vector in vectors["vectors"].as_array().unwrap() {
        let text = vector["detached_content_b64"].as_str().or(vectors["challenge_b64"].as_str()).unwrap();
        place.write("text", BASE64.decode(text.as_bytes()).unwrap());
        place.write("signature", der(vector, "cms_b64"));
        let said = place.ask(&format!("trust check signature --text text --at {}", vectors["at"].as_str().unwrap()));
        let name = vector["name"].as_str().unwrap();
        if vector["valid"] == true {
            said.good(&["good: IIN …0017, certificate until 2050-01-01"]);
        } else {
            said.refused(&["refused ("]);
        }
        assert!(!said.text.contains("900101300017"), "{name}");
    }
}

#[test]
fn what_is_no_authority_is_refused_and_nothing_is_half_trusted() {
    let place = Place::new("");
    let vectors = vectors();
    place.write("root.pem", vectors["root_pem"].as_str().unwrap());
    place.write("person.pem", vectors["certs_pem"]["leaf_ec"].as_str().unwrap());
    place.write("letter.txt", "Trust me");
    let mut damaged = Authority::new().unwrap().root_der().unwrap();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    place.write("damaged.cer", damaged);
    place.ask("trust import root.pem person.pem").refused(&["person.pem", "of a person or a server"]);
    place.ask("trust import root.pem letter.txt").refused(&["letter.txt", "neither a certificate nor a list"]);
    place.ask("trust import root.pem damaged.cer").refused(&["damaged.cer", "not its own"]);
    place.ask("trust import root.pem none.cer").refused(&["none.cer", "cannot be read"]);
    place.ask("trust list").good(&["0 trusted."]);
    place.ask("serve --set signature.revocation=never").refused(&["signature.revocation", "when_known"]);
}
