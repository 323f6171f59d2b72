//! The decision on posts of agents: whether memories may be added to a room, and which rows and events that adds.
//!
//! Pure: the store loads a [`RoomState`], applies batches to it one after the other, and writes the result, so that posts
//! which arrive at the same time share a transaction.

use super::{
    access::{RoomReader, Scope},
    agent::{Agent, find_agent},
    audience::{Audience, FoldedText},
    error::{EngineError, FieldError, Resource, Result},
    event::{EventKind, MessageEvent, NewEvent},
    ids::{EntityId, MessageId, ParticipantId, RoomHandle},
    memory::{Memory, MemoryKind, NewMemory},
    participant::{MAX_PARTICIPANTS, NewParticipant, Participant, ParticipantKind},
    room::{AgentRoom, MAX_INTERVIEW_BYTES},
    status::Status,
};
use crate::clock::Timestamp;
use std::collections::HashSet;

/// Memories to add to a room, all or none.
#[derive(Clone, Debug)]
pub struct PostBatch {
    /// Who posts: the room must be visible to it.
    pub reader: RoomReader,
    /// The room.
    pub room: RoomHandle,
    /// The memories, in the order in which they are numbered.
    pub memories: Vec<NewMemory>,
    /// The text of each memory, in which agents may be named.
    pub folded_texts: Vec<FoldedText>,
    /// The bytes of each memory; see [`NewMemory::bytes`].
    pub sizes: Vec<usize>,
    /// One unused participant id for each memory, for authors that do not take part yet.
    pub participant_ids: Vec<ParticipantId>,
    /// The current time.
    pub now: Timestamp,
}

/// A room during a transaction, with the rows and events that the transaction adds to it.
#[derive(Debug)]
pub struct RoomState {
    /// The room; [`RoomState::apply`] raises its message count.
    pub room: AgentRoom,
    /// The agents that take part at present, and the participants of the authors, also of those that left.
    pub participants: Vec<Participant>,
    /// The agents that a message may ask; made when the first message is added.
    audience: Option<Audience>,
    /// The number of all participants of the room. Only checked if an author does not take part yet.
    pub participant_count: u64,
    /// Memories to insert.
    pub memories: Vec<Memory>,
    /// Participants to insert.
    pub new_participants: Vec<Participant>,
    /// Participants to update, because they rejoined.
    pub changed_participants: Vec<Participant>,
    /// Events to append, in order.
    pub events: Vec<NewEvent>,
}

/// Rows outside the room on which the decision depends.
#[derive(Clone, Copy, Debug, Default)]
pub struct PostContext<'a> {
    /// Stored memories of the team, of any room, whose ids the batches use.
    pub existing_memories: &'a [Memory],
    /// The authors that are agents of the team and do not take part at present.
    pub agents: &'a [Agent],
}

