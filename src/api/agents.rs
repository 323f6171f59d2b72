//! The agents dialect, for agent runtimes and their clients: compatible with the agents, rooms, memories, worlds and
//! channels of the `ElizaOS` API. What is the same, better on purpose and absent on purpose is in
//! `docs/compatibility/elizaos.md`.

mod agent;
mod caller;
mod channels;
pub mod derived_id;
mod errors;
mod groups;
mod key;
mod memories;
mod messages;
mod names;
mod parameters;
mod participants;
mod response;
mod rooms;
mod samples;
mod schema;
mod servers;
mod worlds;

use crate::api::documents::{Document, Surface};
use errors::{AgentError, MessagingError};
use poem::error::ResponseError;
use poem_openapi::{OpenApi, OpenApiService, Tags};
use serde_json::{Map, Value};
use std::borrow::Cow;

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

const SURFACE: Surface = Surface {
    name: "agents",
    prefixes: &["/api/agents", "/api/memory", MESSAGING],
    known: |error| {
        let of_messaging = || error.downcast_ref().map(MessagingError::as_response);
        error.downcast_ref().map(AgentError::as_response).or_else(of_messaging)
    },
    refuse: |refused, path| {
        if path.starts_with(MESSAGING) {
            MessagingError::from(refused).as_response()
        } else {
            AgentError::from(refused).as_response()
        }
    },
};

/// The routes of the dialect, a table per thing. They find the engine among the request's data.
pub fn service() -> OpenApiService<impl OpenApi + 'static, ()> {
    let tables = (
        agent::AgentRoutes,
        rooms::RoomRoutes,
        participants::ParticipantRoutes,
        memories::MemoryRoutes,
        worlds::WorldRoutes,
        groups::GroupRoutes,
        channels::ChannelRoutes,
        messages::MessageRoutes,
        servers::ServerRoutes,
    );
    OpenApiService::new(tables, "Interview Rooms: agents", env!("CARGO_PKG_VERSION")).description(
        "Agents, their rooms, memories and worlds, and messaging channels, over one room engine. Compatible with the \
         ElizaOS API as its server and its official client speak it; what goes beyond it is additive. A channel is a \
         room, with the same id. The key is shown in X-API-KEY.",
    )
}

/// The document of the dialect. Takes neither database nor secrets.
pub fn document() -> Document {
    Document::changed(&service(), SURFACE, |document| {
        with_second_paths(samples::with_request_examples(document))
    })
}

/// The first of the two paths under which a route of agents' rooms and memories is found, and the newer of two names that
/// a path has.
pub(super) fn shared_path(path: &str) -> Cow<'_, str> {
    const OLD: [(&str, &str); 3] = [
        ("/api/messaging/central-channels", "/api/messaging/channels"),
        ("/api/messaging/central-servers", "/api/messaging/message-servers"),
        ("/api/messaging/servers", "/api/messaging/message-servers"),
    ];
    if let Some(rest) = path.strip_prefix("/api/memory/")
        && rest.split('/').next() != Some("groups")
    {
        return format!("/api/agents/{rest}").into();
    }
    let renamed = OLD.iter().find_map(|(old, new)| {
        let rest = path.strip_prefix(old)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("{new}{rest}"))
    });
    renamed.map_or(Cow::Borrowed(path), Cow::Owned)
}

/// The document with both paths of what has two.
fn with_second_paths(mut document: Value) -> Value {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return document;
    };
    let twice = ["/rooms", "/memories", "/connections"];
    let second: Map<String, Value> = paths
        .iter()
        .filter_map(|(path, item)| {
            let rest = path.strip_prefix("/api/agents/{agentId}")?;
            let has_two = twice.iter().any(|part| rest.starts_with(part));
            has_two.then(|| (format!("/api/memory/{{agentId}}{rest}"), under_second_name(item)))
        })
        .collect();
    paths.extend(second);
    document
}

fn under_second_name(item: &Value) -> Value {
    let mut item = item.clone();
    for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
        for name in ["operationId", "summary"] {
            if let Some(text) = operation[name].as_str() {
                let suffix = if name == "summary" {
                    " (under /api/memory)"
                } else {
                    "UnderMemory"
                };
                operation[name] = format!("{text}{suffix}").into();
            }
        }
    }
    item
}

#[cfg(test)]
mod tests {
    use super::shared_path;

    #[test]
    fn a_route_that_has_two_paths_is_found_under_both() {
        for (path, shared) in [
            ("/api/memory/a/rooms", "/api/agents/a/rooms"),
            ("/api/memory/groups/a", "/api/memory/groups/a"),
            (
                "/api/messaging/servers/a/channels",
                "/api/messaging/message-servers/a/channels",
            ),
            ("/api/messaging/central-channels", "/api/messaging/channels"),
            ("/api/messaging/serverside", "/api/messaging/serverside"),
            ("/api/agents", "/api/agents"),
        ] {
            assert_eq!(shared_path(path), shared);
        }
    }
}
