//! The interviews dialect: a superset of the Aseed Insight API's rooms and projects.

mod errors;
mod join;
mod projects;
mod records;
mod requests;
mod rooms;
mod schema;
mod system;
mod webhooks;
mod worker;

use crate::api::{
    Engine,
    documents::{Document, INTERVIEWS},
};
use poem_openapi::{OpenApi, OpenApiService, Tags};

#[derive(Tags)]
enum Tag {
    /// Project management endpoints.
    #[oai(rename = "projects")]
    Projects,
    /// AI interviewer room and session endpoints.
    #[oai(rename = "interviews")]
    Interviews,
    /// What the media server tells.
    #[oai(rename = "webhooks")]
    Webhooks,
    /// Records of completed interviews.
    #[oai(rename = "insight")]
    Insight,
    /// Health of the service.
    #[oai(rename = "system")]
    System,
}

/// The routes of the dialect, a table per caller. They find the [`Engine`] among the request's data.
pub fn service() -> OpenApiService<impl OpenApi + 'static, ()> {
    let tables = (
        rooms::RoomRoutes,
        join::JoinRoutes,
        projects::ProjectRoutes,
        webhooks::WebhookRoutes,
        records::RecordRoutes,
        worker::WorkerRoutes,
        system::SystemRoutes,
    );
    OpenApiService::new(tables, "Interview Rooms: interviews", env!("CARGO_PKG_VERSION")).description(
        "Interview rooms with expiring respondent links, and the projects that they belong to. Compatible with the \
         rooms and projects of the Aseed Insight API; what goes beyond it is additive.",
    )
}

/// The document of the dialect. Takes neither database nor secrets.
pub fn document() -> Document {
    Document::of(&service(), INTERVIEWS)
}
