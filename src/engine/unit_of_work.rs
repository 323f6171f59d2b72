//! The unit of work: the one way in which an operation changes a room.
//!
//! An operation begins a unit of work, locks the room, applies an action, does what is special to it and commits. The unit
//! of work records what that changed, and committing notifies everything that depends on it: live streams here and on
//! other replicas, the reaper's timer and voice maintenance. An operation does not choose whom to notify, so it cannot
//! forget anybody. A room that was locked and not changed notifies nobody. Dropped without a commit, a unit of work changes nothing and notifies nobody.

use super::core::Core;
use crate::{
    clock::Timestamp,
    model::{
        access::{RoomReader, Scope},
        error::Result,
        event::{EventKind, NewEvent},
        ids::{MessageId, ProjectId, RoomHandle, RoomId},
        life_cycle::{Action, Changed},
        room::{AgentRoom, InterviewRoom, Room, Stored},
        token::TokenHash,
        turn::{NewTurn, Turn},
    },
    store::{Transaction, agent_rooms, changes, events, interview_starts, reap, rooms, turns, voice_sessions},
};
use std::collections::BTreeSet;

/// A transaction, and what it changes.
pub(crate) struct UnitOfWork<'a> {
    core: &'a Core,
    transaction: Transaction,
    now: Timestamp,
    effects: Effects,
}

/// Whom a commit notifies.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// The rooms that changed: their streams read them again.
    rooms: BTreeSet<RoomId>,
    /// The earliest deadline that was set.
    deadline: Option<Timestamp>,
    /// A voice session may have to be closed.
    voice: bool,
    /// What was written before must leave the database's files, too.
    erased: Erased,
}

/// How soon what was deleted must be gone from the files of the database, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Erased {
    /// Nothing was deleted.
    #[default]
    Nothing,
    /// With the next housekeeping.
    Soon,
    /// Before the operation returns.
    Now,
}

impl Core {
    /// Begins a unit of work.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the database cannot be reached.
    pub(crate) async fn begin(&self) -> Result<UnitOfWork<'_>> {
        Ok(UnitOfWork {
            core: self,
            now: self.clock.now(),
            transaction: self.store.begin().await?,
            effects: Effects::default(),
        })
    }

    /// Notifies the streams, the reaper and voice maintenance of changes that have been committed.
    pub(crate) fn notify(&self, effects: &Effects) {
        effects.rooms.iter().for_each(|room| self.hub.notify(*room));
        if let Some(deadline) = effects.deadline {
            self.deadline_watch.set(deadline);
        }
        if effects.voice {
            self.voice_wakeup.notify_one();
        }
    }
}

