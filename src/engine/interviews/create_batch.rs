//! Creates rooms: 1 to 100 in a batch, all or none.

use super::{Interviews, RoomView};
use crate::{
    clock::Timestamp,
    engine::unit_of_work::Effects,
    entropy::{Entropy, Prefetched, random},
    model::{
        access::{CanWrite, Scope},
        email::Email,
        error::{EngineError, Resource, Result},
        idempotency::{IdempotentRequest, REPLAY_WINDOW},
        ids::{ID_ENTROPY, ProjectId, RoomId, time_ordered},
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

/// The room of a respondent.
enum Slot {
    /// One that exists.
    Existing(Box<InterviewRoom>),
    /// A new one, by its index in the batch.
    New(usize),
}

impl Interviews {
    /// Creates a room for every respondent who has none, and returns the rooms of all.
    ///
    /// If `earlier_request` names a request that was answered before, returns the rooms of that answer as they are now.
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
        earlier_request: Option<IdempotentRequest>,
    ) -> Result<Vec<RoomView>> {
        if !permit.scope.covers(request.project) {
            return Err(EngineError::NotFound(Resource::Project));
        }
        let flight = earlier_request.as_ref().map(|call| {
            self.in_flight
                .enter(crate::engine::in_flight::call(call))
                .ok_or(EngineError::RequestInProgress)
        });
        let _flight = flight.transpose()?;
        for _ in 0..ATTEMPTS {
            let now = self.core.clock.now();
            if let Some(rooms) = self.find_earlier_answer(permit, earlier_request.as_ref(), now).await? {
                return Ok(rooms);
            }
            let slots = self.slots(permit.scope, request, now).await?;
            let (mut batch, tokens) = self.new_batch(permit, request, &slots, now)?;
            batch.answer = earlier_request.clone().map(|request| NewAnswer {
                request,
                rooms: ids(&slots, &batch),
                created_at: now,
            });
            match self.commit(&batch, earlier_request.as_ref(), now).await? {
                Created::Done => {
                    let expires_at = now + TimeDelta::days(request.expires_in_days.into());
                    self.core.notify(&Effects::of_deadline(expires_at));
                    return self.views(permit, slots, &batch, &tokens);
                }
                Created::ProjectGone => return Err(EngineError::NotFound(Resource::Project)),
                Created::Conflict => {}
            }
        }
        Err(EngineError::Internal("room creation: gave up after 5 conflicts".into()))
    }

    async fn find_earlier_answer(
        &self,
        permit: CanWrite,
        earlier_request: Option<&IdempotentRequest>,
        now: Timestamp,
    ) -> Result<Option<Vec<RoomView>>> {
        let Some(call) = earlier_request else { return Ok(None) };
        let earlier = idempotency::find(self.core.store.reader(), call, now - REPLAY_WINDOW).await?;
        let Some(earlier) = earlier else { return Ok(None) };
        if earlier.fingerprint != call.fingerprint {
            return Err(EngineError::IdempotencyKeyReused);
        }
        let rooms = rooms::find_all(self.core.store.reader(), permit.scope, &earlier.made).await?;
        rooms
            .into_iter()
            .map(|room| self.view(permit.to_read(), room.at(now)))
            .collect::<Result<_>>()
            .map(Some)
    }

    /// Returns for each respondent the existing room, or the index of the new one.
    async fn slots(&self, scope: Scope, request: &CreateBatch, now: Timestamp) -> Result<Vec<Slot>> {
        let named: Vec<&str> = request
            .respondents
            .iter()
            .filter_map(|who| who.external_id.as_deref())
            .collect();
        let mut existing = HashMap::new();
        if !named.is_empty() {
            let project = projects::find(self.core.store.reader(), scope, request.project).await?;
            project.ok_or(EngineError::NotFound(Resource::Project))?;
            let rooms = rooms::of_respondents(self.core.store.reader(), scope, request.project, &named).await?;
            existing.extend(
                rooms
                    .into_iter()
                    .map(|room| room.at(now))
                    .filter_map(|room| Some((room.interview.external_id.clone()?, room))),
            );
        }
        let mut next_index = 0..;
        let mut first_of = HashMap::new();
        let slots = request.respondents.iter().map(|who| match &who.external_id {
            Some(id) => match existing.get(id) {
                Some(room) => Slot::Existing(Box::new(room.clone())),
                None => Slot::New(
                    *first_of
                        .entry(id)
                        .or_insert_with(|| next_index.next().unwrap_or_default()),
                ),
            },
            None => Slot::New(next_index.next().unwrap_or_default()),
        });
        Ok(slots.collect())
    }

    fn new_batch(
        &self,
        permit: CanWrite,
        request: &CreateBatch,
        slots: &[Slot],
        now: Timestamp,
    ) -> Result<(NewInterviewRooms, Vec<AccessToken>)> {
        let (mut rooms, mut tokens) = (Vec::with_capacity(slots.len()), Vec::with_capacity(slots.len()));
        // One call to the operating system instead of three for each room.
        let entropy = Prefetched::new(&*self.core.entropy, slots.len() * ROOM_ENTROPY)?;
        for (slot, who) in slots.iter().zip(&request.respondents) {
            if matches!(slot, Slot::New(number) if *number == rooms.len()) {
                let id = RoomId(time_ordered(now, rooms.len(), random::<ID_ENTROPY>(&entropy)?));
                let (link, token) = self.new_link(id, &entropy)?;
                rooms.push(new_room(permit, request, who.clone(), id, link, now));
                tokens.push(token);
            }
        }
        let batch = NewInterviewRooms {
            team: permit.scope.team,
            project: request.project,
            rooms,
            answer: None,
        };
        Ok((batch, tokens))
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

    async fn commit(
        &self,
        batch: &NewInterviewRooms,
        earlier_request: Option<&IdempotentRequest>,
        now: Timestamp,
    ) -> Result<Created> {
        let created = create_interview_rooms::create(&self.core.store, batch.clone()).await?;
        if let (Created::Conflict, Some(call)) = (created, earlier_request) {
            // An answer that has expired but was not swept yet must not block a new one.
            idempotency::delete_one(self.core.store.writer(), call, now - REPLAY_WINDOW).await?;
        }
        Ok(created)
    }

    fn views(
        &self,
        permit: CanWrite,
        slots: Vec<Slot>,
        batch: &NewInterviewRooms,
        tokens: &[AccessToken],
    ) -> Result<Vec<RoomView>> {
        let views = slots.into_iter().map(|slot| match slot {
            Slot::Existing(room) => self.view(permit.to_read(), *room),
            Slot::New(number) => Ok(RoomView {
                room: batch.rooms[number].clone(),
                token: Some(tokens[number].clone()),
            }),
        });
        views.collect()
    }
}

fn ids(slots: &[Slot], batch: &NewInterviewRooms) -> Vec<RoomId> {
    let id = |slot: &Slot| match slot {
        Slot::Existing(room) => room.base.id,
        Slot::New(number) => batch.rooms[*number].base.id,
    };
    slots.iter().map(id).collect()
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
    let expires_at = now + TimeDelta::days(request.expires_in_days.into());
    let life = LifeCycle::pending(expires_at);
    InterviewRoom {
        base: Room {
            id,
            team: permit.scope.team,
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
