//! The respondent's pages: everything under `/interview/{access_token}`, in the reader's language, usable without
//! JavaScript.
//!
//! GET changes nothing. A POST makes one change and redirects to the page (post/redirect/get), so reloading and going
//! back repeat nothing. The engine makes the decisions; these modules read requests and render responses.

mod actions;
mod assets;
mod consent;
mod conversation;
mod error;
mod forms;
mod interview_page;
mod responses;
mod routes;
mod state;
mod view;
mod visitor;

pub use consent::{CONSENT_PARTS, CONSENT_VERSION};
pub use routes::{TEMPLATES, at_root, routes};
pub(crate) use state::WebState;
pub use view::Site;
