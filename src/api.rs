//! The HTTP surface: three dialects over one engine, and what they share.
//!
//! A dialect turns a request into an operation of the engine and its outcome into the dialect's shape; it knows no SQL.

pub mod agents;
pub mod auth;
mod body;
mod documents;
mod download;
mod edge;
mod email;
mod engine;
pub mod interviews;
mod json;
mod open_object;
pub mod openapi31;
mod refusal;
mod schema_check;
mod shape;
pub mod voice_rooms;

pub use body::BodyLimits;
pub use documents::{Document, Documents};
pub use edge::Edge;
pub use engine::Engine;
pub use refusal::ApiError;
