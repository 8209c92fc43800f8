//! Fear: a few slow clients hold the portal.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::{
    place::{Place, get},
    running::pause,
};

/// Slow clients at once.
const SLOW: usize = 40;
/// The limit in the settings is two seconds; the rest is for a busy machine.
const DROPPED_WITHIN: Duration = Duration::from_secs(8);

/// Whether the other side has ended this connection.
fn is_over(stream: &mut TcpStream) -> bool {
    match stream.read(&mut [0; 1024]) {
        Ok(0) => true,
        Ok(_) => false,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    }
}

#[test]
fn slow_clients_are_dropped_while_others_are_served() {
    let place = Place::new("[server.limits]\nfirst_request_seconds = 2\nhead_seconds = 2\n");
    let portal = place.serve();
    let connect = |_| {
        let mut stream = TcpStream::connect(("127.0.0.1", place.port)).unwrap();
        stream.write_all(b"GET /en HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ").unwrap();
        stream.set_nonblocking(true).unwrap();
        stream
    };
    let mut slow: Vec<TcpStream> = (0..SLOW).map(connect).collect();
    let since = Instant::now();
    let mut served = 0;
    while !slow.is_empty() {
        assert!(since.elapsed() < DROPPED_WITHIN, "{} slow clients still hold on", slow.len());
        let asked = Instant::now();
        assert_eq!(get(&place.url("/en")).unwrap().0, 200);
        assert!(asked.elapsed() < Duration::from_secs(2), "others wait for the slow ones");
        served += 1;
        slow.retain_mut(|stream| stream.write_all(b"a").is_ok() && !is_over(stream));
        pause(Duration::from_millis(100));
    }
    assert!(Duration::from_secs(1) < since.elapsed(), "dropped too soon to have been the limit");
    assert!(3 < served);
    portal.stop(Duration::from_secs(10));
}

#[test]
fn a_form_that_never_ends_is_told_so_and_dropped() {
    let place = Place::new("");
    let portal = place.serve();
    let mut stream = TcpStream::connect(("127.0.0.1", place.port)).unwrap();
    let head = "POST /en/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 1000\r\n\r\nemail=";
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(25))).unwrap();
    let since = Instant::now();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408") || answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(since.elapsed() < Duration::from_secs(20));
    portal.stop(Duration::from_secs(10));
}
