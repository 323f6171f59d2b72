//! Adds participants to a room, removes them, and sets how closely they follow it.

use super::{lock_visible, require_open, voice::Dispatched};
use crate::{
    engine::{AgentRooms, unit_of_work::UnitOfWork},
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms, RoomReader},
        agent::find_agent,
        error::{EngineError, Resource, Result},
        event::{EventKind, NewEvent},
        ids::{AgentId, EntityId, RoomHandle, RoomId},
        listing::{RoomFilter, RoomSet, Rows},
        memory::entity_of,
        participant::{
            MAX_PARTICIPANTS, MAX_PARTICIPANTS_AT_ONCE, NewParticipant, Participant, ParticipantKind, ParticipantState,
        },
        room::AgentRoom,
        turn::Speaker,
    },
    store::{agent_rooms, agents, participants},
};

/// The most rooms that an agent leaves in one transaction.
const ROOMS_AT_ONCE: u16 = 100;

/// Rooms that an agent left.
pub(super) struct LeftRooms {
    /// Whether there are no more of them.
    pub(super) is_all: bool,
    /// The workers that were dispatched for it there.
    pub(super) dispatched: Vec<Dispatched>,
}

impl AgentRooms {
    /// Adds participants to a room that has not ended, and returns them. One that takes part already stays as it is; one
    /// that comes back is the same participant.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room, or an entity is another project's or a deleted agent; `WrongStatus` if the
    /// room has ended; `RoomFull` if there are too many participants; `InterviewReadOnly` for the id of a party of the
    /// interview.
    #[tracing::instrument(name = "agent_rooms.add_participants", skip_all, fields(room.id = %id))]
    pub async fn add_participants(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
        new: &[NewParticipant],
    ) -> Result<Vec<Participant>> {
        let mut work = self.core.begin().await?;
        let mut room = lock_visible(&mut work, permit, acting_agent, id).await?;
        let participants = self.add_to_room(&mut work, permit, &mut room, new).await?;
        work.commit().await?;
        Ok(participants)
    }

    /// Adds participants to a locked room, and returns them in the order of `new`, each once.
    pub(super) async fn add_to_room(
        &self,
        work: &mut UnitOfWork<'_>,
        permit: CanUseAgentRooms,
        room: &mut AgentRoom,
        new: &[NewParticipant],
    ) -> Result<Vec<Participant>> {
        require_open(room)?;
        if new.len() > MAX_PARTICIPANTS_AT_ONCE {
            return Err(EngineError::RoomFull);
        }
        let (id, handle, now) = (room.base.id, room.base.handle(), work.now());
        let entities: Vec<EntityId> = new.iter().map(|new| new.entity).collect();
        let mut known = participants::of_entities(work.transaction(), &[id], &entities).await?;
        let agents = agents::of_entities(work.transaction(), permit.scope.team, &entities).await?;
        let mut fresh = self.new_participants(id, permit.scope, new, &agents, now)?;
        fresh.retain(|new| known.iter().all(|known| known.entity != new.entity));
        if room.interview.is_some() && fresh.iter().any(|new| is_party(id, new.entity)) {
            return Err(EngineError::InterviewReadOnly);
        }
        let count = participants::count(work.transaction(), id).await?;
        if count + fresh.len() as u64 > MAX_PARTICIPANTS as u64 {
            return Err(EngineError::RoomFull);
        }
        let mut joined: Vec<EntityId> = Vec::new();
        for participant in &mut known {
            let agent = find_agent(&agents, participant.entity);
            let before = participant.clone();
            if participant.is_present() {
                participant.become_agent(agent);
            } else if agent.is_none() && participant.kind == ParticipantKind::Agent {
                // The agent was deleted since it left.
                return Err(EngineError::NotFound(Resource::Agent));
            } else {
                participant.rejoin(agent, now);
                joined.push(participant.entity);
            }
            if *participant != before {
                participants::update(work.transaction(), participant).await?;
            }
        }
        participants::insert(work.transaction(), &fresh).await?;
        joined.extend(fresh.iter().map(|participant| participant.entity));
        let has_agent = known
            .iter()
            .chain(&fresh)
            .any(|participant| participant.agent().is_some());
        if has_agent && !room.base.open_to_agents {
            agent_rooms::set_open_to_agents(work.transaction(), id, true).await?;
            room.base.open_to_agents = true;
        }
        let joined = joined.into_iter();
        let joined = joined.map(|entity| NewEvent::of_participant(EventKind::ParticipantJoined, handle, entity, now));
        work.append_events(&mut room.base, joined.collect()).await?;
        known.extend(fresh);
        known.sort_by_cached_key(|participant| entities.iter().position(|entity| *entity == participant.entity));
        Ok(known)
    }

