//! The bodies of creating rooms.

use super::InterviewRoomResponse;
use crate::{engine::interviews::MAX_ROOMS, model::email::Email};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// What to create.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
#[validate(schema(function = "count_fits_respondents"))]
pub struct CreateRoomsRequest {
    /// The project in which the rooms are made.
    pub project_id: Uuid,
    /// How many rooms to make, 1 to 100. With `respondents`, leave it out: their number is the count.
    #[oai(default = "one", validator(minimum(value = "1"), maximum(value = "100")))]
    pub count: i32,
    /// How long an interview may take, in minutes.
    #[oai(default = "thirty", validator(minimum(value = "1"), maximum(value = "480")))]
    pub max_duration_minutes: i32,
    /// For how many days the links work.
    #[oai(default = "seven", validator(minimum(value = "1"), maximum(value = "365")))]
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
    /// What the respondents are told that it will be about.
    #[oai(validator(max_length = 2000))]
    pub topics_for_respondent: Option<String>,
    /// The team's own name for the interviews; never shown to respondents.
    #[oai(validator(max_length = 42))]
    pub display_name: Option<String>,
    /// A room for each of these respondents.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub respondents: Option<Vec<RespondentRequest>>,
}

/// A respondent whom a room is made for.
#[derive(Clone, Debug, Default, Object)]
pub struct RespondentRequest {
    /// The only address that may then join. Without one, the first who starts.
    pub email: Option<Email>,
    /// The team's own name for this interview instead of the batch's.
    #[oai(validator(max_length = 42))]
    pub display_name: Option<String>,
    /// The team's own key for the respondent. A respondent of the project who already has a room gets that one.
    #[oai(validator(min_length = 1, max_length = 255))]
    pub external_id: Option<String>,
}

fn one() -> i32 {
    1
}

fn thirty() -> i32 {
    30
}

fn seven() -> i32 {
    7
}

fn count_fits_respondents(request: &CreateRoomsRequest) -> Result<(), ValidationError> {
    let Some(respondents) = &request.respondents else {
        return Ok(());
    };
    if request.count == one() || usize::try_from(request.count) == Ok(respondents.len()) {
        return Ok(());
    }
    Err(ValidationError::new("value_error")
        .with_message("count must be left out, or be the number of respondents".into()))
}

impl Example for CreateRoomsRequest {
    fn example() -> Self {
        Self {
            project_id: Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0001),
            count: 3,
            max_duration_minutes: thirty(),
            expires_in_days: seven(),
            voice: None,
            realtime_provider: None,
            language: Some("en".to_owned()),
            topics_for_respondent: Some("How you plan your week".to_owned()),
            display_name: None,
            respondents: None,
        }
    }
}

/// The rooms that were created, in the order that they were asked for.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct CreateRoomsResponse {
    /// The rooms.
    pub rooms: Vec<InterviewRoomResponse>,
}

impl Example for CreateRoomsResponse {
    fn example() -> Self {
        Self {
            rooms: vec![InterviewRoomResponse::example()],
        }
    }
}

const _: () = assert!(
    MAX_ROOMS == 100,
    "the limits of count and respondents are written out above"
);
