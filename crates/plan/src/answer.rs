//! One question, one answer, as JSON: what the module exports for vectors and replay.

/// Answers a question.
#[must_use]
pub fn answer(question_json: &str) -> String {
    let _ = question_json;
    String::from("null")
}
