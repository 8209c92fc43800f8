//! Fear: the disk is full, and the portal drops people, forgets what it promised, or stays dead when there is room again.
//!
//! A limit on file size stands in for the full disk: it needs no privilege and is set and lifted while the portal runs.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use evisa::{
    cli::journey::browser::Browser,
    domain::{lang::Lang, refusal::Message},
    locale,
};

use crate::{
    place::{Place, Visitor, get},
    running::{Running, eventually, evisa},
};

fn file_size_limit(portal: &Running, bytes: &str) {
    let id = portal.id().to_string();
    let set = Command::new("prlimit").args([&format!("--fsize={bytes}:unlimited"), "--pid", &id]).status();
    assert!(set.unwrap().success());
}

#[test]
fn reading_goes_on_writing_is_put_off_kindly_and_nothing_is_lost() {
    if !Command::new("prlimit").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("skipped: prlimit (util-linux) is not installed");
        return;
    }
    let place = Place::new("");
    place.furnish();
    // Without the trap the signal would end the program; with it writing fails as on a full disk.
    let ours = evisa(place.folder(), &["serve"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" serve"]).arg(ours.get_program()).current_dir(place.folder());
    let mut portal = place.ready(Running::start(shell));
    let mut visitor = place.visitor();
    let kept = visitor.reach_the_gateway().url;
    file_size_limit(&portal, "4096");

    let sorry = locale::say(Lang::En, &Message::new("web-error-500-title"));
    let mut newcomer = Visitor { browser: Browser::new(), base: visitor.base.clone() };
    let register = newcomer.open("/en/register");
    let form = register.form("/register").unwrap().fill("surname", "Late").fill("given", "Comer").fill("lang", "en");
    let form = form.fill("email", "late@mail.example").fill("password", crate::place::PASSWORD).fill("consent", "yes");
    for _ in 0..3 {
        let answer = newcomer.browser.answer(&register, &form).unwrap();
        assert_eq!(answer.status, 500, "{}", answer.text());
        assert!(answer.text().contains(&sorry), "{}", answer.text());
    }
    for path in ["/en", "/en/help", "/en/services", "/en/account/visas", "/en/account"] {
        assert_eq!(visitor.open(path).status, 200, "{path}");
    }
    assert_ne!(get(&place.url("/health/ready")).unwrap().0, 200, "a load balancer must know");
    assert_eq!(get(&place.url("/health/live")).unwrap().0, 200);
    assert!(portal.lives());

    file_size_limit(&portal, "unlimited");
    let healed = eventually(Duration::from_secs(15), || {
        newcomer.browser.answer(&register, &form).ok().filter(|answer| answer.status == 200)
    });
    assert!(healed.is_some_and(|page| page.url.path().ends_with("/register/sent")), "{}", portal.text());
    assert_eq!(get(&place.url("/health/ready")).unwrap().0, 200);
    assert_eq!(visitor.browser.get(&kept).unwrap().status, 200, "what was there before is there");
    portal.stop(Duration::from_secs(10));
    place.ask("audit verify").good(&["unbroken"]);
}
