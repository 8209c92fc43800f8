//! The page shell: skip link, languages, brand, green title bar, side menu, notices, footer (figures 1, 3, 8.3).

use hyper::StatusCode;
use maud::{DOCTYPE, Markup, html};

use super::{
    components::{
        brand,
        form::csrf_field,
        notice::{flash_notice, timeout_notice},
    },
    paths,
    request::Request,
    response::Response,
};
use crate::{
    assets,
    domain::{account::Role, lang::Lang, permission::Permission, refusal::Message},
};

/// The pages of the side menu of the personal account (figure 8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountPage {
    /// My details.
    Details,
    /// Visas.
    Visas,
    /// Password and sessions.
    Security,
}

impl AccountPage {
    const ALL: [Self; 3] = [Self::Details, Self::Visas, Self::Security];

    const fn path(self) -> &'static str {
        match self {
            Self::Details => paths::ACCOUNT,
            Self::Visas => paths::VISAS,
            Self::Security => paths::SECURITY,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Details => "acc-me",
            Self::Visas => "acc-visas",
            Self::Security => "web-menu-security",
        }
    }
}

/// The pages of the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficePage {
    /// Where staff begin.
    Home,
    /// Today's money.
    Money,
    /// Settlement files.
    Settlements,
    /// The books.
    Ledger,
    /// Payment plugins.
    Plugins,
    /// Issued visas.
    Visas,
    /// A traveller's visa at the border.
    Border,
    /// The people who work for the service.
    People,
    /// The audit log.
    Audit,
}

impl OfficePage {
    const ALL: [Self; 9] = [
        Self::Home,
        Self::Border,
        Self::Visas,
        Self::Money,
        Self::Settlements,
        Self::Ledger,
        Self::Plugins,
        Self::People,
        Self::Audit,
    ];

    /// The pages that a role opens.
    pub fn of(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |page| role.may(page.permission()))
    }

    const fn permission(self) -> Permission {
        match self {
            Self::Home => Permission::OfficeEnter,
            Self::Money | Self::Settlements => Permission::MoneyRead,
            Self::Ledger => Permission::LedgerRead,
            Self::Plugins => Permission::PluginRead,
            Self::Visas => Permission::VisaRead,
            Self::Border => Permission::BorderCheck,
            Self::People => Permission::PeopleRead,
            Self::Audit => Permission::AuditRead,
        }
    }

    /// Its address, without the language.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => paths::OFFICE,
            Self::Money => paths::MONEY,
            Self::Settlements => paths::SETTLEMENTS,
            Self::Ledger => paths::LEDGER,
            Self::Plugins => paths::PLUGINS,
            Self::Visas => paths::OFFICE_VISAS,
            Self::Border => paths::BORDER,
            Self::People => paths::PEOPLE,
            Self::Audit => paths::AUDIT,
        }
    }

    /// The key of its name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Home => "office-home",
            Self::Money => "office-money",
            Self::Settlements => "office-settlements",
            Self::Ledger => "office-ledger",
            Self::Plugins => "office-plugins",
            Self::Visas => "office-visas",
            Self::Border => "office-border",
            Self::People => "office-people",
            Self::Audit => "office-audit",
        }
    }

    /// The key of the sentence that says what it is for.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::Home => "office-home-text",
            Self::Money => "office-money-text",
            Self::Settlements => "office-settlements-text",
            Self::Ledger => "office-ledger-text",
            Self::Plugins => "office-plugins-text",
            Self::Visas => "office-visas-text",
            Self::Border => "office-border-text",
            Self::People => "office-people-text",
            Self::Audit => "office-audit-text",
        }
    }
}

/// A page before it is shown.
pub struct Page<'a> {
    request: &'a Request,
    title: String,
    status: StatusCode,
    account: Option<AccountPage>,
    office: Option<OfficePage>,
    faulty: bool,
    wide: bool,
    gateway: bool,
    reload_s: Option<u8>,
}

