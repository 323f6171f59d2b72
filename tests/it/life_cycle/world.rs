//! The service and the model side by side: each step is taken by both, and then they are held against each other.

use super::{
    model::{Model, Room, Shown, Told},
    steps::{RESPONDENTS, Step},
};
use crate::support::{Answer, Client, TestApp, text};
use chrono::TimeDelta;
use entity::room;
use interview_rooms::model::{event::Event, status::EndReason};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::{
    cell::Cell,
    collections::{BTreeSet, HashMap},
};

const STATUSES: [&str; 5] = ["pending", "active", "completed", "expired", "cancelled"];

/// A life under way.
pub struct World<'a> {
    replicas: &'a [TestApp; 2],
    reaper: bool,
    project: String,
    model: Model,
    /// How far the team's feed has been read.
    position: &'a Cell<i64>,
    /// What the feed has told of each room.
    feed: HashMap<String, Vec<Told>>,
}

impl<'a> World<'a> {
    /// A new project and no room. The feed is read from `position` on.
    pub async fn new(replicas: &'a [TestApp; 2], reaper: bool, position: &'a Cell<i64>) -> Self {
        let project = replicas[0].make_project(&replicas[0].owner(), "A life").await;
        let model = Model {
            now: replicas[0].now(),
            project_deleted: false,
            rooms: Vec::new(),
        };
        Self {
            replicas,
            reaper,
            project,
            model,
            position,
            feed: HashMap::new(),
        }
    }

    /// Takes a step on one replica, and looks at what came of it through the other.
    pub async fn take(&mut self, step: Step, replica: usize) {
        self.step(step, &self.replicas[replica]).await;
        self.compare(&self.replicas[1 - replica]).await;
    }

    /// Reaps what is left to reap, and compares everything that was told.
    pub async fn end(&mut self) {
        for replica in self.replicas {
            replica.reap().await;
            self.compare(replica).await;
        }
        for room in &self.model.rooms {
            let fed = self.feed.remove(&room.id).unwrap_or_default();
            assert_eq!(fed, room.told, "the feed tells all of a room, in order, once");
        }
        self.compare_rows(&self.replicas[0]).await;
    }

    async fn step(&mut self, step: Step, app: &'a TestApp) {
        match step {
            Step::Create {
                count,
                bound,
                minutes,
                days,
            } => self.create(app, count, bound, (minutes, days)).await,
            Step::Pass { seconds } => self.pass(TimeDelta::seconds(seconds)),
            Step::PassToDeadline { room, before } => self.pass_to_deadline(room, TimeDelta::microseconds(before)),
            Step::Reap if self.reaper => drop(app.reap().await),
            Step::Reap => {}
            Step::DeleteProject => {
                let deleted = app.owner().delete(&format!("/projects/{}", self.project)).send().await;
                deleted.expect(self.model.delete_project());
            }
            Step::Join { room, .. }
            | Step::Leave { room }
            | Step::KnockAtOldLink { room, .. }
            | Step::Cancel { room }
            | Step::Rotate { room }
            | Step::Reopen { room, .. }
            | Step::Patch { room, .. } => {
                if let Some(number) = self.number(room) {
                    self.act(step, number, app).await;
                }
            }
        }
    }

    fn number(&self, room: usize) -> Option<usize> {
        room.checked_rem(self.model.rooms.len())
    }

    async fn create(&mut self, app: &TestApp, count: usize, bound: Option<usize>, (minutes, days): (i64, i64)) {
        let mut request = json!({
            "project_id": self.project,
            "max_duration_minutes": minutes,
            "expires_in_days": days,
        });
        match bound {
            Some(who) => request["respondents"] = vec![json!({ "email": RESPONDENTS[who] }); count].into(),
            None => request["count"] = count.into(),
        }
        let answer = app.owner().post("/api/interviews/rooms").json(&request).send().await;
        if self.model.project_deleted {
            answer.expect(404);
            return;
        }
        let rooms = answer.expect(200).body["rooms"].as_array().unwrap().clone();
        assert_eq!(rooms.len(), count);
        for room in rooms {
            let shown = Shown::in_answer(&room);
            let wanted = Shown {
                status: "pending".to_owned(),
                started_at: None,
                finished_at: None,
                end_reason: None,
                respondent_email: bound.map(|who| RESPONDENTS[who].to_owned()),
                expires_at: Some(self.model.now + TimeDelta::days(days)),
                minutes,
                link: shown.link.clone(),
            };
            assert_eq!(shown, wanted);
            self.model.rooms.push(Room::new(text(&room, "id").to_owned(), shown));
        }
    }

