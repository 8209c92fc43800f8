//! Level 7: what the provider posts. A forged request must be worth nothing, a repeated one must be known by its key.

use evisa_plugin_sdk::proto::{
    Answer, Authenticity, Bytes, Callback, Callbacks, FaultKind, HTTP_BODY_BYTES_MAX, Op, RawHttp, Status,
};

use super::{Case, turns::is_plugin_secret};
use crate::{
    cassette::CallbackSample,
    journey::Scene,
    probe::{Bench, Found, Outcome, Probe, absent, brief, wrong},
};

/// Bytes of a genuine request that are changed, spread over it.
const FLIPS: usize = 200;
/// The largest acknowledgement in bytes.
const ACK_BYTES_MAX: usize = 4 * 1024;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "callback.none",
        level: 7,
        title: "Callbacks are declared",
        expectation: "Without callbacks in the description, `parse_callback` is unsupported; with them, the cassette has samples.",
        run: none,
    },
    Case {
        id: "callback.genuine",
        level: 7,
        title: "A genuine request is understood",
        expectation: "Order and authenticity as the cassette says, and the amount where it is signed.",
        run: |bench| genuine(bench, |sample| sample.authenticity != Authenticity::None),
    },
    Case {
        id: "callback.forged",
        level: 7,
        title: "A forged request is worth nothing",
        expectation: "Each forged sample: a fault, or no authenticity; never `signed` or `shared_secret`.",
        run: forged,
    },
    Case {
        id: "callback.flipped",
        level: 7,
        title: "A changed byte breaks the signature",
        expectation: "A signed request with one byte changed is not signed any more, or says the same as before.",
        run: flipped,
    },
    Case {
        id: "callback.secret",
        level: 7,
        title: "Nearly the secret is not the secret",
        expectation: "With the secret cut, longer, in other letters or empty there is no authenticity.",
        run: secret,
    },
    Case {
        id: "callback.hint",
        level: 7,
        title: "What is not signed observes nothing",
        expectation: "Only a signed request carries an observation.",
        run: hint,
    },
    Case {
        id: "callback.replay_key",
        level: 7,
        title: "A repeated request is known",
        expectation: "The same request has the same key each time, and two different ones do not share it.",
        run: replay_key,
    },
    Case {
        id: "callback.ack",
        level: 7,
        title: "The acknowledgement can be sent",
        expectation: "A status 200 to 499, a content type of one line, at most 4 KiB, no HTML.",
        run: ack,
    },
    Case {
        id: "callback.any",
        level: 7,
        title: "Anything may be posted",
        expectation: "Nothing, 256 KiB, NUL, broken UTF-8, other methods: a fault or no authenticity, and the next call is answered.",
        run: any,
    },
];

fn parse(probe: &mut Probe, raw: RawHttp) -> Result<Option<Callback>, Found> {
    let answer = probe.ask(&Op::ParseCallback(raw))?;
    if let Answer::Callback(callback) = answer { Ok(Some(*callback)) } else { Ok(None) }
}

fn has_callbacks(scene: &Scene<'_>) -> bool {
    scene.description.caps.callback != Callbacks::None
}

/// Every scene with callbacks, with its process.
fn each(bench: &Bench<'_>, mut look: impl FnMut(&mut Probe, &Scene<'_>) -> Outcome) -> Outcome {
    let scenes = Scene::all(bench)?;
    if !scenes.iter().any(has_callbacks) {
        return absent("the description names no callbacks");
    }
    for scene in scenes.iter().filter(|scene| has_callbacks(scene)) {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        look(&mut probe, scene)?;
    }
    Ok(())
}

fn named(scene: &Scene<'_>, sample: &CallbackSample, why: &str) -> Found {
    Found::Wrong(format!("{}, callback `{}`: {why}", scene.cassette.name, sample.name))
}

fn none(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        if has_callbacks(&scene) {
            let real = |sample: &CallbackSample| sample.authenticity != Authenticity::None;
            let samples = &scene.cassette.callbacks;
            if !samples.iter().any(real) || samples.iter().all(real) {
                return wrong(format!("{}: `callbacks` needs a genuine and a forged one", scene.cassette.name));
            }
            continue;
        }
        let answer = probe.ask(&Op::ParseCallback(RawHttp {
            method: "POST".to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Bytes::from("{}"),
        }))?;
        if !matches!(&answer, Answer::Error(fault) if fault.kind == FaultKind::Unsupported) {
            return wrong(brief(&answer));
        }
    }
    Ok(())
}

fn genuine(bench: &Bench<'_>, chosen: fn(&CallbackSample) -> bool) -> Outcome {
    each(bench, |probe, scene| {
        for sample in scene.cassette.callbacks.iter().filter(|sample| chosen(sample)) {
            let Some(callback) = parse(probe, sample.request.raw())? else {
                return Err(named(scene, sample, "a fault"));
            };
            let order_ref = sample.order_ref.as_ref().unwrap_or(&scene.order.order_ref);
            if callback.authenticity != sample.authenticity || callback.order_ref.as_ref() != Some(order_ref) {
                let why = format!("{:?} of the order {:?}", callback.authenticity, callback.order_ref);
                return Err(named(scene, sample, &why));
            }
            let amount = callback.observation.as_ref().and_then(|seen| seen.amount_minor);
            if sample.amount_minor.is_some() && amount != sample.amount_minor {
                return Err(named(scene, sample, &format!("the amount {amount:?}")));
            }
        }
        Ok(())
    })
}