impl<'a> Page<'a> {
    /// A page with its title, which also stands in the green bar and in the window's title.
    #[must_use]
    pub fn new(request: &'a Request, title: &str) -> Self {
        let title = title.to_owned();
        Self {
            request,
            title,
            status: StatusCode::OK,
            account: None,
            office: None,
            faulty: false,
            wide: false,
            gateway: false,
            reload_s: None,
        }
    }

    /// Another status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// With the side menu of the personal account.
    #[must_use]
    pub fn in_account(self, page: AccountPage) -> Self {
        Self { account: Some(page), ..self }
    }

    /// A page of the staff, with their navigation.
    #[must_use]
    pub fn in_office(self, page: OfficePage) -> Self {
        Self { office: Some(page), ..self }
    }

    /// A form came back with faults: the window's title begins with "Error:", the status is 422.
    #[must_use]
    pub fn faulty(self, faulty: &super::form::FormView<'_>) -> Self {
        match faulty.is_faulty() {
            true => Self { faulty: true, status: StatusCode::UNPROCESSABLE_ENTITY, ..self },
            false => self,
        }
    }

    /// Uses the whole width (tables); otherwise text keeps a readable measure.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// A page of the e-government payment gateway, with its own head (figure 7).
    #[must_use]
    pub fn of_the_gateway(self) -> Self {
        Self { gateway: true, ..self }
    }

    /// Without a script the page is loaded again after so many seconds; with one, its live part asks.
    #[must_use]
    pub fn reloading(self, seconds: u8) -> Self {
        Self { reload_s: Some(seconds), ..self }
    }

    /// The finished page.
    #[must_use]
    pub fn show(self, content: Markup) -> Response {
        let status = self.status;
        Response::html(self.document(&content)).with_status(status)
    }

    fn document(&self, content: &Markup) -> Markup {
        let request = self.request;
        let faulty = Message::new("error-title").with("title", &self.title);
        let title = if self.faulty { request.say(&faulty) } else { self.title.clone() };
        html! {
            (DOCTYPE)
            html lang=(request.lang.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " – " (request.t("hdr-portal")) }
                    link rel="icon" href="/favicon.svg" type="image/svg+xml";
                    link rel="stylesheet" href=(assets::web_path("site.css"));
                    script src=(assets::web_path("site.js")) defer {}
                    @if let Some(seconds) = self.reload_s {
                        noscript { meta http-equiv="refresh" content=(seconds); }
                    }
                    @if request.session.is_some() { meta name="robots" content="noindex"; }
                }
                body class=[self.class()] { (self.body(content)) }
            }
        }
    }

    const fn class(&self) -> Option<&'static str> {
        if self.gateway {
            Some("of-the-gateway")
        } else if self.office.is_some() {
            Some("of-the-office")
        } else {
            None
        }
    }

    fn body(&self, content: &Markup) -> Markup {
        let request = self.request;
        let measure = if self.wide { "content content-wide" } else { "content" };
        html! {
            a.skip href="#main" { (request.t("skip-to-content")) }
            (header(request, self.gateway))
            (brand::print_header(request))
            main #main tabindex="-1" {
                div.title-bar { div.frame { h1 { (self.title) } } }
                div.frame.columns {
                    @if let Some(page) = self.account { (menu(request, page)) }
                    @if let Some(page) = self.office { (office_menu(request, page)) }
                    div class=(measure) {
                        (flash_notice(request))
                        (timeout_notice(request))
                        (content)
                    }
                }
            }
            (footer(request))
        }
    }
}

fn header(request: &Request, gateway: bool) -> Markup {
    html! {
        header.site-header {
            @if request.site.settings.demonstration {
                p.demonstration {
                    span.frame { (request.t("demo-band")) " " a href=(request.to("/inbox")) { (request.t("inbox-title")) } }
                }
            }
            div.top-bar {
                div.frame {
                    (languages(request))
                    // Figure 1 has the logo of eGov here; a word says the same and is nobody's logo.
                    span.egov { (request.t("login-tab-egov")) }
                    (person(request))
                }
            }
            div.frame.brand {
                a href=(request.to(paths::HOME)) {
                    @if gateway {
                        span.brand-pay aria-hidden="true" { (request.t("epay-brand")) }
                        span.brand-name { (request.t("gw-title")) small { (request.t("hdr-portal")) } }
                    } @else {
                        (brand::emblem())
                        span.brand-name { (request.t("hdr-portal")) small { (request.t("web-brand-line")) } }
                    }
                }
            }
            div.ornament aria-hidden="true" {}
        }
    }
}

