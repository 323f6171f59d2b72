//! The bodies of the interviews dialect: names, types and defaults as in the outside contract, limits and additions ours.

use crate::{
    clock::Timestamp,
    model::{email::Email, life_cycle::Status, project::Project, room::Room},
    rooms::{Change, Invitation, Joined, MOST_ROOMS, RoomView},
};
use poem_openapi::{
    Object,
    types::{Email as EmailText, Example, MaybeUndefined},
};
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
    pub email: Option<EmailText>,
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

/// Response model for interview room details.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct InterviewRoomResponse {
    /// The room's id.
    pub id: String,
    /// The project that it was made in.
    pub project_id: String,
    /// The record of the completed interview.
    pub record_id: Option<String>,
    /// The secret of the link; empty for a viewer.
    pub access_token: String,
    /// The respondent's link; empty for a viewer.
    pub url: String,
    /// The room's name on the media server.
    pub room_name: String,
    /// The only person who may join; null for a viewer.
    pub respondent_email: Option<String>,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
    /// Goals of this interview instead of the project's.
    pub research_goals_override: Option<String>,
    /// Guide of this interview instead of the project's.
    pub interview_guide_override: Option<String>,
    /// Where the room stands by the clock: `pending`, `active`, `completed`, `expired` or `cancelled`.
    pub status: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the respondent first joined.
    pub started_at: Option<Timestamp>,
    /// When it reached its final status.
    pub finished_at: Option<Timestamp>,
    /// Until when somebody may start.
    pub expires_at: Option<Timestamp>,
    /// The API key that made it.
    pub created_by: String,
    /// Voice of the interviewer.
    pub voice: Option<String>,
    /// Provider of the realtime model.
    pub realtime_provider: Option<String>,
    /// Language of the interview.
    pub language: Option<String>,
    /// What the respondent is told that it will be about.
    pub topics_for_respondent: Option<String>,
    /// The team's own name for the interview.
    #[oai(validator(max_length = 42))]
    pub display_name: Option<String>,
    /// The team's own key for the respondent.
    pub external_id: Option<String>,
    /// Why the room ended: `respondent_left`, `time_up`, `agent_reported`, `media_finished`, `link_expired`,
    /// `cancelled` or `project_deleted`.
    pub end_reason: Option<String>,
}

impl InterviewRoomResponse {
    /// The room as its team sees it.
    pub fn new(view: RoomView, public_url: &str) -> Self {
        let RoomView { room, token } = view;
        let Room { life, interview, .. } = room;
        let token = token.map(|token| token.expose()).unwrap_or_default();
        let url = if token.is_empty() {
            String::new()
        } else {
            format!("{public_url}/interview/{token}")
        };
        Self {
            id: room.id.to_string(),
            project_id: room.project.to_string(),
            record_id: room.record.map(|id| id.to_string()),
            access_token: token,
            url,
            room_name: room.name,
            respondent_email: interview.respondent.map(|email| email.expose().to_owned()),
            max_duration_minutes: interview.terms.max_duration.minutes().into(),
            research_goals_override: interview.terms.research_goals_override,
            interview_guide_override: interview.terms.interview_guide_override,
            status: life.status.to_string(),
            created_at: room.created_at,
            started_at: life.started_at,
            finished_at: life.finished_at,
            expires_at: Some(interview.terms.expires_at),
            created_by: room.created_by.to_string(),
            voice: interview.manner.voice,
            realtime_provider: interview.manner.realtime_provider,
            language: interview.manner.language,
            topics_for_respondent: interview.terms.topics_for_respondent,
            display_name: interview.terms.display_name,
            external_id: interview.external_id,
            end_reason: life.end_reason.map(|reason| reason.as_str().to_owned()),
        }
    }
}

