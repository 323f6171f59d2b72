//! Speaking in a room: who may, what becomes of it, and what is told of it. Pure, so that many posts can be judged one
//! after the other and written together.

use super::{
    access::Scope,
    agent::Agent,
    error::{EngineError, FieldError, Resource, Result},
    event::{EventKind, MessageEvent, NewEvent},
    ids::{AgentId, EntityId, ParticipantId, RoomId},
    memory::{Memory, MemoryKind, NewMemory},
    participant::{MAX_PARTICIPANTS, NewParticipant, Participant, ParticipantKind},
    room::AgentRoom,
    status::Status,
};
use crate::clock::Timestamp;
use std::collections::HashSet;

/// Memories that are to be kept together, all or none.
#[derive(Clone, Debug)]
pub struct PostBatch {
    /// Where the caller may act.
    pub scope: Scope,
    /// The agent through whose eyes the caller sees the room; none for whoever sees every room of the team.
    pub through: Option<AgentId>,
    /// The room.
    pub room: RoomId,
    /// The memories, in their order.
    pub memories: Vec<NewMemory>,
    /// Ids for the participants of authors who have none yet: as many as memories.
    pub participants: Vec<ParticipantId>,
    /// When.
    pub now: Timestamp,
}

/// A room in which things are said, and what is to be written of it.
#[derive(Debug)]
pub struct RoomState {
    /// The room, with its counts as they will be.
    pub room: AgentRoom,
    /// The participants of its agents, and of those who speak.
    pub participants: Vec<Participant>,
    /// How many participants there are in all.
    pub participant_count: u64,
    /// New memories.
    pub memories: Vec<Memory>,
    /// New participants.
    pub new_participants: Vec<Participant>,
    /// Seats that were taken again.
    pub changed_participants: Vec<Participant>,
    /// What is to be told.
    pub events: Vec<NewEvent>,
}

/// What is known besides the room.
#[derive(Clone, Copy, Debug)]
pub struct PostContext<'a> {
    /// Memories that have the ids of new ones.
    pub memories: &'a [Memory],
    /// Agents among the authors who do not sit there now, of whichever team.
    pub agents: &'a [Agent],
}

