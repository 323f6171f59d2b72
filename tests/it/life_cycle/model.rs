//! A model of the life cycle, independent of the product's code.
//!
//! The model has no reaper. A room ends at its deadline, and its events are in the order in which they happened, as in the
//! database once everything due has been reaped.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

pub type Moment = DateTime<Utc>;
/// An event: its kind, its time and its reason.
pub type Fact = (String, Moment, Option<String>);

/// The grace of the default settings.
const GRACE: TimeDelta = TimeDelta::seconds(60);

/// The state of the model.
pub struct Model {
    pub now: Moment,
    pub project_deleted: bool,
    pub rooms: Vec<Room>,
}

/// A room.
pub struct Room {
    pub id: String,
    pub shown: Shown,
    /// Links that were replaced.
    pub old_links: Vec<String>,
    pub deadline: Option<Moment>,
    /// The events, in order.
    pub facts: Vec<Fact>,
}

/// A room as the team sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub status: String,
    pub started_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub end_reason: Option<String>,
    pub respondent_email: Option<String>,
    pub expires_at: Option<Moment>,
    pub minutes: i64,
    pub link: String,
}

impl Shown {
    /// The room in a response.
    pub fn in_answer(room: &Value) -> Self {
        let text = |field: &str| room[field].as_str().map(str::to_owned);
        let moment = |field: &str| text(field).map(|text| text.parse().unwrap());
        Self {
            status: text("status").unwrap(),
            started_at: moment("started_at"),
            finished_at: moment("finished_at"),
            end_reason: text("end_reason"),
            respondent_email: text("respondent_email"),
            expires_at: moment("expires_at"),
            minutes: room["max_duration_minutes"].as_i64().unwrap(),
            link: text("access_token").unwrap(),
        }
    }
}

impl Model {
    /// Advances the time and ends the rooms that become due.
    pub fn pass(&mut self, time: TimeDelta) {
        self.now += time;
        for room in &mut self.rooms {
            match room.deadline {
                Some(due) if due <= self.now && room.is("pending") => room.end("expired", "link_expired", due),
                Some(due) if due <= self.now => room.end("completed", "time_up", due),
                _ => {}
            }
        }
    }

    /// The team deletes the project.
    pub fn delete_project(&mut self) -> u16 {
        if self.project_deleted {
            return 404;
        }
        self.project_deleted = true;
        for room in &mut self.rooms {
            if !room.is_final() {
                room.end("cancelled", "project_deleted", self.now);
            }
        }
        200
    }

    /// The team reopens a room.
    pub fn reopen(&mut self, room: usize, until: Moment) -> u16 {
        let (now, room) = (self.now, &mut self.rooms[room]);
        match () {
            () if until <= now => 422,
            () if self.project_deleted => 404,
            () if !room.is("expired") && !room.is("cancelled") => 409,
            () => {
                room.reopen(until, now);
                200
            }
        }
    }
}

impl Room {
    /// A new room.
    pub fn new(id: String, shown: Shown) -> Self {
        Self {
            id,
            deadline: shown.expires_at,
            shown,
            old_links: Vec::new(),
            facts: Vec::new(),
        }
    }

    fn is(&self, status: &str) -> bool {
        self.shown.status == status
    }

    fn is_final(&self) -> bool {
        !self.is("pending") && !self.is("active")
    }

    fn record(&mut self, kind: &str, at: Moment, reason: Option<&str>) {
        self.facts.push((kind.to_owned(), at, reason.map(str::to_owned)));
    }

    fn end(&mut self, status: &str, reason: &str, when: Moment) {
        status.clone_into(&mut self.shown.status);
        self.shown.finished_at = Some(when);
        self.shown.end_reason = Some(reason.to_owned());
        self.deadline = None;
        self.record(&format!("room.{status}"), when, Some(reason));
    }

    /// A respondent joins by the current link.
    pub fn join(&mut self, who: &str, now: Moment) -> u16 {
        if self.is_final() {
            return 410;
        }
        if self.shown.respondent_email.get_or_insert_with(|| who.to_owned()) != who {
            return 403;
        }
        if self.is("pending") {
            "active".clone_into(&mut self.shown.status);
            self.shown.started_at = Some(now);
            self.deadline = Some(now + TimeDelta::minutes(self.shown.minutes) + GRACE);
            self.record("room.started", now, None);
        }
        200
    }

    /// The respondent leaves by the current link.
    pub fn leave(&mut self, now: Moment) -> u16 {
        match self.shown.status.as_str() {
            "pending" => 409,
            "expired" => 410,
            "cancelled" if self.shown.started_at.is_none() => 410,
            "active" => {
                self.end("completed", "respondent_left", now);
                200
            }
            _ => 200,
        }
    }

    /// The team cancels.
    pub fn cancel(&mut self, now: Moment) -> u16 {
        if self.is("completed") || self.is("expired") {
            return 409;
        }
        if !self.is_final() {
            self.end("cancelled", "cancelled", now);
        }
        200
    }

    /// Whether the team can rotate the link; [`Room::rotated`] does it.
    pub fn rotate(&self) -> u16 {
        if self.is_final() { 409 } else { 200 }
    }

    /// Replaces the link.
    pub fn rotated(&mut self, link: String, now: Moment) {
        self.old_links.push(std::mem::replace(&mut self.shown.link, link));
        self.record("link.rotated", now, None);
    }

    /// The team updates the room.
    pub fn patch(&mut self, until: Option<Moment>, minutes: Option<i64>, now: Moment) -> u16 {
        if until.is_some_and(|until| until <= now) {
            return 422;
        }
        if !self.is("pending") {
            return 409;
        }
        let before = self.shown.clone();
        self.shown.expires_at = until.or(before.expires_at);
        self.shown.minutes = minutes.unwrap_or(before.minutes);
        self.deadline = self.shown.expires_at;
        if self.shown != before {
            self.record("room.updated", now, None);
        }
        200
    }

    fn reopen(&mut self, until: Moment, now: Moment) {
        self.shown = Shown {
            status: "pending".to_owned(),
            started_at: None,
            finished_at: None,
            end_reason: None,
            expires_at: Some(until),
            ..self.shown.clone()
        };
        self.deadline = Some(until);
        self.record("room.reopened", now, None);
    }
}
