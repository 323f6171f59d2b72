//! The words of a page, in the language of its reader, for templates.

use super::consent::CONSENT_VERSION;
use crate::{
    clock::Timestamp,
    messages::{message, message_with},
    model::{language::Language, turn::MAX_TURN_CHARS},
};
use chrono::{Datelike, SecondsFormat};
use std::borrow::Borrow;

/// How many minutes before the end the time is called out; two minutes before, there is a warning of its own.
const MARKS: [i64; 5] = [30, 15, 10, 5, 1];

/// A language, as templates use it.
#[derive(Clone, Copy, Debug)]
pub struct Tongue(pub Language);

impl Tongue {
    /// The language's tag, for `lang`.
    pub fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// The direction of its script, for `dir`.
    pub fn direction(self) -> &'static str {
        self.0.direction()
    }

    /// A message.
    pub fn say(self, id: &str) -> String {
        message(self.0, id)
    }

    /// A message about a number of things.
    pub fn count(self, id: &str, count: impl Borrow<i64>) -> String {
        message_with(self.0, id, [("count", (*count.borrow()).into())])
    }

    /// What is called out as the time runs, as `minutes=words|minutes=words`, for the script.
    pub fn marks(self) -> String {
        let marks = MARKS.map(|minutes| format!("{minutes}={}", self.count("time-mark", minutes)));
        marks.join("|")
    }

    /// The title of a page whose form was not filled in well.
    pub fn problem(self, title: &str) -> String {
        message_with(self.0, "page-problem", [("title", title.to_owned().into())])
    }

    /// That an answer is too long.
    pub fn too_long(self) -> String {
        // Grouped by a thin space that does not break, which every language of ours accepts.
        let limit = format!("{}\u{202f}{:03}", MAX_TURN_CHARS / 1000, MAX_TURN_CHARS % 1000);
        message_with(self.0, "answer-too-long", [("limit", limit.into())])
    }

    /// Which version of the consent this is.
    pub fn consent_version(self) -> String {
        message_with(self.0, "consent-version", [("version", CONSENT_VERSION.into())])
    }

    /// A moment for people, in UTC; a script then puts it in the reader's own time zone.
    pub fn moment(self, moment: &Timestamp) -> String {
        let values = [
            ("day", moment.day().into()),
            ("month", moment.month().into()),
            // Years are not grouped like numbers.
            ("year", moment.year().to_string().into()),
            ("time", moment.format("%H:%M").to_string().into()),
        ];
        message_with(self.0, "moment", values)
    }
}

/// A moment for programs (RFC 3339), to the millisecond.
pub fn exact(moment: &Timestamp) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}
