//! Creating rooms.

use super::InterviewRoomResponse;
use crate::{engine::interviews::MAX_ROOMS, model::email::Email};
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// Request model for creating interview rooms.
#[derive(Clone, Debug, Object, Validate)]
#[validate(schema(function = "count_fits_respondents"))]
pub struct CreateRoomsRequest {
    /// Project of the rooms.
    pub project_id: Uuid,
    /// Number of rooms to create, 1 to 100. Leave it out with `respondents`, whose number is the count.
    #[oai(default = "default_count", validator(minimum(value = "1"), maximum(value = "100")))]
    pub count: i32,
    /// Maximum duration of an interview, in minutes.
    #[oai(default = "default_minutes", validator(minimum(value = "1"), maximum(value = "480")))]
    pub max_duration_minutes: i32,
    /// Number of days until the links expire.
    #[oai(default = "default_days", validator(minimum(value = "1"), maximum(value = "365")))]
    pub expires_in_days: i32,
    /// Voice of the interviewer.
    #[oai(validator(max_length = 100))]
    pub voice: Option<String>,
    /// Provider of the realtime model.
    #[oai(validator(max_length = 100))]
    pub realtime_provider: Option<String>,
    /// Language of the interview, as a BCP 47 tag such as `en`.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
    /// Topics to announce to the respondents.
    #[oai(validator(max_length = 2000))]
    pub topics_for_respondent: Option<String>,
    /// The team's name for the interviews. Not shown to respondents.
    #[oai(validator(max_length = 42))]
    pub display_name: Option<String>,
    /// Creates one room for each of these respondents.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub respondents: Option<Vec<RespondentRequest>>,
}

/// A respondent to create a room for.
#[derive(Clone, Debug, Default, Object)]
pub struct RespondentRequest {
    /// The only address that may join the room. If absent, the first address to join claims it.
    pub email: Option<Email>,
    /// The team's name for this interview; overrides the batch's.
    #[oai(validator(max_length = 42))]
    pub display_name: Option<String>,
    /// The team's key for the respondent. If the project has a pending or active room with this key, that room is returned as
    /// it is, and the request fails if the room has another `email` or `display_name`. If that room has ended, a new one is
    /// created.
    #[oai(validator(min_length = 1, max_length = 255))]
    pub external_id: Option<String>,
}

fn default_count() -> i32 {
    1
}

fn default_minutes() -> i32 {
    30
}

fn default_days() -> i32 {
    7
}

fn count_fits_respondents(request: &CreateRoomsRequest) -> Result<(), ValidationError> {
    let Some(respondents) = &request.respondents else {
        return Ok(());
    };
    if request.count == default_count() || usize::try_from(request.count) == Ok(respondents.len()) {
        return Ok(());
    }
    Err(ValidationError::new("value_error")
        .with_message("count must be absent or equal the number of respondents".into()))
}

/// The created rooms, in the order of the request.
#[derive(Clone, Debug, Object, Serialize)]
pub struct CreateRoomsResponse {
    /// The rooms.
    pub rooms: Vec<InterviewRoomResponse>,
}

const _: () = assert!(
    MAX_ROOMS == 100,
    "the validators of count and respondents repeat the limit"
);
