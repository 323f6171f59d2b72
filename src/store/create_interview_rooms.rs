//! Creating interview rooms.

use super::{
    Result, Store,
    bulk::BulkWrite,
    create_rooms::{Created, NewRooms, or_conflict, room_row, write},
};
use crate::{
    clock::Timestamp,
    model::{
        email::Email,
        idempotency::IdempotentRequest,
        ids::{ProjectId, RoomId, TeamId},
        interview::Outcome,
        room::{InterviewRoom, Room},
    },
};
use ::entity::{idempotent_request, interview, room};
use sea_orm::{ActiveValue::NotSet, DatabaseBackend, IntoActiveModel};
use serde_json::json;

/// From this many rooms on, a request gains nothing from sharing a commit on PostgreSQL.
const LARGE: usize = 20;

/// Interview rooms to create, all or none.
pub struct NewInterviewRooms {
    /// The rooms, all of one project.
    pub rooms: Vec<InterviewRoom>,
    /// The answer to keep for a repetition of the request.
    pub answer: Option<NewAnswer>,
}

/// The answer to a request with an idempotency key.
pub struct NewAnswer {
    /// The request.
    pub request: IdempotentRequest,
    /// The rooms of the answer, in its order, and what became of each row.
    pub rooms: Vec<(RoomId, Outcome)>,
    /// When the request was made.
    pub created_at: Timestamp,
}

impl NewRooms for NewInterviewRooms {
    const GROUP: usize = 500;

    fn project(&self) -> Option<(TeamId, ProjectId)> {
        self.rooms.first().map(|room| (room.base.team, room.project))
    }

    fn room_count(&self) -> usize {
        self.rooms.len()
    }

    fn rows(requests: &[&Self]) -> BulkWrite {
        let rooms = || requests.iter().flat_map(|request| &request.rooms);
        let answers = requests.iter().filter_map(|request| request.answer.as_ref());
        BulkWrite::default()
            .insert(rooms().map(|room| new_room_row(&room.base)))
            .insert(rooms().map(|room| interview_row(room).into_active_model()))
            .insert(answers.map(|answer| answer_row(answer).into_active_model()))
    }
}

/// Creates interview rooms, sharing the commit with concurrent requests.
pub async fn create(store: &Store, rooms: NewInterviewRooms) -> Result<Created> {
    if store.backend() == DatabaseBackend::Postgres && rooms.rooms.len() >= LARGE {
        // PostgreSQL writes large requests faster side by side than one after the other.
        let created = write(store.writer(), std::slice::from_ref(&rooms)).await;
        return or_conflict(created.map(|created| created.into_iter().next().unwrap_or(Created::Conflict)));
    }
    or_conflict(store.interview_rooms.submit(rooms).await?)
}

/// A pending room. Leaves out the columns that have their defaults in every such room: they slow batches by 5 to 10 %.
fn new_room_row(room: &Room) -> room::ActiveModel {
    room::ActiveModel {
        end_reason: NotSet,
        started_at: NotSet,
        finished_at: NotSet,
        erased_at: NotSet,
        event_count: NotSet,
        message_count: NotSet,
        message_bytes: NotSet,
        open_to_agents: NotSet,
        ..room_row(room).into_active_model()
    }
}

fn interview_row(room: &InterviewRoom) -> interview::Model {
    let interview = room.interview.clone();
    interview::Model {
        room_id: room.base.id,
        project_id: room.project,
        token_hash: interview.link.hash.0.to_vec(),
        sealed_token: interview.link.sealed.0,
        expires_at: interview.terms.expires_at,
        max_duration_minutes: interview.terms.max_duration.minutes().into(),
        research_goals_override: interview.terms.research_goals_override,
        interview_guide_override: interview.terms.interview_guide_override,
        topics_for_respondent: interview.terms.topics_for_respondent,
        display_name: interview.terms.display_name,
        voice: interview.options.voice,
        realtime_provider: interview.options.realtime_provider,
        language: interview.options.language,
        respondent_email: interview.respondent.as_ref().map(Email::expose).map(str::to_owned),
        external_id: interview.external_id,
        last_erased_at: interview.last_erased_at,
        is_superseded: interview.is_superseded,
    }
}

fn answer_row(answer: &NewAnswer) -> idempotent_request::Model {
    idempotent_request::Model {
        caller_id: answer.request.caller,
        key: answer.request.key.as_str().to_owned(),
        fingerprint: answer.request.fingerprint.0.to_vec(),
        rooms: answer
            .rooms
            .iter()
            .map(|(id, outcome)| json!({ "id": id.to_string(), "outcome": outcome.to_string() }))
            .collect(),
        created_at: answer.created_at,
    }
}
