//! The rules of the wire, one by one.

use serde_json::json;

use super::*;

fn cx() -> Cx {
    Cx { now: "2026-03-01T10:00:00+05:00".to_owned(), entropy: [7; 32], lang: "en".to_owned(), features: Vec::new() }
}

fn round_trip<T>(frame: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let bytes = encode(frame).unwrap();
    assert_eq!(&decode::<T>(&bytes).unwrap(), frame, "{}", String::from_utf8_lossy(&bytes));
}

#[test]
fn frames_survive_the_wire() {
    round_trip(&Request::new(1, cx(), Op::Describe));
    round_trip(&Request::new(2, cx(), Op::ParseSettlement { file: Bytes(vec![0, 255, 10]) }));
    let body = Body::Form {
        fields: vec![FormField::new("grant_type", "client_credentials"), FormField::new("key", Text::secret("key"))],
    };
    let http = HttpRequest {
        effect: Effect::Mutate,
        idempotency_key: None,
        method: HttpMethod::Post,
        url: "https://bank.example/pay".to_owned(),
        headers: vec![
            Header { name: "authorization".to_owned(), value: Text::basic("shop", Text::secret("password")) },
            Header { name: "x".to_owned(), value: Text::Join(vec!["Bearer ".into(), Text::secret("token")]) },
        ],
        body: Some(body),
        timeout_ms: Some(2_000),
    };
    let state = State(json!({"token": "t", "steps": [1, 2]}));
    round_trip(&Response::new(3, Answer::Turn(Box::new(Turn::new(Step::Http(http), state)))));
    let observation = Observation { amount_minor: Some(INTEGER_MAX), ..Observation::new(Status::Paid, "123456") };
    round_trip(&Response::new(4, Answer::Turn(Box::new(Turn::new(Step::Observe(observation), State::default())))));
    round_trip(&Event::HttpResult(HttpResult::Response(HttpResponse {
        status: 200,
        headers: vec![Pair::new("content-type", "application/json")],
        body: Bytes::from("{}"),
    })));
    round_trip(&Event::HttpResult(HttpResult::SentNoResponse { why: "reset".to_owned() }));
    round_trip(&Event::Tick);
}

#[test]
fn operation_names_are_complete() {
    let frame = |name: &str| json!({"v": 1, "id": 1, "now": "", "entropy": BASE64_ZEROES, "lang": "en", "op": name});
    for name in Op::NAMES {
        let error = decode::<Request>(frame(name).to_string().as_bytes()).err().unwrap_or_default();
        assert!(!error.contains("unknown variant"), "{name}: {error}");
    }
    let error = decode::<Request>(frame("mint").to_string().as_bytes()).unwrap_err();
    assert!(error.contains("unknown variant"), "{error}");
}

const BASE64_ZEROES: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[test]
fn the_wire_is_strict() {
    let deep = "[".repeat(DEPTH_MAX + 1) + &"]".repeat(DEPTH_MAX + 1);
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"x":{"a":1,"a":1}}"#,
        "1.0",
        "1e3",
        "9007199254740992",
        "-9007199254740992",
        "1 2",
        "",
        deep.as_str(),
    ] {
        assert!(json_check(text.as_bytes()).is_err(), "{text}");
    }
    let deepest = "[".repeat(DEPTH_MAX) + &"]".repeat(DEPTH_MAX);
    for text in ["9007199254740991", "null", r#"{"a":[true,"é",-1]}"#, deepest.as_str()] {
        assert_eq!(json_check(text.as_bytes()), Ok(()), "{text}");
    }
    assert!(json_check(&vec![b' '; FRAME_BYTES_MAX + 1]).is_err());
}

#[test]
fn what_is_unknown_reads_as_unknown_and_extra_fields_are_ignored() {
    let observed = json!({"kind": "observe", "status": "half_paid", "order_ref": "1", "colour": "red"});
    let step: Step = decode(observed.to_string().as_bytes()).unwrap();
    assert_eq!(step, Step::Observe(Observation::new(Status::Unknown, "1")));
    assert_eq!(decode::<CommissionMode>(br#""barter""#).unwrap(), CommissionMode::Unknown);
    assert_eq!(decode::<Event>(br#"{"kind":"moon","phase":3}"#).unwrap(), Event::Tick);
}

#[test]
fn an_unknown_step_is_refused() {
    assert!(decode::<Step>(br#"{"kind":"eval","code":"x"}"#).is_err());
    assert!(decode::<Step>(br#"{"kind":"observe","status":"paid","order_ref":"1","amount_minor":31062.40}"#).is_err());
    assert!(decode::<Step>(br#"{"kind":"observe","status":"paid","order_ref":"1","amount_minor":-1}"#).is_err());
}

#[test]
fn debug_shows_no_secret_and_no_person() {
    let config = Config { values: json!({}), secrets: [("pin".to_owned(), "hunter2".to_owned())].into() };
    let payer = Payer { name: Some("Aigerim".to_owned()), ..Payer::default() };
    let shown = format!("{config:?} {payer:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("Aigerim"), "{shown}");
    assert!(shown.contains("pin"), "{shown}");
}

#[test]
fn a_state_has_a_limit_and_a_shape() {
    assert!(State::of(&"x".repeat(STATE_BYTES_MAX)).is_err());
    let state = State::of(&(1_u8, "two")).unwrap();
    assert_eq!(state.read::<(u8, String)>().unwrap(), (1, "two".to_owned()));
    assert_eq!(state.read::<u8>().unwrap_err().kind, FaultKind::State);
}
