//! Teams, their API keys, and the first start of the service.

mod first_start;
mod keys;

pub use first_start::{FirstStart, ForeignDatabase};
pub use keys::{CreateKey, CreateKeyError, Keys};
