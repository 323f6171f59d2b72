//! Sitting down in a room, leaving it, and how closely somebody follows it.

use super::{locked, seen, voice::Sent};
use crate::{
    clock::Timestamp,
    engine::AgentRooms,
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        error::{EngineError, Resource, Result},
        event::{EventKind, NewEvent},
        ids::{AgentId, EntityId, RoomId},
        participant::{
            MAX_PARTICIPANTS, MAX_PARTICIPANTS_AT_ONCE, NewParticipant, Participant, ParticipantKind, ParticipantState,
        },
        room::AgentRoom,
    },
    store::{
        Transaction,
        agent_rooms::{self, Filter, RoomFilter, RoomSet},
        agents, events, participants,
    },
};

impl AgentRooms {
    /// Lets entities into a room that has not ended, and answers with their participants. Who sits there already stays so; who
    /// comes back gets the same participant.
    pub async fn add_participants(
        &self,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        id: RoomId,
        new_participants: &[NewParticipant],
    ) -> Result<Vec<Participant>> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        let participants = self
            .add_participants_to(&transaction, permit, &mut room, new_participants, now)
            .await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(id);
        Ok(participants)
    }

    /// Lets entities into a room that is locked by the transaction.
    pub(super) async fn add_participants_to(
        &self,
        transaction: &Transaction,
        permit: CanUseAgentRooms,
        room: &mut AgentRoom,
        new_participants: &[NewParticipant],
        now: Timestamp,
    ) -> Result<Vec<Participant>> {
        check_open(room, now)?;
        if new_participants.len() > MAX_PARTICIPANTS_AT_ONCE {
            return Err(EngineError::RoomFull);
        }
        let entities: Vec<EntityId> = new_participants.iter().map(|new| new.entity).collect();
        let mut participants = participants::of_entities(transaction, &[room.id], &entities).await?;
        let agents = agents::among(transaction, &entities).await?;
        let mut fresh = self.new_participants_for(room.id, permit.scope, new_participants, &agents, now)?;
        fresh.retain(|new| participants.iter().all(|participant| participant.entity != new.entity));
        let taken = participants::count(transaction, room.id).await?;
        if taken + fresh.len() as u64 > MAX_PARTICIPANTS as u64 {
            return Err(EngineError::RoomFull);
        }
        let mut joined: Vec<EntityId> = Vec::new();
        for participant in &mut participants {
            let agent = agents.iter().find(|agent| agent.id.0 == participant.entity.0);
            let before = participant.clone();
            if participant.is_present() {
                participant.become_agent(agent);
            } else if agent.is_none() && participant.kind == ParticipantKind::Agent {
                // It was deleted since it sat there.
                return Err(EngineError::NotFound(Resource::Agent));
            } else {
                participant.retake(agent, now);
                joined.push(participant.entity);
            }
            if *participant != before {
                participants::update(transaction, participant).await?;
            }
        }
        participants::insert(transaction, &fresh).await?;
        joined.extend(fresh.iter().map(|participant| participant.entity));
        let mut there = participants.iter().chain(&fresh);
        if !room.open_to_agents && there.any(|participant| participant.agent().is_some()) {
            // From now on it is open to whoever sees with agents' eyes.
            agent_rooms::mark(transaction, room.id).await?;
            room.open_to_agents = true;
        }
        let told = joined
            .into_iter()
            .map(|entity| NewEvent::of_participant(EventKind::ParticipantJoined, room.id, entity, now));
        let told = told.collect();
        events::append(transaction, room, told).await?;
        participants.extend(fresh);
        Ok(in_order(&entities, participants))
    }

    /// Takes an entity out of a room. Its participant is kept for its return.
    pub async fn remove_participant(
        &self,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        id: RoomId,
        entity: EntityId,
    ) -> Result<Participant> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        check_open(&room, now)?;
        let mut participant = present(&transaction, id, entity).await?;
        if participant.kind == ParticipantKind::Respondent {
            return Err(EngineError::InterviewKept);
        }
        let sent = leave(&transaction, &mut room, &mut participant, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(id);
        self.call_back(sent.as_slice()).await;
        Ok(participant)
    }

    /// Lets these entities into a room that is locked by the transaction, and takes everybody else out who is no
    /// respondent. Says which workers were sent for.
    pub(super) async fn replace_participants(
        &self,
        transaction: &Transaction,
        permit: CanUseAgentRooms,
        room: &mut AgentRoom,
        entities: &[EntityId],
        now: Timestamp,
    ) -> Result<Vec<Sent>> {
        let participants = participants::of_rooms(transaction, &[room.id]).await?;
        let leaving = participants.into_iter().filter(|participant| {
            participant.is_present()
                && participant.kind != ParticipantKind::Respondent
                && !entities.contains(&participant.entity)
        });
        let mut sent = Vec::new();
        for mut participant in leaving {
            sent.extend(leave(transaction, room, &mut participant, now).await?);
        }
        let new_participants: Vec<NewParticipant> = entities.iter().copied().map(NewParticipant::of).collect();
        self.add_participants_to(transaction, permit, room, &new_participants, now)
            .await?;
        Ok(sent)
    }

    /// Takes an agent out of all rooms, which are not its own, and says which workers were sent for.
    pub(super) async fn leave_all(
        &self,
        transaction: &Transaction,
        permit: CanUseAgentRooms,
        agent: AgentId,
        now: Timestamp,
    ) -> Result<Vec<Sent>> {
        let entity = EntityId(agent.0);
        let mut sent = Vec::new();
        loop {
            let filter = Filter {
                of: RoomSet::Of(agent, RoomFilter::default()),
                after: None,
                limit: 500,
            };
            let rooms = agent_rooms::list(transaction, permit.scope, filter, now).await?;
            if rooms.is_empty() {
                return Ok(sent);
            }
            let mut ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
            ids.sort_unstable();
            let mut rooms = agent_rooms::lock_all(transaction, permit.scope, &ids).await?;
            let participants = participants::of_entities(transaction, &ids, &[entity]).await?;
            for mut participant in participants.into_iter().filter(Participant::is_present) {
                if let Some(room) = rooms.iter_mut().find(|room| room.id == participant.room) {
                    sent.extend(leave(transaction, room, &mut participant, now).await?);
                }
            }
        }
    }

    /// The participants of a room, in the order in which they were first taken; left ones, too.
    pub async fn list_participants(
        &self,
        permit: CanReadAgentRooms,
        through: Option<AgentId>,
        id: RoomId,
    ) -> Result<Vec<Participant>> {
        let room = seen(self.core.store.reader(), permit, through, id).await?;
        Ok(participants::of_rooms(self.core.store.reader(), &[room.id]).await?)
    }

    /// The participants of rooms that the caller was shown before.
    pub async fn participants_of_rooms(&self, rooms: &[AgentRoom]) -> Result<Vec<Participant>> {
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        Ok(participants::of_rooms(self.core.store.reader(), &ids).await?)
    }

    /// Sets how closely an entity follows a room that it sits in.
    pub async fn set_participant_state(
        &self,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        id: RoomId,
        entity: EntityId,
        state: Option<ParticipantState>,
    ) -> Result<Participant> {
        let transaction = self.core.store.begin().await?;
        locked(&transaction, permit, through, id).await?;
        let mut participant = present(&transaction, id, entity).await?;
        participant.state = state;
        participants::update(&transaction, &participant).await?;
        self.core.store.commit(transaction).await?;
        Ok(participant)
    }
}

