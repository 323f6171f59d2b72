//! The agents dialect, for agent runtimes and their clients: compatible with the agents, rooms, memories, worlds and
//! channels of the `ElizaOS` API. `docs/compatibility/elizaos.md` lists what is the same, what deliberately differs and
//! what is deliberately absent.

mod agent;
mod agent_events;
mod caller;
mod channels;
mod connections;
pub mod derived_id;
mod errors;
mod groups;
mod memories;
mod memory;
mod messages;
mod names;
mod openapi;
mod parameters;
mod participants;
mod paths;
mod response;
mod rooms;
mod samples;
mod schema;
mod servers;
mod worlds;

use super::{
    dialect::{Dialect, Generated},
    openapi::ErrorFormat,
};
use poem::IntoEndpoint;
use poem_openapi::{OpenApi, OpenApiService, Tags};

#[derive(Tags)]
enum Tag {
    /// Operations for managing AI agents.
    #[oai(rename = "agents")]
    Agents,
    /// Operations for managing rooms.
    #[oai(rename = "rooms")]
    Rooms,
    /// Operations for managing agent memories.
    #[oai(rename = "memory")]
    Memory,
    /// Operations for messages, channels, and servers.
    #[oai(rename = "messaging")]
    Messaging,
}

const MESSAGING: &str = "/api/messaging";

/// The dialect.
pub(super) static DIALECT: Dialect = Dialect {
    name: "agents",
    prefixes: &["/api/agents", "/api/memory", MESSAGING],
    public_prefixes: &[],
    routes: || service().into_endpoint(),
    openapi: || Generated::from_service(&service()),
    canonical_path: paths::canonical_path,
    render_error: |error, path| {
        if path.starts_with(MESSAGING) {
            errors::Format::<true>::render(error)
        } else {
            errors::Format::<false>::render(error)
        }
    },
    exceptions: openapi::EXCEPTIONS,
    amend_document: |document| {
        let document = paths::with_parameters(samples::with_request_examples(document));
        openapi::with_client_shapes(paths::with_aliases(document))
    },
};

fn service() -> OpenApiService<impl OpenApi + 'static, ()> {
    let tables = (
        agent::AgentRoutes,
        rooms::RoomRoutes,
        agent_events::AgentEventRoutes,
        connections::ConnectionRoutes,
        participants::ParticipantRoutes,
        memories::MemoryRoutes,
        worlds::WorldRoutes,
        groups::GroupRoutes,
        channels::NewChannelRoutes,
        channels::ChannelRoutes,
        messages::MessageRoutes,
        servers::ServerRoutes,
    );
    OpenApiService::new(tables, "Interview Rooms: agents", env!("CARGO_PKG_VERSION")).description(
        "Agents with their rooms, memories and worlds, and messaging channels. Compatible with the ElizaOS API: as it is \
         documented under /api/agents, and as its official client calls it under /api/memory; all differences are \
         additions. A channel is a room, with the same id. The API key is sent in X-API-KEY.",
    )
}
