//! What browsers send: small forms, and the script's small JSON.

use super::visit::Visit;
use poem::{
    Body, FromRequest, Request, RequestBody,
    error::ReadBodyError,
    http::{StatusCode, header},
    web::Form,
};
use serde::{Deserialize, de::DeserializeOwned};

/// The largest body: the longest answer, its characters of four bytes, each byte written as `%XX`.
const MAX_FORM_BYTES: usize = 128 * 1024;

/// To start, or to come back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct StartForm {
    /// The e-mail address, as typed.
    pub email: String,
    /// The version of the consent text beside the box, when it was ticked.
    pub consent: String,
    /// The language of the page.
    pub language: String,
}

/// An answer.
#[derive(Deserialize)]
pub struct TurnForm {
    /// The id that the client gave it.
    #[serde(alias = "turn_id")]
    pub id: String,
    /// What was typed.
    pub text: String,
}

impl Visit {
    /// What a form or the script sent.
    pub async fn sent<T: DeserializeOwned>(&self, request: &Request, body: Body) -> poem::Result<T> {
        let refuse = |status| self.unreadable(status);
        let bytes = body
            .into_bytes_limit(MAX_FORM_BYTES)
            .await
            .map_err(|error| match error {
                ReadBodyError::PayloadTooLarge => refuse(StatusCode::PAYLOAD_TOO_LARGE),
                _ => refuse(StatusCode::BAD_REQUEST),
            })?;
        let unprocessable = || refuse(StatusCode::UNPROCESSABLE_ENTITY);
        let given = request.header(header::CONTENT_TYPE).unwrap_or_default();
        match given.split(';').next().unwrap_or_default().trim() {
            "application/json" => serde_json::from_slice(&bytes).map_err(|_| unprocessable()),
            "application/x-www-form-urlencoded" => {
                let form = Form::<T>::from_request(request, &mut RequestBody::new(bytes.into())).await;
                form.map(|Form(form)| form).map_err(|_| unprocessable())
            }
            _ => Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
        }
    }
}
