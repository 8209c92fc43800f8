//! The payment plugins as the administrator sees them: what runs, how it is confined, which bytes, how far verified, and why one is off.

use maud::{Markup, html};

use super::{
    figures::{Column, Figures},
    or_refused, words,
};
use crate::{
    domain::{permission::Permission, refusal::Message},
    effects::PluginState,
    web::{
        components::{
            notice,
            tag::{Tone, tag},
        },
        layout::{OfficePage, Page},
        request::Request,
        response::Response,
        route::{Access, Route, get},
    },
};

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{lang}/office/plugins", Access::Permission(Permission::PluginRead), page)]
}

async fn page(request: Request) -> Response {
    let plugins = request.run(|_, inside| Ok(inside.outside.gateway.plugins())).await;
    or_refused(&request, plugins.map(|plugins| show(&request, &plugins)))
}

fn show(request: &Request, plugins: &[PluginState]) -> Response {
    let t = |key| request.t(key);
    Page::new(request, &t("office-plugins")).in_office(OfficePage::Plugins).wide().show(html! {
        (loose(request))
        @if plugins.is_empty() { p { (t("office-plugins-none")) } } @else { (table(request, plugins)) }
    })
}

/// Says loudly that a plugin is not fully confined; nothing when all are.
pub(super) fn loose(request: &Request) -> Markup {
    let least = request.site.inside.outside.gateway.confinement().filter(|least| !least.is_complete());
    html! {
        @if let Some(least) = least {
            (notice::notice(request, Tone::Bad, (
                &request.t("office-plugins-loose"),
                &request.say(&Message::new("office-plugins-loose-text").with("how", least)),
            )))
        }
    }
}

fn table(request: &Request, plugins: &[PluginState]) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-plugin")),
        Column::Words(request.t("office-col-state")),
        Column::Words(request.t("office-col-version")),
        Column::Words(request.t("office-col-verified")),
        Column::Words(request.t("office-col-confinement")),
        Column::Words(request.t("office-col-sha256")),
    ];
    let caption = request.t("office-plugins-table");
    Figures {
        caption: &caption,
        columns: &columns,
        rows: plugins.iter().map(|plugin| row(request, plugin)).collect(),
        foot: None,
    }
    .show()
}

fn row(request: &Request, plugin: &PluginState) -> Vec<Markup> {
    let version = plugin.state.as_ref().map(|hello| format!("{} {}", hello.plugin, hello.version));
    vec![
        words::machine(&plugin.id),
        standing(request, plugin),
        html! { @if let Ok(version) = version { (version) } },
        verified(request, plugin),
        html! { @if let Some(confinement) = plugin.confinement { (confinement) } },
        html! { @if let Some(digest) = &plugin.digest { (words::machine(digest)) } },
    ]
}

/// How far the conformance kit has proven these very bytes.
fn verified(request: &Request, plugin: &PluginState) -> Markup {
    html! {
        @match &plugin.verified {
            Some(verified) => (request.say(&Message::new("office-plugin-verified")
                .with("level", verified.level).with("protocol", verified.protocol).with("kit", verified.kit))),
            None => (request.t("office-plugin-unverified")),
        }
    }
}

/// On, resting, switched off, or off with the reason.
fn standing(request: &Request, plugin: &PluginState) -> Markup {
    let t = |key| request.t(key);
    html! {
        span.tags {
            @match &plugin.state {
                Err(_) => (tag(Tone::Bad, &t("office-plugin-off"))),
                Ok(_) if plugin.resting => (tag(Tone::Bad, &t("office-plugin-resting"))),
                Ok(_) if !plugin.enabled => (tag(Tone::Note, &t("office-plugin-disabled"))),
                Ok(_) => (tag(Tone::Ok, &t("office-plugin-on"))),
            }
            @if plugin.live { (tag(Tone::Note, &t("office-plugin-live"))) } @else { (tag(Tone::Wait, &t("office-plugin-test"))) }
        }
        @if let Err(why) = &plugin.state { small lang="en" { (why) } }
        @if plugin.resting { small { (t("office-plugin-resting-text")) } }
        @if !plugin.ungranted.is_empty() {
            small { (t("office-plugin-ungranted")) " " (format!("{:?}", plugin.ungranted)) }
        }
    }
}