    fn pass(&mut self, time: TimeDelta) {
        self.replicas[0].pass(time);
        self.model.pass(time);
    }

    fn pass_to_deadline(&mut self, room: usize, before: TimeDelta) {
        let deadline = self.number(room).and_then(|number| self.model.rooms[number].deadline);
        let left = deadline.map(|deadline| deadline - before - self.model.now);
        if let Some(left) = left.filter(|left| *left > TimeDelta::zero()) {
            self.pass(left);
        }
    }

    /// Does something to one room.
    async fn act(&mut self, step: Step, number: usize, app: &TestApp) {
        let now = self.model.now;
        let until = |minutes: i64| now + TimeDelta::minutes(minutes);
        let (team, room) = (app.researcher(), &mut self.model.rooms[number]);
        let path = format!("/api/interviews/rooms/{}", room.id);
        match step {
            Step::Join { who, .. } => {
                let answer = knock(app, &room.shown.link, RESPONDENTS[who]).await;
                answer.expect(room.join(RESPONDENTS[who], now));
            }
            Step::Leave { .. } => {
                let answer = app.stranger().post(&leave_path(&room.shown.link)).send().await;
                let answer = answer.expect(room.leave(now));
                if answer.status == 200 {
                    assert_eq!(text(&answer.body, "status"), room.shown.status);
                }
            }
            Step::KnockAtOldLink { who, .. } => {
                for link in &room.old_links {
                    knock(app, link, RESPONDENTS[who]).await.expect(410);
                    app.stranger().post(&leave_path(link)).send().await.expect(410);
                }
            }
            Step::Cancel { .. } => {
                let answer = team.delete(&path).send().await;
                answer.expect(room.cancel(now));
            }
            Step::Rotate { .. } => {
                let answer = team.post(&format!("{path}/rotate")).send().await.expect(room.rotate());
                if answer.status == 200 {
                    room.rotated(text(&answer.body, "access_token").to_owned(), now);
                    assert_eq!(Shown::in_answer(&answer.body), room.shown);
                }
            }
            Step::Reopen { until: minutes, .. } => {
                let body = json!({ "expires_at": until(minutes) });
                let answer = team.post(&format!("{path}/reopen")).json(&body).send().await;
                let answer = answer.expect(self.model.reopen(number, until(minutes)));
                shows(&answer, &self.model.rooms[number]);
            }
            Step::Patch { until: to, minutes, .. } => {
                let body = json!({ "expires_at": to.map(until), "max_duration_minutes": minutes });
                let answer = team.patch(&path).json(&body).send().await;
                let answer = answer.expect(room.patch(to.map(until), minutes, now));
                shows(&answer, room);
            }
            _ => unreachable!("not something that is done to a room"),
        }
    }

    async fn compare(&mut self, app: &TestApp) {
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

    /// What the database holds once everything due was reaped.
    async fn compare_rows(&self, app: &TestApp) {
        for room in &self.model.rooms {
            let id: sea_orm::prelude::Uuid = room.id.parse().unwrap();
            let found = room::Entity::find().filter(room::Column::Id.eq(id));
            let row = found.one(app.store().reading()).await.unwrap().unwrap();
            assert_eq!(row.status, room.shown.status);
            assert_eq!(
                row.deadline_at, room.deadline,
                "a room that has ended is never due again"
            );
            assert_eq!(usize::try_from(row.event_count), Ok(room.told.len()));
        }
        let due = self
            .model
            .rooms
            .iter()
            .filter(|room| room.deadline.is_some_and(|due| due <= self.model.now));
        assert_eq!(due.count(), 0);
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
    let why = event.reason.map(EndReason::as_str).map(str::to_owned);
    (event.kind.as_str().to_owned(), event.occurred_at, why)
}

fn shows(answer: &Answer, room: &Room) {
    if answer.status == 200 {
        assert_eq!(Shown::in_answer(&answer.body), room.shown);
    }
}

async fn list(team: &Client, path: &str) -> HashMap<String, Shown> {
    let answer = team.get(path).send().await.expect(200).body;
    let rooms: &Vec<Value> = answer.as_array().unwrap();
    rooms
        .iter()
        .map(|room| (text(room, "id").to_owned(), Shown::in_answer(room)))
        .collect()
}

async fn knock(app: &TestApp, link: &str, email: &str) -> Answer {
    let body = json!({ "email": email });
    app.stranger().post(&join_path(link)).json(&body).send().await
}

fn join_path(link: &str) -> String {
    format!("/api/interviews/join/{link}")
}

fn leave_path(link: &str) -> String {
    format!("/api/interviews/join/{link}/leave")
}
