//! A place where `evisa serve` is installed: a folder of its own, a free port, settings, and people who visit.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    time::Duration,
};

use evisa::{
    cli::{
        clock,
        journey::browser::{Browser, Page},
        seed,
    },
    domain::calendar::almaty_date,
    store::{Store, Take, tables},
};
use jiff::{Span, civil::Date};
use tempfile::TempDir;
use url::Url;

use crate::running::{Running, Said, ask, ask_with, eventually, evisa};

/// How long a start may take on a busy machine.
const START: Duration = Duration::from_secs(30);
/// A password that may be chosen.
pub(crate) const PASSWORD: &str = "Turquoise steppe, golden eagle";
/// The address of the account.
pub(crate) const EMAIL: &str = "wang@mail.example";
/// The invitation of [`Place::furnish`].
const INVITATION: &str = "3622000501";

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Today where the portal is.
pub(crate) fn today() -> Date {
    almaty_date(clock::now())
}

/// A day from now, as forms and files have it.
pub(crate) fn day(from_now: i32) -> String {
    today().saturating_add(Span::new().days(from_now)).strftime("%d.%m.%Y").to_string()
}

/// The heading of a file of invitations.
pub(crate) fn heading() -> String {
    seed::invitations_csv(today()).lines().next().unwrap().to_owned()
}

/// A good row of a file of invitations.
pub(crate) fn row(number: &str) -> String {
    let (from, to) = (day(7), day(20));
    format!(
        "{number},business,single,{from},{to},120340000014,ТОО «Степной ветер»,\"г. Астана, ул. Достык, 5\",г.Астана,Достык,5,\
         Wang,Xiaoming,,JT1234567,F,02.11.1990,MAR"
    )
}

/// The National Bank's file of a day.
pub(crate) fn rates(date: &str, dollar: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rates><title>Official exchange rates</title><date>{date}</date>\
         <item><fullname>ДОЛЛАР США</fullname><title>USD</title><description>{dollar}</description><quant>1</quant>\
         <index/><change>0.00</change></item></rates>\n"
    )
}

/// An answer: status and body.
pub(crate) fn get(url: &str) -> Result<(u16, String), ureq::Error> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(10)))
        .build();
    let mut answer = ureq::Agent::from(config).get(url).call()?;
    Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
}

/// An installation that may be started.
pub(crate) struct Place {
    folder: TempDir,
    pub(crate) port: u16,
}

impl Place {
    /// A fresh folder with settings; `more` is put behind them.
    pub(crate) fn new(more: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), port: free_port() };
        let port = place.port;
        place.write(
            "config.toml",
            format!(
                "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}\"\n\
                 [store]\ndir = \"data\"\n[mail.files]\ndir = \"letters\"\n{more}"
            ),
        );
        place.ask("keys init").good(&[]);
        place
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Put a file there.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Run a command there.
    pub(crate) fn ask(&self, line: &str) -> Said {
        ask(self.folder(), &line.split(' ').collect::<Vec<_>>())
    }

    /// Make the account.
    pub(crate) fn user(&self, password: &str) -> Said {
        let line = ["user", "create", EMAIL, "--name", "Wang Xiaoming", "--password-stdin"];
        ask_with(self.folder(), &line, format!("{password}\n").as_bytes())
    }

    /// An account, an invitation and a rate: all that an applicant needs.
    pub(crate) fn furnish(&self) {
        self.user(PASSWORD).good(&[]);
        self.write("invitations.csv", format!("{}\n{}\n", heading(), row(INVITATION)));
        self.ask("import invitations invitations.csv").good(&["1 imported, 0 already there, 0 faulty."]);
        self.write("rates.xml", rates(&day(0), "388.28"));
        self.ask("rates import rates.xml").good(&["1 USD = 388.28 KZT"]);
    }

    /// The numbers in the register.
    pub(crate) fn register(&self) -> Vec<String> {
        let store = Store::open(&self.folder().join("data")).unwrap();
        let rows = store.read(|tx| tx.scan(tables::INVITATION_BY_NUMBER, .., Take::First(usize::MAX))).unwrap();
        rows.into_iter().map(|(number, _)| number).collect()
    }

    /// Serve; returns when it is ready.
    pub(crate) fn serve(&self) -> Running {
        self.ready(Running::start(evisa(self.folder(), &["serve"])))
    }

    /// Wait until a portal that was started is ready.
    pub(crate) fn ready(&self, mut running: Running) -> Running {
        let ready = eventually(START, || {
            assert!(running.lives(), "{}", running.text());
            get(&self.url("/health/ready")).ok().filter(|(status, _)| *status == 200)
        });
        assert!(ready.is_some(), "{}", running.text());
        running
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Somebody who signed in.
    pub(crate) fn visitor(&self) -> Visitor {
        let mut visitor = Visitor { browser: Browser::new(), base: self.url("").parse().unwrap() };
        visitor.sign_in(EMAIL, PASSWORD);
        visitor
    }
}

/// Somebody with a browser.
pub(crate) struct Visitor {
    pub(crate) browser: Browser,
    pub(crate) base: Url,
}

impl Visitor {
    pub(crate) fn open(&mut self, path: &str) -> Page {
        let url = self.base.join(path).unwrap();
        self.browser.get(&url).unwrap()
    }

    pub(crate) fn sign_in(&mut self, email: &str, password: &str) {
        let page = self.open("/en/login");
        let form = page.form("/login").unwrap().fill("email", email).fill("password", password);
        let home = self.browser.submit(&page, &form).unwrap();
        assert!(home.text().contains("/en/logout"), "nobody is signed in");
    }

    /// Send the form of a page, with fields filled in.
    fn send(&mut self, page: &Page, form: &str, fields: &[(&str, &str)]) -> Page {
        let form = page.form(form).unwrap();
        let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
        self.browser.submit(page, &form).unwrap()
    }

    /// Apply on the invitation of [`Place::furnish`] and go to the gateway.
    pub(crate) fn reach_the_gateway(&mut self) -> Page {
        let page = self.open("/en/services/e-visa/eligibility");
        let until = day(1000);
        let answers = [
            ("nationality", "MAR"),
            ("category", "business"),
            ("children", "no"),
            ("passport_until", until.as_str()),
            ("pages", "yes"),
        ];
        let mut page = self.send(&page, "/eligibility", &answers);
        if !page.url.path().ends_with("/step-1") {
            page = self.send(&page, "/eligibility", &[]);
        }
        let facts = [
            ("invitation", INVITATION),
            ("passport", "JT1234567"),
            ("sex", "F"),
            ("birth_date", "02.11.1990"),
            ("nationality", "MAR"),
        ];
        let page = self.send(&page, "/step-1", &facts);
        let page = self.send(&page, "/confirm", &[("confirm", "yes")]);
        self.send(&page, "/pay", &[])
    }
}
