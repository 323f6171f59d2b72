//! Workers that conduct interviews: they fetch the configuration of an interview and report on it.

use super::{
    Tag,
    errors::{ApiResult, FindErrors, UpdateRoomErrors},
    schema::{AgentConfigResponse, SessionReportRequest, SessionReportResponse},
};
use crate::{
    api::{
        request::{Body, Worker},
        response::Json,
    },
    engine::Engine,
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
    /// Returns what a worker needs to conduct an interview. Requires an API key of role `agent`, or the agent secret.
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
        /// The agent secret, if one is configured; replaces the API key.
        #[oai(name = "x-agent-secret")]
        _agent_secret: Header<Option<String>>,
    ) -> ApiResult<Json<AgentConfigResponse>, FindErrors> {
        let room = RoomId(interview_room_id.0);
        let config = engine.interviews.agent_config(worker.0, room).await?;
        Ok(Json(config.into()))
    }

    /// Receive Session Report
    ///
    /// Stores the report of a worker's session, adds its conversation to the transcript, and completes the interview. The
    /// report may have 16 MiB, and a room keeps at most 100 reports of 64 MiB together. It can be sent repeatedly, and after
    /// the interview has ended. `NaN`, `Infinity`, half a surrogate pair and a byte order mark are accepted, because Python
    /// writes them; times outside the interview are moved to its start or end. Requires an API key of role `agent`, or the
    /// agent secret.
    #[oai(
        path = "/session-report",
        method = "post",
        operation_id = "receive_session_report_api_interviews_session_report_post"
    )]
    async fn report(
        &self,
        worker: Worker,
        engine: Data<&Engine>,
        /// The agent secret, if one is configured; replaces the API key.
        #[oai(name = "x-agent-secret")]
        _agent_secret: Header<Option<String>>,
        request: Body<SessionReportRequest, MAX_REPORT_BYTES, true>,
    ) -> ApiResult<Json<SessionReportResponse>, UpdateRoomErrors> {
        let SessionReportRequest {
            interview_room_id,
            report,
        } = request.0;
        let (room, report) = (RoomId(interview_room_id), Value::Object(report.0));
        let reported = engine.interviews.receive_report(worker.0, room, report).await?;
        Ok(Json(SessionReportResponse::new(room, reported)))
    }
}
