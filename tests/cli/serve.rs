//! Fear: the real service does not start, does not stop, or hides what is wrong with its settings.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    place::{Place, get},
    running::{Running, ask, evisa},
};

const STOP: Duration = Duration::from_secs(10);

#[test]
fn it_serves_without_the_band_of_a_demonstration_and_stops_when_told() {
    let place = Place::new("");
    let portal = place.serve();
    let (status, page) = get(&place.url("/en")).unwrap();
    assert_eq!(status, 200);
    assert!(!page.to_lowercase().contains("demonstration"), "a demonstration's band on the real portal");
    assert_eq!(get(&place.url("/en/inbox")).unwrap().0, 404, "letters are shown in demonstrations only");
    let log = portal.stop(STOP);
    assert!(log.contains("serving") && log.contains("stopping"), "{log}");
    place.ask("audit verify").good(&["unbroken"]);
}

#[test]
fn behind_a_proxy_its_address_may_be_https() {
    let place = Place::new("");
    let serve = ["serve", "--set", "server.public_url=https://evisa.example"];
    let portal = place.ready(Running::start(evisa(place.folder(), &serve)));
    assert_eq!(get(&place.url("/en")).unwrap().0, 200);
    portal.stop(STOP);
}

#[test]
fn a_taken_port_is_told_with_the_next_step() {
    let place = Place::new("");
    let _taken = TcpListener::bind(("127.0.0.1", place.port)).unwrap();
    let port = place.port.to_string();
    place.ask("serve").refused(&["cannot listen at", &port, "choose another server.listen"]);
    place.ask(&format!("bank-sim --listen 127.0.0.1:{port}")).refused(&["cannot listen at", &port, "--listen"]);
    assert!(!place.folder().join("data/evisa.redb").exists(), "nothing half-done");
}

#[test]
fn all_faults_of_the_settings_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = "[server]\nlisen = \"127.0.0.1:1\"\npublic_url = 7\n[log]\nlevel = \"wran\"\n";
    fs::write(folder.path().join("config.toml"), faulty).unwrap();
    for line in [&["serve"][..], &["config", "check"], &["config", "show"], &["plugin", "list"], &["audit", "verify"]] {
        ask(folder.path(), line).refused(&[
            "config.toml:2:",
            "did you mean \"listen\"",
            "config.toml:3:",
            "server.public_url",
            "config.toml:5:",
            "did you mean \"warn\"",
        ]);
    }
    fs::write(folder.path().join("config.toml"), "[server\n").unwrap();
    ask(folder.path(), &["serve"]).refused(&["config.toml:1:", "not TOML"]);
    ask(folder.path(), &["serve", "--config", "none.toml"]).refused(&["none.toml", "cannot be read"]);
    ask(folder.path(), &["serve", "--set", "server.lisen=1"]).refused(&["config.toml"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-done");
}

#[test]
fn an_unknown_variable_of_ours_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = evisa(folder.path(), &["serve"]);
    let output = command.env("EVISA_SERVER_LISEN", "127.0.0.1:1").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("EVISA_SERVER_LISEN") && told.contains("did you mean"), "{told}");
}

#[test]
fn it_speaks_tls_with_a_certificate_of_one_s_own() {
    let place = Place::new("");
    if !certificate(place.folder()) {
        println!("skipped: openssl is not installed");
        return;
    }
    let port = place.port;
    let url = format!("server.public_url=https://localhost:{port}");
    let serve = ["serve", "--set", &url, "--set", "server.tls.cert=cert.pem", "--set", "server.tls.key=key.pem"];
    let portal = Running::start(evisa(place.folder(), &serve));
    portal.says("serving");
    let answer = over_tls(place.folder(), port);
    assert!(answer.contains("HTTP/1.1 200"), "{answer}");
    assert!(answer.to_lowercase().contains("strict-transport-security"), "{answer}");
    portal.stop(STOP);
    let wrong = ["serve", "--set", &url, "--set", "server.tls.cert=cert.pem", "--set", "server.tls.key=none.pem"];
    ask(place.folder(), &wrong).refused(&["none.pem", "cannot be read"]);
    let wrong = ["serve", "--set", &url, "--set", "server.tls.cert=key.pem", "--set", "server.tls.key=key.pem"];
    ask(place.folder(), &wrong).refused(&["certificate"]);
}

fn certificate(folder: &Path) -> bool {
    let line = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
                -addext subjectAltName=DNS:localhost";
    let mut openssl = Command::new("openssl");
    openssl.args(line.split_whitespace()).current_dir(folder).stderr(Stdio::null());
    openssl.status().is_ok_and(|status| status.success())
}

fn over_tls(folder: &Path, port: u16) -> String {
    let line = format!(
        "s_client -connect 127.0.0.1:{port} -servername localhost -verify_hostname localhost -CAfile cert.pem \
         -verify_return_error -quiet"
    );
    let mut openssl = Command::new("openssl");
    openssl.args(line.split_whitespace()).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = openssl.stderr(Stdio::null()).spawn().unwrap();
    let request = format!("GET /en HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    child.stdin.as_mut().unwrap().write_all(request.as_bytes()).unwrap();
    String::from_utf8_lossy(&child.wait_with_output().unwrap().stdout).into_owned()
}
