//! Reading requests: who calls, bodies, and query parameters.

mod auth;
mod body;
mod body_memory;
mod bounded_json;
mod email;
mod open_object;
pub mod query;
mod schema_check;

pub use auth::{Authenticated, Authenticator, Worker};
pub use body::{Body, BodyLimits, RawBody};
pub use body_memory::BodyMemory;
pub use open_object::{AnyObject, Open};
pub use query::{PageQuery, Pagination, Params};
