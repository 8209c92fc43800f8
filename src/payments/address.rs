//! Which addresses the portal may call on behalf of a plugin.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// Whether an address belongs to the public Internet (IANA special-purpose registries): everything else could be a machine
/// of the embassy's own network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The first of the addresses of a name that may not be called: one is enough to refuse the name. This machine may be called
/// in a demonstration, and only there without TLS.
pub(super) fn inward(addresses: &[SocketAddr], plain: bool, allow_loopback: bool) -> Option<&SocketAddr> {
    addresses.iter().find(|address| {
        let loopback = allow_loopback && address.ip().is_loopback();
        !(loopback || (!plain && is_public(address.ip())))
    })
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        [0 | 10 | 127, ..] => true,
        [100, second, ..] => (64..=127).contains(&second),
        [172, second, ..] => (16..=31).contains(&second),
        [169, 254, ..] | [192, 168, ..] | [198, 18 | 19, ..] => true,
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [first, ..] => first >= 224,
    };
    !special
}

/// Only global unicast, without the ranges that carry an IPv4 address, documentation or tunnels.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, second, ..] => second >= 0x0200 && second != 0x0db8,
        [0x2002 | 0x3fff, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

/// Whether a host name of the configuration is this machine.
pub(super) fn is_loopback_name(entry: &str) -> bool {
    let name = match entry.parse::<IpAddr>() {
        Ok(address) => return address.is_loopback(),
        Err(_) => entry.rsplit_once(':').map_or(entry, |(name, _)| name),
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether an address points to one of the hosts. `name` permits the port of its scheme (on this machine any), `name:port`
/// that port.
pub(super) fn is_listed(hosts: &[String], url: &Url) -> bool {
    let (Some(name), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
    let any_port = url.port().is_none() || is_loopback_name(name);
    let full = format!("{name}:{port}");
    hosts.iter().any(|entry| entry.eq_ignore_ascii_case(&full) || (any_port && entry.eq_ignore_ascii_case(name)))
}

/// The hosts that count: configured and declared; in a demonstration also those of this machine.
pub(super) fn hosts_effective(declared: &[String], configured: &[String], allow_loopback: bool) -> Vec<String> {
    let counts = |entry: &&String| {
        declared.iter().any(|host| host.eq_ignore_ascii_case(entry)) || (allow_loopback && is_loopback_name(entry))
    };
    configured.iter().filter(counts).cloned().collect()
}

/// The host and port of an address, with the port of the scheme when none is written.
pub(super) fn endpoint(url: &Url) -> Option<(Host<String>, u16)> {
    Some((url.host()?.to_owned(), url.port_or_known_default()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        for text in ["8.8.8.8", "95.59.26.10", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "2001:200::1"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "2001:db8::1",
            "2002:a00:1::",
            "2001::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn p15_a_name_with_one_inward_address_is_refused_as_a_whole() {
        let (public, inside, here): (SocketAddr, SocketAddr, SocketAddr) =
            ("8.8.8.8:443".parse().unwrap(), "10.0.0.7:443".parse().unwrap(), "127.0.0.1:443".parse().unwrap());
        assert_eq!(inward(&[public], false, false), None);
        assert_eq!(inward(&[public, inside], false, false), Some(&inside), "rebinding: a public face first");
        assert_eq!(inward(&[public, inside], false, true), Some(&inside));
        assert_eq!(inward(&[here], false, false), Some(&here));
        assert_eq!(inward(&[here], true, true), None);
        assert_eq!(inward(&[public], true, true), Some(&public), "nothing leaves this machine without TLS");
    }

    #[test]
    fn a_host_counts_only_when_declared_and_configured() {
        let list = |hosts: &[&str]| hosts.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>();
        let declared = list(&["a.kz", "b.kz"]);
        let configured = list(&["A.kz", "c.kz", "127.0.0.1:81", "[::1]:82", "::1", "localhost"]);
        assert_eq!(hosts_effective(&declared, &configured, false), list(&["A.kz"]));
        let demonstration = list(&["A.kz", "127.0.0.1:81", "[::1]:82", "::1", "localhost"]);
        assert_eq!(hosts_effective(&declared, &configured, true), demonstration);
    }

    #[test]
    fn names_and_ports_are_exact() {
        let hosts: Vec<_> = ["pay.kz", "api.kz:8443", "127.0.0.1"].map(str::to_owned).into();
        let listed = |url: &str| is_listed(&hosts, &Url::parse(url).unwrap());
        for url in ["https://pay.kz/x", "https://PAY.kz:443/", "https://api.kz:8443/", "http://127.0.0.1:5000/"] {
            assert!(listed(url), "{url}");
        }
        for url in [
            "https://pay.kz:8443/",
            "https://api.kz/",
            "https://pay.kz.evil.com/",
            "https://x.pay.kz/",
            "https://pay.kz@evil.com/",
        ] {
            assert!(!listed(url), "{url}");
        }
    }
}
