//! Issued visas: the list, one visa with its history, and the forms that propose its end or its correction.

mod act;
mod file;
mod forms;
mod list;

use crate::{
    domain::{permission::Permission, visa::VisaId},
    web::{
        paths,
        request::Request,
        route::{Access, Route, get, post},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    let may = Access::Permission;
    vec![
        get("/{lang}/office/visas", may(Permission::VisaRead), list::page),
        post("/{lang}/office/visas", may(Permission::VisaRead), list::find),
        get("/{lang}/office/visas/{visa}", may(Permission::VisaRead), file::page),
        get("/{lang}/office/visas/{visa}/revoke", may(Permission::VisaRead), forms::revoke),
        post("/{lang}/office/visas/{visa}/revoke", may(Permission::VisaPropose), act::revoke),
        get("/{lang}/office/visas/{visa}/annul", may(Permission::VisaRead), forms::annul),
        post("/{lang}/office/visas/{visa}/annul", may(Permission::VisaPropose), act::annul),
        get("/{lang}/office/visas/{visa}/reissue", may(Permission::VisaRead), forms::reissue),
        post("/{lang}/office/visas/{visa}/reissue", may(Permission::VisaPropose), act::reissue),
        post("/{lang}/office/visas/{visa}/decide", may(Permission::VisaDecide), act::decide),
    ]
}

/// The address of a visa, or of what can be done with it.
fn address(request: &Request, visa: VisaId, what: &str) -> String {
    request.to(&format!("{}/{visa}{what}", paths::OFFICE_VISAS))
}
