//! Creates rooms: 1 to 100 in a batch, all or none.

use super::{Interviews, RoomView};
use crate::{
    clock::Timestamp,
    engine::unit_of_work::Effects,
    entropy::{Entropy, Prefetched},
    model::{
        access::CanWrite,
        email::Email,
        error::{Difference, EngineError, Resource, Result},
        idempotency::{IdempotentRequest, REPLAY_WINDOW},
        ids::{ID_ENTROPY, ProjectId, RoomId, new_id},
        interview::{Interview, InterviewOptions, Link, MaxDuration, Outcome, Terms},
        life_cycle::LifeCycle,
        room::{InterviewRoom, Room, room_name},
        secret::NONCE_LENGTH,
        storage::StorageUse,
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
    /// The team's name for the interview; that of the batch if absent.
    pub display_name: Option<String>,
    /// The team's id of the respondent. A respondent of the project who has a room that has not ended keeps it.
    pub external_id: Option<String>,
}

impl Respondent {
    /// The fields of the row, by name, that say something else than the room that the respondent has.
    fn differences(&self, room: &InterviewRoom) -> impl Iterator<Item = &'static str> {
        let interview = &room.interview;
        let email = self.email.is_some() && self.email != interview.respondent;
        let name = self.display_name.is_some() && self.display_name != interview.terms.display_name;
        let differs = [(email, "email"), (name, "display_name")];
        differs
            .into_iter()
            .filter_map(|(differs, field)| differs.then_some(field))
    }
}

/// The room of a row of the request.
#[derive(Clone)]
pub struct RoomOfRow {
    /// The room.
    pub view: RoomView,
    /// Whether it was created for the row.
    pub outcome: Outcome,
}

/// The rooms that respondents of a request have, by their external ids.
#[derive(Default)]
struct Existing {
    /// The rooms that have not ended.
    open: HashMap<String, RoomView>,
    /// The rooms that have ended, and are superseded by new ones.
    ended: Vec<RoomId>,
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
    /// The team's name for the interviews of respondents whose rows give none.
    pub display_name: Option<String>,
    /// The respondents: 1 to 100, in the order of the result.
    pub respondents: Vec<Respondent>,
}

impl Interviews {
    /// Creates a room for every respondent who has none that has not ended, and returns the rooms of all. An ended room
    /// stays what it is, and no longer counts as that of the respondent.
    ///
    /// If the request has an idempotency key and was answered before, returns the rooms of that answer as they are now.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such project; `RespondentsDiffer` if a respondent has a room that says something else
    /// than the row; `IdempotencyKeyReused` if the key was used for another request; `RequestInProgress` if the first request
    /// with the key has not been answered yet; `TeamFull` if the team stores as much as it may.
    #[tracing::instrument(name = "interviews.create_batch", skip_all)]
    pub async fn create_batch(
        &self,
        permit: CanWrite,
        request: &CreateBatch,
        idempotent: Option<IdempotentRequest>,
    ) -> Result<Vec<RoomOfRow>> {
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
            let Existing { open, ended } = self.find_existing(permit, request, now).await?;
            let (of_rows, rooms) = self.existing_and_new(permit, request, open, now)?;
            let added = StorageUse::rows(rooms.len());
            self.core.take_storage(permit.scope.team, added).await?;
            if !ended.is_empty() {
                // On its own: a room that has ended loses nothing by it, should the creation fail.
                rooms::supersede(self.core.store.writer(), &ended, now).await?;
            }
            let answer = idempotent.clone().map(|request| NewAnswer {
                request,
                rooms: of_rows.iter().map(|row| (row.view.room.base.id, row.outcome)).collect(),
                created_at: now,
            });
            match create_interview_rooms::create(&self.core.store, NewInterviewRooms { rooms, answer }).await? {
                Created::Done => {
                    self.core.notify(&Effects::of_deadline(expires_at(request, now)));
                    return Ok(of_rows);
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
    ) -> Result<Option<Vec<RoomOfRow>>> {
        let earlier = idempotency::find(self.core.store.reader(), call, now - REPLAY_WINDOW).await?;
        let Some(earlier) = earlier else { return Ok(None) };
        if earlier.fingerprint != call.fingerprint {
            return Err(EngineError::IdempotencyKeyReused);
        }
        let ids: Vec<RoomId> = earlier.rooms.iter().map(|(id, _)| *id).collect();
        let found = rooms::find_all(self.core.store.reader(), permit.scope, &ids).await?;
        let found: HashMap<RoomId, _> = found.into_iter().map(|room| (room.id(), room)).collect();
        let rows = earlier.rooms.iter().filter_map(|(id, outcome)| {
            let room = found.get(id)?.clone().at(now);
            let view = self.view(permit.to_read(), room);
            Some(view.map(|view| RoomOfRow {
                view,
                outcome: *outcome,
            }))
        });
        rows.collect::<Result<_>>().map(Some)
    }

    /// Returns the rooms that respondents of the request have already, by the respondent's external id.
    async fn find_existing(&self, permit: CanWrite, request: &CreateBatch, now: Timestamp) -> Result<Existing> {
        let ids = request.respondents.iter().filter_map(|who| who.external_id.as_deref());
        let ids: Vec<&str> = ids.collect();
        if ids.is_empty() {
            return Ok(Existing::default());
        }
        let connection = self.core.store.reader();
        let project = projects::find(connection, permit.scope, request.project).await?;
        project.ok_or(Resource::Project)?;
        let rooms = rooms::of_respondents(connection, permit.scope, request.project, &ids).await?;
        let mut existing = Existing::default();
        for room in rooms.into_iter().map(|room| room.at(now)) {
            if room.base.life.status.is_final() {
                existing.ended.push(room.base.id);
            } else if let Some(id) = room.interview.external_id.clone() {
                existing.open.insert(id, self.view(permit.to_read(), room)?);
            }
        }
        Ok(existing)
    }

    /// The rooms of all respondents in their order, and those of them that are new. Respondents with the same external id
    /// share a room.
    ///
    /// # Errors
    ///
    /// `RespondentsDiffer` if a row says something else than the room that its respondent has, or gets by an earlier row.
    fn existing_and_new(
        &self,
        permit: CanWrite,
        request: &CreateBatch,
        mut by_external_id: HashMap<String, RoomView>,
        now: Timestamp,
    ) -> Result<(Vec<RoomOfRow>, Vec<InterviewRoom>)> {
        let (mut rows, mut new, mut differences) = (Vec::new(), Vec::new(), Vec::new());
        // One call to the operating system instead of three for each room.
        let entropy = Prefetched::new(&*self.core.entropy, request.respondents.len() * ROOM_ENTROPY)?;
        for (row, respondent) in request.respondents.iter().enumerate() {
            let external_id = respondent.external_id.as_ref();
            if let Some(view) = external_id.and_then(|id| by_external_id.get(id)) {
                let fields = respondent.differences(&view.room);
                differences.extend(fields.map(|field| Difference { row, field }));
                let (view, outcome) = (view.clone(), Outcome::Existing);
                rows.push(RoomOfRow { view, outcome });
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
            let outcome = Outcome::Created;
            rows.push(RoomOfRow { view, outcome });
        }
        if differences.is_empty() {
            Ok((rows, new))
        } else {
            Err(EngineError::RespondentsDiffer(differences))
        }
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
            message_bytes: 0,
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
                display_name: respondent.display_name.or_else(|| request.display_name.clone()),
            },
            options: request.options.clone(),
            respondent: respondent.email,
            external_id: respondent.external_id,
            last_erased_at: None,
            is_superseded: false,
        },
    }
}
