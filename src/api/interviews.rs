//! The interviews dialect: a superset of the rooms and projects of the Aseed Insight API.

mod commands;
mod corrections;
mod errors;
mod join;
mod openapi;
mod projects;
mod records;
mod rooms;
mod samples;
mod schema;
mod system;
mod webhooks;
mod worker;

use super::{
    dialect::{Dialect, Generated},
    openapi::ErrorFormat,
};
use poem::IntoEndpoint;
use poem_openapi::{OpenApi, OpenApiService, Tags};

#[derive(Tags)]
enum Tag {
    /// Project management endpoints.
    #[oai(rename = "projects")]
    Projects,
    /// AI interviewer room and session endpoints.
    #[oai(rename = "interviews")]
    Interviews,
    /// Webhooks of LiveKit.
    #[oai(rename = "webhooks")]
    Webhooks,
    /// Records of completed interviews.
    #[oai(rename = "insight")]
    Insight,
    /// Health of the service.
    #[oai(rename = "system")]
    System,
}

/// The dialect. Every path that no other dialect has belongs to it.
pub(super) static DIALECT: Dialect = Dialect {
    name: "interviews",
    prefixes: &[""],
    // The pages of respondents limit their requests themselves, to answer in the respondent's language.
    public_prefixes: &["/api/interviews/join/"],
    routes: || service().into_endpoint(),
    openapi: || Generated::from_service(&service()),
    canonical_path: openapi::canonical_path,
    render_error: |error, _| errors::Format::render(error),
    exceptions: openapi::EXCEPTIONS,
    amend_document: openapi::amend,
};

fn service() -> OpenApiService<impl OpenApi + 'static, ()> {
    let tables = (
        rooms::RoomRoutes,
        join::JoinRoutes,
        projects::ProjectRoutes,
        webhooks::WebhookRoutes,
        records::RecordRoutes,
        corrections::CorrectionRoutes,
        worker::WorkerRoutes,
        system::SystemRoutes,
    );
    OpenApiService::new(tables, "Interview Rooms: interviews", env!("CARGO_PKG_VERSION")).description(
        "Interview rooms with expiring respondent links, and the projects that they belong to. Compatible with the \
         rooms and projects of the Aseed Insight API; all differences are additions.",
    )
}
