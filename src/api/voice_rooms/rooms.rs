//! Rooms, their participants and transcripts.

use super::{
    Tag,
    errors::{
        ActionErrors, ApiResult, CreateErrors, FindErrors, ListErrors, StartErrors, VoiceErrors, WithIds, not_found,
    },
    schema::{
        AddParticipantRequest, CreateRoomRequest, DeletedBody, ParticipantBody, RoomBody, StartedBody, TokenBody,
        TranscriptEntry, room_id as write_room_id,
    },
};
use crate::{
    api::{
        ApiConfig,
        error::HttpError,
        request::{Authenticated, Body, PageQuery, Params, query::limit_or},
        response::{Json, Page},
    },
    engine::{Engine, agent_rooms::RoomSet},
    model::{
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, RoomHandle},
        listing::Listed,
        participant::{NewParticipant, ParticipantState},
        room::AgentRoom,
        short_id,
    },
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};

pub(super) struct RoomRoutes;

const MAX_TRANSCRIPT_PAGE: u16 = 10_000;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Rooms")]
impl RoomRoutes {
    /// Create Room
    ///
    /// Creates an active room.
    #[oai(path = "/rooms", method = "post", operation_id = "createVoiceRoom")]
    async fn create(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        request: Body<CreateRoomRequest>,
    ) -> ApiResult<Json<RoomBody>, CreateErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let project_id = request.0.project_id.clone().unwrap_or_default();
        let (project, command) = request.0.into_command()?;
        let project = engine.agent_rooms.project_or_default(permit, project).await?;
        let created = engine
            .agent_rooms
            .create_batch(permit, Some(project), &[command], &[])
            .await;
        let created = first(created.with_ids(&[(Resource::Project, &project_id)])?)?;
        Ok(Json(RoomBody::new(&created.room, &[])))
    }

    /// List Rooms
    ///
    /// Lists the active rooms that are open to agents or characters, with their participants, by descending id.
    #[oai(path = "/rooms", method = "get", operation_id = "listVoiceRooms")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        page: Params<PageQuery>,
    ) -> ApiResult<Page<RoomBody>, ListErrors> {
        let page = page.0.page()?;
        let reader = caller.0.agent_room_reader();
        let (rooms, next) = engine.agent_rooms.list(reader, RoomSet::Active, page.into()).await?;
        let participants = engine.agent_rooms.participants_of_rooms(&rooms).await?;
        Ok(Page {
            items: rooms.iter().map(|room| RoomBody::new(room, &participants)).collect(),
            next: next.map(|next| format!("{}/v1/rooms?limit={}&cursor={next}", config.public_url, page.limit)),
        })
    }

    /// Get Room
    #[oai(path = "/rooms/:roomId", method = "get", operation_id = "getVoiceRoom")]
    async fn get(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> ApiResult<Json<RoomBody>, FindErrors> {
        let (reader, id) = (caller.0.agent_room_reader(), parse_room(&room_id)?);
        let found = engine.agent_rooms.get(reader, None, id).await;
        let room = found.with_ids(&[(Resource::Room, &room_id)])?;
        Ok(Json(room_body(&engine, &room).await?))
    }

    /// Delete Room
    ///
    /// Deletes a room and its transcript. Rooms with an interview can be deleted only by the roles `owner` and
    /// `researcher`. Not part of the MindForge API.
    #[oai(path = "/rooms/:roomId", method = "delete", operation_id = "deleteVoiceRoom")]
    async fn delete(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> ApiResult<Json<DeletedBody>, VoiceErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let deleted = engine.agent_rooms.delete(permit, None, parse_room(&room_id)?).await;
        deleted.with_ids(&[(Resource::Room, &room_id)])?;
        Ok(Json(DeletedBody { deleted: true }))
    }

    /// End Room
    ///
    /// Ends a room and keeps its transcript. Has no effect on a room that has ended already. Rooms with an interview can
    /// be ended only by the roles `owner` and `researcher`. Not part of the MindForge API.
    #[oai(path = "/rooms/:roomId/end", method = "post", operation_id = "endVoiceRoom")]
    async fn end(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> ApiResult<Json<RoomBody>, ActionErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let ended = engine.agent_rooms.end(permit, parse_room(&room_id)?).await;
        let room = ended.with_ids(&[(Resource::Room, &room_id)])?;
        Ok(Json(room_body(&engine, &room).await?))
    }

    /// Add Participant
    ///
    /// Adds a character to a room, which may be an interview's. Has no effect if the character takes part already. A
    /// character that returns gets the same participant as before.
    #[oai(
        path = "/rooms/:roomId/participants",
        method = "post",
        operation_id = "addVoiceRoomParticipant"
    )]
    async fn add(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
        request: Body<AddParticipantRequest>,
    ) -> ApiResult<Json<ParticipantBody>, CreateErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let character_id = request.0.character_id;
        let character = short_id::parse("character", &character_id).ok_or_else(|| unknown_character(&character_id))?;
        let ids = [(Resource::Room, room_id.as_str()), (Resource::Agent, &character_id)];
        let agent = engine.agent_rooms.get_agent(permit.to_read(), AgentId(character)).await;
        agent.with_ids(&ids)?;
        let participant = NewParticipant {
            entity: EntityId(character),
            name: None,
            // Characters speak unasked. The agents dialect can change that.
            state: Some(ParticipantState::Followed),
        };
        let room = parse_room(&room_id)?;
        let added = engine
            .agent_rooms
            .add_participants(permit, None, room, &[participant])
            .await;
        Ok(Json(ParticipantBody::new(&first(added.with_ids(&ids)?)?, room)))
    }

    /// Remove Participant
    ///
    /// Removes a character from a room and returns its participant, which is kept in case the character returns.
    #[oai(
        path = "/rooms/:roomId/participants/:characterId",
        method = "delete",
        operation_id = "removeVoiceRoomParticipant"
    )]
    async fn remove(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
        #[oai(name = "characterId")] character_id: Path<String>,
    ) -> ApiResult<Json<ParticipantBody>, ActionErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let unknown = || not_found(Resource::Participant, &character_id);
        let character = short_id::parse("character", &character_id).ok_or_else(unknown)?;
        let ids = [
            (Resource::Room, room_id.as_str()),
            (Resource::Agent, character_id.as_str()),
            (Resource::Participant, character_id.as_str()),
        ];
        // Only characters can be removed; people join and leave by themselves.
        let agent = engine.agent_rooms.get_agent(permit.to_read(), AgentId(character)).await;
        agent.with_ids(&ids)?;
        let room = parse_room(&room_id)?;
        let removed = engine
            .agent_rooms
            .remove_participant(permit, None, room, EntityId(character))
            .await;
        Ok(Json(ParticipantBody::new(&removed.with_ids(&ids)?, room)))
    }

    /// Get Transcript
    ///
    /// Lists the messages of a room in the order of arrival. An answer has about 2 MiB of text at most; the `Link` header says
    /// where a longer transcript goes on.
    #[oai(
        path = "/rooms/:roomId/transcript",
        method = "get",
        operation_id = "getVoiceRoomTranscript"
    )]
    async fn transcript(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        #[oai(name = "roomId")] room_id: Path<String>,
        /// Maximum number of entries to return. Defaults to 10000.
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
        limit: Query<Option<i32>>,
        /// Returns only entries after the one with this number, taken from the `Link` header of the previous page.
        #[oai(validator(minimum(value = "0"), maximum(value = "2147483647")))]
        after: Query<Option<i32>>,
    ) -> ApiResult<Page<TranscriptEntry>, FindErrors> {
        let (reader, id) = (caller.0.agent_room_reader(), parse_room(&room_id)?);
        let (limit, after) = (limit_or(limit.0, MAX_TRANSCRIPT_PAGE), after.0.unwrap_or_default());
        // One entry beyond the limit shows that another page follows.
        let messages = engine.agent_rooms.list_messages(reader, id, after, limit + 1).await;
        let Listed { items, is_cut } = messages.with_ids(&[(Resource::Room, &room_id)])?;
        let mut messages = items;
        let has_more = is_cut || messages.len() > usize::from(limit);
        messages.truncate(limit.into());
        let next = messages.last().filter(|_| has_more).map(|last| {
            let (base, room) = (&config.public_url, write_room_id(id));
            format!("{base}/v1/rooms/{room}/transcript?limit={limit}&after={}", last.number)
        });
        Ok(Page {
            items: messages.into_iter().map(TranscriptEntry::from).collect(),
            next,
        })
    }

    /// Get Join Token
    ///
    /// Returns a LiveKit token for a person to join by voice. Each token has a new identity.
    #[oai(path = "/rooms/:roomId/token", method = "get", operation_id = "getVoiceRoomToken")]
    async fn token(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> ApiResult<Json<TokenBody>, VoiceErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let voice = engine.agent_rooms.voice_token(permit, parse_room(&room_id)?).await;
        let voice = voice.with_ids(&[(Resource::Room, &room_id)])?;
        Ok(Json(TokenBody {
            token: voice.token,
            url: voice.url,
        }))
    }

    /// Start Room
    ///
    /// Starts the conversation by dispatching a worker for each character in the room. A character that already has a
    /// worker does not get another one.
    #[oai(path = "/rooms/:roomId/start", method = "post", operation_id = "startVoiceRoom")]
    async fn start(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> ApiResult<Json<StartedBody>, StartErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let started = engine.agent_rooms.start_voice(permit, parse_room(&room_id)?).await;
        started.with_ids(&[(Resource::Room, &room_id)])?;
        Ok(Json(StartedBody { started: true }))
    }
}

async fn room_body(engine: &Engine, room: &AgentRoom) -> Result<RoomBody, EngineError> {
    let rooms = std::slice::from_ref(room);
    let participants = engine.agent_rooms.participants_of_rooms(rooms).await?;
    Ok(RoomBody::new(room, &participants))
}

/// The error for an id that belongs to no character: not found if it is formed like one, of any length, and otherwise wrong.
fn unknown_character(id: &str) -> HttpError {
    if short_id::has_form("character", id) {
        return not_found(Resource::Agent, id);
    }
    let problem = "should be the id of a character, as character_…";
    HttpError::invalid_field(&["body", "characterId"], problem)
}

/// Parses the id of a room in a path: with its prefix, or a UUID. Text that is not an id belongs to no room.
fn parse_room(id: &str) -> Result<RoomHandle, HttpError> {
    let parsed = short_id::parse("room", id).map(RoomHandle);
    parsed.ok_or_else(|| not_found(Resource::Room, id))
}

/// The only result of an operation on one item.
fn first<T>(results: Vec<T>) -> Result<T, HttpError> {
    results.into_iter().next().ok_or_else(HttpError::internal)
}
