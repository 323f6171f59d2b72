//! The handlers of what a visitor does on the page of a link.

pub mod finish;
pub mod start;
pub mod stream;
pub mod turns;
pub mod voice;
