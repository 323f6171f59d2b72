//! Characters.

use super::{CHARACTER, PROJECT, character_id, project_id, time};
use crate::{
    clock::Timestamp,
    model::{
        agent::{Agent, Profile},
        agent_room::Metadata,
    },
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use validator::Validate;

/// Where a character's capabilities are stored in the agent's profile.
const CAPABILITIES: &str = "capabilityGroupIds";

/// Request to create a character.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateCharacterRequest {
    /// Name of the character.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: String,
    /// Description of the character.
    #[oai(validator(max_length = 20000))]
    pub description: Option<String>,
    /// Id of the character's voice, as the workers know it.
    #[oai(validator(max_length = 200))]
    pub voice_id: Option<String>,
    /// Description of the character's voice.
    #[oai(validator(max_length = 2000))]
    pub voice_description: Option<String>,
    /// Ids of capability groups. Stored, but not interpreted.
    #[oai(validator(max_items = 100))]
    pub capability_group_ids: Option<Vec<String>>,
    /// Id of the project. Defaults to the project of the API key; without either, the whole team shares the character.
    #[oai(validator(max_length = 64))]
    pub project_id: Option<String>,
}

impl CreateCharacterRequest {
    /// The profile of the new character.
    pub fn into_profile(self) -> Profile {
        let capabilities = self.capability_group_ids.filter(|ids| !ids.is_empty());
        Profile {
            name: self.name,
            description: self.description,
            voice_id: self.voice_id,
            voice_description: self.voice_description,
            character: capabilities.map(|ids| Metadata::from_iter([(CAPABILITIES.to_owned(), ids.into())])),
        }
    }
}

impl Example for CreateCharacterRequest {
    fn example() -> Self {
        Self {
            name: "Mira".to_owned(),
            description: Some("A baker who knows everybody in town".to_owned()),
            voice_id: None,
            voice_description: Some("warm, unhurried".to_owned()),
            capability_group_ids: None,
            project_id: None,
        }
    }
}

/// A character.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example, rename = "Character", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct CharacterBody {
    /// Id of the character.
    pub id: String,
    /// When the character was created.
    pub created_at: Timestamp,
    /// Id of the project; the team's default project for a character that the whole team shares.
    pub project_id: String,
    /// Name of the character.
    pub name: String,
    /// Description of the character.
    pub description: Option<String>,
    /// Id of the character's voice, as the workers know it.
    pub voice_id: Option<String>,
    /// Description of the character's voice.
    pub voice_description: Option<String>,
    /// Always false, because avatars are not supported.
    pub has_avatar: bool,
    /// Ids of capability groups.
    pub capability_group_ids: Vec<String>,
}

impl From<Agent> for CharacterBody {
    fn from(agent: Agent) -> Self {
        let character = agent.profile.character.unwrap_or_default();
        let capabilities = character.get(CAPABILITIES).and_then(|ids| ids.as_array());
        let capabilities = capabilities.into_iter().flatten();
        Self {
            id: character_id(agent.id),
            created_at: agent.created_at,
            project_id: project_id(agent.project, agent.team),
            name: agent.profile.name,
            description: agent.profile.description,
            voice_id: agent.profile.voice_id,
            voice_description: agent.profile.voice_description,
            has_avatar: false,
            capability_group_ids: capabilities.filter_map(|id| id.as_str().map(str::to_owned)).collect(),
        }
    }
}

impl Example for CharacterBody {
    fn example() -> Self {
        Self {
            id: CHARACTER.to_string(),
            created_at: time("2026-04-20T11:59:00Z"),
            project_id: PROJECT.to_string(),
            name: "Mira".to_owned(),
            description: Some("A baker who knows everybody in town".to_owned()),
            voice_id: None,
            voice_description: Some("warm, unhurried".to_owned()),
            has_avatar: false,
            capability_group_ids: Vec::new(),
        }
    }
}