impl Example for InterviewRoomResponse {
    fn example() -> Self {
        let id = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002);
        let made = Timestamp::from_timestamp_secs(1_767_600_000).unwrap_or_default();
        Self {
            id: id.to_string(),
            project_id: Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0001).to_string(),
            record_id: None,
            access_token: "dGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUu".to_owned(),
            url: "https://rooms.example.org/interview/dGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUu".to_owned(),
            room_name: format!("interview-{}", id.simple()),
            respondent_email: None,
            max_duration_minutes: thirty(),
            research_goals_override: None,
            interview_guide_override: None,
            status: Status::Pending.to_string(),
            created_at: made,
            started_at: None,
            finished_at: None,
            expires_at: Some(made + chrono::TimeDelta::days(7)),
            created_by: Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0003).to_string(),
            voice: None,
            realtime_provider: None,
            language: Some("en".to_owned()),
            topics_for_respondent: Some("How you plan your week".to_owned()),
            display_name: None,
            external_id: None,
            end_reason: None,
        }
    }
}

/// The rooms that were created, in the order that they were asked for.
#[derive(Clone, Debug, Object, Serialize)]
pub struct CreateRoomsResponse {
    /// The rooms.
    pub rooms: Vec<InterviewRoomResponse>,
}

/// Request model for updating an interview room.
#[expect(
    clippy::struct_excessive_bools,
    reason = "the outside contract has a flag for each field"
)]
#[derive(Clone, Debug, Object, Validate)]
pub struct UpdateRoomRequest {
    /// Goals of this interview instead of the project's; null clears.
    #[oai(validator(max_length = 10000))]
    pub research_goals_override: MaybeUndefined<String>,
    /// Guide of this interview instead of the project's; null clears.
    #[oai(validator(max_length = 20000))]
    pub interview_guide_override: MaybeUndefined<String>,
    /// What the respondent is told; null clears.
    #[oai(validator(max_length = 2000))]
    pub topics_for_respondent: MaybeUndefined<String>,
    /// How long the interview may take, in minutes. A room always has one, so null keeps it.
    #[oai(validator(minimum(value = "1"), maximum(value = "480")))]
    pub max_duration_minutes: Option<i32>,
    /// Until when somebody may start; in the future, at most 3650 days ahead. A link always ends, so null keeps it.
    pub expires_at: Option<Timestamp>,
    /// Clears the goals, whatever the field says.
    #[oai(default)]
    pub clear_research_goals_override: bool,
    /// Clears the guide, whatever the field says.
    #[oai(default)]
    pub clear_interview_guide_override: bool,
    /// Clears the topics, whatever the field says.
    #[oai(default)]
    pub clear_topics_for_respondent: bool,
    /// The team's own name for the interview; null clears.
    #[oai(validator(max_length = 42))]
    pub display_name: MaybeUndefined<String>,
    /// Clears the name, whatever the field says.
    #[oai(default)]
    pub clear_display_name: bool,
}

/// What a value and its clearing flag ask for together.
pub fn change(value: MaybeUndefined<String>, clear: bool) -> Change<String> {
    match value {
        _ if clear => Change::Clear,
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(text) => trimmed(Some(text)).map_or(Change::Clear, Change::Set),
    }
}

/// Request model for reopening an interview room.
#[derive(Clone, Debug, Object, Validate)]
pub struct ReopenRoomRequest {
    /// Until when somebody may start; in the future, at most 3650 days ahead.
    pub expires_at: Timestamp,
}

/// Response model for public room information.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoomInfoResponse {
    /// The room's name.
    pub room_name: String,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
    /// Where the room stands by the clock.
    pub status: String,
    /// The name of the project.
    pub project_name: Option<String>,
    /// Until when somebody may start.
    pub expires_at: Option<Timestamp>,
    /// Language of the interview.
    pub language: Option<String>,
    /// What it will be about.
    pub topics_for_respondent: Option<String>,
}

impl From<Invitation> for RoomInfoResponse {
    fn from(Invitation { room, project_name }: Invitation) -> Self {
        Self {
            room_name: room.name,
            max_duration_minutes: room.interview.terms.max_duration.minutes().into(),
            status: room.life.status.to_string(),
            project_name,
            expires_at: Some(room.interview.terms.expires_at),
            language: room.interview.manner.language,
            topics_for_respondent: room.interview.terms.topics_for_respondent,
        }
    }
}

