//! Sitting down in a room, leaving it, and how closely somebody follows it.

use super::{locked, media::Sent, seen};
use crate::{
    clock::Timestamp,
    model::{
        access::{CanAttend, CanStage},
        error::{EngineError, Result, Thing},
        event::{EventKind, NewEvent},
        ids::{AgentId, EntityId, RoomId},
        participant::{MOST_SEATS, MOST_SEATS_AT_ONCE, Newcomer, Participant, ParticipantKind, ParticipantState},
        room::StagedRoom,
    },
    rooms::Rooms,
    store::{
        Transaction, agents, events, participants,
        stages::{self, Among, Filter, Whose},
    },
};

impl Rooms {
    /// Lets entities into a room that has not ended, and answers with their seats. Who sits there already stays so; who
    /// comes back gets the same seat.
    pub async fn seat(
        &self,
        permit: CanStage,
        through: Option<AgentId>,
        id: RoomId,
        newcomers: &[Newcomer],
    ) -> Result<Vec<Participant>> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        let seats = self.sit_down(&transaction, permit, &mut room, newcomers, now).await?;
        self.store.commit(transaction).await?;
        self.hub.tell(id);
        Ok(seats)
    }

    /// Lets entities into a room that is locked by the transaction.
    pub(super) async fn sit_down(
        &self,
        transaction: &Transaction,
        permit: CanStage,
        room: &mut StagedRoom,
        newcomers: &[Newcomer],
        now: Timestamp,
    ) -> Result<Vec<Participant>> {
        check_open(room, now)?;
        if newcomers.len() > MOST_SEATS_AT_ONCE {
            return Err(EngineError::RoomFull);
        }
        let entities: Vec<EntityId> = newcomers.iter().map(|new| new.entity).collect();
        let mut seats = participants::of_entities(transaction, &[room.id], &entities).await?;
        let agents = agents::among(transaction, &entities).await?;
        let mut fresh = self.seats_for(room.id, permit.scope, newcomers, &agents, now)?;
        fresh.retain(|new| seats.iter().all(|seat| seat.entity != new.entity));
        let taken = participants::count(transaction, room.id).await?;
        if taken + fresh.len() as u64 > MOST_SEATS as u64 {
            return Err(EngineError::RoomFull);
        }
        let mut joined: Vec<EntityId> = Vec::new();
        for seat in &mut seats {
            let agent = agents.iter().find(|agent| agent.id.0 == seat.entity.0);
            let before = seat.clone();
            if seat.is_present() {
                seat.become_agent(agent);
            } else if agent.is_none() && seat.kind == ParticipantKind::Agent {
                // It was deleted since it sat there.
                return Err(EngineError::NotFound(Thing::Agent));
            } else {
                seat.retake(agent, now);
                joined.push(seat.entity);
            }
            if *seat != before {
                participants::update(transaction, seat).await?;
            }
        }
        participants::insert(transaction, &fresh).await?;
        joined.extend(fresh.iter().map(|seat| seat.entity));
        let mut there = seats.iter().chain(&fresh);
        if !room.staged && there.any(|seat| seat.agent().is_some()) {
            // From now on it is open to whoever sees with agents' eyes.
            stages::mark(transaction, room.id).await?;
            room.staged = true;
        }
        let told = joined
            .into_iter()
            .map(|entity| NewEvent::of_seat(EventKind::RoomJoined, room.id, entity, now));
        let told = told.collect();
        events::tell(transaction, room, told).await?;
        seats.extend(fresh);
        Ok(in_order(&entities, seats))
    }

    /// Takes an entity out of a room. Its seat is kept for its return.
    pub async fn unseat(
        &self,
        permit: CanStage,
        through: Option<AgentId>,
        id: RoomId,
        entity: EntityId,
    ) -> Result<Participant> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        check_open(&room, now)?;
        let mut seat = present(&transaction, id, entity).await?;
        if seat.kind == ParticipantKind::Respondent {
            return Err(EngineError::InterviewKept);
        }
        let sent = leave(&transaction, &mut room, &mut seat, now).await?;
        self.store.commit(transaction).await?;
        self.hub.tell(id);
        self.call_back(sent.as_slice()).await;
        Ok(seat)
    }

    /// Lets these entities into a room that is locked by the transaction, and takes everybody else out who is no
    /// respondent. Says which workers were sent for.
    pub(super) async fn replace_seats(
        &self,
        transaction: &Transaction,
        permit: CanStage,
        room: &mut StagedRoom,
        entities: &[EntityId],
        now: Timestamp,
    ) -> Result<Vec<Sent>> {
        let seats = participants::of_rooms(transaction, &[room.id]).await?;
        let leaving = seats.into_iter().filter(|seat| {
            seat.is_present() && seat.kind != ParticipantKind::Respondent && !entities.contains(&seat.entity)
        });
        let mut sent = Vec::new();
        for mut seat in leaving {
            sent.extend(leave(transaction, room, &mut seat, now).await?);
        }
        let newcomers: Vec<Newcomer> = entities.iter().copied().map(Newcomer::of).collect();
        self.sit_down(transaction, permit, room, &newcomers, now).await?;
        Ok(sent)
    }

    /// Takes an agent out of all rooms, which are not its own, and says which workers were sent for.
    pub(super) async fn leave_all(
        &self,
        transaction: &Transaction,
        permit: CanStage,
        agent: AgentId,
        now: Timestamp,
    ) -> Result<Vec<Sent>> {
        let entity = EntityId(agent.0);
        let mut sent = Vec::new();
        loop {
            let filter = Filter {
                of: Whose::Of(agent, Among::default()),
                after: None,
                limit: 500,
            };
            let rooms = stages::list(transaction, permit.scope, filter, now).await?;
            if rooms.is_empty() {
                return Ok(sent);
            }
            let mut ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
            ids.sort_unstable();
            let mut rooms = stages::lock_all(transaction, permit.scope, &ids).await?;
            let seats = participants::of_entities(transaction, &ids, &[entity]).await?;
            for mut seat in seats.into_iter().filter(Participant::is_present) {
                if let Some(room) = rooms.iter_mut().find(|room| room.id == seat.room) {
                    sent.extend(leave(transaction, room, &mut seat, now).await?);
                }
            }
        }
    }

    /// The seats of a room, in the order in which they were first taken; left ones, too.
    pub async fn participants(&self, permit: CanAttend, id: RoomId) -> Result<Vec<Participant>> {
        let room = seen(self.store.reading(), permit, None, id).await?;
        Ok(participants::of_rooms(self.store.reading(), &[room.id]).await?)
    }

    /// The seats of rooms that the caller was shown before.
    pub async fn participants_of(&self, rooms: &[StagedRoom]) -> Result<Vec<Participant>> {
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        Ok(participants::of_rooms(self.store.reading(), &ids).await?)
    }

    /// Sets how closely an entity follows a room that it sits in.
    pub async fn set_state(
        &self,
        permit: CanStage,
        through: Option<AgentId>,
        id: RoomId,
        entity: EntityId,
        state: Option<ParticipantState>,
    ) -> Result<Participant> {
        let transaction = self.store.begin().await?;
        locked(&transaction, permit, through, id).await?;
        let mut seat = present(&transaction, id, entity).await?;
        seat.state = state;
        participants::update(&transaction, &seat).await?;
        self.store.commit(transaction).await?;
        Ok(seat)
    }
}

