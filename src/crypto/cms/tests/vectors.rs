//! The vectors that came with the specification, and every way to damage them.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use jiff::Timestamp;
use proptest::prelude::*;
use serde::Deserialize;

use super::super::*;
use crate::domain::iin::Strictness;

#[derive(Deserialize)]
struct Vectors {
    at: Timestamp,
    challenge_b64: String,
    root_pem: String,
    ica_pem: String,
    crl_ica_der_b64: String,
    crl_root_der_b64: String,
    ocsp_good_leaf_ec_b64: String,
    ocsp_revoked_leaf_revoked_b64: String,
    certs_pem: BTreeMap<String, String>,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    cms_b64: String,
    detached_content_b64: Option<String>,
    valid: bool,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../tests/vectors/cms.json")).unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    BASE64.decode(text.as_bytes()).unwrap()
}

fn anchor(bytes: &[u8]) -> Anchor {
    Anchor::read_all(bytes).unwrap().remove(0)
}

fn trust(vectors: &Vectors, revocation: Revocation, lists: &[&str]) -> Trust {
    let mut trust = Trust::new(revocation, Strictness::Demonstration);
    trust.add(&anchor(vectors.root_pem.as_bytes()));
    for list in lists {
        trust.add(&anchor(&bytes(list)));
    }
    trust
}

fn full(vectors: &Vectors) -> Trust {
    trust(vectors, Revocation::Required, &[&vectors.crl_ica_der_b64, &vectors.crl_root_der_b64])
}

fn named<'a>(vectors: &'a Vectors, name: &str) -> &'a Vector {
    vectors.vectors.iter().find(|vector| vector.name == name).unwrap()
}

fn verdict(vectors: &Vectors, name: &str, trust: &Trust) -> Result<SignedBy, CmsFault> {
    let vector = named(vectors, name);
    let content = vector.detached_content_b64.as_ref().unwrap_or(&vectors.challenge_b64);
    verify(&bytes(&vector.cms_b64), &bytes(content), trust, vectors.at)
}

/// What a vector that is not valid is refused for.
fn expected(name: &str) -> CmsFault {
    match name {
        "leaf_ec_detached_wrong_content" | "leaf_ec_content_tampered" => CmsFault::Digest,
        "leaf_expired" => CmsFault::Expired("2021-01-01T00:00:00Z".parse().unwrap()),
        "leaf_revoked" => CmsFault::Revoked,
        "two_signers" => CmsFault::Signers { signers: 2 },
        "truncated" => CmsFault::NotCms,
        other => panic!("{other}: say which fault is expected"),
    }
}

#[test]
fn every_vector_has_its_verdict() {
    let vectors = vectors();
    let trust = full(&vectors);
    for vector in &vectors.vectors {
        let found = verdict(&vectors, &vector.name, &trust);
        if vector.valid {
            let signer = found.unwrap_or_else(|fault| panic!("{}: {fault}", vector.name));
            assert_eq!(signer.iin.as_str(), "900101300017", "{}", vector.name);
            assert_eq!((signer.common_name.as_str(), signer.bin.as_ref()), ("ТЕСТОВ ТЕСТ", None), "{}", vector.name);
            assert_eq!(signer.roles, [SignerRole::Individual], "{}", vector.name);
        } else {
            assert_eq!(found, Err(expected(&vector.name)), "{}", vector.name);
        }
    }
}

