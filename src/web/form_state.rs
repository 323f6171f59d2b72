//! A rejected form, to be shown again.

use super::view::Problems;
use poem::http::StatusCode;

/// What a rejected form contained and what is wrong with it. The default is an untouched form.
#[derive(Default)]
pub struct FormState {
    /// The status of the response.
    pub status: StatusCode,
    /// The e-mail address, as typed.
    pub email: String,
    /// Whether the consent box was ticked.
    pub agreed: bool,
    /// What is wrong with these two.
    pub problems: Problems,
    /// The answer, as typed.
    pub answer: String,
    /// What is wrong with the answer, in the reader's language.
    pub answer_problem: Option<String>,
}
