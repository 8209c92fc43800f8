//! The addresses the page shell links to, without their language; [`super::request::Request::to`] puts it in front.

/// The start page: what one needs, fees, time.
pub const HOME: &str = "/";
/// Portal services (figure 2).
pub const SERVICES: &str = "/services";
/// Log in (figure 1).
pub const LOGIN: &str = "/login";
/// Register.
pub const REGISTER: &str = "/register";
/// Log out (POST).
pub const LOGOUT: &str = "/logout";
/// Personal account: my details (figure 8.3).
pub const ACCOUNT: &str = "/account";
/// Personal account: visas (figures 8.3, 13, 14).
pub const VISAS: &str = "/account/visas";
/// Personal account: password and sessions.
pub const SECURITY: &str = "/account/security";
/// The manual.
pub const HELP: &str = "/help";
/// What works with which assistive technology, and whom to tell.
pub const ACCESSIBILITY: &str = "/accessibility";
/// What is kept, why and for how long.
pub const PRIVACY: &str = "/privacy";
/// Where a second factor is asked for.
pub const SECOND: &str = "/login/second";
/// Staff: the people who work for the service.
pub const PEOPLE: &str = "/office/people";
/// Staff: the audit log.
pub const AUDIT: &str = "/office/audit";
/// Where staff begin.
pub const OFFICE: &str = "/office";
/// Staff: today's money.
pub const MONEY: &str = "/office/money";
/// Staff: settlement files of the banks.
pub const SETTLEMENTS: &str = "/office/settlements";
/// Staff: the books.
pub const LEDGER: &str = "/office/ledger";
/// Staff: the payment plugins.
pub const PLUGINS: &str = "/office/plugins";
/// Staff: issued visas.
pub const OFFICE_VISAS: &str = "/office/visas";
/// Checking a visa, for everybody.
pub const VERIFY: &str = "/verify";
/// Checking a visa by its picture.
pub const VERIFY_PICTURE: &str = "/verify/picture";
/// Border posts: a picture of a visa beside its record.
pub const BORDER_PICTURE: &str = "/border/picture";
/// Border posts: a traveller's visa beside its record.
pub const BORDER: &str = "/border";
/// Border posts: the reader that works without a network.
pub const READER: &str = "/border/reader";
/// The signed trust list; an address of the JSON interface, without a language.
pub const TRUST_LIST: &str = "/api/v1/trust-list";
/// The gallery of components, in demonstrations only.
pub const COMPONENTS: &str = "/components";
