//! Interviews by voice, against a LiveKit double: start, webhooks, dispatch of agents, and end.

mod end;
mod forged;
mod missing_agent;
mod reconcile;
mod start;
mod webhooks;
mod worker;

use crate::{
    conversation::start_by,
    support::{Answer, LivekitDouble, ManualClock, TestApp, Webhook, text},
};
use chrono::TimeDelta;
use interview_rooms::{
    clock::Clock,
    config::Config,
    engine::{
        interviews::RespondentSession,
        voice::{MaintenanceOutcome, Voice},
    },
    model::turn::Channel,
};
use serde_json::Value;
use std::sync::Arc;

/// A service that uses a LiveKit double.
struct VoiceFixture {
    app: TestApp,
    double: LivekitDouble,
}

impl VoiceFixture {
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

    /// A room in which Anna has started in writing, and her session.
    async fn room(&self) -> (Value, RespondentSession) {
        let room = self.app.create_room().await;
        let session = self.start(&room, Channel::Text).await;
        (room, session)
    }

    /// Anna starts or returns.
    async fn start(&self, room: &Value, channel: Channel) -> RespondentSession {
        start_by(&self.app, room, channel).await
    }

    /// An interview by voice with Anna connected and no agent: her session, and the name of its LiveKit room.
    async fn waiting(&self) -> (RespondentSession, String) {
        let (_, session) = self.room().await;
        let name = self.start_voice(&session).await.room_name;
        self.double.person_joins(&name, "anna");
        self.deliver().await;
        (session, name)
    }

    /// An interview by voice with Anna and an agent connected, and the name of its LiveKit room.
    async fn connected(&self) -> (Value, RespondentSession, String) {
        let (room, session) = self.room().await;
        let name = self.start_voice(&session).await.room_name;
        self.double.agent_joins(&name);
        self.double.person_joins(&name, "anna");
        self.deliver().await;
        (room, session, name)
    }

    async fn start_voice(&self, session: &RespondentSession) -> Voice {
        self.app.app.engine.voice.start(session).await.unwrap()
    }

    /// Sends a webhook of the double to the service.
    async fn send(&self, webhook: &Webhook) -> Answer {
        webhook.call(&self.app.stranger()).send().await
    }

    /// Sends all pending webhooks of the double.
    async fn deliver(&self) {
        for webhook in self.double.webhooks() {
            self.send(&webhook).await.expect(200);
        }
    }

    /// Drops all pending webhooks of the double.
    fn drop_webhooks(&self) {
        self.double.webhooks();
    }

    /// Runs one step of voice maintenance.
    async fn maintain(&self) -> MaintenanceOutcome {
        self.app.app.engine.voice.maintain().await.unwrap()
    }

    async fn reconcile(&self) {
        self.app.app.engine.voice.reconcile().await.unwrap();
    }

    fn pass(&self, seconds: i64) {
        self.app.clock.advance(TimeDelta::seconds(seconds));
    }

    /// The status of the room and its end reason.
    async fn ending(&self, room: &Value) -> (String, Option<&'static str>) {
        let status = text(&self.app.room(room).await, "status").to_owned();
        let last = self.app.events(room).await.pop();
        (status, last.and_then(|event| event.reason).map(Into::into))
    }

    fn now(&self) -> interview_rooms::clock::Timestamp {
        self.app.clock.now()
    }
}
