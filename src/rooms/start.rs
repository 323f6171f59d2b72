//! The respondent's side of a link: looking at it, which changes nothing, and starting, which claims the room.

use super::{Rooms, Seated};
use crate::{
    clock::Timestamp,
    model::{
        email::Email,
        error::{EngineError, Result, Thing},
        event::{EventKind, NewEvent},
        ids::{ParticipantId, RoomId},
        language::Language,
        life_cycle::Action,
        memory::entity_of,
        participant::{Newcomer, Participant, ParticipantKind},
        respondent::{RespondentPass, seat},
        room::InterviewRoom,
        session::{Consent, Session},
        token::AccessToken,
        turn::{Channel, Speaker},
    },
    store::{Transaction, events, participants, projects, rooms, sessions, turns},
};
use chrono::TimeDelta;

/// How long after the end of the interview its respondent may still take back what was said.
pub const WITHDRAWAL: TimeDelta = TimeDelta::hours(24);

/// What a link leads to, as anybody who holds it may see.
pub struct Invitation {
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
    pub seated: Seated,
    /// What the respondent may do here, as text: sealed, bound to the room and the seat, valid until nothing more can
    /// be done.
    pub token: String,
}

impl Rooms {
    /// What a link leads to. No side effect at all: mail scanners and previews open links.
    pub async fn look(&self, link: &AccessToken) -> Result<Invitation> {
        let connection = self.store.reading();
        let Some(mut room) = rooms::find_by_link(connection, link.hash()).await? else {
            return Err(self.no_such_link(link).await?);
        };
        room.life = room.life.at(self.clock.now());
        let project = projects::live(connection, room.project).await?;
        let details = project.map(|project| project.details);
        Ok(Invitation {
            room,
            redirect_url: details.as_ref().and_then(|details| details.redirect_url.clone()),
            project_name: details.map(|details| details.name),
        })
    }

    /// Claims a pending room for a respondent, or lets the same respondent come back to an active one.
    pub async fn start(&self, link: &AccessToken, start: Start) -> Result<Joined> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let Some(mut room) = rooms::lock_by_link(&transaction, link.hash()).await? else {
            // SQLite has one writer: it is given back before anything else is asked.
            drop(transaction);
            return Err(self.no_such_link(link).await?);
        };
        let time = room.interview.terms.max_duration.span() + self.config.grace();
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
        self.store.commit(transaction).await?;
        self.watch(room.life.deadline_at);
        self.hub.tell(room.id);
        if kept.reply_waits {
            self.reply_soon(room.id);
        }
        Ok(Joined {
            token: pass.seal(&self.sealer, &*self.entropy)?,
            seated: Seated { room, session, pass },
        })
    }

    /// Why a link leads nowhere.
    pub(super) async fn no_such_link(&self, link: &AccessToken) -> Result<EngineError> {
        let replaced = rooms::was_replaced(self.store.reading(), link.hash()).await?;
        Ok(if replaced {
            EngineError::LinkReplaced
        } else {
            EngineError::NotFound(Thing::Link)
        })
    }
}

fn pass(room: &InterviewRoom, respondent: &Email, now: Timestamp) -> RespondentPass {
    RespondentPass {
        room: room.id,
        seat: seat(room.id, respondent),
        expires_at: room.life.deadline_at.unwrap_or(now) + WITHDRAWAL,
    }
}

/// The respondent's seat: the same for good, and it tells nothing of who sits there.
fn seat_of_respondent(room: RoomId, now: Timestamp) -> Participant {
    let entity = entity_of(room, Speaker::Respondent);
    Participant {
        kind: ParticipantKind::Respondent,
        ..Participant::new(ParticipantId(entity.0), room, &Newcomer::of(entity), None, now)
    }
}

/// What the interview is held by: fixed at the first start, and kept from then on. A consent that had not been given
/// before is added.
async fn session(transaction: &Transaction, room: &mut InterviewRoom, start: Start, now: Timestamp) -> Result<Session> {
    let consent = start.consent.map(|version| Consent {
        version,
        language: start.language,
        at: now,
    });
    if let Some(mut session) = sessions::find(transaction, room.id).await? {
        if let (None, Some(consent)) = (&session.consent, consent) {
            sessions::set_consent(transaction, room.id, consent.clone()).await?;
            session.consent = Some(consent);
        }
        return Ok(session);
    }
    let project = projects::live(transaction, room.project).await?;
    let (research_goals, interview_guide) = room.interview.terms.goals_and_guide(project);
    let own = room.interview.manner.language.as_deref();
    let session = Session {
        language: own.and_then(Language::of).unwrap_or(start.language),
        channel: start.channel,
        research_goals,
        interview_guide,
        consent,
    };
    sessions::insert(transaction, room.id, session.clone()).await?;
    let seat = seat_of_respondent(room.id, now);
    if room.staged {
        let joined = NewEvent::of_seat(EventKind::RoomJoined, room.id, seat.entity, now);
        events::tell(transaction, room, vec![joined]).await?;
    }
    participants::insert(transaction, &[seat]).await?;
    Ok(session)
}
