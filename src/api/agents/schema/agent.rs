//! Agents.

use super::{AGENT, THEN};
use crate::{
    api::{
        agents::{answer::millis, errors::HttpError},
        request::{AnyObject, Open},
    },
    model::{agent::Agent, agent::Profile, agent_room::MAX_NAME_CHARS, agent_room::Metadata},
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

/// The status of every agent: it runs elsewhere, and is known here as long as it is not deleted.
const STATUS: &str = "active";
/// The largest character, in bytes of JSON.
const MAX_CHARACTER_BYTES: usize = 256 * 1024;

/// What to make an agent of: its name and whatever else its runtime knows of it, at the top, or in `agent` or
/// `characterJson`.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateAgent {
    /// Its id, if the caller chooses one.
    pub id: Option<Uuid>,
    /// Its name; here, or in the character.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// Who it is.
    #[oai(validator(max_length = 20000))]
    pub description: Option<String>,
    /// Its voice, as workers know it.
    #[oai(validator(max_length = 200))]
    pub voice_id: Option<String>,
    /// What its voice is like.
    #[oai(validator(max_length = 2000))]
    pub voice_description: Option<String>,
    /// The project that it belongs to; a key that is bound to one needs none. Without any, the whole team shares it.
    pub project_id: Option<Uuid>,
    /// Its character.
    pub agent: Option<AnyObject>,
    /// Its character, under another name.
    pub character_json: Option<AnyObject>,
}

impl Example for CreateAgent {
    fn example() -> Self {
        Self {
            id: None,
            name: Some("Probe".to_owned()),
            description: None,
            voice_id: None,
            voice_description: None,
            project_id: None,
            agent: None,
            character_json: None,
        }
    }
}

/// Fields of a request that are no part of the character.
const NOT_OF_CHARACTER: [&str; 8] = [
    "id",
    "projectId",
    "agent",
    "characterJson",
    "characterPath",
    "description",
    "voiceId",
    "voiceDescription",
];

/// What the team says of an agent, from a request's body.
pub fn profile(mut body: Metadata) -> Result<Profile, HttpError> {
    let text = |body: &Metadata, name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let (description, voice_id, voice_description) = (
        text(&body, "description"),
        text(&body, "voiceId"),
        text(&body, "voiceDescription"),
    );
    let inner = ["agent", "characterJson"]
        .iter()
        .find_map(|name| match body.remove(*name) {
            Some(Value::Object(inner)) => Some(inner),
            _ => None,
        });
    let mut character = inner.unwrap_or_default();
    for (name, value) in body {
        if !NOT_OF_CHARACTER.contains(&name.as_str()) {
            character.entry(name).or_insert(value);
        }
    }
    character.remove("id");
    let name = text(&character, "name").filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| HttpError::missing("Agent name is required"))?;
    if name.chars().count() > MAX_NAME_CHARS || name.contains('\0') {
        return Err(HttpError::bad_request(format!(
            "name: should have at most {MAX_NAME_CHARS} characters"
        )));
    }
    let size = serde_json::to_vec(&character).map_or(usize::MAX, |text| text.len());
    if size > MAX_CHARACTER_BYTES {
        return Err(HttpError::bad_request(format!(
            "a character should have at most {MAX_CHARACTER_BYTES} bytes of JSON"
        )));
    }
    Ok(Profile {
        name,
        description: description
            .or_else(|| bio(&character))
            .filter(|text| !text.contains('\0')),
        voice_id,
        voice_description,
        character: Some(character),
    })
}

/// Who a character is, in one text.
fn bio(character: &Metadata) -> Option<String> {
    match character.get("bio")? {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => {
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        _ => None,
    }
}

/// An agent in a list.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentItem {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its name once more.
    pub character_name: String,
    /// Who it is: the first line.
    pub bio: String,
    /// Always `active`: agents run elsewhere.
    pub status: String,
}

impl From<&Agent> for AgentItem {
    fn from(agent: &Agent) -> Self {
        let about = agent.profile.description.as_deref().unwrap_or_default();
        Self {
            id: agent.id.to_string(),
            name: agent.profile.name.clone(),
            character_name: agent.profile.name.clone(),
            bio: about.lines().next().unwrap_or_default().to_owned(),
            status: STATUS.to_owned(),
        }
    }
}

/// Agents.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentList {
    /// The agents.
    pub agents: Vec<AgentItem>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

impl Example for AgentList {
    fn example() -> Self {
        Self {
            agents: vec![AgentItem {
                id: AGENT.to_string(),
                name: "Probe".to_owned(),
                character_name: "Probe".to_owned(),
                bio: "Asks about planning".to_owned(),
                status: STATUS.to_owned(),
            }],
            next_cursor: None,
        }
    }
}

/// An agent: these fields, and whatever its runtime said of it.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Agent", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentFields {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who it is, in lines.
    pub bio: Vec<String>,
    /// Always true.
    pub enabled: bool,
    /// Always `active`: agents run elsewhere.
    pub status: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was last changed, in milliseconds since 1970.
    pub updated_at: i64,
    /// The project that it belongs to; null for one that the whole team shares.
    pub project_id: Option<String>,
    /// The character as a whole; in the answer to making it.
    pub character: Option<AnyObject>,
}

/// An agent with all that is known of it.
pub fn whole(agent: &Agent) -> Open<AgentFields> {
    let lines = agent.profile.description.iter().flat_map(|text| text.lines());
    let bio: Vec<&str> = lines.collect();
    let ours = json!({
        "id": agent.id.to_string(),
        "name": agent.profile.name,
        "bio": bio,
        "enabled": true,
        "status": STATUS,
        "createdAt": millis(agent.created_at),
        "updatedAt": millis(agent.created_at),
        "projectId": agent.project.map(|id| id.to_string()),
    });
    let mut whole = agent.profile.character.clone().unwrap_or_default();
    if let Value::Object(ours) = ours {
        whole.extend(ours);
    }
    whole.into()
}

impl Example for Open<AgentFields> {
    fn example() -> Self {
        Self::from_iter([
            ("id".to_owned(), json!(AGENT.to_string())),
            ("name".to_owned(), json!("Probe")),
            ("bio".to_owned(), json!(["Asks about planning"])),
            ("enabled".to_owned(), json!(true)),
            ("status".to_owned(), json!(STATUS)),
            ("createdAt".to_owned(), json!(THEN)),
            ("updatedAt".to_owned(), json!(THEN)),
        ])
    }
}
