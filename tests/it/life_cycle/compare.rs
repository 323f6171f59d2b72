//! Holding the service against the model: lists and filters, links, events, the team's feed, and in the end the rows.

use super::{
    model::{Room, Shown, Told},
    world::{World, join_path},
};
use crate::support::{Client, TestApp, text};
use entity::room;
use interview_rooms::model::{event::Event, ids::RoomId};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

const STATUSES: [&str; 5] = ["pending", "active", "completed", "expired", "cancelled"];

impl World<'_> {
    /// Compares all that can be seen at any moment.
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
            self.feed.entry(event.room.to_string()).or_default().push(told(&event));
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

    /// Compares what the database holds once everything due was reaped.
    pub async fn compare_rows(&self, app: &TestApp) {
        for room in &self.model.rooms {
            let found = room::Entity::find_by_id(room.id.parse::<RoomId>().unwrap());
            let row = found.one(app.store().reader()).await.unwrap().unwrap();
            assert_eq!(row.status.to_string(), room.shown.status);
            assert_eq!(
                row.deadline_at, room.deadline,
                "a room that has ended is never due again"
            );
            assert_eq!(usize::try_from(row.event_count), Ok(room.told.len()));
        }
    }
}

/// What is told of a room so far: all of it, but for an ending that the clock has brought and no one has written yet.
async fn compare_events(app: &TestApp, room: &Room) {
    let events = app.events(&json!({ "id": room.id })).await;
    for (number, event) in (1..).zip(&events) {
        assert_eq!(
            event.sequence, number,
            "a room's events are numbered from 1, without a gap"
        );
    }
    let written: Vec<Told> = events.iter().map(told).collect();
    let waiting = &room.told[written.len().min(room.told.len())..];
    assert_eq!(written, room.told[..room.told.len() - waiting.len()]);
    assert!(waiting.len() <= 1, "{waiting:?}");
    let by_clock = |why: &Option<String>| matches!(why.as_deref(), Some("link_expired" | "time_up"));
    assert!(waiting.iter().all(|(.., why)| by_clock(why)), "{waiting:?}");
}

fn told(event: &Event) -> Told {
    let why = event.reason.map(|reason| reason.to_string());
    (event.kind.to_string(), event.occurred_at, why)
}

async fn list(team: &Client, path: &str) -> HashMap<String, Shown> {
    let answer = team.get(path).send().await.expect(200).body;
    let rooms: &Vec<Value> = answer.as_array().unwrap();
    rooms
        .iter()
        .map(|room| (text(room, "id").to_owned(), Shown::in_answer(room)))
        .collect()
}
