//! Bad input is answered with an error in the dialect's format that names the location, repeats no value and changes
//! nothing.

mod bodies;
mod callers;
mod faults;
mod fields;
mod headers;
mod paths;
mod wire;

use crate::support::{Call, TestApp};

const ROOMS: &str = "/api/interviews/rooms";
/// A part of values that must not be repeated in a response.
const MARK: &str = "zq7Xv";

/// A call that creates rooms, without a body yet.
fn create(app: &TestApp) -> Call {
    app.researcher().post(ROOMS)
}

/// The number of rooms.
async fn rooms(app: &TestApp) -> usize {
    let listed = app.researcher().get(ROOMS).send().await.expect(200).body;
    listed.as_array().expect("rooms are a list").len()
}
