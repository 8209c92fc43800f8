//! Level 9, too: every field of every message a plugin may get, changed by chance that a seed repeats.

use std::time::Instant;

use evisa_plugin_sdk::proto::{FRAME_BYTES_MAX, Op};
use serde_json::{Map, Value, json};

use super::{Case, turns::traces};
use crate::{
    journey::Scene,
    probe::{Bench, Found, Outcome, Probe, answer_in, request_id, request_value, shown, wrong},
};

/// Messages for each cassette when no time is named.
const MESSAGES: usize = 3_000;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "fuzz.fields",
        level: 9,
        title: "Every field, changed by chance",
        expectation: "One frame for each message, a fault at worst; no panic, no end of the process, no endless loop.",
        run: |bench| fuzz(bench, changed_field),
    },
    Case {
        id: "fuzz.bytes",
        level: 9,
        title: "Every byte, changed by chance",
        expectation: "One frame for each message, a fault at worst; no panic, no end of the process, no endless loop.",
        run: |bench| fuzz(bench, changed_bytes),
    },
];

type Change = fn(&mut fastrand::Rng, &Value) -> Vec<u8>;

fn fuzz(bench: &Bench<'_>, change: Change) -> Outcome {
    for scene in Scene::all(bench)? {
        let messages = messages(bench, &scene)?;
        let mut chance = fastrand::Rng::with_seed(bench.seed);
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let until = bench.fuzz.map(|time| Instant::now() + time / 2);
        let mut count = 0;
        while until.map_or(count < MESSAGES, |until| Instant::now() < until) {
            let message = &messages[chance.usize(..messages.len())];
            let frame = change(&mut chance, message);
            count += 1;
            if FRAME_BYTES_MAX < frame.len() {
                continue;
            }
            let told = |why: String| {
                let (seed, frame) = (bench.seed, shown(&frame));
                Found::Wrong(format!("{}, message {count} of seed {seed}: {why}; it was {frame}", scene.cassette.name))
            };
            let answer = probe.raw(&frame).map_err(|found| match found {
                Found::Wrong(why) => told(why),
                absent @ Found::Absent(_) => absent,
            })?;
            // A message without a good number may be answered with 0.
            answer_in(&answer, request_id()).or_else(|_| answer_in(&answer, number_in(&answer))).map_err(told)?;
        }
        if probe.describe()? != scene.description {
            return wrong("another description afterwards");
        }
    }
    Ok(())
}

fn number_in(frame: &[u8]) -> u64 {
    let value: Value = serde_json::from_slice(frame).unwrap_or_default();
    value["id"].as_u64().unwrap_or_default()
}

/// Every message of every walk, and of callbacks, quotes and configurations, each once.
fn messages(bench: &Bench<'_>, scene: &Scene<'_>) -> Result<Vec<Value>, Found> {
    let probe = Probe::ready(bench, scene.cassette)?;
    let mut ops: Vec<Op> =
        traces(bench, scene)?.into_iter().flat_map(|trace| trace.calls).map(|call| call.op).collect();
    ops.extend(scene.cassette.callbacks.iter().map(|sample| Op::ParseCallback(sample.request.raw())));
    ops.push(Op::CheckConfig(crate::probe::granted(scene.cassette, &scene.description)));
    if let Some(sample) = &scene.cassette.settlement {
        ops.push(Op::ParseSettlement { file: sample.text.as_str().into() });
    }
    let mut all: Vec<Value> = Vec::new();
    for op in ops {
        let value = request_value(&probe.cx, &op);
        if !all.contains(&value) {
            all.push(value);
        }
    }
    Ok(all)
}

fn changed_field(chance: &mut fastrand::Rng, message: &Value) -> Vec<u8> {
    let mut message = message.clone();
    for _ in 0..chance.usize(1..4) {
        let mut paths = Vec::new();
        paths_in(&message["body"], "/body", &mut paths);
        paths.push("/now".to_owned());
        paths.push("/lang".to_owned());
        let path = &paths[chance.usize(..paths.len())];
        if let Some(place) = message.pointer_mut(path) {
            *place = other_value(chance, place);
        }
    }
    message.to_string().into_bytes()
}

fn paths_in(value: &Value, path: &str, paths: &mut Vec<String>) {
    match value {
        Value::Object(table) => {
            for (name, value) in table {
                paths_in(value, &format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")), paths);
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| paths_in(value, &format!("{path}/{index}"), paths));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    paths.push(path.to_owned());
}

fn other_value(chance: &mut fastrand::Rng, value: &Value) -> Value {
    match (value, chance.u8(..12)) {
        (Value::String(text), 0..6) => Value::from(other_text(chance, text)),
        (Value::Number(_), 0..6) => {
            json!([0_u64, 1, 255, 65_536, 4_294_967_296, 9_007_199_254_740_991][chance.usize(..6)])
        }
        (_, 0 | 6) => Value::Null,
        (_, 1 | 7) => json!([]),
        (_, 2 | 8) => json!({}),
        (_, 3) => Value::Object(Map::from_iter([("kind".to_owned(), json!("unheard_of"))])),
        (_, 4) => json!(true),
        (_, 5) => json!(-1),
        (_, 9) => json!("x".repeat(chance.usize(..4_096))),
        (_, 10) => json!(chance.u64(..9_007_199_254_740_992)),
        (_, _) => Value::from(other_text(chance, "2026-03-02T10:00:00+05:00")),
    }
}

/// The text with a few letters taken out, put in, doubled, or replaced by odd ones.
fn other_text(chance: &mut fastrand::Rng, text: &str) -> String {
    const ODD: [char; 12] = ['\0', '"', '\\', '<', '&', '%', '\n', '0', '-', 'é', '٣', '\u{10ffff}'];
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..chance.usize(1..5) {
        let place = chance.usize(..=letters.len());
        match chance.u8(..5) {
            0 => letters.truncate(place),
            1 if place < letters.len() => drop(letters.remove(place)),
            2 if place < letters.len() => letters[place] = ODD[chance.usize(..ODD.len())],
            3 => {
                let again = letters.clone();
                letters.extend(again.into_iter().take(1_024));
            }
            _ => letters.insert(place, ODD[chance.usize(..ODD.len())]),
        }
    }
    letters.into_iter().collect()
}

fn changed_bytes(chance: &mut fastrand::Rng, message: &Value) -> Vec<u8> {
    let mut frame = message.to_string().into_bytes();
    for _ in 0..chance.usize(1..8) {
        let place = chance.usize(..frame.len());
        match chance.u8(..4) {
            0 => frame[place] ^= 1 << chance.u8(..8),
            1 => frame[place] = chance.u8(..),
            2 if 1 < frame.len() => drop(frame.remove(place)),
            _ => frame.insert(place, b"\"{}[],:0\\\0"[chance.usize(..10)]),
        }
    }
    frame
}
