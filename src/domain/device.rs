//! What a browser calls itself, in words its owner recognises: "Firefox, Windows". Only names of this list are ever kept.

/// Bytes of a user agent that are read; honest ones have about 150.
const AGENT_BYTES_MAX: usize = 512;

/// Programs by their mark; the more particular first, since each also claims to be those below it.
const PROGRAMS: [(&str, &str); 11] = [
    ("YaBrowser/", "Yandex Browser"),
    ("MicroMessenger/", "WeChat"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Systems by their mark; a telephone also names the system it descends from.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The device behind a `User-Agent` header, where it is one of those people use.
#[must_use]
pub fn device_name(user_agent: &str) -> Option<String> {
    if AGENT_BYTES_MAX < user_agent.len() {
        return None;
    }
    let named =
        |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    let parts: Vec<_> = [named(&PROGRAMS), named(&SYSTEMS)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_their_owners_call_them() {
        let check = |agent: &str, name: Option<&str>| assert_eq!(device_name(agent).as_deref(), name, "{agent}");
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
            Some("Firefox, Windows"),
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
            Some("Edge, Windows"),
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
            Some("Safari, iPhone"),
        );
        check(
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            Some("Chrome, Android"),
        );
        check("curl/8.5.0", Some("curl"));
        check("<script>alert(1)</script>", None);
        check("", None);
        check(&format!("Firefox/{}", "x".repeat(600)), None);
    }
}