/// ҚАЗ · РУС · ENG · 中文, each leading to the same page (figure 1).
fn languages(request: &Request) -> Markup {
    html! {
        nav.languages aria-label=(request.t("language-bar")) {
            ul {
                @for lang in Lang::ALL {
                    li {
                        a href=(request.in_lang(lang)) hreflang=(lang.tag()) lang=(lang.tag())
                          aria-current=[(lang == request.lang).then_some("true")] {
                            span aria-hidden="true" { (short_name(lang)) }
                            span.unseen { (lang.own_name()) }
                        }
                    }
                }
            }
        }
    }
}

/// A language as the language bar writes it (figure 1).
const fn short_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Kk => "ҚАЗ",
        Lang::Ru => "РУС",
        Lang::En => "ENG",
        Lang::Zh => "中文",
    }
}

/// Log in or register; or who is signed in and log out (figures 1, 8.3).
fn person(request: &Request) -> Markup {
    html! {
        nav.person aria-label=(request.t("web-person")) {
            @if let Some(session) = &request.session {
                @if session.facts.role.is_staff() {
                    a href=(request.to(paths::OFFICE)) { (request.t("office-title")) }
                } @else {
                    a href=(request.to(paths::VISAS)) { (request.t("acc-visas")) }
                }
                a href=(request.to(paths::ACCOUNT)) { (session.facts.name_short) }
                form method="post" action=(request.to(paths::LOGOUT)) {
                    (csrf_field(request))
                    button.as-link type="submit" { (request.t("hdr-logout")) }
                }
            } @else {
                a href=(request.to(paths::LOGIN)) { (request.t("hdr-login")) }
                span.muted { (request.t("hdr-or")) }
                a href=(request.to(paths::REGISTER)) { (request.t("hdr-register")) }
            }
        }
    }
}

fn menu(request: &Request, current: AccountPage) -> Markup {
    // Staff have no visas of their own here.
    let staff = request.session.as_ref().is_some_and(|session| session.facts.role.is_staff());
    let pages = AccountPage::ALL.into_iter().filter(|page| !staff || *page != AccountPage::Visas);
    let links: Vec<_> = pages.map(|page| (page.path(), page.key(), page == current)).collect();
    side_menu(request, "acc-title", &links)
}

/// The pages that the role of whoever is signed in opens.
fn office_menu(request: &Request, current: OfficePage) -> Markup {
    let pages = request.session.iter().flat_map(|session| OfficePage::of(session.facts.role));
    let links: Vec<_> = pages.map(|page| (page.path(), page.key(), page == current)).collect();
    side_menu(request, "office-title", &links)
}

/// A menu of path, key of the words, and whether one is there.
fn side_menu(request: &Request, title: &str, links: &[(&str, &str, bool)]) -> Markup {
    html! {
        nav.side-menu aria-labelledby="side-menu-title" {
            h2 #side-menu-title { (request.t(title)) }
            ul {
                @for (path, key, here) in links {
                    li { a href=(request.to(path)) aria-current=[here.then_some("page")] { (request.t(key)) } }
                }
            }
        }
    }
}

fn footer(request: &Request) -> Markup {
    let links = [
        (paths::VERIFY, "verify-title"),
        (paths::HELP, "help-title"),
        (paths::ACCESSIBILITY, "accessibility-title"),
        (paths::PRIVACY, "privacy-title"),
    ];
    html! {
        footer.site-footer {
            div.frame {
                nav aria-label=(request.t("footer-label")) {
                    ul { @for (path, key) in links { li { a href=(request.to(path)) { (request.t(key)) } } } }
                }
                p { (request.t("web-footer-cookies")) }
            }
        }
    }
}
