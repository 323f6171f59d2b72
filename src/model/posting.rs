//! Speaking in a room: who may, what becomes of it, and what is told of it. Pure, so that many posts can be judged one
//! after the other and written together.

use super::{
    access::Scope,
    agent::Agent,
    error::{EngineError, FieldError, Result, Thing},
    event::{EventKind, NewEvent, Said},
    ids::{AgentId, EntityId, ParticipantId, RoomId},
    memory::{Memory, MemoryKind, NewMemory},
    participant::{MOST_SEATS, Newcomer, Participant, ParticipantKind},
    room::StagedRoom,
    status::Status,
};
use crate::clock::Timestamp;
use std::collections::HashSet;

/// Memories that are to be kept together, all or none.
#[derive(Clone, Debug)]
pub struct Post {
    /// Where the caller may act.
    pub scope: Scope,
    /// The agent through whose eyes the caller sees the room; none for whoever sees every room of the team.
    pub through: Option<AgentId>,
    /// The room.
    pub room: RoomId,
    /// The memories, in their order.
    pub memories: Vec<NewMemory>,
    /// Ids for the seats of authors who have none yet: as many as memories.
    pub seats: Vec<ParticipantId>,
    /// When.
    pub now: Timestamp,
}

/// A room in which things are said, and what is to be written of it.
#[derive(Debug)]
pub struct Board {
    /// The room, with its counts as they will be.
    pub room: StagedRoom,
    /// The seats of its agents, and of those who speak.
    pub seats: Vec<Participant>,
    /// How many seats there are in all.
    pub seat_count: u64,
    /// New memories.
    pub memories: Vec<Memory>,
    /// New seats.
    pub new_seats: Vec<Participant>,
    /// Seats that were taken again.
    pub changed_seats: Vec<Participant>,
    /// What is to be told.
    pub events: Vec<NewEvent>,
}

/// What is known besides the room.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Memories that have the ids of new ones.
    pub memories: &'a [Memory],
    /// Agents among the authors who do not sit there now, of whichever team.
    pub agents: &'a [Agent],
}

impl Board {
    /// A room in which nothing has been said yet.
    pub const fn new(room: StagedRoom, seats: Vec<Participant>, seat_count: u64) -> Self {
        Self {
            room,
            seats,
            seat_count,
            memories: Vec::new(),
            new_seats: Vec::new(),
            changed_seats: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Takes a post in whole, or refuses it and stays as it is. A memory that comes again, by its id, is the same memory.
    pub fn take(&mut self, post: &Post, known: Known<'_>) -> Result<Vec<Memory>> {
        self.admit(post)?;
        let newcomers = self.newcomers(post);
        for memory in &post.memories {
            self.check(post, memory, newcomers, known)?;
        }
        let seats = post.memories.iter().zip(&post.seats);
        Ok(seats
            .map(|(memory, seat)| self.keep(post, memory.clone(), *seat, known))
            .collect())
    }

    fn admit(&self, post: &Post) -> Result<()> {
        if !post
            .through
            .is_none_or(|agent| self.room.is_seen_by(agent, &self.seats))
        {
            return Err(EngineError::NotFound(Thing::Room));
        }
        match self.room.life.at(post.now).status {
            Status::Active => Ok(()),
            status => Err(EngineError::WrongStatus(status)),
        }
    }

    /// How many of those who speak have no seat yet.
    fn newcomers(&self, post: &Post) -> usize {
        let authors: HashSet<EntityId> = post.memories.iter().map(|memory| memory.author).collect();
        let new = authors.into_iter().filter(|author| self.seat_of(*author).is_none());
        new.count()
    }

    fn check(&self, post: &Post, memory: &NewMemory, newcomers: usize, known: Known<'_>) -> Result<()> {
        if let Some(same) = self.known(memory, known) {
            return if same.room == self.room.id {
                Ok(())
            } else {
                Err(EngineError::IdTaken)
            };
        }
        let seat = self.seat_of(memory.author).filter(|seat| seat.is_present());
        if self.room.interview.is_some() {
            // In an interview an agent speaks for itself only, and keeps no notes beside it.
            let itself = post.through.is_some_and(|agent| agent.0 == memory.author.0);
            let speaks = itself && seat.is_some_and(|seat| seat.kind == ParticipantKind::Agent);
            return match speaks && memory.kind == MemoryKind::Messages {
                true if memory.text.trim().is_empty() => Err(EngineError::Invalid(FieldError {
                    field: "content",
                    problem: "text should not be empty",
                })),
                true => Ok(()),
                false => Err(EngineError::InterviewKept),
            };
        }
        if seat.is_some() {
            return Ok(());
        }
        let agent = known.agents.iter().find(|agent| agent.id.0 == memory.author.0);
        let before = self.seat_of(memory.author);
        let is_gone = agent.is_none() && before.is_some_and(|seat| seat.kind == ParticipantKind::Agent);
        if is_gone || agent.is_some_and(|agent| !agent.is_seen_by(post.scope)) {
            return Err(EngineError::NotFound(Thing::Agent));
        }
        if before.is_none() && self.seat_count + newcomers as u64 > MOST_SEATS as u64 {
            return Err(EngineError::RoomFull);
        }
        Ok(())
    }

    fn keep(&mut self, post: &Post, new: NewMemory, seat: ParticipantId, known: Known<'_>) -> Memory {
        if let Some(same) = self.known(&new, known) {
            return same.clone();
        }
        let kind = self.seated(post, new.author, seat, known);
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
            let said = Said {
                message: memory.id,
                author: memory.author,
                speaker: memory.speaker,
                text: &memory.text,
            };
            self.events
                .push(NewEvent::of_message(self.room.id, &said, &self.seats, post.now));
        }
        self.memories.push(memory.clone());
        memory
    }

    /// Whoever speaks takes part.
    fn seated(&mut self, post: &Post, author: EntityId, id: ParticipantId, known: Known<'_>) -> ParticipantKind {
        let agent = known.agents.iter().find(|agent| agent.id.0 == author.0);
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.entity == author) {
            if !seat.is_present() {
                seat.retake(agent, post.now);
                self.changed_seats.push(seat.clone());
                self.joined(author, post.now);
            }
            return self.seat_of(author).map_or(ParticipantKind::Member, |seat| seat.kind);
        }
        let seat = Participant::new(id, self.room.id, &Newcomer::of(author), agent, post.now);
        let kind = seat.kind;
        self.seats.push(seat.clone());
        self.new_seats.push(seat);
        self.seat_count += 1;
        self.joined(author, post.now);
        kind
    }

    fn joined(&mut self, author: EntityId, now: Timestamp) {
        self.events
            .push(NewEvent::of_seat(EventKind::RoomJoined, self.room.id, author, now));
    }

    fn seat_of(&self, entity: EntityId) -> Option<&Participant> {
        self.seats.iter().find(|seat| seat.entity == entity)
    }

    fn known<'a>(&'a self, memory: &NewMemory, known: Known<'a>) -> Option<&'a Memory> {
        let mut all = known.memories.iter().chain(&self.memories);
        all.find(|one| one.id == memory.id)
    }
}
