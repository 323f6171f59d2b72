//! Teams and their API keys, and what the first start makes.

mod first_start;
mod keys;
mod recent_use;

pub use first_start::{FirstStart, ForeignDatabase};
pub use keys::{CreateKey, CreateKeyError, Keys};
pub use recent_use::RecentUse;
