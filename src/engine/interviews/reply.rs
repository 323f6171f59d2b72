//! The interviewer's replies: in the same unit of work as the answer if the reply needs no waiting (a scripted guide),
//! else in the background (a language model).
//!
//! Whether a reply is due is derived from the turns alone, so any process finds it after a crash. A reply is appended only
//! if no turn came meanwhile, so two processes that compose one at the same time append one.

use super::Interviews;
use crate::{
    clock::Timestamp,
    engine::unit_of_work::UnitOfWork,
    interviewer::{Reply, TurnContext},
    model::{
        error::Result,
        guide::{Cue, Guide},
        ids::RoomId,
        interview_start::InterviewStart,
        room::{InterviewRoom, Room},
        status::Status,
        turn::{Channel, NewTurn, Speaker, Turn},
    },
    store::{interview_starts, rooms, turns},
};
use tracing::Instrument;

/// A room in which the interviewer's reply is due.
struct Due {
    room: InterviewRoom,
    start: InterviewStart,
    turns: Vec<Turn>,
}

/// The result of appending turns.
pub(in crate::engine) struct Appended {
    /// The turns that were appended.
    pub(in crate::engine) turns: Vec<Turn>,
    /// A reply is due that has to be composed in the background.
    pub(in crate::engine) reply_is_due: bool,
}

impl Interviews {
    /// Appends an answer, if there is one, and the interviewer's reply, if that needs no waiting. `turns` is the
    /// conversation of the locked room.
    pub(in crate::engine) async fn append_with_reply(
        &self,
        work: &mut UnitOfWork<'_>,
        room: &mut InterviewRoom,
        start: &InterviewStart,
        mut turns: Vec<Turn>,
        answer: Option<NewTurn>,
    ) -> Result<Appended> {
        let now = work.now();
        let mut new: Vec<NewTurn> = answer.into_iter().collect();
        turns.extend((room.base.message_count + 1..).zip(&new).map(|(number, said)| Turn {
            number,
            at: now,
            said: said.clone(),
        }));
        let is_due = is_due(room, start, &turns);
        let immediate = is_due.then(|| {
            self.interviewer
                .immediate_reply(&turn_context(room, start, &guide(start), &turns, now))
        });
        let immediate = immediate.flatten();
        let reply_is_due = is_due && immediate.is_none();
        new.extend(immediate.map(NewTurn::from));
        let turns = if new.is_empty() {
            Vec::new()
        } else {
            work.append_turns(&mut room.base, new).await?
        };
        Ok(Appended { turns, reply_is_due })
    }

    /// Composes a reply in the background, if one is due.
    pub fn spawn_reply(&self, room: RoomId) {
        let interviews = self.clone();
        let reply = async move {
            if let Err(error) = interviews.reply(room).await {
                tracing::error!(%error, "interviewer: the reply was not stored");
            }
        };
        tokio::spawn(reply.instrument(tracing::info_span!("interviewer.reply", room.id = %room)));
    }

    /// Replies until no reply is due, unless another task of this process does so already.
    async fn reply(&self, id: RoomId) -> Result<()> {
        // Checks again after the guard is dropped: an answer that came just before saw the guard and left the reply to this
        // task.
        while self.find_due(id).await?.is_some() {
            let Some(_guard) = self.replies.enter(id) else { break };
            while let Some(Due { room, start, turns }) = self.find_due(id).await? {
                let (guide, now) = (guide(&start), self.core.clock.now());
                let context = turn_context(&room, &start, &guide, &turns, now);
                let reply = self.interviewer.next(&context).await;
                self.append_reply(&room.base, reply).await?;
            }
        }
        Ok(())
    }

    async fn find_due(&self, id: RoomId) -> Result<Option<Due>> {
        let connection = self.core.store.reader();
        let room = rooms::find(connection, None, id).await?;
        let start = interview_starts::find(connection, id).await?;
        let (Some(room), Some(start)) = (room, start) else {
            return Ok(None);
        };
        let room = room.at(self.core.clock.now());
        let turns = turns::conversation(connection, &room.base).await?;
        Ok(is_due(&room, &start, &turns).then_some(Due { room, start, turns }))
    }

    /// Appends a reply to the turns of the room `answered`, unless more turns came since, the interview is over, or it was
    /// reopened and started again.
    async fn append_reply(&self, answered: &Room, reply: Reply) -> Result<()> {
        let mut work = self.core.begin().await?;
        let Some(mut room) = work.lock_interview(None, answered.id).await? else {
            return Ok(());
        };
        let is_same =
            room.base.message_count == answered.message_count && room.base.life.started_at == answered.life.started_at;
        if is_same && room.base.life.status == Status::Active {
            work.append_turns(&mut room.base, vec![reply.into()]).await?;
            work.commit().await?;
        }
        Ok(())
    }
}

/// Whether the interviewer's reply is due: at the beginning and after each answer, until the closing turn.
fn is_due(room: &InterviewRoom, start: &InterviewStart, turns: &[Turn]) -> bool {
    // Spoken turns come with a worker's report at any time, and what agents say is not an answer.
    let in_writing = |turn: &&Turn| turn.said.channel == Channel::Text && turn.said.speaker.is_of_interview();
    let last = turns.iter().rfind(in_writing);
    let replied = last.is_some_and(|turn| turn.said.speaker == Speaker::Interviewer);
    let closed = turns.iter().any(|turn| turn.said.cue == Some(Cue::Closing));
    room.base.life.status == Status::Active && start.channel == Channel::Text && !replied && !closed
}

fn guide(start: &InterviewStart) -> Guide {
    Guide::parse(start.interview_guide.as_deref().unwrap_or_default())
}

fn turn_context<'a>(
    room: &'a InterviewRoom,
    start: &'a InterviewStart,
    guide: &'a Guide,
    turns: &'a [Turn],
    now: Timestamp,
) -> TurnContext<'a> {
    let terms = &room.interview.terms;
    let duration = terms.max_duration.span();
    TurnContext {
        language: start.language,
        goals: start.research_goals.as_deref(),
        guide,
        topics: terms.topics_for_respondent.as_deref(),
        turns,
        remaining: room
            .base
            .life
            .started_at
            .map_or(duration, |started| started + duration - now),
    }
}

impl From<Reply> for NewTurn {
    fn from(Reply { text, cue }: Reply) -> Self {
        Self {
            cue: Some(cue),
            ..Self::written(Speaker::Interviewer, text)
        }
    }
}