    /// Removes a participant from a room. The participant is kept for a return.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room, or the entity does not take part in it; `WrongStatus` if the room has
    /// ended; `InterviewReadOnly` if the participant is a respondent.
    #[tracing::instrument(name = "agent_rooms.remove_participant", skip_all, fields(room.id = %id))]
    pub async fn remove_participant(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
        entity: EntityId,
    ) -> Result<Participant> {
        let mut work = self.core.begin().await?;
        let mut room = lock_visible(&mut work, permit, acting_agent, id).await?;
        require_open(&room)?;
        let mut participant = find_present(&work, room.base.id, entity).await?;
        if participant.kind == ParticipantKind::Respondent {
            return Err(EngineError::InterviewReadOnly);
        }
        let dispatched = leave(&mut work, &mut room, &mut participant).await?;
        work.commit().await?;
        self.cancel_dispatches(dispatched.as_slice()).await;
        Ok(participant)
    }

    /// Makes these entities the participants of a locked room, besides a respondent, and returns the workers that were
    /// dispatched for participants who leave.
    pub(super) async fn replace_participants(
        &self,
        work: &mut UnitOfWork<'_>,
        permit: CanUseAgentRooms,
        room: &mut AgentRoom,
        entities: &[EntityId],
    ) -> Result<Vec<Dispatched>> {
        let known = participants::of_rooms(work.transaction(), &[room.base.id]).await?;
        let leaving = known.into_iter().filter(|participant| {
            let is_respondent = participant.kind == ParticipantKind::Respondent;
            participant.is_present() && !is_respondent && !entities.contains(&participant.entity)
        });
        let mut dispatched = Vec::new();
        for mut participant in leaving {
            dispatched.extend(leave(work, room, &mut participant).await?);
        }
        let new: Vec<NewParticipant> = entities.iter().copied().map(NewParticipant::of).collect();
        self.add_to_room(work, permit, room, &new).await?;
        Ok(dispatched)
    }

