//! Message servers: the outside servers that channels belong to.

use super::{
    Tag,
    answer::Data,
    auth::AgentCaller,
    errors::{Finding, Listing, plain::ApiResult},
    lists::{MAX_PAGE, rows},
    schema::{AgentsOfServer, ChannelBody, ChannelList, CurrentServer, ServerBody, ServerList},
};
use crate::engine::{Engine, agent_rooms::RoomSet};
use poem::web::Data as Shared;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

pub(super) struct ServerRoutes;

#[OpenApi(prefix_path = "/api/messaging", tag = "Tag::Messaging")]
impl ServerRoutes {
    /// List message servers
    #[oai(path = "/message-servers", method = "get", operation_id = "listMessageServers")]
    async fn list(&self, caller: AgentCaller, engine: Shared<&Engine>) -> ApiResult<Data<ServerList>, Listing> {
        let known = engine
            .agent_rooms
            .list_servers(caller.0.agent_room_reader(), MAX_PAGE)
            .await?;
        let default = Uuid::nil().to_string();
        let others = known.iter().filter(|id| **id != default).map(|id| ServerBody::new(id));
        Ok(Data(ServerList {
            message_servers: [ServerBody::new(&default)].into_iter().chain(others).collect(),
        }))
    }

    /// Get the current message server
    #[oai(
        path = "/message-server/current",
        method = "get",
        operation_id = "getCurrentMessageServer"
    )]
    #[expect(clippy::unused_async, reason = "the framework wants every operation to be async")]
    async fn current(&self, _caller: AgentCaller) -> ApiResult<Data<CurrentServer>, Listing> {
        Ok(Data(CurrentServer {
            message_server_id: Uuid::nil().to_string(),
        }))
    }

    /// List the channels of a message server
    #[oai(
        path = "/message-servers/:messageServerId/channels",
        method = "get",
        operation_id = "listChannelsOfServer"
    )]
    async fn channels(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "messageServerId")] message_server_id: Path<Uuid>,
        /// The most channels to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin: `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Data<ChannelList>, Finding> {
        let of = RoomSet::Server(message_server_id.0.to_string());
        let rows = rows(limit.0, cursor.0.as_deref())?;
        let (rooms, next) = engine.agent_rooms.list(caller.0.agent_room_reader(), of, rows).await?;
        Ok(Data(ChannelList {
            channels: rooms.iter().map(|room| ChannelBody::new(room, None)).collect(),
            next_cursor: next.map(|next| next.to_string()),
        }))
    }

    /// List the agents of a message server
    #[oai(
        path = "/message-servers/:messageServerId/agents",
        method = "get",
        operation_id = "listAgentsOfServer"
    )]
    async fn agents(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "messageServerId")] message_server_id: Path<Uuid>,
    ) -> ApiResult<Data<AgentsOfServer>, Finding> {
        let server = message_server_id.0.to_string();
        let agents = engine
            .agent_rooms
            .list_agents_of_server(caller.0.agent_room_reader(), &server, MAX_PAGE)
            .await?;
        Ok(Data(AgentsOfServer {
            message_server_id: server,
            agents: agents.iter().map(ToString::to_string).collect(),
        }))
    }
}
