//! Message servers: the servers of other platforms that channels belong to.

use super::CHANNEL_SOURCE;
use crate::api::agents::response::Item;
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;

/// A message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "MessageServer", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ServerBody {
    /// ID of the message server.
    pub id: String,
    /// Name of the message server.
    pub name: String,
    /// Platform of the message server.
    pub source_type: String,
}

impl Item for ServerBody {
    const FIELD: &'static str = "messageServers";
}

impl ServerBody {
    /// The server with this id.
    pub fn new(id: &str) -> Self {
        let is_default = id == Uuid::nil().to_string();
        Self {
            id: id.to_owned(),
            name: if is_default {
                "Default Server".to_owned()
            } else {
                format!("Server {id}")
            },
            source_type: CHANNEL_SOURCE.to_owned(),
        }
    }
}

/// The default message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct CurrentServer {
    /// ID of the message server.
    pub message_server_id: String,
}

/// The agents of a message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentsOfServer {
    /// ID of the message server.
    pub message_server_id: String,
    /// IDs of the agents that take part in its channels.
    pub agents: Vec<String>,
}
