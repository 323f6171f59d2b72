//! The respondent's side of a link: previewing it, which changes nothing, and joining, which claims the room.

use super::{Interviews, RespondentSession};
use crate::{
    clock::Timestamp,
    engine::unit_of_work::UnitOfWork,
    model::{
        email::Email,
        error::{EngineError, Resource, Result},
        event::{EventKind, NewEvent},
        ids::{ParticipantId, RoomId},
        interview_start::{Consent, InterviewStart},
        language::Language,
        life_cycle::Action,
        memory::entity_of,
        participant::{NewParticipant, Participant, ParticipantKind},
        respondent::{RespondentPass, respondent_id},
        room::InterviewRoom,
        token::AccessToken,
        turn::{Channel, Speaker},
    },
    store::{interview_starts, participants, projects, rooms, turns},
};
use chrono::TimeDelta;

/// How long after the end of an interview its respondent may still withdraw it.
pub const WITHDRAWAL: TimeDelta = TimeDelta::hours(24);

/// What anybody who holds a link may see.
pub struct LinkPreview {
    /// The room.
    pub room: InterviewRoom,
    /// The name of the project, unless it was deleted.
    pub project_name: Option<String>,
    /// Where the respondent is sent after the interview.
    pub redirect_url: Option<String>,
}

/// How a respondent joins.
pub struct Start {
    /// The respondent's e-mail address.
    pub email: Email,
    /// The respondent's language; used unless the room has a language of its own.
    pub language: Language,
    /// The version of the consent text that the respondent agreed to.
    pub consent: Option<String>,
    /// Whether the interview begins in writing or by voice.
    pub channel: Channel,
}

/// The result of joining.
pub struct Joined {
    /// The session.
    pub session: RespondentSession,
    /// The session as a token: sealed, bound to the room and the respondent, valid as long as the respondent can do
    /// anything.
    pub token: String,
}

impl Interviews {
    /// Returns what a link leads to. Changes nothing: mail scanners and link previews open links.
    ///
    /// # Errors
    ///
    /// `NotFound` or `LinkReplaced` if the link leads to no room.
    #[tracing::instrument(name = "interviews.preview", skip_all)]
    pub async fn preview(&self, link: &AccessToken) -> Result<LinkPreview> {
        let connection = self.core.store.reader();
        let Some(room) = rooms::find_by_link(connection, link.hash()).await? else {
            return Err(self.unknown_link(link).await?);
        };
        let room = room.at(self.core.clock.now());
        let project = projects::find_by_id(connection, room.project).await?;
        let details = project.map(|project| project.details);
        Ok(LinkPreview {
            room,
            redirect_url: details.as_ref().and_then(|details| details.redirect_url.clone()),
            project_name: details.map(|details| details.name),
        })
    }

    /// Joins the room that a link leads to: starts the interview, or returns to it. The first e-mail address that joins a
    /// room without a respondent claims it.
    ///
    /// # Errors
    ///
    /// `NotFound` or `LinkReplaced` if the link leads to no room; `LinkEnded` if the room has ended; `OtherRespondent` if
    /// the room belongs to another e-mail address.
    #[tracing::instrument(name = "interviews.join", skip_all)]
    pub async fn join(&self, link: &AccessToken, start: Start) -> Result<Joined> {
        let mut work = self.core.begin().await?;
        let Some(mut room) = work.lock_interview_by_link(link.hash()).await? else {
            // SQLite has one writer: release it before the next query.
            drop(work);
            return Err(self.unknown_link(link).await?);
        };
        let time = room.interview.terms.max_duration.span() + self.core.grace;
        let joined = work.apply(&mut room.base, Action::Join { time }).await;
        joined.map_err(|error| match error {
            EngineError::WrongStatus(status) => EngineError::LinkEnded(status),
            error => error,
        })?;
        match &room.interview.respondent {
            Some(bound) if *bound != start.email => return Err(EngineError::OtherRespondent),
            Some(_) => {}
            None => {
                rooms::set_respondent(work.transaction(), room.base.id, Some(&start.email)).await?;
                room.interview.respondent = Some(start.email.clone());
            }
        }
        let pass = RespondentPass {
            room: room.base.id,
            respondent_id: respondent_id(room.base.id, &start.email),
            expires_at: room.base.life.deadline_at.unwrap_or(work.now()) + WITHDRAWAL,
        };
        let start = find_or_insert_start(&mut work, &mut room, start).await?;
        let turns = turns::conversation(work.transaction(), &room.base).await?;
        let appended = self
            .append_with_reply(&mut work, &mut room, &start, turns, None)
            .await?;
        work.commit().await?;
        if appended.reply_is_due {
            self.spawn_reply(room.base.id);
        }
        Ok(Joined {
            token: pass.seal(link.hash(), &self.core.sealer, &*self.core.entropy)?,
            session: RespondentSession { room, start, pass },
        })
    }

    /// Returns why a link leads to no room.
    pub(in crate::engine) async fn unknown_link(&self, link: &AccessToken) -> Result<EngineError> {
        let replaced = rooms::was_replaced(self.core.store.reader(), link.hash()).await?;
        Ok(if replaced {
            EngineError::LinkReplaced
        } else {
            EngineError::NotFound(Resource::Link)
        })
    }
}

/// Returns what was fixed at the first start, and adds a consent that had not been given before. The first time, fixes it
/// and lets the respondent take part.
async fn find_or_insert_start(
    work: &mut UnitOfWork<'_>,
    room: &mut InterviewRoom,
    start: Start,
) -> Result<InterviewStart> {
    let (id, now) = (room.base.id, work.now());
    let consent = start.consent.map(|version| Consent {
        version,
        language: start.language,
        at: now,
    });
    if let Some(mut first) = interview_starts::find(work.transaction(), id).await? {
        if let (None, Some(consent)) = (&first.consent, consent) {
            interview_starts::set_consent(work.transaction(), id, consent.clone()).await?;
            first.consent = Some(consent);
        }
        return Ok(first);
    }
    let project = projects::find_by_id(work.transaction(), room.project).await?;
    let (research_goals, interview_guide) = room.interview.terms.goals_and_guide(project);
    let own_language = room.interview.options.language.as_deref().and_then(Language::of);
    let first = InterviewStart {
        language: own_language.unwrap_or(start.language),
        channel: start.channel,
        research_goals,
        interview_guide,
        consent,
    };
    interview_starts::insert(work.transaction(), id, first.clone()).await?;
    let respondent = respondent_participant(id, now);
    if room.base.open_to_agents {
        let joined = NewEvent::of_participant(EventKind::ParticipantJoined, room.base.handle(), respondent.entity, now);
        work.append_events(&mut room.base, vec![joined]).await?;
    }
    participants::insert_if_absent(work.transaction(), &respondent).await?;
    Ok(first)
}

/// The respondent as a participant, by an id that is always the same and does not reveal the e-mail address.
fn respondent_participant(room: RoomId, now: Timestamp) -> Participant {
    let entity = entity_of(room, Speaker::Respondent);
    let new = NewParticipant::of(entity);
    Participant {
        kind: ParticipantKind::Respondent,
        ..Participant::new(ParticipantId(entity.0), room, &new, None, now)
    }
}
