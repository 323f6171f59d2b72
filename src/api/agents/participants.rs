//! Who takes part in a room of an agent's, and how closely.

use super::{
    Tag,
    answer::{Data, Done, Made},
    auth::AgentCaller,
    errors::{Acting, Creating, Finding, envelope::ApiResult},
    schema::{AddParticipants, ParticipantList, SetState, StateBody},
};
use crate::{
    api::request::Body,
    engine::Engine,
    model::{
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, RoomId},
        participant::Participant,
    },
};
use poem::web::Data as Shared;
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

pub(super) struct ParticipantRoutes;

#[OpenApi(prefix_path = "/api/agents", tag = "Tag::Rooms")]
impl ParticipantRoutes {
    /// List participants
    ///
    /// Who is in a room. Our addition, as are all routes of participants.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants",
        method = "get",
        operation_id = "listParticipants"
    )]
    async fn list(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
    ) -> ApiResult<Data<ParticipantList>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        let room = engine
            .agent_rooms
            .get_for_agent(permit, agent, RoomId(room_id.0))
            .await?;
        let participants = engine
            .agent_rooms
            .participants_of_rooms(std::slice::from_ref(&room))
            .await?;
        Ok(Data(ParticipantList::new(&participants)))
    }

    /// Add participants
    ///
    /// Lets one entity or many into a room. Who is there already stays so; who comes back gets the same participant.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants",
        method = "post",
        operation_id = "addParticipants"
    )]
    async fn add(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        request: Body<AddParticipants>,
    ) -> ApiResult<Made<ParticipantList>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let new_participants = request.0.wanted()?;
        let room = engine
            .agent_rooms
            .get_for_agent(permit.to_read(), agent, RoomId(room_id.0))
            .await?;
        let participants = engine
            .agent_rooms
            .add_participants(permit, Some(agent), room.base.id, &new_participants)
            .await?;
        Ok(Data(ParticipantList::new(&participants)))
    }

    /// Remove a participant
    ///
    /// Takes an entity out of a room. Its participant is kept for its return.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants/:entityId",
        method = "delete",
        operation_id = "removeParticipant"
    )]
    async fn remove(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        #[oai(name = "entityId")] entity_id: Path<Uuid>,
    ) -> ApiResult<Done, Acting> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let room = engine
            .agent_rooms
            .get_for_agent(permit.to_read(), agent, RoomId(room_id.0))
            .await?;
        engine
            .agent_rooms
            .remove_participant(permit, Some(agent), room.base.id, EntityId(entity_id.0))
            .await?;
        Ok(Done)
    }

    /// Get a participant's state
    #[oai(
        path = "/:agentId/rooms/:roomId/participants/:entityId/state",
        method = "get",
        operation_id = "getParticipantState"
    )]
    async fn state(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        #[oai(name = "entityId")] entity_id: Path<Uuid>,
    ) -> ApiResult<Data<StateBody>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        let room = engine
            .agent_rooms
            .get_for_agent(permit, agent, RoomId(room_id.0))
            .await?;
        let participants: Vec<Participant> = engine
            .agent_rooms
            .participants_of_rooms(std::slice::from_ref(&room))
            .await?;
        let entity = EntityId(entity_id.0);
        let participant = participants
            .iter()
            .find(|participant| participant.entity == entity && participant.is_present());
        Ok(Data(
            participant.ok_or(EngineError::NotFound(Resource::Participant))?.into(),
        ))
    }

    /// Set a participant's state
    ///
    /// How closely an entity follows a room: an agent that follows it is asked to answer everything, a muted one nothing,
    /// and in between one that is named.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants/:entityId/state",
        method = "put",
        operation_id = "setParticipantState"
    )]
    async fn set_state(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        #[oai(name = "entityId")] entity_id: Path<Uuid>,
        request: Body<SetState>,
    ) -> ApiResult<Data<StateBody>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let state = request.0.wanted()?;
        let room = engine
            .agent_rooms
            .get_for_agent(permit.to_read(), agent, RoomId(room_id.0))
            .await?;
        let entity = EntityId(entity_id.0);
        let participant = engine
            .agent_rooms
            .set_participant_state(permit, Some(agent), room.base.id, entity, state)
            .await?;
        Ok(Data(StateBody::from(&participant)))
    }
}
