//! Characters: making, reading and deleting them.

use super::{
    Tag,
    errors::{Creating, Deleting, Finding, Listing, Refusal, VoiceError},
    rooms::{not_blank, project, rows},
    schema::{CAPABILITIES, CharacterBody, CreateCharacterRequest, DeletedBody},
};
use crate::{
    api::{
        Engine,
        auth::Authenticated,
        body::Body,
        json::{Json, Page},
    },
    model::{agent::Profile, agent_room::Metadata, error::Resource, ids::AgentId, short_id},
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};

pub(super) struct CharacterRoutes;

type Answer<T, S> = Result<T, Refusal<S>>;

#[OpenApi(prefix_path = "/characters", tag = "Tag::Characters")]
impl CharacterRoutes {
    /// Create Character
    #[oai(path = "/", method = "post", operation_id = "createCharacter")]
    async fn create(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        request: Body<CreateCharacterRequest>,
    ) -> Answer<Json<CharacterBody>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let new = request.0;
        let project_of = project(new.project_id.as_deref())?;
        let capabilities = new.capability_group_ids.filter(|ids| !ids.is_empty());
        let profile = Profile {
            name: not_blank(new.name)?,
            description: new.description,
            voice_id: new.voice_id,
            voice_description: new.voice_description,
            character: capabilities.map(|ids| Metadata::from_iter([(CAPABILITIES.to_owned(), ids.into())])),
        };
        let named = [(Resource::Project, new.project_id.as_deref().unwrap_or_default())];
        let made = engine.agent_rooms.create_agent(permit, None, project_of, profile).await;
        Ok(Json(made.map_err(|error| VoiceError::of(error, &named))?.into()))
    }

    /// List Characters
    ///
    /// The project's characters and those that the whole team shares, the highest id first.
    #[oai(path = "/", method = "get", operation_id = "listCharacters")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        /// The most characters to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin, from the `Link` header of the page before.
        cursor: Query<Option<String>>,
    ) -> Answer<Page<CharacterBody>, Listing> {
        let rows = rows(limit.0, cursor.0.as_deref())?;
        let (agents, next) = engine
            .agent_rooms
            .list_agents(caller.0.agent_room_reader(), rows)
            .await?;
        Ok(Page {
            items: agents.into_iter().map(CharacterBody::from).collect(),
            next: next.map(|next| format!("{}/characters?limit={}&cursor={next}", engine.public_url, rows.limit)),
        })
    }

    /// Get Character
    ///
    /// Our addition.
    #[oai(path = "/:characterId", method = "get", operation_id = "getCharacter")]
    async fn get(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "characterId")] character_id: Path<String>,
    ) -> Answer<Json<CharacterBody>, Finding> {
        let found = engine
            .agent_rooms
            .get_agent(caller.0.agent_room_reader(), character(&character_id)?)
            .await;
        let found = found.map_err(|error| VoiceError::of(error, &[(Resource::Agent, &character_id)]))?;
        Ok(Json(found.into()))
    }

    /// Delete Character
    ///
    /// Deletes a character and the rooms that were made for it as an agent. It leaves all others; what it said there
    /// stays. Our addition.
    #[oai(path = "/:characterId", method = "delete", operation_id = "deleteCharacter")]
    async fn delete(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "characterId")] character_id: Path<String>,
    ) -> Answer<Json<DeletedBody>, Deleting> {
        let permit = caller.0.require_agent_rooms()?;
        let deleted = engine.agent_rooms.delete_agent(permit, character(&character_id)?).await;
        deleted.map_err(|error| VoiceError::of(error, &[(Resource::Agent, &character_id)]))?;
        Ok(Json(DeletedBody { deleted: true }))
    }
}

fn character(id: &str) -> Result<AgentId, VoiceError> {
    let parsed = short_id::parse("character", id).map(AgentId);
    parsed.ok_or_else(|| VoiceError::not_found(Resource::Agent, Some(id)))
}