#[test]
fn a_signature_is_read_in_pem_and_base_64_and_nothing_stands_around_it() {
    let vectors = vectors();
    let (trust, challenge) = (full(&vectors), bytes(&vectors.challenge_b64));
    let text = &named(&vectors, "leaf_ec_attached").cms_b64;
    let der = bytes(text);
    let verdict = |sent: &[u8]| verify(sent, &challenge, &trust, vectors.at).map(|signer| signer.iin.to_string());
    let good = Ok("900101300017".to_owned());
    let pem = format!("-----BEGIN CMS-----\r\n{text}\r\n-----END CMS-----\r\n");
    assert_eq!(verdict(text.as_bytes()), good);
    assert_eq!(verdict(pem.as_bytes()), good);
    assert_eq!(verdict(pem.replace("CMS", "PKCS7").as_bytes()), good);
    assert_eq!(verdict(format!("{pem}{pem}").as_bytes()), Err(CmsFault::TrailingBytes));
    assert_eq!(verdict(pem.replace("CMS", "CERTIFICATE").as_bytes()), Err(CmsFault::NotCms));
    assert_eq!(verdict(&[der.as_slice(), &[0]].concat()), Err(CmsFault::TrailingBytes));
    assert_eq!(verdict(&[der.as_slice(), &der].concat()), Err(CmsFault::TrailingBytes));
    assert_eq!(verdict(&[&[0x20], der.as_slice()].concat()), Err(CmsFault::NotCms));
    assert_eq!(verdict(&vec![0x30; CMS_BYTES_MAX + 1]), Err(CmsFault::TooLarge));
    assert_eq!(verdict(&vec![b'M'; CMS_BYTES_MAX * 2]), Err(CmsFault::TooLarge));
    for other in [&b""[..], b"0", b"M", b"hello", b"-----BEGIN CMS-----", &[0x30, 0x80, 0, 0], &[0xff; 40]] {
        assert_eq!(verdict(other), Err(CmsFault::NotCms), "{other:?}");
    }
}

#[test]
fn the_challenge_is_the_very_same_bytes() {
    let vectors = vectors();
    let (trust, challenge) = (full(&vectors), bytes(&vectors.challenge_b64));
    let attached = bytes(&named(&vectors, "leaf_ec_attached").cms_b64);
    let detached = bytes(&named(&vectors, "leaf_ec_detached_cades").cms_b64);
    for other in [&challenge[1..], &[challenge.as_slice(), b" "].concat(), b""] {
        assert_eq!(verify(&attached, other, &trust, vectors.at), Err(CmsFault::WrongChallenge));
        assert_eq!(verify(&detached, other, &trust, vectors.at), Err(CmsFault::Digest));
    }
}

#[test]
fn who_is_not_known_to_be_good_is_refused_unless_the_installation_says_otherwise() {
    let vectors = vectors();
    let (ica, root) = (vectors.crl_ica_der_b64.as_str(), vectors.crl_root_der_b64.as_str());
    let (good, revoked) = (vectors.ocsp_good_leaf_ec_b64.as_str(), vectors.ocsp_revoked_leaf_revoked_b64.as_str());
    let check = |lists: &[&str], leaf: &str, expected: Result<(), CmsFault>| {
        let trust = trust(&vectors, Revocation::Required, lists);
        assert_eq!(verdict(&vectors, leaf, &trust).map(drop), expected, "{leaf}");
    };
    check(&[], "leaf_ec_attached", Err(CmsFault::RevocationUnknown));
    check(&[ica], "leaf_ec_attached", Err(CmsFault::RevocationUnknown));
    check(&[root], "leaf_ec_attached", Err(CmsFault::RevocationUnknown));
    check(&[root, good], "leaf_ec_attached", Ok(()));
    check(&[root, good], "leaf_rsa_attached", Err(CmsFault::RevocationUnknown));
    check(&[root, revoked], "leaf_revoked", Err(CmsFault::Revoked));
    let loose = trust(&vectors, Revocation::WhenKnown, &[]);
    assert!(verdict(&vectors, "leaf_ec_attached", &loose).is_ok());
    assert!(verdict(&vectors, "leaf_revoked", &loose).is_ok());
    let known = trust(&vectors, Revocation::WhenKnown, &[ica]);
    assert_eq!(verdict(&vectors, "leaf_revoked", &known), Err(CmsFault::Revoked));
}