/// Nobody comes or goes once a room has ended.
pub(super) fn check_open(room: &AgentRoom, now: Timestamp) -> Result<()> {
    let status = room.life.at(now).status;
    if status.is_final() {
        Err(EngineError::WrongStatus(status))
    } else {
        Ok(())
    }
}

/// Takes whoever sits there out of a room that is locked by the transaction, and says which worker was sent for.
async fn leave(
    transaction: &Transaction,
    room: &mut AgentRoom,
    participant: &mut Participant,
    now: Timestamp,
) -> Result<Option<Sent>> {
    let sent = participant.dispatch_id.take().map(|dispatch| Sent {
        room: room.name.clone(),
        dispatch,
    });
    (participant.left_at, participant.dispatched_at) = (Some(now), None);
    participants::update(transaction, participant).await?;
    let left = NewEvent::of_participant(EventKind::ParticipantLeft, room.id, participant.entity, now);
    events::append(transaction, room, vec![left]).await?;
    Ok(sent)
}

async fn present(transaction: &Transaction, room: RoomId, entity: EntityId) -> Result<Participant> {
    let participants = participants::of_entities(transaction, &[room], &[entity]).await?;
    let there = participants.into_iter().find(Participant::is_present);
    there.ok_or(EngineError::NotFound(Resource::Participant))
}

/// The participants of these entities, each once.
fn in_order(entities: &[EntityId], participants: Vec<Participant>) -> Vec<Participant> {
    let mut participants: Vec<Option<Participant>> = participants.into_iter().map(Some).collect();
    let take = |entity: &EntityId| {
        let place = participants.iter_mut().find(|participant| {
            participant
                .as_ref()
                .is_some_and(|participant| participant.entity == *entity)
        });
        place.and_then(Option::take)
    };
    entities.iter().filter_map(take).collect()
}
