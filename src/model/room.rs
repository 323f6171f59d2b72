//! Rooms with an interview in them, as the engine sees them.

use super::{
    ids::{KeyId, ProjectId, RoomId, TeamId},
    interview::Interview,
    life_cycle::LifeCycle,
    status::Status,
};
use crate::clock::Timestamp;

/// A room and its interview, as stored. Where it stands by the clock is [`LifeCycle::at`]'s to say.
#[derive(Clone)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// Whose it is.
    pub team: TeamId,
    /// The project that it was made in.
    pub project: ProjectId,
    /// Its name on the media server; says nothing about the interview.
    pub name: String,
    /// Where it stands.
    pub life: LifeCycle,
    /// When it was made.
    pub created_at: Timestamp,
    /// The API key that made it.
    pub created_by: KeyId,
    /// How many events it has had.
    pub event_count: i32,
    /// How many turns it has had.
    pub message_count: i32,
    /// When what was said in it was erased.
    pub erased_at: Option<Timestamp>,
    /// The invitation.
    pub interview: Interview,
}

impl Room {
    /// The record of the interview, which has the room's own id: there from the moment of its completion until it is
    /// erased. The life cycle must have been judged by the clock.
    pub fn record(&self) -> Option<RoomId> {
        let completed = self.life.status == Status::Completed;
        (completed && self.erased_at.is_none()).then_some(self.id)
    }
}

/// The name of a room: opaque, unique, and valid as a name on a media server.
pub fn room_name(id: RoomId) -> String {
    format!("interview-{}", id.0.simple())
}
