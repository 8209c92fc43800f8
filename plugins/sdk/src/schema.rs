//! JSON Schema of every message, from the types themselves.

use schemars::{JsonSchema, r#gen::SchemaGenerator};
use serde_json::{Value, json};

use crate::proto::{PROTO_VERSION, Request, Response};

/// The schema of a frame, either way; every type it is made of stands under `definitions`.
#[must_use]
pub fn schema() -> Value {
    let mut generator = SchemaGenerator::default();
    let (request, response) = (reference::<Request>(&mut generator), reference::<Response>(&mut generator));
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": format!("evisa payment plugin, protocol {PROTO_VERSION}"),
        "description": "A frame: a request of the host or the response of a plugin.",
        "oneOf": [request, response],
        "definitions": generator.take_definitions(),
    })
}

fn reference<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    serde_json::to_value(generator.subschema_for::<T>()).unwrap_or_default()
}
