//! What is answered to bad input: a clear error in the dialect's shape, which says where, repeats nothing and loses
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
/// What a value is made of that must not come back.
const MARK: &str = "zq7Xv";

/// A call that creates rooms, still without a body.
fn create(app: &TestApp) -> Call {
    app.researcher().post(ROOMS)
}

/// How many rooms there are.
async fn rooms(app: &TestApp) -> usize {
    let listed = app.researcher().get(ROOMS).send().await.expect(200).body;
    listed.as_array().expect("rooms are a list").len()
}
