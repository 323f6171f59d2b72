//! The live stream of an interview: its turns as they are kept, and its end, as server-sent events.
//!
//! The number of a turn is the id of its event, so a browser that connects again goes on after the last turn that it has
//! seen. What is sent is always read from the rows; a wake-up is only a hint.

use super::{
    Pages,
    show::{is_closing, is_waiting},
    tongue::exact,
    turns::session_over,
    visit::Visit,
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
    IntoResponse, Request, Response, handler,
    http::{HeaderValue, header},
    web::{
        Query,
        sse::{Event, SSE},
    },
};
use serde::Deserialize;
use serde_json::json;
use std::{collections::VecDeque, time::Duration};

/// How often a silent stream shows that it lives, so that no proxy closes it.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Where a stream begins.
#[derive(Deserialize)]
pub struct Begin {
    after: Option<i32>,
}

/// The turns after the last one that the browser has seen.
#[handler]
pub async fn listen(visit: Visit, request: &Request, begin: Option<Query<Begin>>) -> poem::Result<Response> {
    let Some(session) = visit.session().await? else {
        return Err(session_over(&visit));
    };
    let seen = request.header("last-event-id").and_then(|id| id.parse().ok());
    let following = Following {
        link: visit.link()?.clone(),
        pass: visit.pass().to_owned(),
        // From before the first look, so that nothing falls between.
        follower: visit.pages.engine.interviews.follow(session.room.id),
        seen: seen.or(begin.and_then(|Query(begin)| begin.after)).unwrap_or_default(),
        deadline: session.room.life.deadline_at,
        waiting: VecDeque::new(),
        phase: Phase::Fresh,
        pages: visit.pages,
    };
    let mut response = SSE::new(following.events()).keep_alive(KEEP_ALIVE).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A browser that follows an interview. It holds no more than it needs: there are many.
struct Following {
    pages: Pages,
    link: AccessToken,
    pass: String,
    follower: Follower,
    seen: i32,
    deadline: Option<Timestamp>,
    waiting: VecDeque<Event>,
    phase: Phase,
}

#[derive(PartialEq)]
enum Phase {
    /// Nothing was read yet.
    Fresh,
    /// All that there was has been read.
    Live,
    /// Nothing more will come.
    Over,
}

impl Following {
    fn events(self) -> impl Stream<Item = Event> + Send + 'static {
        stream::unfold(self, |mut following| async {
            let event = following.next().await?;
            Some((event, following))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            let first = self.phase == Phase::Fresh;
            match self.phase {
                Phase::Over => return None,
                Phase::Fresh => self.phase = Phase::Live,
                Phase::Live => self.news().await?,
            }
            match self.look(first).await {
                Ok(()) => {}
                // What ended the respondent's session is an end like any other: the page knows what comes next.
                Err(EngineError::NoSession | EngineError::LinkReplaced | EngineError::NotFound(_)) => self.end("over"),
                Err(error) => {
                    tracing::error!(%error, "a live stream was cut short");
                    return None;
                }
            }
        }
    }

    /// Waits until something may have changed; none when the service stops.
    async fn news(&mut self) -> Option<()> {
        let clock = &self.pages.clock;
        let due = async {
            match self.deadline {
                Some(deadline) => clock.sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.follower.changed() => Some(()),
            () = due => Some(()),
            () = self.pages.engine.hub().closed() => None,
        }
    }

    async fn look(&mut self, first: bool) -> Result<()> {
        let rooms = &self.pages.engine.interviews;
        let session = rooms.respondent_session(&self.link, &self.pass).await?;
        // With the last one that was seen, which shows whose turn it is.
        let turns = rooms.turns_after(&session, self.seen.saturating_sub(1)).await?;
        if first && is_waiting(&turns) {
            rooms.spawn_reply(session.room.id);
        }
        self.waiting
            .extend(turns.iter().filter(|turn| turn.number > self.seen).map(said));
        self.seen = turns.last().map_or(self.seen, |last| last.number);
        let life = session.room.life;
        self.deadline = life.deadline_at;
        if life.status != Status::Active {
            self.end(life.status.into());
        }
        Ok(())
    }

    fn end(&mut self, status: &str) {
        let end = Event::message(json!({ "status": status }).to_string()).event_type("ended");
        self.waiting.push_back(end);
        self.phase = Phase::Over;
    }
}

fn said(turn: &Turn) -> Event {
    let data = json!({
        "number": turn.number,
        "speaker": turn.said.speaker.to_string(),
        "text": turn.said.text,
        "at": exact(&turn.at),
        "closing": is_closing(turn),
    });
    Event::message(data.to_string())
        .event_type("turn")
        .id(turn.number.to_string())
}
