//! The live stream of an interview: its turns as they are stored, and its end, as server-sent events.
//!
//! The number of a turn is the id of its event, so a browser that reconnects resumes after the last turn it received.
//! Events are always read from the database; a wake-up only says that there may be new ones.

use super::super::{
    conversation::{is_closing, is_waiting},
    error::PageResult,
    state::WebState,
    view::rfc3339,
    visitor::Visitor,
};
use crate::{
    clock::Timestamp,
    live::Follower,
    model::{
        error::{EngineError, Result},
        status::Status,
        token::AccessToken,
        turn::Turn,
    },
};
use futures_util::{Stream, stream};
use poem::{
    IntoResponse, Request, handler,
    http::{HeaderValue, header},
    web::{
        Query,
        sse::{Event, SSE},
    },
};
use serde::Deserialize;
use serde_json::json;
use std::{collections::VecDeque, future, sync::Arc, time::Duration};

/// How often an idle stream sends a comment, so that no proxy closes it.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// The most turns that a stream holds in memory.
const TURNS_AT_ONCE: u64 = 50;

/// The query of the stream.
#[derive(Deserialize)]
pub struct StreamQuery {
    /// The number of the last turn that the page shows.
    after: Option<i32>,
}

/// Streams the turns after `Last-Event-ID` or, on the first connection, after `?after=`.
#[handler]
pub async fn follow(visitor: Visitor, request: &Request, query: Option<Query<StreamQuery>>) -> PageResult {
    let (session, token) = visitor.require_session_and_token().await?;
    let session_token = token.to_owned();
    let resumed = request.header("last-event-id").and_then(|id| id.parse().ok());
    let turns = TurnStream {
        link: visitor.link()?.clone(),
        session_token,
        // Before the first read, so that no change is missed in between.
        follower: visitor.state.engine.interviews.follow(session.room.base.id),
        last_sent: resumed
            .or(query.and_then(|Query(query)| query.after))
            .unwrap_or_default(),
        deadline: session.room.base.life.deadline_at,
        pending: VecDeque::new(),
        is_behind: false,
        phase: Phase::Initial,
        state: visitor.state,
    };
    let mut response = SSE::new(turns.into_events()).keep_alive(KEEP_ALIVE).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// One browser's stream. Small, because thousands are open at once.
struct TurnStream {
    state: Arc<WebState>,
    link: AccessToken,
    session_token: String,
    follower: Follower,
    last_sent: i32,
    deadline: Option<Timestamp>,
    pending: VecDeque<Event>,
    /// Whether there may be more turns than were read.
    is_behind: bool,
    phase: Phase,
}

#[derive(PartialEq)]
enum Phase {
    /// Nothing has been read yet.
    Initial,
    /// All earlier turns have been read.
    Live,
    /// The last event is pending or sent.
    Ended,
}

impl TurnStream {
    fn into_events(self) -> impl Stream<Item = Event> + Send + 'static {
        stream::unfold(self, |mut turns| async {
            let event = turns.next().await?;
            Some((event, turns))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            let is_first = self.phase == Phase::Initial;
            match self.phase {
                Phase::Ended => return None,
                Phase::Initial => self.phase = Phase::Live,
                Phase::Live if self.is_behind => {}
                Phase::Live => self.wait_for_change().await?,
            }
            match self.read(is_first).await {
                Ok(()) => {}
                // The respondent's session has ended; the page shows how to go on.
                Err(EngineError::NoSession | EngineError::LinkReplaced | EngineError::NotFound(_)) => self.end("over"),
                Err(error) => {
                    tracing::error!(%error, "live stream failed");
                    return None;
                }
            }
        }
    }

    /// Waits until the room may have changed. Returns `None` when the service stops.
    async fn wait_for_change(&mut self) -> Option<()> {
        let clock = &self.state.clock;
        let due = async {
            match self.deadline {
                Some(deadline) => clock.sleep_until(deadline).await,
                None => future::pending().await,
            }
        };
        tokio::select! {
            () = self.follower.changed() => Some(()),
            () = due => Some(()),
            () = self.state.engine.hub().closed() => None,
        }
    }

    /// Reads the turns that were not sent yet, and whether the interview has ended.
    async fn read(&mut self, is_first: bool) -> Result<()> {
        let interviews = &self.state.engine.interviews;
        let session = interviews.respondent_session(&self.link, &self.session_token).await?;
        // Includes the last turn that was sent, because it shows whose turn it is.
        let turns = interviews
            .some_turns_after(&session, self.last_sent.saturating_sub(1), TURNS_AT_ONCE)
            .await?;
        self.is_behind = turns.len() as u64 == TURNS_AT_ONCE;
        if is_first && is_waiting(&turns) {
            interviews.spawn_reply(session.room.base.id);
        }
        let new = turns.iter().filter(|turn| turn.number > self.last_sent);
        self.pending.extend(new.map(turn_event));
        self.last_sent = turns.last().map_or(self.last_sent, |last| last.number);
        let life = session.room.base.life;
        self.deadline = life.deadline_at;
        if life.status != Status::Active && !self.is_behind {
            self.end(life.status.into());
        }
        Ok(())
    }

    fn end(&mut self, status: &str) {
        let end = Event::message(json!({ "status": status }).to_string()).event_type("ended");
        self.pending.push_back(end);
        self.phase = Phase::Ended;
    }
}

fn turn_event(turn: &Turn) -> Event {
    let data = json!({
        "number": turn.number,
        "speaker": turn.said.speaker.to_string(),
        "text": turn.said.text,
        "at": rfc3339(&turn.at),
        "closing": is_closing(turn),
    });
    Event::message(data.to_string())
        .event_type("turn")
        .id(turn.number.to_string())
}
