//! Parts of the core by themselves, so that they can be measured beside what users would pick instead. Compiled like the
//! shipped modules, whose flows call the same code.
//!
//! What it refuses to do: anything that is shipped.

mod bodies;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use weftline_bulk::{Delimiter, Dialect, Encoding, Feed, LineEnd};

pub use bodies::Bodies;

/// Turns a file into the bodies of requests, as it comes in ranges.
#[wasm_bindgen]
pub struct FileToBodies(Bodies);

#[wasm_bindgen]
impl FileToBodies {
    /// `inputs` is what [`Bodies::compile`] takes.
    ///
    /// # Errors
    /// When the inputs are malformed, or a field cannot be filled so.
    pub fn compile(inputs: &str) -> Result<FileToBodies, JsError> {
        Bodies::compile(inputs).map(Self).map_err(|error| JsError::new(&error))
    }

    /// Begins a file.
    pub fn begin(&mut self) {
        self.0.begin();
    }

    /// The next range.
    pub fn push(&mut self, range: Vec<u8>) {
        self.0.push(range);
    }

    /// There is no more.
    pub fn end(&mut self) {
        self.0.end();
    }

    /// Writes the next body that is ready to the beginning of a buffer, and says how many bytes it has: none when more is
    /// to be pushed, or at the end. Nothing is written to a buffer that is too small.
    pub fn body(&mut self, buffer: &Uint8Array) -> u32 {
        let Some(body) = self.0.body() else { return 0 };
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        if length <= buffer.length() {
            buffer.subarray(0, length).copy_from(body);
        }
        length
    }

    /// How many rows of the file were refused.
    pub fn refused(&self) -> u32 {
        self.0.refused()
    }
}

/// Takes bytes in and gives them back: what crossing costs.
#[wasm_bindgen]
pub fn copy(range: Vec<u8>) -> Uint8Array {
    Uint8Array::from(range.as_slice())
}

/// How many bytes are quotes, commas or line ends: what looking at each costs.
#[wasm_bindgen]
pub fn scan(range: Vec<u8>) -> u32 {
    let (mut chunks, rest) = (0, range.as_slice());
    let (blocks, rest) = rest.as_chunks::<64>();
    let is_sign = |byte: &&u8| matches!(byte, b'"' | b',' | b'\n');
    for block in blocks {
        let found: u8 = block.iter().map(|byte| u8::from(is_sign(&byte))).sum();
        chunks += u32::from(found);
    }
    chunks + u32::try_from(rest.iter().filter(is_sign).count()).unwrap_or(u32::MAX)
}

/// How many fields a file has: what finding them costs.
#[wasm_bindgen]
pub fn fields(range: Vec<u8>) -> u32 {
    let mut feed = Feed::new(COMMAS);
    feed.push_owned(range);
    feed.end();
    let mut fields = 0;
    while let Some(row) = feed.next_row() {
        fields += row.len();
    }
    u32::try_from(fields).unwrap_or(u32::MAX)
}

/// What the measured files are.
pub(crate) const COMMAS: Dialect =
    Dialect { encoding: Encoding::Utf8, delimiter: Delimiter::COMMA, line_end: LineEnd::Lf, has_bom: false };
