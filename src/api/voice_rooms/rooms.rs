//! Rooms: making, filling, starting, reading and ending them.

use super::{
    Tag,
    errors::{Acting, Creating, Deleting, Finding, Joining, Listing, Refusal, Starting, VoiceError},
    schema::{
        AddParticipantRequest, CreateRoomRequest, DeletedBody, ParticipantBody, RoomBody, StartedBody, TokenBody,
        TranscriptEntry, room_id as written,
    },
};
use crate::{
    api::{
        Engine,
        auth::Authenticated,
        body::Body,
        json::{Json, Page},
    },
    engine::agent_rooms::{CreateAgentRoom, RoomSet, Rows},
    model::{
        access::CanReadAgentRooms,
        agent_room::{AgentRoomDetails, Mode, RoomKind},
        cursor::NotACursor,
        error::Resource,
        ids::{AgentId, EntityId, ProjectId, RoomId},
        participant::{NewParticipant, ParticipantState},
        short_id,
    },
};
use poem::{http::StatusCode, web::Data};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

pub(super) struct RoomRoutes;

type Answer<T, S> = Result<T, Refusal<S>>;

/// The source of rooms that are made here.
const SOURCE: &str = "voice";
const MAX_PAGE: u16 = 1_000;
const MAX_TRANSCRIPT: u16 = 10_000;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Rooms")]
impl RoomRoutes {
    /// Create Room
    ///
    /// Makes a room, which is active from now on.
    #[oai(path = "/rooms", method = "post", operation_id = "createVoiceRoom")]
    async fn create(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        request: Body<CreateRoomRequest>,
    ) -> Answer<Json<RoomBody>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let CreateRoomRequest {
            name,
            mode,
            scene_prompt,
            project_id,
        } = request.0;
        let mode: Mode = mode
            .parse()
            .map_err(|_| VoiceError::new(StatusCode::BAD_REQUEST, "mode: should be freeform or scripted"))?;
        let project = project(project_id.as_deref())?;
        let wanted = CreateAgentRoom {
            id: None,
            details: AgentRoomDetails {
                source: SOURCE.to_owned(),
                mode,
                scene_prompt: scene_prompt.filter(|prompt| !prompt.is_empty()),
                ..AgentRoomDetails::new(not_blank(name)?, RoomKind::VoiceGroup)
            },
            makes_world: false,
            participants: Vec::new(),
        };
        let named = [(Resource::Project, project_id.as_deref().unwrap_or_default())];
        let made = engine.agent_rooms.create_batch(permit, project, &[wanted], &[]).await;
        let made = made.map_err(|error| VoiceError::of(error, &named))?;
        Ok(Json(RoomBody::new(&first(made)?.room, &[])))
    }

    /// List Rooms
    ///
    /// The active rooms that were made for agents or characters, or into which some were let, the highest id first, with
    /// their participants.
    #[oai(path = "/rooms", method = "get", operation_id = "listVoiceRooms")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        /// The most rooms to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin, from the `Link` header of the page before.
        cursor: Query<Option<String>>,
    ) -> Answer<Page<RoomBody>, Listing> {
        let rows = rows(limit.0, cursor.0.as_deref())?;
        let (rooms, next) = engine
            .agent_rooms
            .list(caller.0.agent_room_reader(), RoomSet::Active, rows)
            .await?;
        let participants = engine.agent_rooms.participants_of_rooms(&rooms).await?;
        Ok(Page {
            items: rooms.iter().map(|room| RoomBody::new(room, &participants)).collect(),
            next: next.map(|next| format!("{}/v1/rooms?limit={}&cursor={next}", engine.public_url, rows.limit)),
        })
    }

    /// Get Room
    #[oai(path = "/rooms/:roomId", method = "get", operation_id = "getVoiceRoom")]
    async fn get(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> Answer<Json<RoomBody>, Finding> {
        shown(engine.0, caller.0.agent_room_reader(), &room_id).await
    }

    /// Delete Room
    ///
    /// Deletes a room with all that was said in it. Our addition. With an interview in it, only an owner or a researcher
    /// may do so.
    #[oai(path = "/rooms/:roomId", method = "delete", operation_id = "deleteVoiceRoom")]
    async fn delete(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> Answer<Json<DeletedBody>, Deleting> {
        let permit = caller.0.require_agent_rooms()?;
        let deleted = engine.agent_rooms.delete(permit, None, room(&room_id)?).await;
        deleted.map_err(|error| VoiceError::of(error, &[(Resource::Room, &room_id)]))?;
        Ok(Json(DeletedBody { deleted: true }))
    }

    /// End Room
    ///
    /// Ends a room; what was said stays. One that has ended stays as it ended. Our addition. With an interview in it, only
    /// an owner or a researcher may do so.
    #[oai(path = "/rooms/:roomId/end", method = "post", operation_id = "endVoiceRoom")]
    async fn end(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> Answer<Json<RoomBody>, Acting> {
        let ended = engine
            .agent_rooms
            .end(caller.0.require_agent_rooms()?, room(&room_id)?)
            .await;
        let ended = ended.map_err(|error| VoiceError::of(error, &[(Resource::Room, &room_id)]))?;
        let participants = engine
            .agent_rooms
            .participants_of_rooms(std::slice::from_ref(&ended))
            .await?;
        Ok(Json(RoomBody::new(&ended, &participants)))
    }

    /// Add Participant
    ///
    /// Lets a character into a room, also into an interview's. One that is there stays so; one that comes back gets the
    /// same participant.
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
    ) -> Answer<Json<ParticipantBody>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let given = request.0.character_id;
        let character = short_id::parse("character", &given).ok_or_else(|| {
            VoiceError::new(
                StatusCode::BAD_REQUEST,
                "characterId: should be the id of a character, as character_…",
            )
        })?;
        let named = [(Resource::Room, room_id.as_str()), (Resource::Agent, &given)];
        let refuse = |error| VoiceError::of(error, &named);
        let known = engine.agent_rooms.get_agent(permit.to_read(), AgentId(character)).await;
        known.map_err(refuse)?;
        let new_participant = NewParticipant {
            entity: EntityId(character),
            name: None,
            // Characters speak by themselves; in the agents dialect this can be changed.
            state: Some(ParticipantState::Followed),
        };
        let seated = engine
            .agent_rooms
            .add_participants(permit, None, room(&room_id)?, &[new_participant])
            .await;
        Ok(Json(ParticipantBody::new(&first(seated.map_err(refuse)?)?)))
    }

    /// Remove Participant
    ///
    /// Takes a character out of a room, and answers with its participant, which is kept for its return.
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
    ) -> Answer<Json<ParticipantBody>, Acting> {
        let permit = caller.0.require_agent_rooms()?;
        let missing = || VoiceError::not_found(Resource::Participant, Some(&character_id));
        let character = short_id::parse("character", &character_id).ok_or_else(missing)?;
        let named = [
            (Resource::Room, room_id.as_str()),
            (Resource::Agent, character_id.as_str()),
            (Resource::Participant, character_id.as_str()),
        ];
        // People come and go by themselves.
        let known = engine.agent_rooms.get_agent(permit.to_read(), AgentId(character)).await;
        known.map_err(|error| VoiceError::of(error, &named))?;
        let left = engine
            .agent_rooms
            .remove_participant(permit, None, room(&room_id)?, EntityId(character))
            .await;
        let left = left.map_err(|error| VoiceError::of(error, &named))?;
        Ok(Json(ParticipantBody::new(&left)))
    }

    /// Get Transcript
    ///
    /// What was said in a room, in the order of arrival.
    #[oai(
        path = "/rooms/:roomId/transcript",
        method = "get",
        operation_id = "getVoiceRoomTranscript"
    )]
    async fn transcript(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
        /// The most entries to answer; 10000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
        limit: Query<Option<i32>>,
        /// Only what was said after the entry with this number, from the `Link` header of the page before.
        #[oai(validator(minimum(value = "0"), maximum(value = "2147483647")))]
        after: Query<Option<i32>>,
    ) -> Answer<Page<TranscriptEntry>, Finding> {
        let limit = at_most(limit.0, MAX_TRANSCRIPT);
        let id = room(&room_id)?;
        // One more than asked for tells whether there is another page.
        let said = engine
            .agent_rooms
            .list_messages(caller.0.agent_room_reader(), id, after.0.unwrap_or_default(), limit + 1)
            .await;
        let mut said = said.map_err(|error| VoiceError::of(error, &[(Resource::Room, &room_id)]))?;
        let more = said.len() > usize::from(limit);
        said.truncate(limit.into());
        let last = said.last().filter(|_| more);
        let next = last.map(|last| {
            let (base, room) = (&engine.public_url, written(id));
            format!("{base}/v1/rooms/{room}/transcript?limit={limit}&after={}", last.number)
        });
        Ok(Page {
            items: said.into_iter().map(TranscriptEntry::from).collect(),
            next,
        })
    }

    /// Get Join Token
    ///
    /// A LiveKit token with which a person joins by voice, as somebody new each time.
    #[oai(path = "/rooms/:roomId/token", method = "get", operation_id = "getVoiceRoomToken")]
    async fn token(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> Answer<Json<TokenBody>, Joining> {
        let voice = engine
            .agent_rooms
            .voice_token(caller.0.require_agent_rooms()?, room(&room_id)?)
            .await;
        let voice = voice.map_err(|error| VoiceError::of(error, &[(Resource::Room, &room_id)]))?;
        Ok(Json(TokenBody {
            token: voice.token,
            url: voice.url,
        }))
    }

    /// Start Room
    ///
    /// Lets all characters in the room speak: a worker is sent for, for each, once, however often this is called.
    #[oai(path = "/rooms/:roomId/start", method = "post", operation_id = "startVoiceRoom")]
    async fn start(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "roomId")] room_id: Path<String>,
    ) -> Answer<Json<StartedBody>, Starting> {
        let started = engine
            .agent_rooms
            .start_voice(caller.0.require_agent_rooms()?, room(&room_id)?)
            .await;
        started.map_err(|error| VoiceError::of(error, &[(Resource::Room, &room_id)]))?;
        Ok(Json(StartedBody { started: true }))
    }
}

