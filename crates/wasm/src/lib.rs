//! The boundary to JavaScript: exports and decoding, no logic.
//!
//! Control values come in as JSON text, decoded strictly, so that an error names line and column; they go out as plain
//! objects (no `Map`, no `undefined`, no `BigInt`). Bodies cross as bytes, beside the JSON. A throw means that the
//! caller passed something malformed; a trap means a bug of ours, after which the instance must not be used again.
//!
//! What it refuses to do: anything that is not decoding, calling and encoding.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use weftline_flow::engine;
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
        Ok(Self(engine::Run::start(job, now_ms as u64)))
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
        let plain = Serializer::json_compatible().serialize_bytes_as_arrays(false);
        turn.serialize(&plain).map_err(|error| JsError::new(&format!("a turn cannot cross: {error}")))
    }
}

/// Answers a planning question from its recorded inputs: JSON in, JSON out. The same question has the same answer,
/// byte for byte, here and natively.
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