/// Request model for joining an interview room.
#[derive(Clone, Debug, Object, Validate)]
pub struct JoinRoomRequest {
    /// Who joins.
    pub email: EmailText,
}

/// Response model for joining an interview room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct JoinRoomResponse {
    /// The respondent's token: opaque and short-lived.
    pub token: String,
    /// Where the interview is held.
    pub url: String,
    /// The room's name.
    pub room_name: String,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
}

impl JoinRoomResponse {
    /// The answer to a respondent who is in.
    pub fn new(joined: Joined, public_url: &str) -> Self {
        Self {
            token: joined.token,
            url: public_url.to_owned(),
            max_duration_minutes: joined.room.interview.terms.max_duration.minutes().into(),
            room_name: joined.room.name,
        }
    }
}

/// Where a room stands after leaving or cancelling.
#[derive(Clone, Debug, Object, Serialize)]
pub struct StatusResponse {
    /// What happened, for a person.
    pub message: String,
    /// The room's status.
    pub status: String,
}

/// Public config for interview links (tokens per 30 min).
#[derive(Clone, Debug, Object, Serialize)]
pub struct InterviewConfigResponse {
    /// What 30 minutes of interview cost.
    pub tokens_per_30_min: i32,
}

/// A project to create.
#[derive(Clone, Debug, Object, Validate)]
pub struct CreateProjectRequest {
    /// Its name.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(custom(function = "not_blank"))]
    pub name: String,
    /// What it is about.
    #[oai(validator(max_length = 5000))]
    pub description: Option<String>,
    /// What the team wants to learn.
    #[oai(validator(max_length = 10000))]
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    #[oai(validator(max_length = 20000))]
    pub interview_guide: Option<String>,
}

/// A partial update: what is absent or null stays as it is.
#[derive(Clone, Debug, Object, Validate)]
pub struct UpdateProjectRequest {
    /// Its name.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(custom(function = "not_blank"))]
    pub name: Option<String>,
    /// What it is about.
    #[oai(validator(max_length = 5000))]
    pub description: Option<String>,
    /// How far it is: `New`, `Opened`, `Closed` or a word of the team's own.
    #[oai(validator(min_length = 1, max_length = 64))]
    #[validate(custom(function = "not_blank"))]
    pub status: Option<String>,
    /// What the team wants to learn.
    #[oai(validator(max_length = 10000))]
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    #[oai(validator(max_length = 20000))]
    pub interview_guide: Option<String>,
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() {
        return Err(ValidationError::new("string_too_short").with_message("String should not be blank".into()));
    }
    Ok(())
}

/// A project.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ProjectResponse {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// How far it is.
    pub status: String,
    /// How many records it has.
    pub records_count: i32,
    /// How many reports it has.
    pub total_reports_count: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// What the team wants to learn.
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    pub interview_guide: Option<String>,
    /// Always null: projects belong to teams.
    pub owner_email: Option<String>,
}

impl From<Project> for ProjectResponse {
    fn from(
        Project {
            id,
            details,
            created_at,
            ..
        }: Project,
    ) -> Self {
        Self {
            id: id.to_string(),
            name: details.name,
            description: details.description,
            status: details.status,
            // Records and reports come with the interview itself.
            records_count: 0,
            total_reports_count: 0,
            created_at,
            research_goals: details.research_goals,
            interview_guide: details.interview_guide,
            owner_email: None,
        }
    }
}

/// A sentence for a person.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MessageResponse {
    /// What happened.
    pub message: String,
}

/// The text without the space around it; what is empty then is nothing.
pub fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// An address that the schema has found valid.
pub fn email(text: Option<EmailText>) -> Option<Email> {
    text.and_then(|EmailText(text)| text.parse().ok())
}

const _: () = assert!(
    MOST_ROOMS == 100,
    "the limits of count and respondents are written out above"
);
