//! The cases, a file for each.

mod against_raw;
mod agents;
mod create;
mod hostile;
mod read;
mod reap;
mod scale;
mod talk;

pub use agents::agents;
pub use create::create;
pub use hostile::hostile;
pub use read::read;
pub use reap::reap;
pub use scale::scale;
pub use talk::{streams, talk};
