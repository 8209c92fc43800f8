//! The four Fluent bundles, read once from the embedded files.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex, PoisonError},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::{
    assets,
    domain::lang::{InFour, Lang},
};

type Bundle = FluentBundle<FluentResource>;

/// Digits of a number that a Fluent number keeps exactly (it is a 64-bit float inside); longer ones stay text.
const NUMBER_DIGITS_MAX: usize = 15;
/// Faults remembered so that each is logged once; more than all keys of the program.
const FAULTS_KEPT_MAX: usize = 4_096;

static BUNDLES: LazyLock<InFour<Bundle>> = LazyLock::new(|| InFour::build(bundle_read));
static FAULTS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The sentence in the language, or the key in brackets where nobody wrote it.
pub(super) fn render(lang: Lang, key: &str, args: Option<&FluentArgs<'_>>) -> String {
    let bundle = BUNDLES.get(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        fault_log(lang, key, "no such sentence");
        return format!("⟦{key}⟧");
    };
    let mut errors = Vec::new();
    let sentence = bundle.format_pattern(pattern, args, &mut errors).into_owned();
    if !errors.is_empty() {
        // Only the kind of error: an argument may be personal.
        fault_log(lang, key, "an argument of the sentence is missing");
    }
    sentence
}

pub(super) fn has(lang: Lang, key: &str) -> bool {
    BUNDLES.get(lang).get_message(key).is_some_and(|message| message.value().is_some())
}

/// A number where the text is one as we would print it, so that plurals work; codes like `007` stay text.
pub(super) fn argument(value: &str) -> FluentValue<'_> {
    let digits = value.len() <= NUMBER_DIGITS_MAX && value.bytes().all(|byte| byte.is_ascii_digit());
    let plain = value == "0" || !value.is_empty() && !value.starts_with('0');
    if digits && plain { FluentValue::try_number(value) } else { FluentValue::from(value) }
}

fn bundle_read(lang: Lang) -> Bundle {
    let identifier = lang.code().parse().expect("kk, ru, en and zh are language identifiers");
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // The marks around arguments are invisible characters that spoil copying, searching and PDF text; every argument
    // of ours is written from left to right, like the four languages.
    bundle.set_use_isolating(false);
    for name in assets::locale_files(lang.code()) {
        let source = assets::locale_file(lang.code(), &name).unwrap_or_default();
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(lang = lang.code(), file = name, ?errors, "a sentence cannot be read");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(lang = lang.code(), file = name, ?errors, "a sentence is written twice");
        }
    }
    bundle
}

fn fault_log(lang: Lang, key: &str, fault: &str) {
    if is_new_fault(lang, key) {
        tracing::error!(lang = lang.code(), key, "{fault}");
    }
}

fn is_new_fault(lang: Lang, key: &str) -> bool {
    let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    faults.len() < FAULTS_KEPT_MAX && faults.insert(format!("{} {key}", lang.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_logged_once_for_each_language() {
        let faults = [Lang::Kk, Lang::Kk, Lang::Ru, Lang::Kk].map(|lang| is_new_fault(lang, "a-key-of-this-test"));
        assert_eq!(faults, [true, false, true, false]);
    }
}
