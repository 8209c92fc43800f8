//! Signatures that the OpenSSL command line makes here and now, good ones and bad ones: another program than ours says what a signature is.
//! Where it is not installed, these tests say so and pass.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use jiff::Timestamp;

use super::super::*;
use crate::domain::iin::{Strictness, TaxIdFault};

/// What is signed.
const CHALLENGE: &[u8] = b"{\"aud\":\"https://evisa.test\",\"nonce\":\"00\"}";
/// The subject of a person's certificate.
const PERSON: &str = "/C=KZ/CN=ТЕСТОВА АЙГУЛЬ/SN=ТЕСТОВА/GN=СЕРИКОВНА/serialNumber=IIN920229400122";
/// The extensions of a key for signing in.
const SIGN_IN: &str =
    "keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=clientAuth,1.2.398.3.3.4.1.1";
const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign";
const EC: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const RSA: &[&str] = &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const DAYS: (&str, &str) = ("20240101000000Z", "20300101000000Z");

fn at() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

/// A small public-key infrastructure in a folder: `root` → `ca` → leaves.
struct Pki {
    dir: tempfile::TempDir,
}

impl Pki {
    /// None where OpenSSL is not installed.
    fn new() -> Option<Self> {
        let installed = Command::new("openssl").arg("version").stdout(Stdio::null()).status();
        if !installed.is_ok_and(|status| status.success()) {
            eprintln!("OpenSSL is not installed: nothing was tried");
            return None;
        }
        let pki = Self { dir: tempfile::tempdir().unwrap() };
        pki.key("root", EC);
        pki.issue(("root", "root"), "/C=KZ/CN=Own Root", AUTHORITY, DAYS);
        pki.authority(("ca", "root"), AUTHORITY);
        Some(pki)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, args: &[&str]) {
        let done = Command::new("openssl").args(args).current_dir(self.dir.path()).output().unwrap();
        assert!(done.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn key(&self, name: &str, kind: &[&str]) {
        let file = format!("{name}.key");
        self.run(&[&["genpkey", "-out", &file], kind].concat());
    }

    fn authority(&self, (name, by): (&str, &str), extensions: &str) {
        self.key(name, EC);
        self.issue((name, by), &format!("/C=KZ/CN=Own {name}"), extensions, DAYS);
    }

    /// A certificate for the key called `name`, signed by `by`.
    fn issue(&self, (name, by): (&str, &str), subject: &str, extensions: &str, (from, until): (&str, &str)) {
        for (file, text) in [("index.txt", ""), ("index.txt.attr", "unique_subject = no")] {
            if !self.path(&format!("{by}.{file}")).exists() {
                std::fs::write(self.path(&format!("{by}.{file}")), text).unwrap();
            }
        }
        let config = format!(
            "[ca]\ndefault_ca=d\n[d]\ndatabase={by}.index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n\
             string_mask=utf8only\n[p]\ncountryName=optional\ncommonName=optional\nsurname=optional\ngivenName=optional\n\
             organizationalUnitName=optional\nserialNumber=optional\n[req]\ndistinguished_name=n\nstring_mask=utf8only\n[n]\n\
             [e]\nsubjectKeyIdentifier=hash\n{extensions}\n"
        );
        std::fs::write(self.path("openssl.cnf"), config).unwrap();
        let (key, request, cert) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        let config = ["-config", "openssl.cnf"];
        let asked = ["req", "-new", "-utf8", "-multivalue-rdn", "-key", &key, "-subj", subject, "-out", &request];
        self.run(&[&asked[..], &config[..]].concat());
        let (by_key, by_cert) = (format!("{by}.key"), format!("{by}.pem"));
        let mut args = vec!["ca", "-batch", "-notext", "-utf8", "-preserveDN", "-multivalue-rdn", "-extensions", "e"];
        args.extend(["-in", &request, "-out", &cert, "-keyfile", &by_key, "-startdate", from, "-enddate", until]);
        args.extend(config);
        if name == by {
            args.push("-selfsign")
        } else {
            args.extend(["-cert", &by_cert])
        }
        self.run(&args);
    }

    /// A person's certificate.
    fn person(&self, name: &str, kind: &[&str], (subject, extensions): (&str, &str)) {
        self.key(name, kind);
        self.issue((name, "ca"), subject, extensions, DAYS);
    }

    /// The challenge signed by `name`, with the certificate of `ca` beside it.
    fn sign(&self, name: &str, beside: &str, more: &[&str]) -> Vec<u8> {
        std::fs::write(self.path("challenge"), CHALLENGE).unwrap();
        let (key, cert, beside) = (format!("{name}.key"), format!("{name}.pem"), format!("{beside}.pem"));
        let mut args = vec!["cms", "-sign", "-binary", "-in", "challenge", "-outform", "DER", "-out", "signed"];
        args.extend(["-signer", &cert, "-inkey", &key, "-certfile", &beside]);
        if !more.contains(&"-detached") {
            args.push("-nodetach");
        }
        args.extend(more.iter().filter(|word| **word != "-detached"));
        self.run(&args);
        std::fs::read(self.path("signed")).unwrap()
    }

    /// A list of `by`, of this number, good from `from` until `until`.
    fn list(&self, by: &str, number: &str, (from, until): (&str, &str), extensions: &str) -> Anchor {
        let config = format!(
            "[ca]\ndefault_ca=d\n[d]\ndatabase={by}.index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n[e]\n{extensions}\n"
        );
        std::fs::write(self.path("crl.cnf"), config).unwrap();
        std::fs::write(self.path("crlnumber"), number).unwrap();
        let (key, cert) = (format!("{by}.key"), format!("{by}.pem"));
        let mut args = vec!["ca", "-gencrl", "-config", "crl.cnf", "-keyfile", &key, "-cert", &cert, "-out", "crl.pem"];
        args.extend(["-crl_lastupdate", from, "-crl_nextupdate", until, "-crlexts", "e"]);
        self.run(&args);
        self.anchor("crl.pem")
    }

    fn anchor(&self, file: &str) -> Anchor {
        Anchor::read_all(&std::fs::read(self.path(file)).unwrap()).unwrap().remove(0)
    }

    fn trust(&self, revocation: Revocation, more: &[&Anchor]) -> Trust {
        let mut trust = Trust::new(revocation, Strictness::Strict);
        trust.add(&self.anchor("root.pem"));
        more.iter().for_each(|anchor| trust.add(anchor));
        trust
    }

    fn check(&self, sent: &[u8], expected: Result<(), CmsFault>, why: &str) {
        let trust = self.trust(Revocation::WhenKnown, &[]);
        assert_eq!(verify(sent, CHALLENGE, &trust, at()).map(drop), expected, "{why}");
    }
}

#[test]
fn every_algorithm_on_the_list_is_read_and_no_other() {
    let Some(pki) = Pki::new() else { return };
    let curve = |name: &'static str| -> [&str; 4] { ["-algorithm", "EC", "-pkeyopt", name] };
    let bits = |name: &'static str| -> [&str; 4] { ["-algorithm", "RSA", "-pkeyopt", name] };
    pki.person("ec", EC, (PERSON, SIGN_IN));
    pki.person("p384", &curve("ec_paramgen_curve:P-384"), (PERSON, SIGN_IN));
    pki.person("p521", &curve("ec_paramgen_curve:P-521"), (PERSON, SIGN_IN));
    pki.person("rsa", RSA, (PERSON, SIGN_IN));
    pki.person("rsa3072", &bits("rsa_keygen_bits:3072"), (PERSON, SIGN_IN));
    pki.person("rsa1024", &bits("rsa_keygen_bits:1024"), (PERSON, SIGN_IN));
    for key in ["ec", "p384", "rsa", "rsa3072"] {
        for digest in ["sha256", "sha384", "sha512"] {
            pki.check(&pki.sign(key, "ca", &["-md", digest]), Ok(()), &format!("{key} {digest}"));
        }
        for digest in ["sha1", "sha224"] {
            pki.check(&pki.sign(key, "ca", &["-md", digest]), Err(CmsFault::Algorithm), &format!("{key} {digest}"));
        }
    }
    pki.check(&pki.sign("rsa", "ca", &["-md", "md5"]), Err(CmsFault::Algorithm), "MD5");
    for digest in ["sha256", "sha512"] {
        let pss = ["-keyopt", "rsa_padding_mode:pss", "-md", digest];
        pki.check(&pki.sign("rsa", "ca", &pss), Ok(()), "PSS");
        let other = [&pss[..], &["-keyopt", "rsa_mgf1_md:sha1"]].concat();
        pki.check(&pki.sign("rsa", "ca", &other), Err(CmsFault::Algorithm), "PSS with a mask of SHA-1");
    }
    pki.check(&pki.sign("p521", "ca", &[]), Err(CmsFault::Algorithm), "P-521");
    pki.check(&pki.sign("rsa1024", "ca", &[]), Err(CmsFault::WeakKey), "RSA of 1024 bits");
}

#[test]
fn the_shape_of_a_message_is_strict() {
    let Some(pki) = Pki::new() else { return };
    pki.person("ec", EC, (PERSON, SIGN_IN));
    pki.person("second", EC, (PERSON, SIGN_IN));
    for good in [&["-cades"][..], &["-keyid"], &["-detached"], &["-detached", "-cades"], &["-nosmimecap"]] {
        pki.check(&pki.sign("ec", "ca", good), Ok(()), &format!("{good:?}"));
    }
    let wrong = [
        (&["-noattr"][..], CmsFault::NoAttributes),
        (&["-nocerts"], CmsFault::NoCertificate),
        (&["-stream"], CmsFault::NotCms),
        (&["-econtent_type", "1.2.840.113549.1.9.16.1.4"], CmsFault::NotSigned),
        (&["-signer", "second.pem", "-inkey", "second.key"], CmsFault::Signers { signers: 2 }),
    ];
    for (how, fault) in wrong {
        pki.check(&pki.sign("ec", "ca", how), Err(fault), &format!("{how:?}"));
    }
    pki.run(&["cms", "-data_create", "-in", "challenge", "-outform", "DER", "-out", "data"]);
    pki.check(&std::fs::read(pki.path("data")).unwrap(), Err(CmsFault::NotSigned), "data");
    pki.run(&["cms", "-digest_create", "-in", "challenge", "-outform", "DER", "-out", "data"]);
    pki.check(&std::fs::read(pki.path("data")).unwrap(), Err(CmsFault::NotSigned), "a digest");
    // The certificate of a signature is exchanged for another one of the same name: the key does not fit.
    let sent = pki.sign("ec", "ca", &["-cades"]);
    let mut swapped = sent.clone();
    let start = swapped.windows(9).position(|bytes| bytes == b"evisa.tes").unwrap();
    swapped[start] = b'E';
    pki.check(&swapped, Err(CmsFault::Digest), "another content");
}

#[test]
fn a_gost_key_has_an_answer_of_its_own() {
    let Some(pki) = Pki::new() else { return };
    pki.person("rsa", RSA, (PERSON, SIGN_IN));
    pki.person("ec", EC, (PERSON, SIGN_IN));
    let replaced = |sent: Vec<u8>, from: &[u8], to: &[u8]| {
        let mut sent = sent;
        let start = sent.windows(from.len()).rposition(|bytes| bytes == from).unwrap();
        sent[start..start + from.len()].copy_from_slice(to);
        sent
    };
    let rsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    let kazakh = [0x2a, 0x83, 0x0e, 3, 0x0a, 1, 1, 1, 2];
    pki.check(&replaced(pki.sign("rsa", "ca", &[]), &rsa, &kazakh), Err(CmsFault::Gost), "GOST 34.310");
    let (ecdsa, russian) = ([0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], [0x2a, 0x85, 3, 7, 1, 1, 3, 2]);
    pki.check(&replaced(pki.sign("ec", "ca", &[]), &ecdsa, &russian), Err(CmsFault::Gost), "GOST R 34.10-2012");

    /// A verifier that knows GOST, as a plugin might.
    struct Knows;
    impl SignatureVerifier for Knows {
        fn verify(
            &self,
            key: &x509_cert::spki::SubjectPublicKeyInfoOwned,
            (algorithm, digest): (
                &x509_cert::spki::AlgorithmIdentifierOwned,
                Option<&x509_cert::spki::AlgorithmIdentifierOwned>,
            ),
            message: &[u8],
            signature: &[u8],
        ) -> Result<(), AlgorithmFault> {
            match Standard.verify(key, (algorithm, digest), message, signature) {
                Err(AlgorithmFault::Gost) => Ok(()),
                other => other,
            }
        }
    }
    let sent = replaced(pki.sign("ec", "ca", &[]), &ecdsa, &russian);
    let trust = pki.trust(Revocation::WhenKnown, &[]);
    assert!(verify_with(&Knows, (&sent, CHALLENGE), &trust, at()).is_ok(), "the seam is open");
}

#[test]
fn a_certificate_is_for_signing_in_and_names_a_person() {
    let Some(pki) = Pki::new() else { return };
    let usage = "keyUsage=critical,digitalSignature";
    let eku = "extendedKeyUsage=clientAuth";
    let cases: [(&str, String, CmsFault); 9] = [
        ("no key usage", eku.to_owned(), CmsFault::Purpose),
        ("a key for encryption", format!("keyUsage=critical,keyEncipherment\n{eku}"), CmsFault::Purpose),
        ("no purpose", usage.to_owned(), CmsFault::Purpose),
        ("a key for documents", format!("{usage}\nextendedKeyUsage=emailProtection"), CmsFault::Purpose),
        ("a server", format!("{usage}\nextendedKeyUsage=serverAuth"), CmsFault::Purpose),
        ("any purpose", format!("{usage}\nextendedKeyUsage=anyExtendedKeyUsage"), CmsFault::Purpose),
        ("an authority", format!("basicConstraints=critical,CA:TRUE\n{usage}\n{eku}"), CmsFault::Purpose),
        ("unknown and critical", format!("{usage}\n{eku}\n1.2.3.4=critical,DER:0500"), CmsFault::CriticalExtension),
        (
            "a limit of names",
            format!("{usage}\n{eku}\nnameConstraints=critical,permitted;email:.kz"),
            CmsFault::CriticalExtension,
        ),
    ];
    for (what, extensions, fault) in cases {
        pki.person("leaf", EC, (PERSON, &extensions));
        pki.check(&pki.sign("leaf", "ca", &[]), Err(fault), what);
    }
    pki.person("leaf", EC, (PERSON, &format!("{SIGN_IN}\n1.2.3.4=DER:0500")));
    pki.check(&pki.sign("leaf", "ca", &[]), Ok(()), "unknown and not critical");
    let subjects = [
        ("/C=KZ/CN=NOBODY", CmsFault::NoIin),
        ("/C=KZ/CN=A FIRM/serialNumber=BIN120340000014", CmsFault::NoIin),
        ("/C=KZ/CN=TWO/serialNumber=IIN920229400122/serialNumber=IIN850101300015", CmsFault::NoIin),
        ("/C=KZ/CN=WRONG/serialNumber=IIN850101300016", CmsFault::Iin(TaxIdFault::CheckDigit { expected: 5 })),
        ("/C=KZ/CN=SHORT/serialNumber=IIN8501013", CmsFault::Iin(TaxIdFault::Length { digits: 7 })),
        ("/C=KZ/CN=A TEST/serialNumber=IIN123456789011", CmsFault::Iin(TaxIdFault::CheckDigit { expected: 3 })),
        ("/C=KZ/CN=FIRM/serialNumber=IIN850101300015/OU=BIN120340000015", CmsFault::Bin),
        ("/C=KZ/CN=FIRM/serialNumber=IIN850101300015/OU=BIN120340000014/OU=BIN200140001230", CmsFault::Bin),
    ];
    for (subject, fault) in subjects {
        pki.person("leaf", EC, (subject, SIGN_IN));
        pki.check(&pki.sign("leaf", "ca", &[]), Err(fault), subject);
    }
}

#[test]
fn the_person_and_the_organization_are_read() {
    let Some(pki) = Pki::new() else { return };
    let trust = pki.trust(Revocation::WhenKnown, &[]);
    pki.person("own", EC, (PERSON, SIGN_IN));
    let own = verify(&pki.sign("own", "ca", &[]), CHALLENGE, &trust, at()).unwrap();
    assert_eq!((own.iin.as_str(), own.is_representative()), ("920229400122", false));
    assert_eq!((own.surname.as_deref(), own.given().as_deref()), (Some("ТЕСТОВА"), Some("АЙГУЛЬ")));
    assert_eq!((own.patronymic.as_deref(), own.roles.as_slice()), (Some("СЕРИКОВНА"), &[SignerRole::Individual][..]));
    assert_eq!(own.valid_until, "2030-01-01T00:00:00Z".parse().unwrap());
    assert!(!format!("{own:?}").contains("920229400122"));
    let head = "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth,1.2.398.3.3.4.1.2,1.2.398.3.3.4.1.2.1";
    pki.person("head", EC, (&format!("{PERSON}/OU=BIN120340000014"), head));
    let head = verify(&pki.sign("head", "ca", &[]), CHALLENGE, &trust, at()).unwrap();
    assert_eq!(head.bin.as_ref().map(|bin| bin.as_str()), Some("120340000014"));
    assert_eq!(head.roles, [SignerRole::Organization, SignerRole::Head]);
    assert_ne!(head.fingerprint, own.fingerprint);
}

#[test]
fn a_path_leads_over_authorities_that_may_issue() {
    let Some(pki) = Pki::new() else { return };
    let below = |authority: &str, extensions: &str, days: (&str, &str), expected: Result<(), CmsFault>| {
        pki.key(authority, EC);
        pki.issue((authority, "root"), &format!("/C=KZ/CN=Own {authority}"), extensions, days);
        pki.key("leaf", EC);
        pki.issue(("leaf", authority), PERSON, SIGN_IN, DAYS);
        pki.check(&pki.sign("leaf", authority, &[]), expected, authority);
    };
    let untrusted = Err(CmsFault::Untrusted);
    below("good", AUTHORITY, DAYS, Ok(()));
    below("no-authority", "basicConstraints=CA:FALSE\nkeyUsage=keyCertSign", DAYS, untrusted);
    below("unmarked", "keyUsage=critical,keyCertSign", DAYS, untrusted);
    below("no-key-for-certificates", "basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign", DAYS, untrusted);
    below("no-usage", "basicConstraints=critical,CA:TRUE", DAYS, untrusted);
    below("over", AUTHORITY, ("20240101000000Z", "20250101000000Z"), untrusted);
    below("to-come", AUTHORITY, ("20290101000000Z", "20300101000000Z"), untrusted);
    below("servers-only", &format!("{AUTHORITY}\nextendedKeyUsage=serverAuth"), DAYS, untrusted);
    let limited = format!("{AUTHORITY}\nnameConstraints=critical,permitted;email:.kz");
    below("limited", &limited, DAYS, Err(CmsFault::CriticalExtension));

    // Two authorities deep: permitted under one that allows it, refused under "no more authorities".
    let deep = |length: &str, expected: Result<(), CmsFault>| {
        let first = format!("basicConstraints=critical,CA:TRUE{length}\nkeyUsage=critical,keyCertSign");
        pki.authority(("first", "root"), &first);
        pki.authority(("second", "first"), AUTHORITY);
        pki.key("leaf", EC);
        pki.issue(("leaf", "second"), PERSON, SIGN_IN, DAYS);
        let both = [std::fs::read(pki.path("first.pem")).unwrap(), std::fs::read(pki.path("second.pem")).unwrap()];
        std::fs::write(pki.path("both.pem"), both.concat()).unwrap();
        pki.check(&pki.sign("leaf", "both", &[]), expected, length);
    };
    deep("", Ok(()));
    deep(",pathlen:1", Ok(()));
    deep(",pathlen:0", untrusted);

    // Somebody else's authority of the same name, with a root of the same name: only the signature tells.
    pki.key("rogue", EC);
    pki.issue(("rogue", "rogue"), "/C=KZ/CN=Own Root", AUTHORITY, DAYS);
    pki.key("leaf", EC);
    pki.issue(("leaf", "rogue"), PERSON, SIGN_IN, DAYS);
    pki.check(&pki.sign("leaf", "rogue", &[]), untrusted, "a root of the same name");
    // A person's certificate that issues others.
    pki.person("person", EC, (PERSON, SIGN_IN));
    pki.key("leaf", EC);
    pki.issue(("leaf", "person"), PERSON, SIGN_IN, DAYS);
    pki.check(&pki.sign("leaf", "person", &["-certfile", "ca.pem"]), untrusted, "issued by a person");
    // Signed by itself.
    pki.key("self", EC);
    pki.issue(("self", "self"), PERSON, SIGN_IN, DAYS);
    pki.check(&pki.sign("self", "ca", &[]), untrusted, "issued by itself");
}

#[test]
fn lists_of_revoked_certificates_are_the_issuers_fresh_and_the_newest() {
    let Some(pki) = Pki::new() else { return };
    pki.person("leaf", EC, (PERSON, SIGN_IN));
    let sent = pki.sign("leaf", "ca", &[]);
    let year = ("20260101000000Z", "20270101000000Z");
    let root = pki.list("root", "01", year, "");
    let verdict = |lists: &[&Anchor]| {
        let trust = pki.trust(Revocation::Required, lists);
        verify(&sent, CHALLENGE, &trust, at()).map(drop)
    };
    let (good, unknown) = (pki.list("ca", "05", year, ""), Err(CmsFault::RevocationUnknown));
    assert_eq!(verdict(&[&root, &good]), Ok(()));
    assert_eq!(verdict(&[&root, &pki.list("ca", "05", ("20250101000000Z", "20260601000000Z"), "")]), unknown, "over");
    assert_eq!(
        verdict(&[&root, &pki.list("ca", "05", ("20260602000000Z", "20270101000000Z"), "")]),
        unknown,
        "to come"
    );
    let part = "issuingDistributionPoint=critical,@i\n[i]\nonlyuser=TRUE";
    assert_eq!(verdict(&[&root, &pki.list("ca", "05", year, part)]), unknown, "a part of a list");
    assert_eq!(
        verdict(&[&root, &pki.list("ca", "05", year, "2.5.29.27=critical,DER:020101")]),
        unknown,
        "changes only"
    );
    // Somebody else's list under the name of the authority.
    pki.key("rogue", EC);
    pki.issue(("rogue", "rogue"), "/C=KZ/CN=Own ca", AUTHORITY, DAYS);
    assert_eq!(verdict(&[&root, &pki.list("rogue", "99", year, "")]), unknown, "another key");

    let config = ["-config", "crl.cnf", "-keyfile", "ca.key", "-cert", "ca.pem", "-crl_reason", "keyCompromise"];
    pki.list("ca", "06", year, "");
    pki.run(&[&["ca", "-revoke", "leaf.pem"], &config[..]].concat());
    let revoked = pki.list("ca", "0100", year, "");
    assert_eq!(verdict(&[&root, &revoked]), Err(CmsFault::Revoked));
    assert_eq!(verdict(&[&root, &revoked, &good]), Err(CmsFault::Revoked), "an older list revives nobody");
    assert!(good.is_older_than(&revoked) && !revoked.is_older_than(&good) && !root.is_older_than(&revoked));
    // The authority itself is revoked by the root.
    pki.list("root", "02", year, "");
    let config = ["-config", "crl.cnf", "-keyfile", "root.key", "-cert", "root.pem"];
    pki.run(&[&["ca", "-revoke", "ca.pem"], &config[..]].concat());
    assert_eq!(verdict(&[&pki.list("root", "03", year, ""), &good]), Err(CmsFault::Revoked), "an authority");
}

#[test]
fn answers_are_the_issuers_or_of_whom_it_made_their_signer() {
    let Some(pki) = Pki::new() else { return };
    pki.person("leaf", EC, (PERSON, SIGN_IN));
    pki.person("other", EC, (PERSON, SIGN_IN));
    let sent = pki.sign("leaf", "ca", &[]);
    let root = pki.list("root", "01", ("20200101000000Z", "20990101000000Z"), "");
    let usage = "keyUsage=critical,digitalSignature";
    pki.person("responder", EC, ("/CN=R", &format!("{usage}\nextendedKeyUsage=OCSPSigning\nnoCheck=ignored")));
    pki.person("checked", EC, ("/CN=C", &format!("{usage}\nextendedKeyUsage=OCSPSigning")));
    pki.person("unmarked", EC, ("/CN=U", &format!("{usage}\nextendedKeyUsage=clientAuth\nnoCheck=ignored")));
    let answer = |about: &str, by: &str, digest: &str| {
        let (about, cert, key) = (format!("{about}.pem"), format!("{by}.pem"), format!("{by}.key"));
        let mut args = vec!["ocsp", "-index", "ca.index.txt", "-CA", "ca.pem", "-rsigner", &cert, "-rkey", &key];
        args.extend(["-issuer", "ca.pem", digest, "-cert", &about, "-ndays", "1", "-respout", "answer"]);
        args.extend(["-noverify", "-no_nonce"]);
        pki.run(&args);
        pki.anchor("answer")
    };
    let verdict = |answer: &Anchor, days: i64| {
        let trust = pki.trust(Revocation::Required, &[&root, answer]);
        // The answer is of now: it says itself until when.
        let now = answer.until.unwrap() - jiff::SignedDuration::from_hours(24 * days + 12);
        verify(&sent, CHALLENGE, &trust, now).map(drop)
    };
    let unknown = Err(CmsFault::RevocationUnknown);
    assert_eq!(verdict(&answer("leaf", "ca", "-sha1"), 0), Ok(()), "the issuer");
    assert_eq!(verdict(&answer("leaf", "ca", "-sha256"), 0), Ok(()), "names by SHA-256");
    assert_eq!(verdict(&answer("leaf", "responder", "-sha256"), 0), Ok(()), "a delegate");
    assert_eq!(verdict(&answer("leaf", "ca", "-sha256"), 1), unknown, "from before the answer");
    assert_eq!(verdict(&answer("leaf", "ca", "-sha256"), -1), unknown, "after its time");
    assert_eq!(verdict(&answer("other", "ca", "-sha256"), 0), unknown, "about another certificate");
    assert_eq!(verdict(&answer("leaf", "unmarked", "-sha256"), 0), unknown, "not made a signer of answers");
    assert_eq!(verdict(&answer("leaf", "checked", "-sha256"), 0), unknown, "a delegate nobody vouches for");
    assert_eq!(verdict(&answer("leaf", "root", "-sha256"), 0), unknown, "the issuer of the issuer");
    let good = answer("leaf", "ca", "-sha256");
    let config = ["-config", "crl.cnf", "-keyfile", "ca.key", "-cert", "ca.pem"];
    pki.list("ca", "06", ("20260101000000Z", "20270101000000Z"), "");
    pki.run(&[&["ca", "-revoke", "leaf.pem"], &config[..]].concat());
    let revoked = answer("leaf", "ca", "-sha256");
    assert_eq!(verdict(&revoked, 0), Err(CmsFault::Revoked));
    let mut trust = pki.trust(Revocation::Required, &[&root, &good]);
    trust.add(&revoked);
    let now = good.until.unwrap() - jiff::SignedDuration::from_hours(12);
    assert_eq!(verify(&sent, CHALLENGE, &trust, now), Err(CmsFault::Revoked), "one \"revoked\" outweighs \"good\"");
}
