//! Creates rooms: 1 to 100 in a batch, all or none.

use super::{Interviews, RoomView};
use crate::{
    clock::Timestamp,
    engine::unit_of_work::Effects,
    entropy::{Entropy, Prefetched},
    model::{
        access::CanWrite,
        email::Email,
        error::{EngineError, Resource, Result},
        idempotency::{IdempotentRequest, REPLAY_WINDOW},
        ids::{ID_ENTROPY, ProjectId, RoomId, new_id},
        interview::{Interview, InterviewOptions, Link, MaxDuration, Terms},
        life_cycle::LifeCycle,
        room::{InterviewRoom, Room, room_name},
        secret::NONCE_LENGTH,
        token::{AccessToken, TOKEN_BYTES},
    },
    store::{
        create_interview_rooms::{self, NewAnswer, NewInterviewRooms},
        create_rooms::Created,
        idempotency, projects, rooms,
    },
};
use chrono::TimeDelta;
use std::collections::HashMap;

/// The maximum number of rooms in a batch.
pub const MAX_ROOMS: usize = 100;
/// The maximum life of a new link, in days.
pub const MAX_EXPIRY_DAYS: u16 = 365;
/// The random bytes that a new room needs: for its id, its token and the seal of the token.
const ROOM_ENTROPY: usize = ID_ENTROPY + TOKEN_BYTES + NONCE_LENGTH;
/// How often a creation is tried again after a conflict with a concurrent one.
const ATTEMPTS: usize = 5;

/// A respondent for whom a room is created.
#[derive(Clone, Debug, Default)]
pub struct Respondent {
    /// The only e-mail address that may join.
    pub email: Option<Email>,
    /// The team's name for the interview.
    pub display_name: Option<String>,
    /// The team's id of the respondent. A respondent of the project who has a room already keeps it.
    pub external_id: Option<String>,
}

/// The rooms to create, one for each respondent.
#[derive(Clone, Debug)]
pub struct CreateBatch {
    /// Their project.
    pub project: ProjectId,
    /// The maximum duration of an interview.
    pub max_duration: MaxDuration,
    /// The life of the links, in days: 1 to 365.
    pub expires_in_days: u16,
    /// How the interviews are held.
    pub options: InterviewOptions,
    /// The topics that respondents are shown.
    pub topics_for_respondent: Option<String>,
    /// The respondents: 1 to 100, in the order of the result.
    pub respondents: Vec<Respondent>,
}

impl Interviews {
    /// Creates a room for every respondent who has none, and returns the rooms of all.
    ///
    /// If the request has an idempotency key and was answered before, returns the rooms of that answer as they are now.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such project; `IdempotencyKeyReused` if the key was used for another request;
    /// `RequestInProgress` if the first request with the key has not been answered yet.
    #[tracing::instrument(name = "interviews.create_batch", skip_all)]
    pub async fn create_batch(
        &self,
        permit: CanWrite,
        request: &CreateBatch,
        idempotent: Option<IdempotentRequest>,
    ) -> Result<Vec<RoomView>> {
        if !permit.scope.covers(request.project) {
            return Err(EngineError::NotFound(Resource::Project));
        }
        let flight = idempotent.as_ref().map(|call| {
            let entered = self.in_flight.enter((call.caller, call.key.clone()));
            entered.ok_or(EngineError::RequestInProgress)
        });
        let _flight = flight.transpose()?;
        for _ in 0..ATTEMPTS {
            let now = self.core.clock.now();
            if let Some(call) = &idempotent
                && let Some(rooms) = self.find_earlier_answer(permit, call, now).await?
            {
                return Ok(rooms);
            }
            let existing = self.find_existing(permit, request, now).await?;
            let (views, rooms) = self.existing_and_new(permit, request, existing, now)?;
            let answer = idempotent.clone().map(|request| NewAnswer {
                request,
                rooms: views.iter().map(|view| view.room.base.id).collect(),
                created_at: now,
            });
            match create_interview_rooms::create(&self.core.store, NewInterviewRooms { rooms, answer }).await? {
                Created::Done => {
                    self.core.notify(&Effects::of_deadline(expires_at(request, now)));
                    return Ok(views);
                }
                Created::ProjectGone => return Err(EngineError::NotFound(Resource::Project)),
                Created::Conflict => {}
            }
            if let Some(call) = &idempotent {
                // An answer that has expired but was not swept yet must not block a new one.
                idempotency::delete_one(self.core.store.writer(), call, now - REPLAY_WINDOW).await?;
            }
        }
        Err(EngineError::Internal("room creation: gave up after 5 conflicts".into()))
    }

