//! What a respondent's client does with a link.

use super::{
    Engine, Tag,
    errors::{Joining, Leaving, Looking},
    schema::{JoinRoomRequest, JoinRoomResponse, RoomInfoResponse, StatusResponse},
};
use crate::{
    api::{body::Body, json::Json, refusal::Refusal},
    engine::interviews::Start,
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
    /// What a link leads to. Changes nothing: mail scanners and previews open links.
    #[oai(
        path = "/join/:access_token",
        method = "get",
        operation_id = "get_room_info_api_interviews_join__access_token__get"
    )]
    async fn look(
        &self,
        engine: Data<&Engine>,
        access_token: Path<String>,
    ) -> Result<Json<RoomInfoResponse>, Refusal<Looking>> {
        Ok(Json(engine.interviews.preview(&link(&access_token.0)?).await?.into()))
    }

    /// Join Room
    ///
    /// Claims a pending room and starts its clock. The same e-mail may come back while the interview runs. With voice
    /// configured, the answer leads to LiveKit: its URL, a token for joining that is valid for five minutes, and the name
    /// of the room there; otherwise to this service.
    #[oai(
        path = "/join/:access_token",
        method = "post",
        operation_id = "join_room_api_interviews_join__access_token__post"
    )]
    async fn join(
        &self,
        engine: Data<&Engine>,
        access_token: Path<String>,
        request: Body<JoinRoomRequest>,
    ) -> Result<Json<JoinRoomResponse>, Refusal<Joining>> {
        let link = link(&access_token.0)?;
        let by_voice = engine.voice.livekit().is_some();
        let start = Start {
            email: request.0.email,
            language: Language::default(),
            consent: None,
            channel: if by_voice { Channel::Voice } else { Channel::Text },
        };
        let joined = engine.interviews.join(&link, start).await?;
        if !by_voice {
            return Ok(Json(JoinRoomResponse::new(joined, &engine.public_url)));
        }
        let voice = engine.voice.start(&joined.session).await?;
        Ok(Json(JoinRoomResponse::by_voice(&joined.session.room, voice)))
    }

    /// Participant Leave
    ///
    /// Completes an active interview. Repeating it is harmless; an unused link cannot be burnt by it.
    #[oai(
        path = "/join/:access_token/leave",
        method = "post",
        operation_id = "participant_leave_api_interviews_join__access_token__leave_post"
    )]
    async fn leave(
        &self,
        engine: Data<&Engine>,
        access_token: Path<String>,
    ) -> Result<Json<StatusResponse>, Refusal<Leaving>> {
        let status = engine.interviews.complete(&link(&access_token.0)?).await?;
        Ok(Json(StatusResponse {
            message: "Interview left".to_owned(),
            status: status.to_string(),
        }))
    }
}

fn link(text: &str) -> Result<AccessToken, EngineError> {
    AccessToken::parse(text).ok_or(EngineError::NotFound(Resource::Link))
}