impl UnitOfWork<'_> {
    /// The moment at which everything in this unit of work happens.
    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }

    /// The transaction, for queries.
    pub(crate) const fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// Locks an interview within the caller's scope; of any team if the scope is `None`, for callers whose right does not
    /// come from an API key.
    pub(crate) async fn lock_interview(
        &mut self,
        scope: impl Into<Option<Scope>>,
        id: RoomId,
    ) -> Result<Option<InterviewRoom>> {
        let stored = rooms::lock(&self.transaction, scope, id).await?;
        Ok(stored.map(|room| self.judge(room)))
    }

    /// Locks an interview within the caller's scope without reading the invitation, which may be inconsistent.
    pub(crate) async fn lock_interview_base(&mut self, scope: Scope, id: RoomId) -> Result<Option<Room>> {
        let stored = rooms::lock_base(&self.transaction, scope, id).await?;
        Ok(stored.map(|room| self.judge(room)))
    }

    /// Locks the interview that a link leads to.
    pub(crate) async fn lock_interview_by_link(&mut self, link: TokenHash) -> Result<Option<InterviewRoom>> {
        let stored = rooms::lock_by_link(&self.transaction, link).await?;
        Ok(stored.map(|room| self.judge(room)))
    }

    /// Locks a room of any kind for a job.
    pub(crate) async fn lock_room(&mut self, id: RoomId) -> Result<Option<Room>> {
        let stored = rooms::lock_any(&self.transaction, id).await?;
        Ok(stored.map(|room| self.judge(room)))
    }

    /// Locks an agent room that the reader sees.
    pub(crate) async fn lock_agent_room(&mut self, reader: RoomReader, id: RoomHandle) -> Result<Option<AgentRoom>> {
        let stored = agent_rooms::lock(&self.transaction, reader, id).await?;
        Ok(stored.map(|room| self.judge(room)))
    }

    /// Judges by the clock a room that this transaction has locked.
    pub(crate) fn judge<T: AsMut<Room>>(&self, locked: Stored<T>) -> T {
        locked.at(self.now)
    }

    /// Applies an action to a locked room, and writes the change with its events. A repeated action changes nothing.
    ///
    /// An end, a new link and a new respondent end the room's voice session, because nobody may go on speaking in it.
    ///
    /// # Errors
    ///
    /// `WrongStatus` if the room's status does not allow the action.
    pub(crate) async fn apply(&mut self, room: &mut Room, action: Action) -> Result<()> {
        let transition = room.stored.apply(action, self.now)?;
        if transition.events.is_empty() {
            return Ok(());
        }
        self.effects.rooms.insert(room.id);
        rooms::change(&self.transaction, room, &transition, self.now).await?;
        let Changed {
            ended,
            deadline,
            access,
        } = transition.changed;
        if deadline && let Some(deadline) = room.life.deadline_at {
            self.effects.set_deadline(deadline);
        }
        if ended || access {
            voice_sessions::end_of_room(&self.transaction, room.id, self.now).await?;
            self.effects.voice = true;
        }
        Ok(())
    }

    /// Appends turns to a locked room.
    pub(crate) async fn append_turns(&mut self, room: &mut Room, turns: Vec<NewTurn>) -> Result<Vec<Turn>> {
        if !turns.is_empty() {
            self.effects.rooms.insert(room.id);
        }
        let with_ids = turns.into_iter().enumerate();
        let with_ids = with_ids.map(|(position, turn)| Ok((MessageId(self.core.new_id(self.now, position)?), turn)));
        let with_ids: Vec<(MessageId, NewTurn)> = with_ids.collect::<Result<_>>()?;
        Ok(turns::append(&self.transaction, room, with_ids, self.now).await?)
    }

    /// Appends events to a locked room.
    pub(crate) async fn append_events(&mut self, room: &mut Room, events: Vec<NewEvent>) -> Result<()> {
        if !events.is_empty() {
            self.effects.rooms.insert(room.id);
        }
        Ok(events::append(&self.transaction, room, events).await?)
    }

    /// Deletes locked rooms with all that belongs to them.
    pub(crate) async fn delete_rooms(&mut self, rooms: &mut [AgentRoom]) -> Result<()> {
        self.effects.rooms.extend(rooms.iter().map(|room| room.base.id));
        self.deletes_content();
        Ok(agent_rooms::delete(&self.transaction, rooms, self.now).await?)
    }

    /// Ends every room of a project that the transaction has locked.
    pub(crate) async fn end_project(&mut self, project: ProjectId) -> Result<()> {
        let ended = reap::end_project(&self.transaction, project, self.now).await?;
        self.effects.rooms.extend(ended);
        self.effects.voice = true;
        Ok(())
    }

    /// Wakes voice maintenance after the commit: something on LiveKit is to be closed.
    pub(crate) const fn wake_voice(&mut self) {
        self.effects.voice = true;
    }

    /// Erases the content of an interview that this transaction has locked, and marks the room as erased.
    ///
    /// # Errors
    ///
    /// `Internal` if the database fails.
    pub(crate) async fn erase(&mut self, id: RoomId) -> Result<()> {
        rooms::erase(&self.transaction, id, self.now).await?;
        self.effects.erased = Erased::Now;
        Ok(())
    }

    /// Erases who the respondent of a room is that this transaction has locked.
    ///
    /// # Errors
    ///
    /// `Internal` if the database fails.
    pub(crate) async fn erase_respondent(&mut self, id: RoomId) -> Result<()> {
        rooms::erase_respondents(&self.transaction, &[id]).await?;
        self.effects.erased = Erased::Now;
        Ok(())
    }

    /// Erases the content of an interview that this transaction has locked, if a respondent has started it, because the room
    /// is for somebody else from now on.
    ///
    /// # Errors
    ///
    /// `Internal` if the database fails.
    pub(crate) async fn erase_former_respondent(&mut self, room: &mut InterviewRoom) -> Result<()> {
        let id = room.base.id;
        if interview_starts::find(&self.transaction, id).await?.is_none() {
            return Ok(());
        }
        rooms::erase_content(&self.transaction, id, self.now).await?;
        room.interview.last_erased_at = Some(self.now);
        self.effects.erased = Erased::Now;
        let erased = NewEvent::now(EventKind::RecordErased, self.now);
        self.append_events(&mut room.base, vec![erased]).await
    }

    /// Records that content was deleted, so that it leaves the files of the database soon after the commit.
    pub(crate) fn deletes_content(&mut self) {
        self.effects.erased = self.effects.erased.max(Erased::Soon);
    }

    /// Commits, announces the changes to other replicas, and notifies this process. What was erased is gone from the
    /// database's files, too, if the database can be made to do that.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database does not commit; usually nothing has changed then.
    pub(crate) async fn commit(self) -> Result<()> {
        let rooms: Vec<RoomId> = self.effects.rooms.iter().copied().collect();
        changes::announce(&self.transaction, &rooms).await?;
        self.core.store.commit(self.transaction).await?;
        self.core.notify(&self.effects);
        if self.effects.erased > Erased::Nothing {
            self.core.store.mark_deleted();
        }
        if self.effects.erased == Erased::Now {
            self.core.store.scrub().await;
        }
        Ok(())
    }
}

impl Effects {
    /// The effects of a change to one room.
    pub(crate) fn of_room(room: RoomId) -> Self {
        Self {
            rooms: BTreeSet::from([room]),
            ..Self::default()
        }
    }

    /// The effects of new rooms that fall due at `deadline`.
    pub(crate) fn of_deadline(deadline: Timestamp) -> Self {
        Self {
            deadline: Some(deadline),
            ..Self::default()
        }
    }

    fn set_deadline(&mut self, deadline: Timestamp) {
        self.deadline = Some(self.deadline.map_or(deadline, |earlier| earlier.min(deadline)));
    }
}