    /// Removes an agent from some of the rooms that were not created for it: not from all, because the caller chooses how
    /// many there are.
    pub(super) async fn leave_some_rooms(
        &self,
        work: &mut UnitOfWork<'_>,
        permit: CanUseAgentRooms,
        agent: AgentId,
    ) -> Result<LeftRooms> {
        let entity = EntityId(agent.0);
        // Whichever rooms the caller itself sees: a deleted agent takes part in none.
        let everywhere = RoomReader {
            scope: permit.scope,
            sees_interviews: true,
            acting_agent: Some(agent),
        };
        let all = RoomSet::Of(agent, RoomFilter::default());
        let first = Rows {
            after: None,
            limit: ROOMS_AT_ONCE,
        };
        let now = work.now();
        let stored = agent_rooms::list(work.transaction(), everywhere, all, first, now).await?;
        let mut left = LeftRooms {
            is_all: stored.len() < usize::from(ROOMS_AT_ONCE),
            dispatched: Vec::new(),
        };
        let handles: Vec<RoomHandle> = stored.into_iter().map(|room| room.at(now).base.handle()).collect();
        let stored = agent_rooms::lock_all(work.transaction(), everywhere, &handles).await?;
        let mut rooms: Vec<AgentRoom> = stored.into_iter().map(|room| work.judge(room)).collect();
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.base.id).collect();
        let participants = participants::of_entities(work.transaction(), &ids, &[entity]).await?;
        for mut participant in participants.into_iter().filter(Participant::is_present) {
            if let Some(room) = rooms.iter_mut().find(|room| room.base.id == participant.room) {
                left.dispatched.extend(leave(work, room, &mut participant).await?);
            }
        }
        Ok(left)
    }

    /// Returns the participants of a room in the order in which they first joined, including those who left.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room.
    #[tracing::instrument(name = "agent_rooms.list_participants", skip_all, fields(room.id = %id))]
    pub async fn list_participants(
        &self,
        permit: CanReadAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
    ) -> Result<Vec<Participant>> {
        let room = self.get(permit, acting_agent, id).await?;
        Ok(participants::of_rooms(self.core.store.reader(), &[room.base.id]).await?)
    }

    /// Returns the participants of rooms that the caller has been shown.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "agent_rooms.participants_of_rooms", skip_all)]
    pub async fn participants_of_rooms(&self, rooms: &[AgentRoom]) -> Result<Vec<Participant>> {
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.base.id).collect();
        Ok(participants::of_rooms(self.core.store.reader(), &ids).await?)
    }

    /// Sets how closely an entity follows a room in which it takes part.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room, or the entity does not take part in it.
    #[tracing::instrument(name = "agent_rooms.set_participant_state", skip_all, fields(room.id = %id))]
    pub async fn set_participant_state(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
        entity: EntityId,
        state: Option<ParticipantState>,
    ) -> Result<Participant> {
        let mut work = self.core.begin().await?;
        let room = lock_visible(&mut work, permit, acting_agent, id).await?;
        let mut participant = find_present(&work, room.base.id, entity).await?;
        participant.state = state;
        participants::update(work.transaction(), &participant).await?;
        work.commit().await?;
        Ok(participant)
    }
}

/// Removes a participant from a locked room, and returns the worker that was dispatched for it.
async fn leave(
    work: &mut UnitOfWork<'_>,
    room: &mut AgentRoom,
    participant: &mut Participant,
) -> Result<Option<Dispatched>> {
    let dispatched = participant.dispatch_id.take().map(|dispatch| Dispatched {
        room: room.base.name.clone(),
        dispatch,
    });
    (participant.left_at, participant.dispatched_at) = (Some(work.now()), None);
    participants::update(work.transaction(), participant).await?;
    let left = NewEvent::of_participant(
        EventKind::ParticipantLeft,
        room.base.handle(),
        participant.entity,
        work.now(),
    );
    work.append_events(&mut room.base, vec![left]).await?;
    let id = room.base.id;
    // An interview that the last agent has left is closed to agents until one is let in again.
    if room.interview.is_some() && participants::agents_of(work.transaction(), &[id]).await?.is_empty() {
        agent_rooms::set_open_to_agents(work.transaction(), id, false).await?;
        room.base.open_to_agents = false;
    }
    Ok(dispatched)
}

/// Whether an entity is the respondent or the interviewer of an interview. Neither is added: the respondent joins by the
/// link, and the interviewer is no participant.
fn is_party(room: RoomId, entity: EntityId) -> bool {
    [Speaker::Respondent, Speaker::Interviewer]
        .into_iter()
        .any(|party| entity_of(room, party) == entity)
}

async fn find_present(work: &UnitOfWork<'_>, room: RoomId, entity: EntityId) -> Result<Participant> {
    let known = participants::of_entities(work.transaction(), &[room], &[entity]).await?;
    let present = known.into_iter().find(Participant::is_present);
    present.ok_or(EngineError::NotFound(Resource::Participant))
}
