//! Links, as a respondent's client uses them.

use super::{
    Tag,
    errors::{ApiResult, JoinErrors, LeaveErrors, PreviewErrors},
    schema::{JoinRoomRequest, JoinRoomResponse, RoomInfoResponse, StatusResponse},
};
use crate::{
    api::{ApiConfig, request::Body, response::Json},
    engine::{Engine, interviews::Start},
    model::{
        error::{EngineError, Resource},
        language::Language,
        token::AccessToken,
        turn::Channel,
    },
};
use poem::web::Data;
use poem_openapi::{OpenApi, param::Path};

pub(super) struct JoinRoutes;

#[OpenApi(prefix_path = "/api/interviews", tag = "Tag::Interviews")]
impl JoinRoutes {
    /// Get Room Info
    ///
    /// Returns the room that a link leads to. Has no side effects, because mail scanners and link previews open links.
    #[oai(
        path = "/join/:access_token",
        method = "get",
        operation_id = "get_room_info_api_interviews_join__access_token__get"
    )]
    async fn preview(
        &self,
        engine: Data<&Engine>,
        access_token: Path<String>,
    ) -> ApiResult<Json<RoomInfoResponse>, PreviewErrors> {
        let preview = engine.interviews.preview(&parse_token(&access_token.0)?).await?;
        Ok(Json(preview.into()))
    }

    /// Join Room
    ///
    /// Claims a pending room for an e-mail address and starts the interview's clock. The same address may join again
    /// while the interview is running. If voice is configured, the response contains LiveKit's URL, a join token that is
    /// valid for five minutes, and the name of the room on LiveKit; otherwise the URL of this service. If LiveKit cannot be
    /// used, the answer is 503 and the interview does not start.
    #[oai(
        path = "/join/:access_token",
        method = "post",
        operation_id = "join_room_api_interviews_join__access_token__post"
    )]
    async fn join(
        &self,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        access_token: Path<String>,
        request: Body<JoinRoomRequest>,
    ) -> ApiResult<Json<JoinRoomResponse>, JoinErrors> {
        let token = parse_token(&access_token.0)?;
        let has_voice = engine.voice.livekit().is_some();
        let start = Start {
            email: request.0.email,
            language: Language::default(),
            consent: None,
            channel: if has_voice { Channel::Voice } else { Channel::Text },
        };
        if !has_voice {
            let joined = engine.interviews.join(&token, start).await?;
            return Ok(Json(JoinRoomResponse::new(joined, &config.public_url)));
        }
        let (joined, voice) = engine.voice.join(&token, start).await?;
        Ok(Json(JoinRoomResponse::with_voice(&joined.session.room, voice)))
    }

    /// Participant Leave
    ///
    /// Completes an active interview. Can be repeated safely; a link that has not been used stays valid.
    #[oai(
        path = "/join/:access_token/leave",
        method = "post",
        operation_id = "participant_leave_api_interviews_join__access_token__leave_post"
    )]
    async fn leave(
        &self,
        engine: Data<&Engine>,
        access_token: Path<String>,
    ) -> ApiResult<Json<StatusResponse>, LeaveErrors> {
        let status = engine.interviews.complete(&parse_token(&access_token.0)?).await?;
        Ok(Json(StatusResponse {
            message: "Interview left".to_owned(),
            status: status.to_string(),
        }))
    }
}

/// Parses an access token. Text that is no token belongs to no link.
fn parse_token(text: &str) -> Result<AccessToken, EngineError> {
    AccessToken::parse(text).ok_or(EngineError::NotFound(Resource::Link))
}