fn forged(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, scene| {
        for sample in scene.cassette.callbacks.iter().filter(|sample| sample.authenticity == Authenticity::None) {
            match parse(probe, sample.request.raw())? {
                Some(callback) if callback.authenticity != Authenticity::None => {
                    return Err(named(scene, sample, &format!("taken for {:?}", callback.authenticity)));
                }
                Some(_) | None => {}
            }
        }
        Ok(())
    })
}

fn flipped(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, scene| {
        let signed = scene.cassette.callbacks.iter().filter(|sample| sample.authenticity == Authenticity::Signed);
        for sample in signed {
            let raw = sample.request.raw();
            let Some(before) = parse(probe, raw.clone())? else { return Err(named(scene, sample, "a fault")) };
            let length = raw.body.0.len();
            for index in 0..length.min(FLIPS) {
                let mut changed = raw.clone();
                let place = if length <= FLIPS { index } else { index * length / FLIPS };
                changed.body.0[place] ^= 1;
                let Some(after) = parse(probe, changed)? else { continue };
                let same = after.order_ref == before.order_ref && after.observation == before.observation;
                if after.authenticity == Authenticity::Signed && !same {
                    return Err(named(scene, sample, &format!("still signed with byte {place} changed")));
                }
            }
        }
        Ok(())
    })
}

fn secret(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, scene| {
        let secrets = scene.cassette.secrets.iter().filter(|(name, _)| is_plugin_secret(scene, name));
        for (secret, sample) in
            secrets.flat_map(|(_, secret)| scene.cassette.callbacks.iter().map(move |s| (secret, s)))
        {
            if sample.authenticity != Authenticity::SharedSecret || secret.len() < 2 {
                continue;
            }
            let raw = sample.request.raw();
            let swapped = |other: &str| {
                let mut raw = raw.clone();
                if let Some(text) = raw.body.text() {
                    raw.body = Bytes::from(text.replace(secret.as_str(), other).as_str());
                }
                for pair in raw.query.iter_mut().chain(&mut raw.headers) {
                    pair.value = pair.value.replace(secret.as_str(), other);
                }
                raw
            };
            let last = secret.char_indices().last().map_or(0, |(place, _)| place);
            let others = [
                secret[..last].to_owned(),
                format!("{secret}0"),
                format!("{}~", &secret[..last]),
                secret.to_uppercase(),
                String::new(),
            ];
            for other in others.iter().filter(|other| *other != secret) {
                let changed = swapped(other);
                if changed == raw {
                    continue;
                }
                if parse(probe, changed)?.is_some_and(|callback| callback.authenticity != Authenticity::None) {
                    return Err(named(scene, sample, &format!("a secret of {} characters is believed", other.len())));
                }
            }
        }
        Ok(())
    })
}

fn hint(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, scene| {
        for sample in &scene.cassette.callbacks {
            let Some(callback) = parse(probe, sample.request.raw())? else { continue };
            let signed = callback.authenticity == Authenticity::Signed;
            let says = callback.observation.as_ref().is_some_and(|seen| seen.status != Status::Unknown);
            if says && !signed {
                return Err(named(scene, sample, "an observation that nobody signed"));
            }
            if signed && scene.description.caps.callback != Callbacks::Signed {
                return Err(named(scene, sample, "signed, and the description says that callbacks are hints"));
            }
        }
        Ok(())
    })
}

fn replay_key(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, scene| {
        let mut keys: Vec<(&CallbackSample, String)> = Vec::new();
        let real = scene.cassette.callbacks.iter().filter(|sample| sample.authenticity != Authenticity::None);
        for sample in real {
            let first = parse(probe, sample.request.raw())?.and_then(|callback| callback.replay_key);
            probe.cx.entropy = [7; 32];
            let again = parse(probe, sample.request.raw())?.and_then(|callback| callback.replay_key);
            if first != again {
                return Err(named(scene, sample, &format!("the key {first:?}, then {again:?}")));
            }
            let Some(key) = first else { continue };
            if let Some((other, _)) = keys.iter().find(|(_, before)| *before == key) {
                return Err(named(scene, sample, &format!("the same key as `{}`", other.name)));
            }
            keys.push((sample, key));
        }
        Ok(())
    })
}

fn ack(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, scene| {
        for sample in &scene.cassette.callbacks {
            let Some(callback) = parse(probe, sample.request.raw())? else { continue };
            let ack = &callback.ack;
            let line = !ack.content_type.is_empty() && !ack.content_type.chars().any(char::is_control);
            if !(200..500).contains(&ack.status) || !line || ACK_BYTES_MAX < ack.body.len() {
                let why = format!("{} {:?}, {} bytes", ack.status, ack.content_type, ack.body.len());
                return Err(named(scene, sample, &why));
            }
            if ack.content_type.contains("html") {
                return Err(named(scene, sample, "an acknowledgement in HTML"));
            }
        }
        Ok(())
    })
}

fn any(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, _| {
        let bodies: [&[u8]; 8] =
            [b"", b"\0", b"\xff\xfe", b"{", b"a=b&=&%&%zz", b"<document>", b"[[[[", &vec![b'9'; HTTP_BODY_BYTES_MAX]];
        for method in ["POST", "GET", "PUT", ""] {
            for body in bodies {
                let (query, headers) = (Vec::new(), Vec::new());
                let raw = RawHttp { method: method.to_owned(), query, headers, body: Bytes(body.to_vec()) };
                if parse(probe, raw)?.is_some_and(|callback| callback.authenticity != Authenticity::None) {
                    return wrong(format!("{method:?} with {} bytes is believed", body.len()));
                }
            }
        }
        probe.describe().map(drop)
    })
}