impl RoomState {
    /// A room in which nothing has been said yet.
    pub const fn new(room: AgentRoom, participants: Vec<Participant>, participant_count: u64) -> Self {
        Self {
            room,
            participants,
            participant_count,
            memories: Vec::new(),
            new_participants: Vec::new(),
            changed_participants: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Takes a post in whole, or refuses it and stays as it is. A memory that comes again, by its id, is the same memory.
    pub fn take(&mut self, post: &PostBatch, known: PostContext<'_>) -> Result<Vec<Memory>> {
        self.admit(post)?;
        let new_participants = self.new_participants(post);
        for memory in &post.memories {
            self.check(post, memory, new_participants, known)?;
        }
        let participants = post.memories.iter().zip(&post.participants);
        Ok(participants
            .map(|(memory, participant)| self.keep(post, memory.clone(), *participant, known))
            .collect())
    }

    fn admit(&self, post: &PostBatch) -> Result<()> {
        if !post
            .through
            .is_none_or(|agent| self.room.is_seen_by(agent, &self.participants))
        {
            return Err(EngineError::NotFound(Resource::Room));
        }
        match self.room.life.at(post.now).status {
            Status::Active => Ok(()),
            status => Err(EngineError::WrongStatus(status)),
        }
    }

    /// How many of those who speak have no participant yet.
    fn new_participants(&self, post: &PostBatch) -> usize {
        let authors: HashSet<EntityId> = post.memories.iter().map(|memory| memory.author).collect();
        let new = authors
            .into_iter()
            .filter(|author| self.participant_of(*author).is_none());
        new.count()
    }

    fn check(
        &self,
        post: &PostBatch,
        memory: &NewMemory,
        new_participants: usize,
        known: PostContext<'_>,
    ) -> Result<()> {
        if let Some(same) = self.known(memory, known) {
            return if same.room == self.room.id {
                Ok(())
            } else {
                Err(EngineError::IdTaken)
            };
        }
        let participant = self
            .participant_of(memory.author)
            .filter(|participant| participant.is_present());
        if self.room.interview.is_some() {
            // In an interview an agent speaks for itself only, and keeps no notes beside it.
            let itself = post.through.is_some_and(|agent| agent.0 == memory.author.0);
            let speaks = itself && participant.is_some_and(|participant| participant.kind == ParticipantKind::Agent);
            return match speaks && memory.kind == MemoryKind::Messages {
                true if memory.text.trim().is_empty() => Err(EngineError::Invalid(FieldError {
                    field: "content",
                    problem: "text should not be empty",
                })),
                true => Ok(()),
                false => Err(EngineError::InterviewKept),
            };
        }
        if participant.is_some() {
            return Ok(());
        }
        let agent = known.agents.iter().find(|agent| agent.id.0 == memory.author.0);
        let before = self.participant_of(memory.author);
        let is_gone = agent.is_none() && before.is_some_and(|participant| participant.kind == ParticipantKind::Agent);
        if is_gone || agent.is_some_and(|agent| !agent.is_seen_by(post.scope)) {
            return Err(EngineError::NotFound(Resource::Agent));
        }
        if before.is_none() && self.participant_count + new_participants as u64 > MAX_PARTICIPANTS as u64 {
            return Err(EngineError::RoomFull);
        }
        Ok(())
    }

    fn keep(&mut self, post: &PostBatch, new: NewMemory, participant: ParticipantId, known: PostContext<'_>) -> Memory {
        if let Some(same) = self.known(&new, known) {
            return same.clone();
        }
        let kind = self.seated(post, new.author, participant, known);
        self.room.message_count += 1;
        let memory = Memory {
            id: new.id,
            room: self.room.id,
            number: self.room.message_count,
            speaker: kind.speaker(),
            author: new.author,
            kind: new.kind,
            text: new.text,
            content: new.content,
            metadata: new.metadata,
            unique: new.unique,
            // An interview goes by our clock alone; nothing was said in the future anywhere.
            at: new
                .said_at
                .filter(|moment| self.room.interview.is_none() && *moment <= post.now)
                .unwrap_or(post.now),
        };
        if memory.kind == MemoryKind::Messages {
            let said = MessageEvent {
                message: memory.id,
                author: memory.author,
                speaker: memory.speaker,
                text: &memory.text,
            };
            self.events
                .push(NewEvent::of_message(self.room.id, &said, &self.participants, post.now));
        }
        self.memories.push(memory.clone());
        memory
    }

    /// Whoever speaks takes part.
    fn seated(
        &mut self,
        post: &PostBatch,
        author: EntityId,
        id: ParticipantId,
        known: PostContext<'_>,
    ) -> ParticipantKind {
        let agent = known.agents.iter().find(|agent| agent.id.0 == author.0);
        if let Some(participant) = self
            .participants
            .iter_mut()
            .find(|participant| participant.entity == author)
        {
            if !participant.is_present() {
                participant.retake(agent, post.now);
                self.changed_participants.push(participant.clone());
                self.joined(author, post.now);
            }
            return self
                .participant_of(author)
                .map_or(ParticipantKind::Member, |participant| participant.kind);
        }
        let participant = Participant::new(id, self.room.id, &NewParticipant::of(author), agent, post.now);
        let kind = participant.kind;
        self.participants.push(participant.clone());
        self.new_participants.push(participant);
        self.participant_count += 1;
        self.joined(author, post.now);
        kind
    }

    fn joined(&mut self, author: EntityId, now: Timestamp) {
        self.events.push(NewEvent::of_participant(
            EventKind::ParticipantJoined,
            self.room.id,
            author,
            now,
        ));
    }

    fn participant_of(&self, entity: EntityId) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.entity == entity)
    }

    fn known<'a>(&'a self, memory: &NewMemory, known: PostContext<'a>) -> Option<&'a Memory> {
        let mut all = known.memories.iter().chain(&self.memories);
        all.find(|one| one.id == memory.id)
    }
}
