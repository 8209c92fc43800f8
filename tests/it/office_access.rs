//! Who may open what: every route of the program, asked by everybody there is, with the identifiers of one applicant's own records.

use std::{fmt::Write, net::Ipv4Addr, sync::Arc};

use evisa::{
    domain::{account::Role, lang::Lang, permission::Permission},
    effects::Outside,
    services::{Services, account::Registration},
    web::{
        route::{Access, Route},
        site::Settings,
    },
};
use evisa_plugin_sdk::proto::Status;

use crate::{
    browser::Browser,
    house::{House, PASSWORD},
    paid::{self, EMAIL},
};

const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expected/access.txt");
const STRANGER: &str = "stranger@mail.example";

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Visitor,
    Stranger,
    Staff(Role),
    Owner,
}

impl Who {
    /// Everybody; the owner last, since only the owner changes what the others are asked about.
    fn all() -> impl Iterator<Item = Self> {
        let staff = Role::ALL.into_iter().filter(|role| role.is_staff()).map(Self::Staff);
        [Self::Visitor, Self::Stranger].into_iter().chain(staff).chain([Self::Owner])
    }

    fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Stranger => "stranger",
            Self::Staff(role) => role.code(),
            Self::Owner => "owner",
        }
    }

    fn role(self) -> Option<Role> {
        match self {
            Self::Visitor => None,
            Self::Stranger | Self::Owner => Some(Role::Applicant),
            Self::Staff(role) => Some(role),
        }
    }
}

/// A house with one applicant whose payment is held, another applicant, and staff of every role.
struct Scene {
    house: House,
    ids: Vec<(&'static str, String)>,
}

impl Scene {
    fn new(outside: &Outside) -> Self {
        let settings = Settings::new("https://evisa.example".parse().expect("an address"));
        let house = House::furnished(Services::in_memory(), outside.clone(), settings);
        house.services.callback_secret_make(&house.operator()).expect("the secret of callbacks can be made");
        house.invitation();
        house.rate(paid::RATE);
        account(&house, EMAIL, Role::Applicant);
        account(&house, STRANGER, Role::Applicant);
        for role in Role::ALL.into_iter().filter(|role| role.is_staff()) {
            account(&house, &email(role), role);
        }
        let (application, payment) = paid::submitted(&house, EMAIL, "3622000299");
        let attempt = paid::attempt(&house, EMAIL, payment, paid::card());
        paid::bank_says(&house, EMAIL, (payment, attempt), Status::Pending);
        let ids = vec![
            ("lang", "en".to_owned()),
            ("id", application.to_string()),
            ("payment", payment.to_string()),
            ("attempt", attempt.to_string()),
            ("refund", attempt.to_string()),
            ("sha256", "0".repeat(64)),
        ];
        Self { house, ids }
    }

    /// The path of a route, with the owner's identifiers.
    fn path(&self, route: &Route) -> String {
        let part = |part: &str| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => {
                self.ids.iter().find(|(key, _)| *key == name).map_or_else(|| "none".to_owned(), |(_, id)| id.clone())
            }
            None => part.to_owned(),
        };
        route.pattern.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// A browser of somebody, signed in, in a network of its own.
    fn browser(&self, who: Who, network: u8) -> Browser<'_> {
        let browser = self.house.browser_at(Ipv4Addr::new(198, 51, network, 1));
        let email = match who {
            Who::Visitor => return browser,
            Who::Stranger => STRANGER.to_owned(),
            Who::Owner => EMAIL.to_owned(),
            Who::Staff(role) => email(role),
        };
        self.house.sign_in(&browser, &email, PASSWORD).is(303);
        browser
    }

    fn status(&self, route: &Route, (who, network): (Who, u8)) -> u16 {
        let (browser, path) = (self.browser(who, network), self.path(route));
        if route.method == "POST" { browser.submit(&path, &[]).status } else { browser.ask(&path).status }
    }
}

fn email(role: Role) -> String {
    format!("{}@evisa.example", role.code())
}

fn account(house: &House, email: &str, role: Role) {
    let form = Registration {
        email: email.parse().expect("an address"),
        name: evisa::domain::person::PersonName {
            surname: "inostr".parse().expect("a name"),
            given: Some("inostr".parse().expect("a name")),
            patronymic: None,
        },
        lang: Lang::En,
        password: PASSWORD.to_owned().into(),
    };
    house.services.account_create(&house.operator(), &form, role).expect("an account can be made");
}

/// What the table of permissions alone says about an answer: whoever may not is sent away by it, whatever the page does.
fn must_be(route: &Route, who: Who) -> Option<u16> {
    let Access::Permission(permission) = route.access else { return None };
    match who.role() {
        None => Some(303),
        Some(role) if role.may(permission) => None,
        Some(Role::Applicant) => Some(404),
        Some(_) => Some(403),
    }
}

#[test]
fn every_route_answers_everybody_as_the_table_says_and_a_new_route_without_a_line_fails() {
    let outside = Outside::for_trying(Arc::default());
    let routes: Vec<Route> = Scene::new(&outside).house.door().routes().to_vec();
    let width = routes.iter().map(|route| route.pattern.len()).max().unwrap_or(0) + 5;
    let mut table = format!("{:width$}", "");
    for who in Who::all() {
        write!(table, "  {}", who.name()).expect("text grows");
    }
    table.push('\n');
    for route in &routes {
        let scene = Scene::new(&outside);
        let mut line = format!("{:width$}", format!("{} {}", route.method, route.pattern));
        for (who, network) in Who::all().zip(1..) {
            let status = scene.status(route, (who, network));
            if let Some(must) = must_be(route, who) {
                assert_eq!(status, must, "{} {} by {who:?}", route.method, route.pattern);
            }
            write!(line, "  {status:<n$}", n = who.name().len()).expect("text grows");
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(EXPECTED, &table).expect("the table can be written");
    }
    let expected = std::fs::read_to_string(EXPECTED).unwrap_or_default();
    assert_eq!(table, expected, "run the test with UPDATE_EXPECT=1 and review the difference");
}

#[test]
fn nobody_but_staff_is_let_into_a_staff_page_and_what_changes_something_there_is_closed_to_auditors() {
    let routes = evisa::web::routes();
    let staff: Vec<&Route> = routes.iter().filter(|route| route.pattern.contains("/office")).collect();
    assert!(10 < staff.len(), "the staff pages are among the routes");
    for route in staff {
        let Access::Permission(permission) = route.access else { panic!("{} is open", route.pattern) };
        assert!(!Role::Applicant.may(permission), "{}", route.pattern);
        let looks = (route.method == "GET" && permission != Permission::PeopleChange)
            || matches!(permission, Permission::MoneyRead | Permission::VisaRead | Permission::AuditExport);
        assert_eq!(Role::Auditor.may(permission), looks, "{} {}", route.method, route.pattern);
    }
}
