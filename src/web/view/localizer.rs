//! The texts of a page, in its reader's language.

use super::super::consent::CONSENT_VERSION;
use crate::{
    clock::Timestamp,
    messages::{message, message_with},
    model::{language::Language, turn::MAX_TURN_CHARS},
};
use chrono::{Datelike, SecondsFormat};
use std::borrow::Borrow;

/// The remaining minutes that are announced; two minutes before the end the page shows a warning instead.
const ANNOUNCED_MINUTES: [i64; 5] = [30, 15, 10, 5, 1];

/// The texts of a page in one language. Templates pass arguments by reference.
#[derive(Clone, Copy, Debug)]
pub struct Localizer(pub Language);

impl Localizer {
    /// The language's tag (BCP 47), for `lang`.
    pub fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// The direction of the language's script, for `dir`.
    pub fn direction(self) -> &'static str {
        self.0.direction()
    }

    /// The message with this id.
    pub fn message(self, id: &str) -> String {
        message(self.0, id)
    }

    /// The message with this id, in the plural form for `count`.
    pub fn count(self, id: &str, count: impl Borrow<i64>) -> String {
        message_with(self.0, id, [("count", (*count.borrow()).into())])
    }

    /// The announcements of the remaining time as `minutes=text|minutes=text`, for the script.
    pub fn time_announcements(self) -> String {
        let announcements = ANNOUNCED_MINUTES.map(|minutes| format!("{minutes}={}", self.count("time-mark", minutes)));
        announcements.join("|")
    }

    /// The title of a page whose form was rejected.
    pub fn problem_title(self, title: &str) -> String {
        message_with(self.0, "page-problem", [("title", title.to_owned().into())])
    }

    /// The message that an answer is too long.
    pub fn answer_too_long(self) -> String {
        // A narrow no-break space is an accepted thousands separator in all supported languages.
        let limit = format!("{}\u{202f}{:03}", MAX_TURN_CHARS / 1000, MAX_TURN_CHARS % 1000);
        message_with(self.0, "answer-too-long", [("limit", limit.into())])
    }

    /// The version of the consent text.
    pub fn consent_version(self) -> String {
        message_with(self.0, "consent-version", [("version", CONSENT_VERSION.into())])
    }

    /// Date and time in UTC; the script replaces it by the reader's local time.
    pub fn date_time(self, moment: &Timestamp) -> String {
        let values = [
            ("day", moment.day().into()),
            ("month", moment.month().into()),
            // A text, because a number would get a thousands separator.
            ("year", moment.year().to_string().into()),
            ("time", moment.format("%H:%M").to_string().into()),
        ];
        message_with(self.0, "moment", values)
    }
}

/// The moment in RFC 3339 with milliseconds, for `datetime` attributes and the script.
pub fn rfc3339(moment: &Timestamp) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}
