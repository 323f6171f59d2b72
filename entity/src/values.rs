//! The values that text columns hold, and the rules between them.
//!
//! `strum` derives the text of each variant and its parsing, `DeriveValueType` the column type from these two. A text
//! that is no variant is an error of the query that reads it.

mod json;

pub mod access;
pub mod agent_room;
pub mod event;
pub mod language;
pub mod message;
pub mod participant;
pub mod status;

pub use json::{JsonObject, NotAnObject};
