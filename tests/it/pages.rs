//! The respondent's pages as a browser uses them: with cookies, a language, and with or without the script.

mod assets;
mod cookies;
mod ends;
mod links;
mod messages;
mod other_sites;
mod start;
mod states;
mod stream;
mod turns;
mod voice;

use crate::support::{ANNA, Answer, Call, TestApp, text};
use interview_rooms::{messages::message, model::language::Language, web::CONSENT_VERSION};
use poem::http::Method;
use serde_json::{Value, json};
use std::sync::Mutex;

/// A browser at the link of a room.
pub struct Browser<'a> {
    app: &'a TestApp,
    path: String,
    language: &'static str,
    cookie: Mutex<Option<String>>,
}

impl<'a> Browser<'a> {
    fn at(app: &'a TestApp, room: &Value) -> Self {
        Self {
            app,
            path: format!("/interview/{}", text(room, "access_token")),
            language: "en-GB,en;q=0.9",
            cookie: Mutex::default(),
        }
    }

    fn speaking(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    /// A browser in which Anna has started.
    pub async fn of_anna(app: &'a TestApp, room: &Value) -> Self {
        let browser = Self::at(app, room);
        browser.start(ANNA).await.expect(303);
        browser
    }

    fn call(&self, method: Method, step: &str) -> Call {
        let call = self.app.stranger().call(method, &format!("{}{step}", self.path));
        let call = call.header("accept-language", self.language);
        match &*self.cookie.lock().unwrap() {
            Some(cookie) => call.header("cookie", cookie),
            None => call,
        }
    }

    /// Opens the page or a path below it.
    pub async fn open(&self, step: &str) -> Answer {
        self.call(Method::GET, step).send().await
    }

    /// Sends a form and keeps the cookie of the response.
    pub async fn submit(&self, step: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let call = self
            .call(Method::POST, step)
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = call.bytes(encoded.join("&")).send().await;
        if let Some(cookie) = answer.header("set-cookie") {
            *self.cookie.lock().unwrap() = cookie.split(';').next().map(str::to_owned);
        }
        answer
    }

    /// Sends the form of the welcome page.
    async fn start(&self, email: &str) -> Answer {
        let fields = [("email", email), ("consent", CONSENT_VERSION), ("language", "en")];
        self.submit("/start", &fields).await
    }

    /// Sends an answer as the page's script does.
    pub async fn say(&self, id: &str, words: &str) -> Answer {
        let call = self.call(Method::POST, "/turns").header("accept", "application/json");
        call.json(&json!({ "id": id, "text": words })).send().await
    }
}

/// A message of the catalogue as it appears in HTML.
fn shown(language: Language, id: &str) -> String {
    escaped(&message(language, id))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

fn encoded(text: &str) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap();
    text.bytes()
        .flat_map(|byte| ['%', digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Asserts that a page has a strict content security policy and excludes search engines, caches and other sites.
#[track_caller]
fn assert_strict(page: &Answer) {
    let policy = page.header("content-security-policy").unwrap();
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
        ("permissions-policy", "microphone=(self), camera=(), geolocation=()"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    assert!(
        !page.text.contains("://"),
        "the page loads nothing from other hosts: {}",
        page.text
    );
    for inline in ["<script>", "<style", " style=\"", " onclick", " onload", "javascript:"] {
        assert!(!page.text.contains(inline), "{inline}");
    }
}
