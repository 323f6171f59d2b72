//! Participants of a room of an agent, and their states.

use super::{
    Tag,
    caller::{Reader, Writer},
    errors::{Acting, Creating, Finding},
    parameters::Path,
    response::{ApiResult, Created, NoContent, Success},
    schema::{AddParticipants, ParticipantList, SetState, StateBody},
};
use crate::{
    api::request::Body,
    model::{
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, RoomId},
    },
};
use poem_openapi::OpenApi;

pub(super) struct ParticipantRoutes;

#[OpenApi(prefix_path = "/api/agents", tag = "Tag::Rooms")]
impl ParticipantRoutes {
    /// List participants
    ///
    /// Lists the entities in a room. Not in the ElizaOS API, like all routes of participants.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants",
        method = "get",
        operation_id = "listParticipants"
    )]
    async fn list(
        &self,
        caller: Reader,
        #[oai(name = "agentId")] Path(agent): Path<AgentId>,
        #[oai(name = "roomId")] Path(room): Path<RoomId>,
    ) -> ApiResult<Success<ParticipantList>, Finding> {
        let (engine, permit) = (&caller.engine, caller.permit);
        let list = |id| engine.list_participants(permit, Some(agent), id);
        let participants = caller.in_room(agent, room, list).await?;
        Ok(Success(ParticipantList::new(&participants)))
    }

    /// Add participants
    ///
    /// Adds one or many entities to a room. Entities that are in the room stay as they are; entities that were in it
    /// before become the same participants again.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants",
        method = "post",
        operation_id = "addParticipants"
    )]
    async fn add(
        &self,
        caller: Writer,
        #[oai(name = "agentId")] Path(agent): Path<AgentId>,
        #[oai(name = "roomId")] Path(room): Path<RoomId>,
        Body(request): Body<AddParticipants>,
    ) -> ApiResult<Created<ParticipantList>, Creating> {
        let (engine, permit, command) = (&caller.engine, caller.permit, request.into_command()?);
        let add = |id| engine.add_participants(permit, Some(agent), id, &command);
        let participants = caller.in_room(agent, room, add).await?;
        Ok(Success(ParticipantList::new(&participants)))
    }

    /// Remove a participant
    ///
    /// Removes an entity from a room. The entity becomes the same participant again when it returns.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants/:entityId",
        method = "delete",
        operation_id = "removeParticipant"
    )]
    async fn remove(
        &self,
        caller: Writer,
        #[oai(name = "agentId")] Path(agent): Path<AgentId>,
        #[oai(name = "roomId")] Path(room): Path<RoomId>,
        #[oai(name = "entityId")] Path(entity): Path<EntityId>,
    ) -> ApiResult<NoContent, Acting> {
        let (engine, permit) = (&caller.engine, caller.permit);
        let remove = |id| engine.remove_participant(permit, Some(agent), id, entity);
        caller.in_room(agent, room, remove).await?;
        Ok(NoContent)
    }

    /// Get a participant's state
    #[oai(
        path = "/:agentId/rooms/:roomId/participants/:entityId/state",
        method = "get",
        operation_id = "getParticipantState"
    )]
    async fn state(
        &self,
        caller: Reader,
        #[oai(name = "agentId")] Path(agent): Path<AgentId>,
        #[oai(name = "roomId")] Path(room): Path<RoomId>,
        #[oai(name = "entityId")] Path(entity): Path<EntityId>,
    ) -> ApiResult<Success<StateBody>, Finding> {
        let (engine, permit) = (&caller.engine, caller.permit);
        let list = |id| engine.list_participants(permit, Some(agent), id);
        let participants = caller.in_room(agent, room, list).await?;
        let mut present = participants.iter().filter(|participant| participant.is_present());
        let participant = present.find(|participant| participant.entity == entity);
        let participant = participant.ok_or(EngineError::NotFound(Resource::Participant))?;
        Ok(Success(participant.into()))
    }

    /// Set a participant's state
    ///
    /// Sets which messages an agent is asked to answer: every message if it follows the room, none if it is muted, and
    /// otherwise messages that contain its name.
    #[oai(
        path = "/:agentId/rooms/:roomId/participants/:entityId/state",
        method = "put",
        operation_id = "setParticipantState"
    )]
    async fn set_state(
        &self,
        caller: Writer,
        #[oai(name = "agentId")] Path(agent): Path<AgentId>,
        #[oai(name = "roomId")] Path(room): Path<RoomId>,
        #[oai(name = "entityId")] Path(entity): Path<EntityId>,
        Body(request): Body<SetState>,
    ) -> ApiResult<Success<StateBody>, Creating> {
        let (engine, permit, state) = (&caller.engine, caller.permit, request.into_command()?);
        let set = |id| engine.set_participant_state(permit, Some(agent), id, entity, state);
        let participant = caller.in_room(agent, room, set).await?;
        Ok(Success(StateBody::from(&participant)))
    }
}
