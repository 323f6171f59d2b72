//! What an interviewer's worker does: it is briefed, and reports.

use super::{
    Engine, Tag,
    errors::{Briefing, Reporting},
    schema::{AgentConfigResponse, SessionReportRequest, SessionReportResponse},
};
use crate::{
    api::{auth::Worker, body::Body, json::Json, refusal::Refusal},
    model::{ids::RoomId, session_report::MAX_REPORT_BYTES},
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};
use serde_json::Value;
use uuid::Uuid;

pub(super) struct WorkerRoutes;

#[OpenApi(prefix_path = "/api/interviews", tag = "Tag::Interviews")]
impl WorkerRoutes {
    /// Get Agent Config
    ///
    /// What a worker needs to know to hold an interview. For an API key of role `agent`, or the service's secret.
    #[oai(
        path = "/agent-config/:interview_room_id",
        method = "get",
        operation_id = "get_agent_config_api_interviews_agent_config__interview_room_id__get"
    )]
    async fn config(
        &self,
        worker: Worker,
        engine: Data<&Engine>,
        interview_room_id: Path<Uuid>,
        /// The service's secret, where one is set; instead of an API key.
        #[oai(name = "x-agent-secret")]
        _agent_secret: Header<Option<String>>,
    ) -> Result<Json<AgentConfigResponse>, Refusal<Briefing>> {
        let brief = engine
            .interviews
            .agent_config(worker.0, RoomId(interview_room_id.0))
            .await?;
        Ok(Json(brief.into()))
    }

    /// Receive Session Report
    ///
    /// Takes in what a worker's session was: keeps the report, adds what was said to the transcript, and completes the
    /// interview. At most 16 MiB. Sending it again, or late, is harmless. For an API key of role `agent`, or the
    /// service's secret.
    #[oai(
        path = "/session-report",
        method = "post",
        operation_id = "receive_session_report_api_interviews_session_report_post"
    )]
    async fn report(
        &self,
        worker: Worker,
        engine: Data<&Engine>,
        /// The service's secret, where one is set; instead of an API key.
        #[oai(name = "x-agent-secret")]
        _agent_secret: Header<Option<String>>,
        request: Body<SessionReportRequest, MAX_REPORT_BYTES>,
    ) -> Result<Json<SessionReportResponse>, Refusal<Reporting>> {
        let SessionReportRequest {
            interview_room_id,
            report,
        } = request.0;
        let reported = engine
            .interviews
            .receive_report(worker.0, RoomId(interview_room_id), &Value::Object(report.0))
            .await?;
        Ok(Json(SessionReportResponse::new(RoomId(interview_room_id), reported)))
    }
}
