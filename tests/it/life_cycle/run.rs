//! Runs the service and the model in parallel: both take each step and are then compared.

use super::{
    model::{Fact, Model, Room, Shown},
    steps::{RESPONDENTS, Step},
};
use crate::support::{Answer, TestApp, text};
use chrono::TimeDelta;
use serde_json::json;
use std::{cell::Cell, collections::HashMap};

/// The execution of a sequence of steps.
pub struct Run<'a> {
    replicas: &'a [TestApp; 2],
    reaper: bool,
    pub project: String,
    pub model: Model,
    /// The position up to which the team's feed has been read.
    pub position: &'a Cell<i64>,
    /// The events of each room in the feed.
    pub feed: HashMap<String, Vec<Fact>>,
}

impl<'a> Run<'a> {
    /// Creates a project without rooms. The feed is read from `position` on.
    pub async fn new(replicas: &'a [TestApp; 2], reaper: bool, position: &'a Cell<i64>) -> Self {
        let project = replicas[0].make_project(&replicas[0].owner(), "Life cycle").await;
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

    /// Takes a step on one replica and compares the result through the other.
    pub async fn take(&mut self, step: Step, replica: usize) {
        self.step(step, &self.replicas[replica]).await;
        self.compare(&self.replicas[1 - replica]).await;
    }

    /// Reaps everything due and compares all events.
    pub async fn end(&mut self) {
        for replica in self.replicas {
            replica.reap().await;
            self.compare(replica).await;
        }
        for room in &self.model.rooms {
            let fed = self.feed.remove(&room.id).unwrap_or_default();
            assert_eq!(fed, room.facts, "the feed has each event of a room once, in order");
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
            Step::Advance { seconds } => self.pass(TimeDelta::seconds(seconds)),
            Step::AdvanceToDeadline { room, before } => self.pass_to_deadline(room, TimeDelta::microseconds(before)),
            Step::Reap if self.reaper => drop(app.reap().await),
            Step::Reap => {}
            Step::DeleteProject => {
                let deleted = app.owner().delete(&format!("/projects/{}", self.project)).send().await;
                deleted.expect(self.model.delete_project());
            }
            Step::Join { room, .. }
            | Step::Leave { room }
            | Step::JoinByOldLink { room, .. }
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

    /// Performs a step on one room.
    async fn act(&mut self, step: Step, number: usize, app: &TestApp) {
        let now = self.model.now;
        let until = |minutes: i64| now + TimeDelta::minutes(minutes);
        let (team, room) = (app.researcher(), &mut self.model.rooms[number]);
        let path = format!("/api/interviews/rooms/{}", room.id);
        match step {
            Step::Join { who, .. } => {
                let answer = join(app, &room.shown.link, RESPONDENTS[who]).await;
                answer.expect(room.join(RESPONDENTS[who], now));
            }
            Step::Leave { .. } => {
                let answer = app.stranger().post(&leave_path(&room.shown.link)).send().await;
                let answer = answer.expect(room.leave(now));
                if answer.status == 200 {
                    assert_eq!(text(&answer.body, "status"), room.shown.status);
                }
            }
            Step::JoinByOldLink { who, .. } => {
                for link in &room.old_links {
                    join(app, link, RESPONDENTS[who]).await.expect(410);
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
                assert_shows(&answer, &self.model.rooms[number]);
            }
            Step::Patch { until: to, minutes, .. } => {
                let body = json!({ "expires_at": to.map(until), "max_duration_minutes": minutes });
                let answer = team.patch(&path).json(&body).send().await;
                let answer = answer.expect(room.patch(to.map(until), minutes, now));
                assert_shows(&answer, room);
            }
            _ => unreachable!("not a step on a room"),
        }
    }
}

fn assert_shows(answer: &Answer, room: &Room) {
    if answer.status == 200 {
        assert_eq!(Shown::in_answer(&answer.body), room.shown);
    }
}

async fn join(app: &TestApp, link: &str, email: &str) -> Answer {
    let body = json!({ "email": email });
    app.stranger().post(&join_path(link)).json(&body).send().await
}

/// The path of the API at which a respondent joins by a link.
pub fn join_path(link: &str) -> String {
    format!("/api/interviews/join/{link}")
}

fn leave_path(link: &str) -> String {
    format!("/api/interviews/join/{link}/leave")
}