/// Nobody comes or goes once a room has ended.
pub(super) fn check_open(room: &StagedRoom, now: Timestamp) -> Result<()> {
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
    room: &mut StagedRoom,
    seat: &mut Participant,
    now: Timestamp,
) -> Result<Option<Sent>> {
    let sent = seat.dispatch_id.take().map(|dispatch| Sent {
        room: room.name.clone(),
        dispatch,
    });
    (seat.left_at, seat.dispatched_at) = (Some(now), None);
    participants::update(transaction, seat).await?;
    let left = NewEvent::of_seat(EventKind::RoomLeft, room.id, seat.entity, now);
    events::tell(transaction, room, vec![left]).await?;
    Ok(sent)
}

async fn present(transaction: &Transaction, room: RoomId, entity: EntityId) -> Result<Participant> {
    let seats = participants::of_entities(transaction, &[room], &[entity]).await?;
    let there = seats.into_iter().find(Participant::is_present);
    there.ok_or(EngineError::NotFound(Thing::Participant))
}

/// The seats of these entities, each once.
fn in_order(entities: &[EntityId], seats: Vec<Participant>) -> Vec<Participant> {
    let mut seats: Vec<Option<Participant>> = seats.into_iter().map(Some).collect();
    let take = |entity: &EntityId| {
        let place = seats
            .iter_mut()
            .find(|seat| seat.as_ref().is_some_and(|seat| seat.entity == *entity));
        place.and_then(Option::take)
    };
    entities.iter().filter_map(take).collect()
}
