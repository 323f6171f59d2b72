//! The request bodies that the pages send: HTML forms, and the same fields as JSON from the script.

use super::{
    error::{PageError, PageResult},
    view::Problems,
};
use poem::{
    Body, FromRequest, Request, RequestBody,
    error::ReadBodyError,
    http::{StatusCode, header},
    web::Form,
};
use serde::{Deserialize, de::DeserializeOwned};

/// The largest body: the longest answer in characters of four bytes, each byte written as `%XX`.
const MAX_FORM_BYTES: usize = 128 * 1024;

/// Starts an interview, or rejoins it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct StartForm {
    /// The e-mail address, as typed.
    pub email: String,
    /// The version of the consent text, if the box was ticked.
    pub consent: String,
    /// The language of the page that holds the form.
    pub language: String,
}

/// Sends an answer.
#[derive(Deserialize)]
pub struct TurnForm {
    /// The client's id of the answer, which makes it safe to send twice.
    #[serde(alias = "turn_id")]
    pub id: String,
    /// The text, as typed.
    pub text: String,
}

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

/// Reads a form, urlencoded or JSON.
pub async fn read_form<T: DeserializeOwned>(request: &Request, body: Body) -> PageResult<T> {
    let bytes = body.into_bytes_limit(MAX_FORM_BYTES).await.map_err(|error| {
        PageError::BadForm(match error {
            ReadBodyError::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        })
    })?;
    let content_type = request.header(header::CONTENT_TYPE).unwrap_or_default();
    let form = match content_type.split(';').next().unwrap_or_default().trim() {
        "application/json" => serde_json::from_slice(&bytes).ok(),
        "application/x-www-form-urlencoded" => {
            let form = Form::from_request(request, &mut RequestBody::new(bytes.into())).await;
            form.map(|Form(form)| form).ok()
        }
        _ => return Err(PageError::BadForm(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
    };
    form.ok_or(PageError::BadForm(StatusCode::UNPROCESSABLE_ENTITY))
}
