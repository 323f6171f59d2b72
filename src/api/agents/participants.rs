//! Participants of a room of an agent, and their states.

use super::{
    Tag,
    caller::{InRoom, Reader, Writer},
    errors::{Acting, ApiResult, Creating, Finding},
    response::{Created, List, NoContent, Success},
    schema::{AddParticipants, ParticipantBody, SetState, StateBody, present},
};
use crate::{
    api::request::Body,
    model::{
        error::{EngineError, Resource},
        ids::EntityId,
    },
};
use poem_openapi::OpenApi;

pub(super) struct ParticipantRoutes;

#[OpenApi(prefix_path = "/api/agents/:agentId/rooms/:roomId/participants", tag = "Tag::Rooms")]
impl ParticipantRoutes {
    /// List participants
    ///
    /// Lists the entities in a room, in the order in which they first joined. Not in the ElizaOS API, like all routes of participants.
    #[oai(path = "/", method = "get", operation_id = "listParticipants")]
    async fn list(&self, caller: Reader<InRoom>) -> ApiResult<Success<List<ParticipantBody>>, Finding> {
        let list = |agent, id| caller.engine.list_participants(caller.permit, agent, id);
        let participants = caller.in_room(caller.path, list).await?;
        Ok(Success(present(&participants).map(ParticipantBody::from).collect()))
    }

    /// Add participants
    ///
    /// Adds one or many entities to a room. Entities that are in the room stay as they are; entities that were in it
    /// before become the same participants again.
    #[oai(path = "/", method = "post", operation_id = "addParticipants")]
    async fn add(
        &self,
        caller: Writer<InRoom>,
        Body(request): Body<AddParticipants>,
    ) -> ApiResult<Created<List<ParticipantBody>>, Creating> {
        let command = request.into_command()?;
        let add = |agent, id| caller.engine.add_participants(caller.permit, agent, id, &command);
        let participants = caller.in_room(caller.path, add).await?;
        Ok(Success(present(&participants).map(ParticipantBody::from).collect()))
    }

    /// Remove a participant
    ///
    /// Removes an entity from a room. The entity becomes the same participant again when it returns.
    #[oai(path = "/:entityId", method = "delete", operation_id = "removeParticipant")]
    async fn remove(&self, caller: Writer<(InRoom, EntityId)>) -> ApiResult<NoContent, Acting> {
        let (room, entity) = caller.path;
        let remove = |agent, id| caller.engine.remove_participant(caller.permit, agent, id, entity);
        caller.in_room(room, remove).await?;
        Ok(NoContent::Done)
    }

    /// Get a participant's state
    #[oai(path = "/:entityId/state", method = "get", operation_id = "getParticipantState")]
    async fn state(&self, caller: Reader<(InRoom, EntityId)>) -> ApiResult<Success<StateBody>, Finding> {
        let (room, entity) = caller.path;
        let list = |agent, id| caller.engine.list_participants(caller.permit, agent, id);
        let participants = caller.in_room(room, list).await?;
        let participant = present(&participants).find(|participant| participant.entity == entity);
        let participant = participant.ok_or(EngineError::NotFound(Resource::Participant))?;
        Ok(Success(participant.into()))
    }

    /// Set a participant's state
    ///
    /// Sets which messages an agent is asked to answer: every message if it follows the room, none if it is muted, and
    /// otherwise messages that contain its name.
    #[oai(path = "/:entityId/state", method = "put", operation_id = "setParticipantState")]
    async fn set_state(
        &self,
        caller: Writer<(InRoom, EntityId)>,
        Body(request): Body<SetState>,
    ) -> ApiResult<Success<StateBody>, Creating> {
        let ((room, entity), state) = (caller.path, request.into_command()?);
        let set = |agent, id| {
            caller
                .engine
                .set_participant_state(caller.permit, agent, id, entity, state)
        };
        let participant = caller.in_room(room, set).await?;
        Ok(Success(StateBody::from(&participant)))
    }
}