    async fn find_earlier_answer(
        &self,
        permit: CanWrite,
        call: &IdempotentRequest,
        now: Timestamp,
    ) -> Result<Option<Vec<RoomView>>> {
        let earlier = idempotency::find(self.core.store.reader(), call, now - REPLAY_WINDOW).await?;
        let Some(earlier) = earlier else { return Ok(None) };
        if earlier.fingerprint != call.fingerprint {
            return Err(EngineError::IdempotencyKeyReused);
        }
        let rooms = rooms::find_all(self.core.store.reader(), permit.scope, &earlier.rooms).await?;
        let views = rooms.into_iter().map(|room| self.view(permit.to_read(), room.at(now)));
        views.collect::<Result<_>>().map(Some)
    }

    /// Returns the rooms that respondents of the request have already, by the respondent's external id.
    async fn find_existing(
        &self,
        permit: CanWrite,
        request: &CreateBatch,
        now: Timestamp,
    ) -> Result<HashMap<String, RoomView>> {
        let ids = request.respondents.iter().filter_map(|who| who.external_id.as_deref());
        let ids: Vec<&str> = ids.collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let connection = self.core.store.reader();
        let project = projects::find(connection, permit.scope, request.project).await?;
        project.ok_or(Resource::Project)?;
        let rooms = rooms::of_respondents(connection, permit.scope, request.project, &ids).await?;
        let rooms = rooms.into_iter().map(|room| room.at(now)).filter_map(|room| {
            let id = room.interview.external_id.clone()?;
            Some(self.view(permit.to_read(), room).map(|view| (id, view)))
        });
        rooms.collect()
    }

    /// The rooms of all respondents in their order, and those of them that are new. Respondents with the same external id
    /// share a room.
    fn existing_and_new(
        &self,
        permit: CanWrite,
        request: &CreateBatch,
        mut by_external_id: HashMap<String, RoomView>,
        now: Timestamp,
    ) -> Result<(Vec<RoomView>, Vec<InterviewRoom>)> {
        let (mut views, mut new) = (Vec::new(), Vec::new());
        // One call to the operating system instead of three for each room.
        let entropy = Prefetched::new(&*self.core.entropy, request.respondents.len() * ROOM_ENTROPY)?;
        for respondent in &request.respondents {
            let external_id = respondent.external_id.as_ref();
            if let Some(view) = external_id.and_then(|id| by_external_id.get(id)) {
                views.push(view.clone());
                continue;
            }
            let id = RoomId(new_id(&entropy, now, new.len())?);
            let (link, token) = self.new_link(id, &entropy)?;
            let view = RoomView {
                room: new_room(permit, request, respondent.clone(), id, link, now),
                token: Some(token),
            };
            by_external_id.extend(external_id.map(|id| (id.clone(), view.clone())));
            new.push(view.room.clone());
            views.push(view);
        }
        Ok((views, new))
    }

    /// A new link for a room.
    pub(super) fn new_link(&self, room: RoomId, entropy: &dyn Entropy) -> Result<(Link, AccessToken)> {
        let token = AccessToken::generate(entropy)?;
        let sealed = token.seal(&self.core.sealer, entropy, room)?;
        Ok((
            Link {
                hash: token.hash(),
                sealed,
            },
            token,
        ))
    }
}

/// When the links of a request expire that is answered at `now`.
fn expires_at(request: &CreateBatch, now: Timestamp) -> Timestamp {
    now + TimeDelta::days(request.expires_in_days.into())
}

/// A room for a respondent, pending until its link expires.
fn new_room(
    permit: CanWrite,
    request: &CreateBatch,
    respondent: Respondent,
    id: RoomId,
    link: Link,
    now: Timestamp,
) -> InterviewRoom {
    let expires_at = expires_at(request, now);
    let life = LifeCycle::pending(expires_at);
    InterviewRoom {
        base: Room {
            id,
            team: permit.scope.team,
            chosen_id: None,
            project: Some(request.project),
            name: room_name(id),
            life,
            stored: life,
            created_at: now,
            created_by: permit.key,
            event_count: 0,
            message_count: 0,
            erased_at: None,
            open_to_agents: false,
        },
        project: request.project,
        interview: Interview {
            link,
            terms: Terms {
                expires_at,
                max_duration: request.max_duration,
                research_goals_override: None,
                interview_guide_override: None,
                topics_for_respondent: request.topics_for_respondent.clone(),
                display_name: respondent.display_name,
            },
            options: request.options.clone(),
            respondent: respondent.email,
            external_id: respondent.external_id,
        },
    }
}
