//! Interviews by voice, against a double of LiveKit: entering, what is heard, who is sent for, and how it ends.

mod end;
mod enter;
mod forged;
mod hear;
mod reconcile;
mod watch;
mod worker;

use crate::support::{ANNA, Answer, LivekitDouble, ManualClock, TestApp, Webhook, text};
use chrono::TimeDelta;
use interview_rooms::{
    clock::Clock,
    config::Config,
    engine::{
        interviews::{RespondentSession, Start},
        voice::{MaintenanceOutcome, Voice},
    },
    model::{language::Language, token::AccessToken, turn::Channel},
};
use serde_json::Value;
use std::sync::Arc;

/// A service whose voice is carried by a double.
struct Studio {
    app: TestApp,
    double: LivekitDouble,
}

impl Studio {
    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(ManualClock::default());
        let double = LivekitDouble::start(clock.clone()).await;
        let settings = double.settings();
        let app = TestApp::by_clock(clock, |config| {
            config.livekit = settings;
            change(config);
        })
        .await;
        Self { app, double }
    }

    /// A room in which Anna has started in writing.
    async fn room(&self) -> (Value, RespondentSession) {
        let room = self.app.create_room().await;
        let session = self.start(&room, Channel::Text).await;
        (room, session)
    }

    /// Anna starts, or comes back.
    async fn start(&self, room: &Value, channel: Channel) -> RespondentSession {
        let link = AccessToken::parse(text(room, "access_token")).unwrap();
        let start = Start {
            email: ANNA.parse().unwrap(),
            language: Language::English,
            consent: None,
            channel,
        };
        let joined = self.app.app.engine.interviews.join(&link, start).await.unwrap();
        self.app
            .app
            .engine
            .interviews
            .respondent_session(&link, &joined.token)
            .await
            .unwrap()
    }

    /// A room in which Anna speaks, and a worker with her; and its name on the media server.
    async fn held(&self) -> (Value, RespondentSession, String) {
        let (room, session) = self.room().await;
        let name = self.enter(&session).await.room_name;
        self.double.agent_joins(&name);
        self.double.person_joins(&name, "anna");
        self.deliver().await;
        (room, session, name)
    }

    async fn enter(&self, session: &RespondentSession) -> Voice {
        self.app.app.engine.voice.start(session).await.unwrap()
    }

    /// Sends a webhook to the service.
    async fn send(&self, told: &Webhook) -> Answer {
        told.call(&self.app.stranger()).send().await
    }

    /// Sends all webhooks that the double would have sent by now.
    async fn deliver(&self) {
        for told in self.double.webhooks() {
            self.send(&told).await.expect(200);
        }
    }

    /// Loses them instead.
    fn lose(&self) {
        self.double.webhooks();
    }

    /// Lets the job take one step.
    async fn tend(&self) -> MaintenanceOutcome {
        self.app.app.engine.voice.maintain().await.unwrap()
    }

    async fn reconcile(&self) {
        self.app.app.engine.voice.reconcile().await.unwrap();
    }

    fn pass(&self, seconds: i64) {
        self.app.clock.advance(TimeDelta::seconds(seconds));
    }

    /// The status of the room and the reason of its end.
    async fn ending(&self, room: &Value) -> (String, Option<&'static str>) {
        let status = text(&self.app.room(room).await, "status").to_owned();
        let last = self.app.events(room).await.pop();
        (status, last.and_then(|event| event.reason).map(Into::into))
    }

    fn now(&self) -> interview_rooms::clock::Timestamp {
        self.app.clock.now()
    }
}
