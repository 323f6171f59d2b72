//! Message servers: the outside servers that channels belong to.

use super::{AGENT, channel::SOURCE};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use uuid::Uuid;

/// A message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "MessageServer", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ServerBody {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The platform.
    pub source_type: String,
}

impl ServerBody {
    /// A server by its id.
    pub fn new(id: &str) -> Self {
        let is_default = id == Uuid::nil().to_string();
        Self {
            id: id.to_owned(),
            name: if is_default {
                "Default Server".to_owned()
            } else {
                format!("Server {id}")
            },
            source_type: SOURCE.to_owned(),
        }
    }
}

/// Message servers.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ServerList {
    /// The one of all, and those that rooms of the team belong to.
    pub message_servers: Vec<ServerBody>,
}

impl Example for ServerList {
    fn example() -> Self {
        Self {
            message_servers: vec![ServerBody::new(&Uuid::nil().to_string())],
        }
    }
}

/// The message server of all.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct CurrentServer {
    /// Its id.
    pub message_server_id: String,
}

impl Example for CurrentServer {
    fn example() -> Self {
        Self {
            message_server_id: Uuid::nil().to_string(),
        }
    }
}

/// The agents of a message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentsOfServer {
    /// The server.
    pub message_server_id: String,
    /// The agents that sit in its channels.
    pub agents: Vec<String>,
}

impl Example for AgentsOfServer {
    fn example() -> Self {
        Self {
            message_server_id: Uuid::nil().to_string(),
            agents: vec![AGENT.to_string()],
        }
    }
}
