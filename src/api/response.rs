//! Writing responses.

mod download;
mod json;
mod page;

pub use download::Download;
pub use json::{Json, json_response};
pub use page::Page;
