//! The boundary to JavaScript: exports and decoding, no logic.
//!
//! Control values come in as JSON text, decoded strictly, so that an error names line and column; they go out as what
//! `JSON.parse` makes of JSON text (no `Map`, no `undefined`, no `BigInt`). Bodies cross as bytes, beside the JSON. A throw means that the
//! caller passed something malformed; a trap means a bug of ours, after which the instance must not be used again.
//!
//! Four modules are made of it: one with the flows of the panel and its dialogs; with the feature `background` one with
//! those that nobody waits for: events, rounds, rules, sync; with the feature `admin` one with the flows of the admin page,
//! which is loaded when an admin calls, and with what no everyday flow calls: the questions of replay, and mapper and
//! judge straight from the bytes of replies; and with the feature `bulk` one with the flows that create cases from files.
//!
//! What it refuses to do: anything that is not decoding, calling and encoding.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use weftline_flow::engine;
#[cfg(feature = "admin")]
use weftline_wire::configuration::RuleSet;
use weftline_wire::effect::Settled;
use weftline_wire::json::{self, Unreadable};

#[wasm_bindgen(typescript_custom_section)]
const CALLS: &'static str = weftline_wire::call::CALLS;

/// One flow in progress.
#[wasm_bindgen]
pub struct Run(engine::Run);

#[wasm_bindgen]
impl Run {
    /// Prepares a run. `job` is a `Job` as JSON, `now_ms` the time in ms since 1970.
    ///
    /// # Errors
    /// When the job is not one.
    pub fn start(job: &str, now_ms: f64) -> Result<Run, JsError> {
        let job = json::from_str(job).map_err(|error| malformed("the job", &error))?;
        #[cfg(feature = "admin")]
        let run = engine::Run::start_admin(job, now_ms as u64);
        #[cfg(all(feature = "bulk", not(feature = "admin")))]
        let run = engine::Run::start_bulk(job, now_ms as u64);
        #[cfg(all(feature = "background", not(any(feature = "admin", feature = "bulk"))))]
        let run = engine::Run::start_background(job, now_ms as u64);
        #[cfg(not(any(feature = "admin", feature = "bulk", feature = "background")))]
        let run = engine::Run::start_everyday(job, now_ms as u64);
        Ok(Self(run))
    }

    /// Goes on with the outcomes of the turn before. `settled` is a `Settled[]` as JSON, `bodies` has the body of each
    /// HTTP reply at the same position.
    ///
    /// # Errors
    /// When the outcomes are malformed.
    #[wasm_bindgen(unchecked_return_type = "Turn")]
    pub fn resume(
        &mut self,
        settled: &str,
        #[wasm_bindgen(unchecked_param_type = "(Uint8Array | undefined)[]")] bodies: &Array,
        now_ms: f64,
        remaining_ms: f64,
    ) -> Result<JsValue, JsError> {
        let mut settled: Vec<Settled> = json::from_str(settled).map_err(|error| malformed("the outcomes", &error))?;
        for (outcome, body) in settled.iter_mut().zip(bodies.iter()) {
            if let Some(bytes) = body.dyn_ref::<Uint8Array>() {
                outcome.body = bytes.to_vec();
            }
        }
        let turn = self.0.resume(settled, now_ms as u64, remaining_ms.max(0.0) as u32);
        let (text, blobs) = json::to_parts(&turn);
        let plain = js_sys::JSON::parse(&text).map_err(|_| JsError::new("a turn cannot cross"))?;
        if !blobs.is_empty() {
            put_bytes(&plain, &blobs)?;
        }
        Ok(plain)
    }
}

/// A mapping that is compiled once, and then makes the body of a request of each issue that it is given.
#[cfg(feature = "admin")]
#[wasm_bindgen]
pub struct Mapper(weftline_flow::Mapper);

#[cfg(feature = "admin")]
#[wasm_bindgen]
impl Mapper {
    /// Compiles a mapping. `inputs` has it as JSON, with the object's describe, what is known of Jira's fields, the
    /// site's address and the answers to what the mapping needs.
    ///
    /// # Errors
    /// When the inputs are malformed.
    pub fn compile(inputs: &str) -> Result<Mapper, JsError> {
        let inputs = json::from_str(inputs).map_err(|error| malformed("what a mapper needs", &error))?;
        Ok(Self(weftline_flow::Mapper::new(inputs)))
    }

    /// The body of a request that creates a record, from the body of Jira's reply to a request for an issue.
    ///
    /// # Errors
    /// When the reply is no issue, or something stands against the creation.
    pub fn body(&mut self, reply: Vec<u8>) -> Result<Vec<u8>, JsError> {
        self.0.body(reply).map_err(|refused| match refused {
            weftline_flow::NoBody::Unreadable(error) => malformed("the reply", &error),
            weftline_flow::NoBody::Refused(problems) => {
                let texts: Vec<&str> = problems.iter().map(|problem| problem.text.as_str()).collect();
                JsError::new(&texts.join("; "))
            }
        })
    }
}

/// Rules that are made ready once, and then judged on each issue that they are given.
#[cfg(feature = "admin")]
#[wasm_bindgen]
pub struct Judge(weftline_flow::Prepared);

#[cfg(feature = "admin")]
#[wasm_bindgen]
impl Judge {
    /// Makes rules ready. `rules` is a `RuleSet` as JSON.
    ///
    /// # Errors
    /// When the rules are malformed.
    pub fn prepare(rules: &str) -> Result<Judge, JsError> {
        let set: RuleSet = json::from_str(rules).map_err(|error| malformed("the rules", &error))?;
        Ok(Self(weftline_flow::Prepared::new(&set.rules)))
    }

    /// Which of the first 32 rules would create a record if their fields had just taken the values that they have in
    /// the body of Jira's reply to a request for an issue: as bits, the lowest for the first rule.
    ///
    /// # Errors
    /// When the reply is no issue.
    pub fn bits(&self, reply: Vec<u8>) -> Result<u32, JsError> {
        self.0.bits_now(&reply).map_err(|error| malformed("the reply", &error))
    }
}

/// Puts bytes in the place of their positions: `effects[].body.data` of bodies that are bytes.
fn put_bytes(turn: &JsValue, blobs: &[Vec<u8>]) -> Result<(), JsError> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default();
    for numbered in Array::from(&get(turn, "effects")) {
        let body = get(&get(&numbered, "effect"), "body");
        if get(&body, "kind").as_string().as_deref() != Some("bytes") {
            continue;
        }
        let position = get(&body, "data").as_f64().unwrap_or(-1.0);
        let bytes = blobs.get(position as usize).ok_or_else(|| JsError::new("a body is lost"))?;
        let bytes = Uint8Array::from(bytes.as_slice());
        Reflect::set(&body, &JsValue::from_str("data"), &bytes).map_err(|_| JsError::new("a body cannot cross"))?;
    }
    Ok(())
}

/// Answers a planning question from its recorded inputs: JSON in, JSON out. The same question has the same answer,
/// byte for byte, here and natively.
#[cfg(feature = "admin")]
#[wasm_bindgen]
pub fn answer(question: &str) -> String {
    weftline_flow::answer(question)
}

/// The planner's version, as it stands in every plan.
#[wasm_bindgen]
pub fn planner_version() -> u32 {
    weftline_flow::PLANNER_VERSION
}

fn malformed(what: &str, error: &Unreadable) -> JsError {
    JsError::new(&format!("{what} cannot be read: {error}"))
}
