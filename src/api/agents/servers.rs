//! Message servers: the servers of other platforms that channels belong to.

use super::{
    Tag,
    caller::Reader,
    channels::ChannelBody,
    errors::{Finding, Listing},
    parameters::MAX_PAGE,
    response::{Item, List, MessagingResult, Page, Success},
    schema::CHANNEL_SOURCE,
};
use crate::{
    api::request::{PageQuery, Params},
    engine::agent_rooms::RoomSet,
};
use poem_openapi::{Object, OpenApi};
use serde::Serialize;
use uuid::Uuid;

pub(super) struct ServerRoutes;

#[OpenApi(prefix_path = "/api/messaging", tag = "Tag::Messaging")]
impl ServerRoutes {
    /// List message servers
    ///
    /// Lists the default server, and every server that rooms of the team belong to.
    #[oai(path = "/message-servers", method = "get", operation_id = "listMessageServers")]
    async fn list(&self, caller: Reader) -> MessagingResult<List<ServerBody>, Listing> {
        let servers = caller.engine.list_servers(caller.permit, MAX_PAGE).await?;
        let default = Uuid::nil().to_string();
        let others = servers.iter().filter(|id| **id != default);
        let all = [&default].into_iter().chain(others);
        Ok(Success(all.map(|id| ServerBody::new(id)).collect()))
    }

    /// Get the current message server
    #[oai(
        path = "/message-server/current",
        method = "get",
        operation_id = "getCurrentMessageServer"
    )]
    #[expect(clippy::unused_async, reason = "poem-openapi requires operations to be async")]
    async fn current(&self, _caller: Reader) -> MessagingResult<CurrentServer, Listing> {
        Ok(Success(CurrentServer {
            message_server_id: Uuid::nil().to_string(),
        }))
    }

    /// List the channels of a message server
    ///
    /// Lists the channels, highest ID first.
    #[oai(
        path = "/message-servers/:messageServerId/channels",
        method = "get",
        operation_id = "listChannelsOfServer"
    )]
    async fn channels(
        &self,
        caller: Reader<Uuid>,
        page: Params<PageQuery>,
    ) -> MessagingResult<Page<ChannelBody>, Finding> {
        let (of, page) = (RoomSet::Server(caller.path.to_string()), page.0.page()?);
        let rooms = caller.engine.list(caller.permit, of, page.into()).await?;
        Ok(Success(Page::new(rooms, |room| ChannelBody::new(&room, None))))
    }

    /// List the agents of a message server
    #[oai(
        path = "/message-servers/:messageServerId/agents",
        method = "get",
        operation_id = "listAgentsOfServer"
    )]
    async fn agents(&self, caller: Reader<Uuid>) -> MessagingResult<AgentsOfServer, Finding> {
        let server = caller.path.to_string();
        let agents = caller
            .engine
            .list_agents_of_server(caller.permit, &server, MAX_PAGE)
            .await?;
        Ok(Success(AgentsOfServer {
            message_server_id: server,
            agents: agents.iter().map(ToString::to_string).collect(),
        }))
    }
}

/// A message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "MessageServer", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ServerBody {
    pub id: String,
    pub name: String,
    /// Platform of the message server.
    pub source_type: String,
}

impl Item for ServerBody {
    const LIST: &'static str = "messageServers";
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
    pub message_server_id: String,
}

/// The agents of a message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentsOfServer {
    pub message_server_id: String,
    /// IDs of the agents that take part in its channels.
    pub agents: Vec<String>,
}
