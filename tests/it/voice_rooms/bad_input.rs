//! Bad input is answered with an error in the dialect's format that repeats no value and changes nothing.

mod bodies;
mod faults;
mod fields;
mod paths;

use super::{CHARACTERS, assert_refused, listed, pages};
use crate::support::{Answer, TestApp, text};
use serde_json::Value;

/// A part of values that must not be repeated in a response.
const MARK: &str = "zq7Xv";

/// The message of an error, which must have this status and the dialect's format.
#[track_caller]
fn message(answer: &Answer, status: u16) -> String {
    let message = text(&answer.body, "message").to_owned();
    assert_refused(answer, status, &message);
    assert!(!message.is_empty() && !message.contains(MARK), "{message}");
    message
}

/// The error message of an invalid request.
async fn wrong(app: &TestApp, path: &str, request: Value) -> String {
    message(&app.researcher().post(path).json(&request).send().await, 400)
}

/// Asserts that nothing was created except by the test itself.
async fn assert_nothing_made(app: &TestApp, rooms: usize) {
    assert_eq!(listed(app).await.len(), rooms);
    assert_eq!(pages(app, CHARACTERS).await.concat(), Vec::<Value>::new());
}
