//! Compares complete bodies with the files in `tests/it/snapshots`.
//!
//! Values that differ between runs are checked for their format and replaced by a word. Times stay, because the clock of a
//! test does not advance by itself.

use super::PUBLIC_URL;
use insta::{
    Settings,
    internals::{Content, ContentPath},
};
use interview_rooms::model::token::AccessToken;
use serde_json::Value;
use uuid::Uuid;

/// Compares a body with the snapshot of this name.
#[track_caller]
pub fn assert_snapshot(name: &str, body: &Value) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for id in [".**.id", ".**.project_id", ".**.created_by"] {
        settings.add_dynamic_redaction(
            id,
            known(|text| text.parse::<Uuid>().is_ok().then(|| "[id]".to_owned())),
        );
    }
    settings.add_dynamic_redaction(".**.access_token", known(token));
    settings.add_dynamic_redaction(".**.room_name", known(room_name));
    settings.add_dynamic_redaction(".**.url", known(url));
    // A respondent's token: a nonce, two ids, a time and a tag.
    settings.add_dynamic_redaction(".token", known(|text| (text.len() == 107).then(|| "[pass]".to_owned())));
    settings.bind(|| insta::assert_json_snapshot!(name, body));
}

fn known(form: fn(&str) -> Option<String>) -> impl Fn(Content, ContentPath<'_>) -> Content + Send + Sync {
    move |value, path| {
        let word = value.as_str().and_then(form);
        word.unwrap_or_else(|| panic!("{path} has not the form it should have: {value:?}"))
            .into()
    }
}

fn token(text: &str) -> Option<String> {
    AccessToken::parse(text).map(|_| "[token]".to_owned())
}

fn room_name(text: &str) -> Option<String> {
    let id = text.strip_prefix("interview-")?;
    Uuid::try_parse(id).ok().map(|_| "interview-[id]".to_owned())
}

fn url(text: &str) -> Option<String> {
    match text.strip_prefix(PUBLIC_URL)?.strip_prefix("/interview/") {
        Some(link) => token(link).map(|token| format!("{PUBLIC_URL}/interview/{token}")),
        None => (text == PUBLIC_URL).then(|| text.to_owned()),
    }
}
