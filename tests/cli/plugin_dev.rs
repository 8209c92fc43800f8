//! Fear: an author sees a payment work in tests and never in a portal, or a save breaks what is running.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use evisa::cli::{
    journey::browser::{Browser, Page},
    seed,
};
use tempfile::TempDir;
use url::Url;

use crate::{
    place::day,
    running::{Running, ask, eventually, evisa, pause},
};

/// How long a payment may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A project in C, which builds in a moment.
fn project(flow: &str) -> (TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    ask(place.path(), &["plugin", "new", "till", "--lang", "c", "--flow", flow]).good(&[]);
    let folder = place.path().join("till");
    (place, folder)
}

/// The addresses of portal and model bank in a welcome.
fn address(welcome: &str, of: &str) -> Url {
    let line = welcome.lines().find(|line| line.trim_start().starts_with(of)).unwrap();
    line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().parse().unwrap()
}

/// Somebody who applies on the manual's invitation.
struct Applicant {
    browser: Browser,
    portal: Url,
}

impl Applicant {
    fn open(&mut self, path: &str) -> Page {
        self.browser.get(&self.portal.join(path).unwrap()).unwrap()
    }

    fn send(&mut self, page: &Page, form: &str, fields: &[(&str, &str)]) -> Page {
        let form = page.form(form).unwrap();
        let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
        self.browser.submit(page, &form).unwrap()
    }

    fn reach_the_gateway(&mut self) -> Page {
        let page = self.open("/en/login");
        self.send(&page, "/login", &[("email", seed::EMAIL), ("password", seed::PASSWORD)]);
        let page = self.open("/en/services/e-visa/eligibility");
        let until = day(1000);
        let answers = [
            ("nationality", "CHN"),
            ("category", "business"),
            ("children", "no"),
            ("passport_until", &until),
            ("pages", "yes"),
        ];
        let mut page = self.send(&page, "/eligibility", &answers);
        if !page.url.path().ends_with("/step-1") {
            page = self.send(&page, "/eligibility", &[]);
        }
        let facts = [
            ("invitation", "3622000299"),
            ("passport", "E12345678"),
            ("sex", "M"),
            ("birth_date", "15.03.1985"),
            ("nationality", "CHN"),
        ];
        let page = self.send(&page, "/step-1", &facts);
        let page = self.send(&page, "/confirm", &[("confirm", "yes")]);
        self.send(&page, "/pay", &[])
    }

    /// Looks at a page again until it says this.
    fn see(&mut self, mut page: Page, words: &str) -> Page {
        let seen = eventually(PATIENCE, || {
            if page.text().contains(words) {
                return Some(());
            }
            let url = page.url.clone();
            page = self.browser.get(&url).unwrap();
            None
        });
        assert!(seen.is_some(), "no “{words}” in:\n{}", page.text());
        page
    }
}

fn opened(folder: &Path, more: &[&str]) -> (Running, Url, Url) {
    let line = [&more[..1], &[folder.to_str().unwrap()], &more[1..], &["--listen", "127.0.0.1:0", "--kind"]].concat();
    let words: Vec<_> = ["plugin"].into_iter().chain(line).collect();
    let running = Running::start(evisa(folder, &words));
    let welcome = running.says("is at the gateway");
    (running, address(&welcome, "Portal").join("/").unwrap(), address(&welcome, "Model bank"))
}

