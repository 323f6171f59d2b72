//! Characters.

use super::{
    Tag,
    errors::{ApiResult, CreateErrors, FindErrors, ListErrors, VoiceErrors, WithIds, not_found},
    schema::{CharacterBody, CreateCharacterRequest, DeletedBody, not_blank, parse_project},
};
use crate::{
    api::{
        ApiConfig,
        error::HttpError,
        request::{Authenticated, Body, PageQuery, Params},
        response::{Json, Page},
    },
    engine::Engine,
    model::{error::Resource, ids::AgentId, short_id},
};
use poem::web::Data;
use poem_openapi::{OpenApi, param::Path};

pub(super) struct CharacterRoutes;

#[OpenApi(prefix_path = "/characters", tag = "Tag::Characters")]
impl CharacterRoutes {
    /// Create Character
    #[oai(path = "/", method = "post", operation_id = "createCharacter")]
    async fn create(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        request: Body<CreateCharacterRequest>,
    ) -> ApiResult<Json<CharacterBody>, CreateErrors> {
        let permit = caller.0.require_agent_rooms()?;
        let project_id = request.0.project_id.clone().unwrap_or_default();
        let project = parse_project(request.0.project_id.as_deref())?;
        not_blank(&request.0.name)?;
        if project.is_some() {
            engine.agent_rooms.project_or_default(permit, project).await?;
        }
        let profile = request.0.into_profile();
        let created = engine.agent_rooms.create_agent(permit, None, project, profile).await;
        let character = created.with_ids(&[(Resource::Project, &project_id)])?;
        Ok(Json(character.into()))
    }

    /// List Characters
    ///
    /// Lists the characters of the project and those shared by the whole team, by descending id.
    #[oai(path = "/", method = "get", operation_id = "listCharacters")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        page: Params<PageQuery>,
    ) -> ApiResult<Page<CharacterBody>, ListErrors> {
        let page = page.0.page()?;
        let reader = caller.0.agent_room_reader();
        let (agents, next) = engine.agent_rooms.list_agents(reader, page.into()).await?;
        Ok(Page {
            items: agents.into_iter().map(CharacterBody::from).collect(),
            next: next.map(|next| format!("{}/characters?limit={}&cursor={next}", config.public_url, page.limit)),
        })
    }

    /// Get Character
    ///
    /// Not part of the MindForge API.
    #[oai(path = "/:characterId", method = "get", operation_id = "getCharacter")]
    async fn get(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "characterId")] character_id: Path<String>,
    ) -> ApiResult<Json<CharacterBody>, FindErrors> {
        let (reader, id) = (caller.0.agent_room_reader(), parse_character(&character_id)?);
        let found = engine.agent_rooms.get_agent(reader, id).await;
        let character = found.with_ids(&[(Resource::Agent, &character_id)])?;
        Ok(Json(character.into()))
    }

    /// Delete Character
    ///
    /// Deletes a character and the rooms that were created for it as an agent. It leaves all other rooms, which keep its
    /// messages. Not part of the MindForge API.
    #[oai(path = "/:characterId", method = "delete", operation_id = "deleteCharacter")]
    async fn delete(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        #[oai(name = "characterId")] character_id: Path<String>,
    ) -> ApiResult<Json<DeletedBody>, VoiceErrors> {
        let (permit, id) = (caller.0.require_agent_rooms()?, parse_character(&character_id)?);
        let deleted = engine.agent_rooms.delete_agent(permit, id).await;
        deleted.with_ids(&[(Resource::Agent, &character_id)])?;
        Ok(Json(DeletedBody { deleted: true }))
    }
}

/// Parses the id of a character in a path. Text that is not an id belongs to no character.
fn parse_character(id: &str) -> Result<AgentId, HttpError> {
    let parsed = short_id::parse("character", id).map(AgentId);
    parsed.ok_or_else(|| not_found(Resource::Agent, id))
}
