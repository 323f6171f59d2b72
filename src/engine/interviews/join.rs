//! The respondent's side of a link: looking at it, which changes nothing, and starting, which claims the room.

use super::{Interviews, RespondentSession};
use crate::{
    clock::Timestamp,
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
    store::{Transaction, events, interview_starts, participants, projects, rooms, turns},
};
use chrono::TimeDelta;

/// How long after the end of the interview its respondent may still take back what was said.
pub const WITHDRAWAL: TimeDelta = TimeDelta::hours(24);

/// What a link leads to, as anybody who holds it may see.
pub struct LinkPreview {
    /// The room, its life cycle judged by the clock.
    pub room: InterviewRoom,
    /// The name of the project, while it exists.
    pub project_name: Option<String>,
    /// Where to go on when the interview is over.
    pub redirect_url: Option<String>,
}

/// How a respondent starts or comes back.
pub struct Start {
    /// Who it is.
    pub email: Email,
    /// The language that the respondent reads; a room with a language of its own is held in that.
    pub language: Language,
    /// Which version of the consent text was agreed to.
    pub consent: Option<String>,
    /// Whether the interview begins in writing or in speech.
    pub channel: Channel,
}

/// A respondent who is in.
pub struct Joined {
    /// Who sits in the room, as it is now.
    pub session: RespondentSession,
    /// What the respondent may do here, as text: sealed, bound to the room and the participant, valid until nothing more can
    /// be done.
    pub token: String,
}

impl Interviews {
    /// What a link leads to. No side effect at all: mail scanners and previews open links.
    pub async fn preview(&self, link: &AccessToken) -> Result<LinkPreview> {
        let connection = self.core.store.reader();
        let Some(mut room) = rooms::find_by_link(connection, link.hash()).await? else {
            return Err(self.no_such_link(link).await?);
        };
        room.life = room.life.at(self.core.clock.now());
        let project = projects::find_by_id(connection, room.project).await?;
        let details = project.map(|project| project.details);
        Ok(LinkPreview {
            room,
            redirect_url: details.as_ref().and_then(|details| details.redirect_url.clone()),
            project_name: details.map(|details| details.name),
        })
    }

    /// Claims a pending room for a respondent, or lets the same respondent come back to an active one.
    pub async fn join(&self, link: &AccessToken, start: Start) -> Result<Joined> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let Some(mut room) = rooms::lock_by_link(&transaction, link.hash()).await? else {
            // SQLite has one writer: it is given back before anything else is asked.
            drop(transaction);
            return Err(self.no_such_link(link).await?);
        };
        let time = room.interview.terms.max_duration.span() + self.core.config.grace();
        let transition = room
            .life
            .apply(Action::Join { time }, now)
            .map_err(|wrong| EngineError::LinkEnded(wrong.0))?;
        match &room.interview.respondent {
            Some(bound) if *bound != start.email => return Err(EngineError::OtherRespondent),
            Some(_) => {}
            None => rooms::set_respondent(&transaction, room.id, &start.email).await?,
        }
        rooms::change(&transaction, &mut room, &transition, now).await?;
        room.life = transition.next;
        let pass = pass(&room, &start.email, now);
        let session = session(&transaction, &mut room, start, now).await?;
        let said = turns::after(&transaction, room.id, 0).await?;
        let kept = self.go_on(&transaction, &mut room, &session, said, None, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.watch(room.life.deadline_at);
        self.core.hub.notify(room.id);
        if kept.reply_waits {
            self.spawn_reply(room.id);
        }
        Ok(Joined {
            token: pass.seal(&self.core.sealer, &*self.core.entropy)?,
            session: RespondentSession { room, session, pass },
        })
    }

    /// Why a link leads nowhere.
    pub(super) async fn no_such_link(&self, link: &AccessToken) -> Result<EngineError> {
        let replaced = rooms::was_replaced(self.core.store.reader(), link.hash()).await?;
        Ok(if replaced {
            EngineError::LinkReplaced
        } else {
            EngineError::NotFound(Resource::Link)
        })
    }
}

fn pass(room: &InterviewRoom, respondent: &Email, now: Timestamp) -> RespondentPass {
    RespondentPass {
        room: room.id,
        respondent_id: respondent_id(room.id, respondent),
        expires_at: room.life.deadline_at.unwrap_or(now) + WITHDRAWAL,
    }
}

/// The respondent's participant: the same for good, and it tells nothing of who sits there.
fn respondent_id_of(room: RoomId, now: Timestamp) -> Participant {
    let entity = entity_of(room, Speaker::Respondent);
    Participant {
        kind: ParticipantKind::Respondent,
        ..Participant::new(ParticipantId(entity.0), room, &NewParticipant::of(entity), None, now)
    }
}

/// What the interview is held by: fixed at the first start, and kept from then on. A consent that had not been given
/// before is added.
async fn session(
    transaction: &Transaction,
    room: &mut InterviewRoom,
    start: Start,
    now: Timestamp,
) -> Result<InterviewStart> {
    let consent = start.consent.map(|version| Consent {
        version,
        language: start.language,
        at: now,
    });
    if let Some(mut session) = interview_starts::find(transaction, room.id).await? {
        if let (None, Some(consent)) = (&session.consent, consent) {
            interview_starts::set_consent(transaction, room.id, consent.clone()).await?;
            session.consent = Some(consent);
        }
        return Ok(session);
    }
    let project = projects::find_by_id(transaction, room.project).await?;
    let (research_goals, interview_guide) = room.interview.terms.goals_and_guide(project);
    let own = room.interview.manner.language.as_deref();
    let session = InterviewStart {
        language: own.and_then(Language::of).unwrap_or(start.language),
        channel: start.channel,
        research_goals,
        interview_guide,
        consent,
    };
    interview_starts::insert(transaction, room.id, session.clone()).await?;
    let participant = respondent_id_of(room.id, now);
    if room.open_to_agents {
        let joined = NewEvent::of_participant(EventKind::ParticipantJoined, room.id, participant.entity, now);
        events::append(transaction, room, vec![joined]).await?;
    }
    participants::insert(transaction, &[participant]).await?;
    Ok(session)
}
