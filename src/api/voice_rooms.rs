//! The voice rooms dialect, for apps that details several characters: compatible with the rooms and characters of the
//! `MindForge` API.

mod characters;
mod errors;
mod rooms;
mod schema;

use crate::api::documents::{Document, Surface};
use errors::VoiceError;
use poem::error::ResponseError;
use poem_openapi::{OpenApi, OpenApiService, Tags};

#[derive(Tags)]
enum Tag {
    /// Rooms in which characters speak with each other and with people.
    #[oai(rename = "rooms")]
    Rooms,
    /// Characters, which are agents under another name.
    #[oai(rename = "characters")]
    Characters,
}

const SURFACE: Surface = Surface {
    name: "voice-rooms",
    prefixes: &["/v1", "/characters"],
    known: |error| error.downcast_ref().map(VoiceError::as_response),
    refuse: |refused, _| VoiceError::from(refused).as_response(),
};

/// The routes of the dialect. They find the engine among the request's data.
pub fn service() -> OpenApiService<impl OpenApi + 'static, ()> {
    let tables = (rooms::RoomRoutes, characters::CharacterRoutes);
    OpenApiService::new(tables, "Interview Rooms: voice rooms", env!("CARGO_PKG_VERSION")).description(
        "Rooms in which several characters speak with each other and with people, over one room engine. Compatible \
         with the rooms and characters of the MindForge API; what goes beyond it is additive. Ids have a prefix and \
         are accepted as plain UUIDs, too, so every room of the other documents can be named here.",
    )
}

/// The document of the dialect. Takes neither database nor secrets.
pub fn document() -> Document {
    Document::of(&service(), SURFACE)
}