async fn shown(engine: &Engine, permit: CanReadAgentRooms, id: &str) -> Answer<Json<RoomBody>, Finding> {
    let found = engine.agent_rooms.get(permit, room(id)?).await;
    let found = found.map_err(|error| VoiceError::of(error, &[(Resource::Room, id)]))?;
    let participants = engine
        .agent_rooms
        .participants_of_rooms(std::slice::from_ref(&found))
        .await?;
    Ok(Json(RoomBody::new(&found, &participants)))
}

/// A room by its id here, or by its UUID. What cannot be one names no room.
fn room(id: &str) -> Result<RoomId, VoiceError> {
    let parsed: Option<Uuid> = short_id::parse("room", id);
    parsed
        .map(RoomId)
        .ok_or_else(|| VoiceError::not_found(Resource::Room, Some(id)))
}

/// A project by its id here, or by its UUID.
pub(super) fn project(id: Option<&str>) -> Result<Option<ProjectId>, VoiceError> {
    let parse = |id| {
        let parsed = short_id::parse("project", id).map(ProjectId);
        parsed.ok_or_else(|| {
            VoiceError::new(
                StatusCode::BAD_REQUEST,
                "projectId: should be the id of a project, as project_…",
            )
        })
    };
    id.map(parse).transpose()
}

/// A name that somebody can read.
pub(super) fn not_blank(name: String) -> Result<String, VoiceError> {
    if name.trim().is_empty() {
        return Err(VoiceError::new(StatusCode::BAD_REQUEST, "name: should not be empty"));
    }
    Ok(name)
}

/// The part of a list that is asked for; all that fits in one answer unless told otherwise.
pub(super) fn rows(limit: Option<i32>, cursor: Option<&str>) -> Result<Rows, VoiceError> {
    let after = cursor.map(str::parse).transpose();
    let wrong = |error: NotACursor| VoiceError::new(StatusCode::BAD_REQUEST, format!("cursor: {error}"));
    Ok(Rows {
        after: after.map_err(wrong)?,
        limit: at_most(limit, MAX_PAGE),
    })
}

fn at_most(limit: Option<i32>, most: u16) -> u16 {
    limit
        .and_then(|limit| u16::try_from(limit).ok())
        .unwrap_or(most)
        .min(most)
}

fn first<T>(made: Vec<T>) -> Result<T, VoiceError> {
    let first = made.into_iter().next();
    first.ok_or_else(|| VoiceError::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error"))
}
