//! The interview by voice: attempts, each in a room of its own on the media server.
//!
//! The row comes first and the media server second, so that whatever is made there is known here and ended in time,
//! even after a crash in between. No call to the media server is made within a transaction.

mod care;
mod hear;
mod reconcile;
mod voice;

pub use care::{MediaFailed, Tended};
pub use voice::Voice;

use super::Rooms;
use crate::{
    clock::Timestamp,
    livekit::Livekit,
    model::{
        error::{EngineError, Result},
        life_cycle::Action,
        media::{Attempt, News},
        room::InterviewRoom,
        status::EndReason,
    },
    store::{Transaction, media, rooms},
};
use serde_json::json;
use std::sync::Arc;
use tokio::sync::Notify;

/// The media server, and what wakes the job that tends to it.
#[derive(Clone)]
pub(super) struct Media {
    livekit: Livekit,
    bell: Arc<Notify>,
}

impl Media {
    pub(super) fn new(livekit: Livekit) -> Self {
        Self {
            livekit,
            bell: Arc::default(),
        }
    }
}

impl Rooms {
    /// The media server, when voice is configured.
    pub fn livekit(&self) -> Option<&Livekit> {
        self.media.as_ref().map(|media| &media.livekit)
    }

    /// Waits until there is something to do on the media server.
    pub async fn media_bell(&self) {
        match &self.media {
            Some(media) => media.bell.notified().await,
            None => std::future::pending().await,
        }
    }

    /// Wakes the job that tends to the media server: an interview may be over.
    pub(super) fn ring(&self) {
        if let Some(media) = &self.media {
            media.bell.notify_one();
        }
    }

    fn server(&self) -> Result<&Livekit> {
        self.livekit().ok_or(EngineError::NoVoice)
    }

    /// Changes an attempt by what is known of it now, with its interview's room locked, and answers with what it is then;
    /// `None` when there is none of this name, or when the event that tells of the change was heard before.
    async fn change_attempt(
        &self,
        name: &str,
        event: Option<&str>,
        change: impl FnOnce(&Attempt, Timestamp) -> Attempt + Send,
    ) -> Result<Option<(InterviewRoom, Attempt)>> {
        let now = self.clock.now();
        let Some(known) = media::find(self.store.reading(), name).await? else {
            return Ok(None);
        };
        let transaction = self.store.begin().await?;
        let Some(mut room) = rooms::lock_by_id(&transaction, known.room).await? else {
            return Ok(None);
        };
        let Some(attempt) = media::find(&transaction, name).await? else {
            return Ok(None);
        };
        if let Some(event) = event
            && !media::hear(&transaction, event, now).await?
        {
            return Ok(None);
        }
        let next = change(&attempt, now);
        let over = carry_out(&transaction, &mut room, &attempt, &next, now).await?;
        self.store.commit(transaction).await?;
        if over || next.without_agent_at != attempt.without_agent_at {
            self.hub.tell(room.id);
        }
        if next.ended_at.is_some() && next.closed_at.is_none() {
            self.ring();
        }
        Ok(Some((room, next)))
    }
}

/// Writes what has become of an attempt, and ends the interview if that ends it; says whether it does.
async fn carry_out(
    transaction: &Transaction,
    room: &mut InterviewRoom,
    attempt: &Attempt,
    next: &Attempt,
    now: Timestamp,
) -> Result<bool> {
    if attempt != next {
        media::update(transaction, next.clone()).await?;
    }
    if !attempt.ends_interview(next) {
        return Ok(false);
    }
    // An interview that ended otherwise meanwhile stays as it ended.
    let Ok(transition) = room.life.apply(Action::Complete(EndReason::MediaFinished), now) else {
        return Ok(false);
    };
    rooms::change(transaction, room, &transition, now).await?;
    Ok(true)
}

/// What a worker is told about its job. It asks us the rest, with a secret of its own.
fn job(room: &InterviewRoom) -> String {
    let time = room.interview.terms.max_duration.span();
    let ends_at = room.life.started_at.map(|started| started + time);
    json!({ "interview_room_id": room.id.to_string(), "ends_at": ends_at }).to_string()
}

/// The attempt after news.
fn told(news: News, sid: Option<&str>) -> impl FnOnce(&Attempt, Timestamp) -> Attempt + Send {
    move |attempt, now| attempt.told(news, sid, now)
}
