//! The HTML of the pages: templates, texts in the reader's language, and the addresses that pages refer to.

mod html;
mod localizer;
mod pages;
mod site;

pub use html::{html, html_with_voice, plain};
pub use localizer::{Localizer, rfc3339};
pub use pages::{
    CompletedPage, ConfirmPage, Frame, InterviewPage, MessagePage, Problems, RejoinPage, TurnView, WelcomePage,
};
pub use site::Site;
