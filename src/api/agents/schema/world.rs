//! Worlds.

use super::{AGENT, WORLD, metadata};
use crate::{
    api::{agents::errors::HttpError, request::AnyObject},
    clock::Timestamp,
    engine::agent_rooms::NewWorld,
    model::{agent::World, agent_room::Metadata, ids::WorldId},
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

/// What to make a world of.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateWorld {
    /// Its id, if the caller chooses one: a world of the agent's that has it already is the answer.
    pub id: Option<Uuid>,
    /// Its name; required, and not empty.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// The outside server that it stands for.
    pub message_server_id: Option<Uuid>,
    /// Whatever is to be kept with it: an object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
}

impl CreateWorld {
    /// The world as the engine makes it.
    pub fn wanted(self) -> Result<NewWorld, HttpError> {
        let name = self.name.filter(|name| !name.trim().is_empty());
        Ok(NewWorld {
            id: self.id.map(WorldId),
            name: name.ok_or_else(|| HttpError::bad_request("World name is required"))?,
            message_server: self.message_server_id,
            metadata: metadata("metadata", self.metadata)?,
        })
    }
}

impl Example for CreateWorld {
    fn example() -> Self {
        Self {
            id: None,
            name: Some("Discord Server".to_owned()),
            message_server_id: None,
            metadata: None,
        }
    }
}

/// What to change of a world.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct UpdateWorld {
    /// Its name.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// Put into what is kept with it.
    pub metadata: Option<AnyObject>,
    /// Settings, which are kept in the metadata under `settings`.
    pub settings: Option<AnyObject>,
}

impl UpdateWorld {
    /// The new name, and what is put into the metadata.
    pub fn wanted(self) -> Result<(Option<String>, Option<Metadata>), HttpError> {
        if self.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(HttpError::bad_request("name: should not be empty"));
        }
        let mut added = metadata("metadata", self.metadata)?;
        if let Some(settings) = metadata("settings", self.settings)? {
            let added = added.get_or_insert_default();
            added.insert("settings".to_owned(), Value::Object(settings));
        }
        Ok((self.name, added))
    }
}

impl Example for UpdateWorld {
    fn example() -> Self {
        Self {
            name: None,
            metadata: Some(AnyObject::from_iter([("region".to_owned(), json!("eu"))])),
            settings: None,
        }
    }
}

/// A world.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "World", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct WorldBody {
    /// Its id.
    pub id: String,
    /// The agent that knows it.
    pub agent_id: String,
    /// Its name.
    pub name: String,
    /// What is kept with it.
    pub metadata: Option<AnyObject>,
    /// The outside server that it stands for.
    pub message_server_id: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<World> for WorldBody {
    fn from(world: World) -> Self {
        Self {
            id: world.id.to_string(),
            agent_id: world.agent.to_string(),
            name: world.name,
            metadata: world.metadata.map(AnyObject::from),
            message_server_id: world.message_server.map(|id| id.to_string()),
            created_at: world.created_at,
        }
    }
}

impl Example for WorldBody {
    fn example() -> Self {
        Self {
            id: WORLD.to_string(),
            agent_id: AGENT.to_string(),
            name: "Discord Server".to_owned(),
            metadata: None,
            message_server_id: None,
            created_at: "2026-04-20T12:00:00Z".parse().unwrap_or_default(),
        }
    }
}

/// One world.
#[derive(Clone, Debug, Object, Serialize)]
pub struct WorldOnly {
    /// The world.
    pub world: WorldBody,
}

impl Example for WorldOnly {
    fn example() -> Self {
        Self {
            world: WorldBody::example(),
        }
    }
}

/// A page of worlds.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct WorldList {
    /// The worlds, the highest id first.
    pub worlds: Vec<WorldBody>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

impl Example for WorldList {
    fn example() -> Self {
        Self {
            worlds: vec![WorldBody::example()],
            next_cursor: None,
        }
    }
}

/// That rooms were deleted.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DeletedRooms {
    /// How many there were.
    pub deleted: i64,
}

impl Example for DeletedRooms {
    fn example() -> Self {
        Self { deleted: 2 }
    }
}