impl RoomState {
    /// The state of a room before the first batch.
    pub const fn new(room: AgentRoom, participants: Vec<Participant>, participant_count: u64) -> Self {
        Self {
            room,
            participants,
            audience: None,
            participant_count,
            memories: Vec::new(),
            new_participants: Vec::new(),
            changed_participants: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Applies a batch and returns its memories as stored. A memory whose id is already in the room is returned as it is
    /// there, so a repeated post adds nothing. Authors become participants.
    ///
    /// # Errors
    /// On an error the state is unchanged.
    /// - [`EngineError::NotFound`]: the acting agent does not see the room, or an author is an agent that is deleted or
    ///   out of scope.
    /// - [`EngineError::WrongStatus`]: the room is not active.
    /// - [`EngineError::IdTaken`]: a memory's id belongs to another room.
    /// - [`EngineError::InterviewReadOnly`]: the room has an interview, and a memory is not the acting agent's own message.
    /// - [`EngineError::Invalid`]: a message in an interview has no text.
    /// - [`EngineError::InterviewFull`]: the messages of the interview take as many bytes as they may.
    /// - [`EngineError::RoomFull`]: the room cannot take all new authors.
    pub fn apply(&mut self, batch: &PostBatch, context: PostContext<'_>) -> Result<Vec<Memory>> {
        self.check_room(batch)?;
        let new_authors = self.count_new_authors(batch);
        for memory in &batch.memories {
            self.check_memory(batch, memory, new_authors, context)?;
        }
        let memories = batch.memories.iter().zip(&batch.folded_texts).zip(&batch.sizes);
        let stored = memories
            .zip(&batch.participant_ids)
            .map(|(((memory, text), size), participant_id)| {
                self.add_memory(memory.clone(), text, *size, *participant_id, context, batch.now)
            });
        Ok(stored.collect())
    }

    fn check_room(&self, batch: &PostBatch) -> Result<()> {
        if !self.room.is_seen_by(batch.reader, &self.participants) {
            return Err(EngineError::NotFound(Resource::Room));
        }
        match self.room.base.stored.at(batch.now).status {
            Status::Active => Ok(()),
            status => Err(EngineError::WrongStatus(status)),
        }
    }

    fn count_new_authors(&self, batch: &PostBatch) -> u64 {
        let authors: HashSet<EntityId> = batch.memories.iter().map(|memory| memory.author).collect();
        let new = authors.into_iter().filter(|author| self.participant(*author).is_none());
        new.count() as u64
    }

    fn check_memory(
        &self,
        batch: &PostBatch,
        memory: &NewMemory,
        new_authors: u64,
        context: PostContext<'_>,
    ) -> Result<()> {
        match self.find_memory(memory.id, context) {
            Some(existing) if existing.room == self.room.base.id => Ok(()),
            Some(_) => Err(EngineError::IdTaken),
            None if self.room.interview.is_some() => self.check_interview_message(batch, memory),
            None => self.check_author(memory.author, batch.reader.scope, new_authors, context),
        }
    }

    /// In an interview an agent adds messages only, in its own name, while it takes part.
    fn check_interview_message(&self, batch: &PostBatch, memory: &NewMemory) -> Result<()> {
        let is_own = batch
            .reader
            .acting_agent
            .is_some_and(|agent| agent.0 == memory.author.0);
        let takes_part = self
            .participant(memory.author)
            .is_some_and(|participant| participant.is_present() && participant.kind == ParticipantKind::Agent);
        if !is_own || !takes_part || memory.kind != MemoryKind::MESSAGES {
            return Err(EngineError::InterviewReadOnly);
        }
        if self.room.base.message_bytes > MAX_INTERVIEW_BYTES {
            return Err(EngineError::InterviewFull);
        }
        if memory.text.trim().is_empty() {
            return Err(EngineError::Invalid(FieldError {
                field: "content",
                problem: "text should not be empty",
            }));
        }
        Ok(())
    }

    fn check_author(&self, author: EntityId, scope: Scope, new_authors: u64, context: PostContext<'_>) -> Result<()> {
        let participant = self.participant(author);
        if participant.is_some_and(Participant::is_present) {
            return Ok(());
        }
        match (find_agent(context.agents, author), participant) {
            (Some(agent), _) if !agent.is_seen_by(scope) => Err(EngineError::NotFound(Resource::Agent)),
            // The agent was deleted; its participant remains.
            (None, Some(participant)) if participant.kind == ParticipantKind::Agent => {
                Err(EngineError::NotFound(Resource::Agent))
            }
            (_, None) if self.participant_count + new_authors > MAX_PARTICIPANTS as u64 => Err(EngineError::RoomFull),
            _ => Ok(()),
        }
    }

    fn add_memory(
        &mut self,
        new: NewMemory,
        text: &FoldedText,
        size: usize,
        participant_id: ParticipantId,
        context: PostContext<'_>,
        now: Timestamp,
    ) -> Memory {
        if let Some(existing) = self.find_memory(new.id, context) {
            return existing.clone();
        }
        let kind = self.ensure_participant(new.author, participant_id, context, now);
        self.room.base.message_count += 1;
        self.room.base.count_message(size);
        let memory = Memory {
            id: new.id,
            room: self.room.base.id,
            room_handle: self.room.base.handle(),
            number: self.room.base.message_count,
            speaker: kind.speaker(),
            author: new.author,
            kind: new.kind,
            text: new.text,
            content: new.content,
            metadata: new.metadata,
            unique: new.unique,
            // A client may date a memory back, but never into the future, and not in an interview: its transcript is
            // ordered by the service's clock.
            at: new
                .said_at
                .filter(|moment| self.room.interview.is_none() && *moment <= now)
                .unwrap_or(now),
        };
        if memory.kind == MemoryKind::MESSAGES {
            let message = MessageEvent {
                message: memory.id,
                author: memory.author,
                speaker: memory.speaker,
                text,
            };
            let audience = self.audience.get_or_insert_with(|| Audience::new(&self.participants));
            let event = NewEvent::of_message(self.room.base.handle(), &message, audience, now);
            self.events.push(event);
        }
        self.memories.push(memory.clone());
        memory
    }

    /// Adds the author as a participant, or lets it rejoin if it left. Returns the kind of the participant.
    fn ensure_participant(
        &mut self,
        author: EntityId,
        new_id: ParticipantId,
        context: PostContext<'_>,
        now: Timestamp,
    ) -> ParticipantKind {
        let agent = find_agent(context.agents, author);
        let former = self
            .participants
            .iter_mut()
            .find(|participant| participant.entity == author);
        let kind = match former {
            Some(participant) if participant.is_present() => return participant.kind,
            Some(participant) => {
                participant.rejoin(agent, now);
                self.changed_participants.push(participant.clone());
                if let Some(audience) = &mut self.audience {
                    audience.add(participant);
                }
                participant.kind
            }
            None => {
                let participant = Participant::new(new_id, self.room.base.id, &NewParticipant::of(author), agent, now);
                self.participant_count += 1;
                if let Some(audience) = &mut self.audience {
                    audience.add(&participant);
                }
                self.participants.push(participant.clone());
                self.new_participants.push(participant.clone());
                participant.kind
            }
        };
        let joined = NewEvent::of_participant(EventKind::ParticipantJoined, self.room.base.handle(), author, now);
        self.events.push(joined);
        kind
    }

    fn participant(&self, entity: EntityId) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.entity == entity)
    }

    fn find_memory<'a>(&'a self, id: MessageId, context: PostContext<'a>) -> Option<&'a Memory> {
        let mut memories = context.existing_memories.iter().chain(&self.memories);
        memories.find(|memory| memory.id == id)
    }
}
