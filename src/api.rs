//! The HTTP API: three dialects over one engine.
//!
//! A dialect translates requests into operations of the engine and their outcomes into responses of its own shape. It
//! knows no SQL and no other dialect. The shared parts know no dialect: each dialect hands them its specialities as a
//! `Dialect`, and `dialects` lists them.

pub mod agents;
mod cors;
mod dialect;
mod dialects;
mod error;
mod error_response;
mod interviews;
mod openapi;
mod outer;
mod path_template;
mod request;
mod response;
mod voice_rooms;

pub use cors::Cors;
pub use dialects::mount;
pub use openapi::{Document, Documents};
pub use outer::CommonLayer;
pub use request::{Authenticator, BodyLimits, BodyMemory};

/// Settings that API responses depend on. Handlers find them among the request data.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// The address at which respondents and clients reach the service, without a slash at the end.
    pub public_url: String,
    /// The price of 30 minutes of interview, in tokens.
    pub tokens_per_30_min: u32,
}
