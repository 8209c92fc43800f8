//! Keys, certificates and lists, read back as others read them.

use std::process::Command;

use super::*;
use crate::{
    crypto::{
        certificate::CertificateFault,
        trust::{Trust, TrustFault, Withdrawal, Withdrawn, fingerprint, mark},
    },
    domain::context::FixedChance,
};

const PASSPHRASE: &str = "a camel and a moon";

/// A chance that counts, so that every key is another one.
struct Counting(std::sync::atomic::AtomicU8);

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    }
}

fn chance() -> Counting {
    Counting(std::sync::atomic::AtomicU8::new(1))
}

fn identity() -> Identity {
    Identity {
        country: "KZ".to_owned(),
        signer: "EV".to_owned(),
        authority: "Test authority".to_owned(),
        key_months: 12,
        visa_months: 12,
    }
}

fn day(text: &str) -> Timestamp {
    format!("{text}T00:00:00Z").parse().unwrap()
}

fn ring() -> KeyRing {
    KeyRing::new(&identity(), day("2022-06-01"), &chance()).unwrap()
}

#[test]
fn certificates_are_of_the_profile_of_icao() {
    let ring = ring();
    let first = ring.current(day("2022-06-08")).unwrap();
    assert_eq!(first.seal.reference(), ("KZEV".to_owned(), "11".to_owned()));
    let tbs = &first.seal.certificate().x509().tbs_certificate;
    assert_eq!(tbs.subject.0.len(), 2, "country and common name, nothing else");
    let critical: Vec<(String, bool)> =
        tbs.extensions.iter().flatten().map(|one| (one.extn_id.to_string(), one.critical)).collect();
    let expected = [
        ("2.5.29.35", false),
        ("2.5.29.15", true),
        ("2.5.29.16", false),
        ("2.5.29.37", true),
        ("2.23.136.1.1.6.2", false),
    ];
    assert_eq!(critical, expected.map(|(oid, critical)| (oid.to_owned(), critical)));
    assert_eq!(first.seal.certificate().validity(), (day("2022-06-01"), day("2024-06-01")));
    assert_eq!(first.signs_until(), day("2023-06-01"));
    assert!(ring.authority().is_authority() && !first.seal.certificate().is_authority());
}

#[test]
fn a_certificate_is_judged_by_trust_use_revocation_and_time() {
    let mut ring = ring();
    let (other, now) = (KeyRing::new(&identity(), day("2022-06-01"), &FixedChance(9)).unwrap(), day("2022-06-08"));
    let seal = ring.current(now).unwrap().seal.certificate().clone();
    let list = ring.revocation_list(now).unwrap();
    let check = |ring: &KeyRing, list: &RevocationList, usage, at| {
        seal.check(usage, (std::slice::from_ref(ring.authority()), std::slice::from_ref(list)), at)
    };
    assert_eq!(check(&ring, &list, Use::Seal, now), Ok(()));
    assert_eq!(check(&ring, &list, Use::Document, now), Err(CertificateFault::WrongUse));
    assert_eq!(check(&other, &list, Use::Seal, now), Err(CertificateFault::Untrusted), "the same name, another key");
    assert_eq!(check(&ring, &list, Use::Seal, day("2022-05-31")), Err(CertificateFault::NotYet));
    assert_eq!(check(&ring, &list, Use::Seal, day("2024-06-02")), Err(CertificateFault::Expired));
    assert!(ring.revoke(1, now));
    let list = ring.revocation_list(now).unwrap();
    assert_eq!(check(&ring, &list, Use::Seal, now), Err(CertificateFault::Revoked));
    assert!(matches!(ring.current(now), Err(KeyFault::NoneValid(_))), "a revoked generation signs nothing");
}

#[test]
fn rotation_follows_and_old_generations_stay() {
    let (mut ring, chance) = (ring(), chance());
    assert_eq!(ring.rotate(&identity(), day("2023-05-01"), &chance), Ok(2));
    assert_eq!(ring.current(day("2023-05-02")).unwrap().number, 2);
    assert_eq!(ring.current(day("2022-12-01")).unwrap().number, 1, "a clock before the newest falls back");
    assert!(
        matches!(ring.current(day("2022-05-31")), Err(KeyFault::NoneValid(_))),
        "a clock before all issues nothing"
    );
    assert!(
        matches!(ring.current(day("2024-05-02")), Err(KeyFault::NoneValid(_))),
        "keys that are too old issue nothing"
    );
    assert_eq!(ring.generation(1).unwrap().seal.reference().1, "11");
    assert_eq!(ring.generation(2).unwrap().seal.reference().1, "21");
}