#[test]
fn lists_and_answers_count_only_in_their_time() {
    let vectors = vectors();
    let challenge = bytes(&vectors.challenge_b64);
    let sent = bytes(&named(&vectors, "leaf_ec_attached").cms_b64);
    let answers = trust(&vectors, Revocation::Required, &[&vectors.crl_root_der_b64, &vectors.ocsp_good_leaf_ec_b64]);
    for trust in [full(&vectors), answers] {
        let at = |text: &str| verify(&sent, &challenge, &trust, text.parse().unwrap()).map(drop);
        assert_eq!(at("2025-12-31T23:50:00Z"), Err(CmsFault::RevocationUnknown));
        assert_eq!(at("2025-12-31T23:56:00Z"), Ok(()), "clocks may differ by five minutes");
        assert_eq!(at("2049-12-31T23:59:59Z"), Ok(()));
        assert_eq!(at("2050-01-01T00:00:00Z"), Err(CmsFault::RevocationUnknown));
        assert_eq!(at("2050-01-01T00:00:01Z"), Err(CmsFault::Expired("2050-01-01T00:00:00Z".parse().unwrap())));
        assert_eq!(at("2023-12-31T23:59:59Z"), Err(CmsFault::NotYetValid("2024-01-01T00:00:00Z".parse().unwrap())));
    }
}

#[test]
fn only_a_pinned_root_makes_a_path() {
    let vectors = vectors();
    let mut nobody = Trust::new(Revocation::WhenKnown, Strictness::Strict);
    assert!(nobody.is_empty());
    assert_eq!(verdict(&vectors, "leaf_ec_attached", &nobody), Err(CmsFault::Untrusted));
    nobody.add(&anchor(vectors.ica_pem.as_bytes()));
    assert_eq!(verdict(&vectors, "leaf_ec_attached", &nobody), Err(CmsFault::Untrusted), "an authority is no root");
    let leaf = vectors.certs_pem["leaf_ec"].as_bytes();
    assert_eq!(Anchor::read_all(leaf).err(), Some(AnchorFault::NotAuthority));
    assert_eq!(Anchor::read_all(b"hello").err(), Some(AnchorFault::Unknown));
}

#[test]
fn a_list_is_believed_when_its_authority_is_known() {
    let vectors = vectors();
    let list = anchor(&bytes(&vectors.crl_ica_der_b64));
    let mut trust = trust(&vectors, Revocation::Required, &[]);
    assert!(!trust.believes(&list));
    assert!(trust.believes(&anchor(&bytes(&vectors.crl_root_der_b64))));
    trust.add(&anchor(vectors.ica_pem.as_bytes()));
    assert!(trust.believes(&list));
    assert!(!list.is_older_than(&list));
    assert_eq!((list.kind, list.name.as_str()), (AnchorKind::List, "CN=TEST Issuing CA,C=KZ"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// One flipped bit: refused, or — where nothing that counts was touched — the same person. Never another one, never a panic.
    #[test]
    fn a_flipped_bit_never_makes_another_signer(place in any::<prop::sample::Index>(), bit in 0u8..8, which in 0usize..4) {
        let vectors = vectors();
        let name = ["leaf_ec_attached", "leaf_rsa_pss", "leaf_ec_detached_cades", "leaf_ec_ski_sid"][which];
        let (trust, challenge) = (full(&vectors), bytes(&vectors.challenge_b64));
        let mut sent = bytes(&named(&vectors, name).cms_b64);
        let place = place.index(sent.len());
        sent[place] ^= 1 << bit;
        if let Ok(signer) = verify(&sent, &challenge, &trust, vectors.at) {
            prop_assert_eq!(signer.iin.as_str(), "900101300017");
        }
    }

    #[test]
    fn other_bytes_are_no_signature(sent in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let vectors = vectors();
        prop_assert!(verify(&sent, b"x", &full(&vectors), vectors.at).is_err());
    }
}
