//! Pages for people.

mod link_page;

pub use link_page::{LinkPage, STYLE_PATH, style};