#[test]
fn files_open_by_their_passphrase_only_and_openssl_reads_them() {
    let ring = ring();
    assert_eq!(ring.files("short", &chance()).unwrap_err(), KeyFault::PassphraseShort);
    let mut files: BTreeMap<_, _> = ring.files(PASSPHRASE, &chance()).unwrap().into_iter().collect();
    let again = KeyRing::open(&files, PASSPHRASE).unwrap();
    assert_eq!(again.authority(), ring.authority());
    assert_eq!(again.generations()[0].seal.sign(b"bytes"), ring.generations()[0].seal.sign(b"bytes"));
    assert_eq!(KeyRing::open(&files, "another passphrase").err(), Some(KeyFault::Passphrase));
    assert_eq!(KeyRing::open(&BTreeMap::new(), PASSPHRASE).err(), Some(KeyFault::None));

    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let openssl = |words: &[&str]| Command::new("openssl").args(words).current_dir(folder.path()).output();
    let at = day("2022-06-08").as_second().to_string();
    if let Ok(verified) = openssl(&["verify", "-attime", &at, "-CAfile", "authority.crt", "signer-1-document.crt"]) {
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
        let opened = openssl(&["pkey", "-in", "signer-1-seal.key", "-passin", &format!("pass:{PASSPHRASE}"), "-noout"]);
        assert!(opened.unwrap().status.success(), "the key is PKCS#8 as others read it");
    }

    files.insert("signer-1-seal.crt".to_owned(), files["signer-1-document.crt"].clone());
    assert_eq!(KeyRing::open(&files, PASSPHRASE).err(), Some(KeyFault::Unreadable("signer-1-seal.key".to_owned())));
    files.remove("signer-1-seal.crt");
    files.remove("authority.key");
    assert_eq!(KeyRing::open(&files, PASSPHRASE).err(), Some(KeyFault::Missing("authority.key".to_owned())));
}

#[test]
fn a_trust_list_is_opened_only_as_its_authority_signed_it() {
    let (ring, now) = (ring(), day("2022-06-08"));
    let gone = Withdrawn { number: "EV0000001".to_owned(), seal: mark(b"seal"), why: Withdrawal::Revoked, at: now };
    let list = Trust::of_ring(&ring, (now, true), vec![gone.clone()]).unwrap();
    let signer = &ring.current(now).unwrap().document;
    let bytes = list.sealed(signer).unwrap();
    let pinned = fingerprint(ring.authority());
    let opened = Trust::open(&bytes, Some(&pinned)).unwrap();
    assert_eq!(opened.withdrawn_by_seal(b"seal"), Some(&gone));
    assert_eq!(opened.withdrawn_by_number("EV0000001"), Some(&gone));
    assert_eq!(opened.check(ring.current(now).unwrap().seal.certificate(), Use::Seal, now), Ok(()));
    assert!(opened.demonstration && opened.signers.len() == 3);

    assert!(matches!(Trust::open(&bytes, Some(&[0; 32])), Err(TrustFault::OtherAuthority(_))));
    let text = String::from_utf8(bytes).unwrap();
    let changed = text.replace("revoked\",", "replaced\",");
    assert_ne!(changed, text);
    assert_eq!(Trust::open(changed.as_bytes(), None).unwrap_err(), TrustFault::Altered);
    assert_eq!(Trust::open(b"{}", None).unwrap_err(), TrustFault::Unreadable);
    let by_seal_key = list.sealed(&ring.current(now).unwrap().seal).unwrap();
    assert_eq!(Trust::open(&by_seal_key, None).unwrap_err(), TrustFault::Altered, "a seal's key signs no lists");
}

#[test]
fn names_that_no_certificate_can_carry_are_refused() {
    for (country, signer) in [("KAZ", "EV"), ("KZ", "E"), ("kz", "EV"), ("KZ", "Е\u{412}")] {
        let identity = Identity { country: country.to_owned(), signer: signer.to_owned(), ..identity() };
        assert!(
            matches!(KeyRing::new(&identity, day("2022-06-01"), &chance()), Err(KeyFault::Name(_))),
            "{country} {signer}"
        );
    }
}
