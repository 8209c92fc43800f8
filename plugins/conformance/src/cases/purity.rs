//! Level 4: an answer is a function of its message. A plugin that keeps something in memory, or looks at a clock of its
//! own, behaves otherwise after the restart that every plugin meets one day.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use evisa_plugin_sdk::proto::{Answer, Config, Op, Order};
use serde_json::json;

use super::Case;
use crate::{
    journey::{Call, Scene, Trace, walk_fair},
    probe::{Bench, Found, Outcome, Probe, brief, op_name, wrong},
};

/// So long apart that a clock of whole seconds shows the difference.
const APART: Duration = Duration::from_millis(1_100);

pub(super) const CASES: &[Case] = &[
    Case {
        id: "pure.twice",
        level: 4,
        title: "The same question, the same answer",
        expectation: "Every call of a payment, made again at once, is answered with the same bytes.",
        run: twice,
    },
    Case {
        id: "pure.respawn",
        level: 4,
        title: "Nothing is kept in memory",
        expectation: "A payment in which every call meets a fresh process goes on like one in a single process.",
        run: respawn,
    },
    Case {
        id: "pure.others",
        level: 4,
        title: "Payments do not know of each other",
        expectation: "A payment is answered the same with another one in between, and after a hundred questions.",
        run: others,
    },
    Case {
        id: "pure.config",
        level: 4,
        title: "Looking at a configuration changes nothing",
        expectation: "After `check_config` of another configuration every answer is as before.",
        run: config,
    },
    Case {
        id: "pure.clock",
        level: 4,
        title: "It has no clock and no chance of its own",
        expectation: "The same answers a second later, in another process.",
        run: clock,
    },
];

/// A payment and everything the plugin can do with it, in one process.
pub(super) fn whole(scene: &Scene<'_>, ask: &mut dyn FnMut(&Op) -> Result<Answer, Found>) -> Result<Vec<Call>, Found> {
    let start = walk_fair(ask, scene, (scene.success(), scene.start()))?;
    let query = walk_fair(ask, scene, (scene.success(), scene.query(&start.state())))?;
    Ok(start.calls.into_iter().chain(query.calls).collect())
}

fn compare(scene: &Scene<'_>, before: &[Call], after: &[Call], when: &str) -> Outcome {
    let differing = before.iter().zip(after).find(|(before, after)| before.answer != after.answer);
    if let Some((before, after)) = differing {
        let (name, first, second) = (op_name(&before.op), brief(&before.answer), brief(&after.answer));
        return wrong(format!("{}: {name} {when}: first {first}, then {second}", scene.cassette.name));
    }
    if before.len() == after.len() { Ok(()) } else { wrong(format!("{} calls, then {}", before.len(), after.len())) }
}

fn twice(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        whole(&scene, &mut |op| {
            let (first, second) = (probe.bytes(op)?, probe.bytes(op)?);
            if first != second {
                let [first, second] = [first, second].map(|bytes| crate::probe::shown(&bytes));
                return wrong(format!("{}: first {first}, then {second}", op_name(op)));
            }
            probe.ask(op)
        })?;
    }
    Ok(())
}

fn respawn(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let one = whole(&scene, &mut |op| probe.ask(op))?;
        let many = whole(&scene, &mut |op| Probe::ready(bench, scene.cassette)?.ask(op))?;
        compare(&scene, &one, &many, "in a fresh process")?;
    }
    Ok(())
}

fn others(bench: &Bench<'_>) -> Outcome {
    const QUESTIONS: usize = 100;
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let first = whole(&scene, &mut |op| probe.ask(op))?;
        let Trace { calls, .. } = walk_fair(&mut |op| probe.ask(op), &scene, (scene.success(), scene.start()))?;
        let other_ref = scene.order.order_ref.chars().rev().collect::<String>().replace('0', "9");
        for call in calls.iter().cycle().take(QUESTIONS) {
            if let Op::Start { order } = &call.op {
                let (order_ref, attempt_id) = (other_ref.clone(), "a2".to_owned());
                let other = Order { order_ref, attempt_id, ..(**order).clone() };
                probe.ask(&Op::Start { order: Box::new(other) })?;
            } else {
                probe.ask(&call.op)?;
            }
        }
        let again = whole(&scene, &mut |op| probe.ask(op))?;
        compare(&scene, &first, &again, "after another payment")?;
    }
    Ok(())
}

fn config(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        let first = whole(&scene, &mut |op| probe.ask(op))?;
        let good = crate::probe::granted(scene.cassette, &scene.description);
        let mut other = good.clone();
        for value in other.values.as_object_mut().into_iter().flat_map(|table| table.values_mut()) {
            if let Some(text) = value.as_str().filter(|text| !text.contains("://") && !text.contains('\n')) {
                *value = json!(text.chars().rev().collect::<String>());
            }
        }
        for config in [other, Config::default()] {
            probe.ask(&Op::CheckConfig(config))?;
        }
        let again = whole(&scene, &mut |op| probe.ask(op))?;
        compare(&scene, &first, &again, "after `check_config`")?;
    }
    Ok(())
}

fn clock(bench: &Bench<'_>) -> Outcome {
    let scenes = Scene::all(bench)?;
    let run = |scene: &Scene<'_>| {
        let mut probe = Probe::ready(bench, scene.cassette)?;
        whole(scene, &mut |op| probe.ask(op))
    };
    let before = scenes.iter().map(run).collect::<Result<Vec<_>, _>>()?;
    let until = Instant::now() + APART;
    // Nobody sends: this only lets the time pass.
    let (_sender, never) = mpsc::channel::<()>();
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        let _ = never.recv_timeout(left);
    }
    let after = scenes.iter().map(run).collect::<Result<Vec<_>, _>>()?;
    let pairs = scenes.iter().zip(before.iter().zip(&after));
    pairs.into_iter().try_for_each(|(scene, (before, after))| compare(scene, before, after, "a second later"))
}
