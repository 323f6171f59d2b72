//! The interviewer answers: within the transaction of what it answers when it knows at once, else soon after it.
//!
//! Whether an answer is due shows in the turns alone, so it is found again after a crash; and it is kept only if nothing
//! was said meanwhile, so two that try at once, in whatever process, leave one answer.

use super::Interviews;
use crate::{
    clock::Timestamp,
    entropy::random,
    interviewer::{Reply, TurnContext},
    model::{
        error::{EngineError, Result},
        guide::{Cue, Guide},
        ids::{ID_ENTROPY, MessageId, RoomId, time_ordered},
        interview_start::InterviewStart,
        room::InterviewRoom,
        status::Status,
        turn::{Channel, NewTurn, Speaker, Turn},
    },
    store::{Transaction, interview_starts, rooms, turns},
};

/// A room in which it is the interviewer's turn.
struct Due {
    room: InterviewRoom,
    session: InterviewStart,
    said: Vec<Turn>,
}

/// What was kept.
pub(in crate::engine) struct AppendedTurns {
    /// The turns.
    pub(in crate::engine) turns: Vec<Turn>,
    /// Whether the interviewer's answer is due and takes longer.
    pub(in crate::engine) reply_waits: bool,
}

impl Interviews {
    /// Keeps what a respondent says, if anything, and what the interviewer answers, if that takes no waiting. `said` is
    /// all that was said before in the room, which is locked by the transaction.
    pub(in crate::engine) async fn go_on(
        &self,
        transaction: &Transaction,
        room: &mut InterviewRoom,
        session: &InterviewStart,
        mut said: Vec<Turn>,
        answer: Option<NewTurn>,
        now: Timestamp,
    ) -> Result<AppendedTurns> {
        let mut new: Vec<NewTurn> = answer.into_iter().collect();
        said.extend((room.message_count + 1..).zip(&new).map(|(number, said)| Turn {
            number,
            at: now,
            said: said.clone(),
        }));
        let due = is_due(room, session, &said, now);
        let reply = due.then(|| {
            self.interviewer
                .immediate_reply(&situation(room, session, &guide(session), &said, now))
        });
        let reply = reply.flatten();
        let reply_waits = due && reply.is_none();
        new.extend(reply.map(NewTurn::from));
        Ok(AppendedTurns {
            turns: self.append(transaction, room, new, now).await?,
            reply_waits,
        })
    }

    /// Appends turns to a room that is locked by the transaction.
    pub(super) async fn append(
        &self,
        transaction: &Transaction,
        room: &mut InterviewRoom,
        said: Vec<NewTurn>,
        now: Timestamp,
    ) -> Result<Vec<Turn>> {
        let id = |place| Ok::<_, EngineError>(time_ordered(now, place, random::<ID_ENTROPY>(&*self.core.entropy)?));
        let said = said.into_iter().enumerate();
        let turns: Vec<_> = said
            .map(|(place, said)| Ok((MessageId(id(place)?), said)))
            .collect::<Result<_>>()?;
        Ok(turns::append(transaction, room, turns, now).await?)
    }

    /// Lets the interviewer answer in the background, if an answer is due.
    pub fn spawn_reply(&self, room: RoomId) {
        let rooms = self.clone();
        tokio::spawn(async move {
            if let Err(error) = rooms.reply(room).await {
                tracing::error!(%error, "the interviewer's turn was not kept");
            }
        });
    }

    /// Answers until no answer is due, unless somebody in this process is at it.
    async fn reply(&self, id: RoomId) -> Result<()> {
        // Looked at once more after the flight: what was said at its very end found it still in the air, and left.
        while self.due(id).await?.is_some() {
            let Some(_flight) = self.replies.enter(id) else { break };
            while let Some(Due { room, session, said }) = self.due(id).await? {
                let (guide, now) = (guide(&session), self.core.clock.now());
                let reply = self
                    .interviewer
                    .next(&situation(&room, &session, &guide, &said, now))
                    .await;
                self.keep(id, room.message_count, reply).await?;
            }
        }
        Ok(())
    }

    async fn due(&self, id: RoomId) -> Result<Option<Due>> {
        let connection = self.core.store.reader();
        let (Some(room), Some(session)) = (
            rooms::find_by_id(connection, id).await?,
            interview_starts::find(connection, id).await?,
        ) else {
            return Ok(None);
        };
        let said = turns::after(connection, id, 0).await?;
        Ok(is_due(&room, &session, &said, self.core.clock.now()).then_some(Due { room, session, said }))
    }

    /// Keeps an answer to the first `answered` turns, unless more was said since or the interview is over.
    async fn keep(&self, id: RoomId, answered: i32, reply: Reply) -> Result<()> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let Some(mut room) = rooms::lock_by_id(&transaction, id).await? else {
            return Ok(());
        };
        if room.message_count == answered && room.life.at(now).status == Status::Active {
            self.append(&transaction, &mut room, vec![reply.into()], now).await?;
            self.core.store.commit(transaction).await?;
            self.core.hub.notify(id);
        }
        Ok(())
    }
}

/// Whether it is the interviewer's turn: at the beginning and after the respondent, until the farewell.
fn is_due(room: &InterviewRoom, session: &InterviewStart, said: &[Turn], now: Timestamp) -> bool {
    // A worker's report may arrive at any time; what it tells was spoken before.
    // What others say, agents that were let in, is no answer and asks for none.
    let of_interview = |turn: &&Turn| turn.said.channel == Channel::Text && turn.said.speaker.is_of_interview();
    let written = said.iter().rfind(of_interview);
    let answered = written.is_some_and(|turn| turn.said.speaker == Speaker::Interviewer);
    let closed = said.iter().any(|turn| turn.said.cue == Some(Cue::Closing));
    room.life.at(now).status == Status::Active && session.channel == Channel::Text && !answered && !closed
}

fn guide(session: &InterviewStart) -> Guide {
    Guide::parse(session.interview_guide.as_deref().unwrap_or_default())
}

fn situation<'a>(
    room: &'a InterviewRoom,
    session: &'a InterviewStart,
    guide: &'a Guide,
    turns: &'a [Turn],
    now: Timestamp,
) -> TurnContext<'a> {
    let terms = &room.interview.terms;
    let ends = room.life.started_at.map(|started| started + terms.max_duration.span());
    TurnContext {
        language: session.language,
        goals: session.research_goals.as_deref(),
        guide,
        topics: terms.topics_for_respondent.as_deref(),
        turns,
        remaining: ends.map_or(terms.max_duration.span(), |ends| ends - now),
    }
}

impl From<Reply> for NewTurn {
    fn from(Reply { text, cue }: Reply) -> Self {
        Self {
            speaker: Speaker::Interviewer,
            channel: Channel::Text,
            text,
            spoken: None,
            cue: Some(cue),
            origin: None,
        }
    }
}
