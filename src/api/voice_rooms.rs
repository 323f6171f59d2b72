//! The voice rooms dialect, for apps in which several characters speak: compatible with the rooms and characters of the
//! `MindForge` API.

mod characters;
mod errors;
mod openapi;
mod rooms;
mod schema;

use super::{
    dialect::{Dialect, Generated},
    openapi::ErrorFormat,
};
use poem::IntoEndpoint;
use poem_openapi::{OpenApi, OpenApiService, Tags};

#[derive(Tags)]
enum Tag {
    /// Rooms in which characters speak with each other and with people.
    #[oai(rename = "rooms")]
    Rooms,
    /// Characters, which the other dialects call agents.
    #[oai(rename = "characters")]
    Characters,
}

/// The dialect.
pub(super) static DIALECT: Dialect = Dialect {
    name: "voice-rooms",
    prefixes: &["/v1", "/characters"],
    public_prefixes: &[],
    routes: || service().into_endpoint(),
    openapi: || Generated::from_service(&service()),
    canonical_path: |_| None,
    render_error: |error, _| errors::Format::render(error),
    exceptions: openapi::EXCEPTIONS,
    amend_document: |document| document,
};

fn service() -> OpenApiService<impl OpenApi + 'static, ()> {
    let tables = (rooms::RoomRoutes, characters::CharacterRoutes);
    OpenApiService::new(tables, "Interview Rooms: voice rooms", env!("CARGO_PKG_VERSION")).description(
        "Rooms in which several characters speak with each other and with people. Compatible with the rooms and \
         characters of the MindForge API; all differences are additions. Ids have a prefix. Plain UUIDs are accepted, \
         too, so that rooms of the other dialects can be used here.",
    )
}