#[test]
fn a_payment_goes_through_a_plugin_of_somebody_s_own_and_its_trace_repeats() {
    let (place, folder) = project("redirect");
    let trace = place.path().join("paid.trace");
    let (running, portal, bank) = opened(&folder, &["record", trace.to_str().unwrap()]);
    let mut applicant = Applicant { browser: Browser::new(), portal };
    let gateway = applicant.reach_the_gateway();
    let waiting = applicant.send(&gateway, "/attempts", &[("method", "till/page")]);
    applicant.see(waiting, "/pay/");
    let bank = bank.as_str();
    ask(place.path(), &["plugin", "trigger", "forged-callback", "--bank", bank]).good(&["forged a callback"]);
    ask(place.path(), &["plugin", "trigger", "paid", "--bank", bank]).good(&["\"outcome\":\"approve\""]);
    let list = applicant.open("/en/account/visas");
    applicant.see(list, "Approved");
    ask(place.path(), &["plugin", "trigger", "refund", "--order", "0", "--bank", bank]).refused(&["knows no order 0"]);
    let said = running.stop(Duration::from_secs(20));
    for words in ["start → http: query post", "redirect: http://", "observe: Paid, 3106240 minor units"] {
        assert!(said.contains(words), "no “{words}” in:\n{said}");
    }
    // Nothing of anybody stands in the trace, and it repeats; another build answers otherwise.
    let text = fs::read_to_string(&trace).unwrap();
    assert!(3 < text.lines().count() && !text.contains(seed::EMAIL), "{text}");
    let (trace, library) = (trace.to_str().unwrap(), folder.join("build/libtill.so"));
    let line = ["plugin", "replay", trace, library.to_str().unwrap()];
    ask(place.path(), &line).good(&["0 answered otherwise"]);
    // Byte for byte: the same answer with one blank more is another one.
    let spaced = text.replacen(r#""frame":"{"#, r#""frame":"{ "#, 1);
    assert_ne!(spaced, text);
    fs::write(trace, spaced).unwrap();
    ask(place.path(), &line).refused(&["1 answered otherwise"]);
    fs::write(trace, &text).unwrap();
    let source = folder.join("src/provider.c");
    let changed = fs::read_to_string(&source).unwrap().replace("{\"paid\", \"paid\"}", "{\"paid\", \"pending\"}");
    fs::write(&source, changed).unwrap();
    assert!(std::process::Command::new("make").arg("--silent").current_dir(&folder).status().unwrap().success());
    ask(place.path(), &line).refused(&[
        "is answered otherwise",
        "-      \"status\": \"paid\"",
        "+      \"status\": \"pending\"",
    ]);
}

#[test]
fn a_save_is_built_and_loaded_and_a_broken_one_changes_nothing() {
    let (_place, folder) = project("otp");
    let (mut running, _, _) = opened(&folder, &["dev"]);
    let source = folder.join("src/plugin.c");
    let before = fs::read_to_string(&source).unwrap();
    pause(Duration::from_millis(20));
    fs::write(&source, before.replace("\"0.1.0\"", "\"0.2.0\"")).unwrap();
    running.says("till 0.2.0 is at the gateway");
    fs::write(&source, "this is no C").unwrap();
    running.says("make could not build it");
    running.says("the build before goes on answering");
    assert!(running.lives());
    fs::write(&source, before.replace("\"0.1.0\"", "\"0.3.0\"")).unwrap();
    running.says("till 0.3.0 is at the gateway");
    running.stop(Duration::from_secs(20));
}

#[test]
fn what_cannot_be_developed_is_told() {
    let place = tempfile::tempdir().unwrap();
    ask(place.path(), &["plugin", "dev", "."]).refused(&["neither a Cargo.toml nor a Makefile", "plugin new"]);
    fs::write(place.path().join("Makefile"), "all:\n\ttrue\n").unwrap();
    ask(place.path(), &["plugin", "dev", "."]).refused(&["built no library", "build/"]);
    let mut command = evisa(place.path(), &["plugin", "dev", "."]);
    let output = command.env("PATH", "/nowhere").output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("make cannot be run") && text.contains("install a C compiler and make"), "{text}");
    let bank = format!("http://127.0.0.1:{}", crate::place::free_port());
    ask(place.path(), &["plugin", "trigger", "paid", "--bank", &bank]).refused(&["no answer from", "evisa plugin dev"]);
    fs::write(place.path().join("x.trace"), "not json\n").unwrap();
    ask(place.path(), &["plugin", "replay", "x.trace", "x.so"]).refused(&["x.trace, line 1: not a trace"]);
}
