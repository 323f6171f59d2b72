//! Compares the service with the model: lists, filters, links, events, the team's feed, and finally the rows.

use super::{
    model::{Fact, Room, Shown},
    run::{Run, join_path},
};
use crate::support::{Client, TestApp, text};
use entity::room;
use interview_rooms::model::{event::Event, ids::RoomId};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

const STATUSES: [&str; 5] = ["pending", "active", "completed", "expired", "cancelled"];

impl Run<'_> {
    /// Compares everything that can be read at any time.
    pub async fn compare(&mut self, app: &TestApp) {
        self.compare_lists(&app.researcher()).await;
        for room in &self.model.rooms {
            self.compare_links(&app.stranger(), room).await;
            compare_events(app, room).await;
        }
        for event in app.feed(self.position.get()).await {
            assert_eq!(
                event.position,
                self.position.replace(event.position) + 1,
                "the feed is gapless"
            );
            self.feed.entry(event.room.to_string()).or_default().push(fact(&event));
        }
    }

    async fn compare_lists(&self, team: &Client) {
        let path = format!("/api/interviews/rooms?project_id={}", self.project);
        let listed = list(team, &path).await;
        assert_eq!(listed.len(), self.model.rooms.len());
        for room in &self.model.rooms {
            assert_eq!(listed[&room.id], room.shown);
        }
        for status in STATUSES {
            let filtered = list(team, &format!("{path}&status={status}")).await;
            let filtered: BTreeSet<&String> = filtered.keys().collect();
            let wanted = self.model.rooms.iter().filter(|room| room.shown.status == status);
            assert_eq!(filtered, wanted.map(|room| &room.id).collect(), "{status}");
        }
    }

    async fn compare_links(&self, stranger: &Client, room: &Room) {
        let seen = stranger.get(&join_path(&room.shown.link)).send().await.expect(200).body;
        assert_eq!(text(&seen, "status"), room.shown.status);
        assert_eq!(seen["project_name"].is_null(), self.model.project_deleted);
        for link in &room.old_links {
            stranger.get(&join_path(link)).send().await.expect(410);
        }
    }

    /// Compares the rows after everything due was reaped.
    pub async fn compare_rows(&self, app: &TestApp) {
        for room in &self.model.rooms {
            let found = room::Entity::find_by_id(room.id.parse::<RoomId>().unwrap());
            let row = found.one(app.store().reader()).await.unwrap().unwrap();
            assert_eq!(row.status.to_string(), room.shown.status);
            assert_eq!(
                row.deadline_at, room.deadline,
                "a room that has ended is never due again"
            );
            assert_eq!(usize::try_from(row.event_count), Ok(room.facts.len()));
        }
    }
}

/// Compares the events of a room; an ending by the clock may not be recorded yet.
async fn compare_events(app: &TestApp, room: &Room) {
    let events = app.events(&json!({ "id": room.id })).await;
    for (number, event) in (1..).zip(&events) {
        assert_eq!(
            event.sequence, number,
            "a room's events are numbered from 1, without a gap"
        );
    }
    let written: Vec<Fact> = events.iter().map(fact).collect();
    let unrecorded = &room.facts[written.len().min(room.facts.len())..];
    assert_eq!(written, room.facts[..room.facts.len() - unrecorded.len()]);
    assert!(unrecorded.len() <= 1, "{unrecorded:?}");
    let by_clock = |reason: &Option<String>| matches!(reason.as_deref(), Some("link_expired" | "time_up"));
    assert!(unrecorded.iter().all(|(.., reason)| by_clock(reason)), "{unrecorded:?}");
}

fn fact(event: &Event) -> Fact {
    let reason = event.reason.map(|reason| reason.to_string());
    (event.kind.to_string(), event.occurred_at, reason)
}

async fn list(team: &Client, path: &str) -> HashMap<String, Shown> {
    let answer = team.get(path).send().await.expect(200).body;
    let rooms: &Vec<Value> = answer.as_array().unwrap();
    rooms
        .iter()
        .map(|room| (text(room, "id").to_owned(), Shown::in_answer(room)))
        .collect()
}
