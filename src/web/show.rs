//! The page of a room, whatever its status: the one place that decides what a visitor sees.

use super::{
    pages::{Completed, Frame, Interview, Message, Problems, Running, SaidTurn, Welcome, answer, answer_with_voice},
    tongue::Tongue,
    visit::Visit,
};
use crate::{
    clock::Timestamp,
    engine::interviews::{LinkPreview, RespondentSession, WITHDRAWAL},
    entropy::random,
    model::{
        guide::Cue,
        language::Language,
        room::InterviewRoom,
        status::Status,
        turn::{Channel, MAX_TURN_CHARS, Speaker, Turn},
    },
};
use poem::{Response, handler, http::StatusCode};
use uuid::Builder;

/// What a form brought and could not be taken: shown again, with what is wrong.
#[derive(Default)]
pub struct Typed {
    /// The status of the answer.
    pub status: StatusCode,
    /// The e-mail address.
    pub email: String,
    /// Whether the box of the consent was ticked.
    pub agreed: bool,
    /// What is wrong with these.
    pub problems: Problems,
    /// An answer.
    pub text: String,
    /// What is wrong with it, in the reader's words.
    pub problem: Option<String>,
}

/// The page at a link.
#[handler]
pub async fn open(visit: Visit) -> poem::Result<Response> {
    visit.show(Typed::default()).await
}

/// Who comes by GET to a step that is only taken by POST, as by an address typed again, goes back to the page.
#[handler]
pub async fn back(visit: Visit) -> poem::Result<Response> {
    visit.told(visit.pages.engine.interviews.preview(visit.link()?).await)?;
    Ok(visit.onwards(""))
}

impl Visit {
    /// The page, with what was typed.
    pub async fn show(&self, typed: Typed) -> poem::Result<Response> {
        let invitation = self.told(self.pages.engine.interviews.preview(self.link()?).await)?;
        let session = self.session().await?;
        let language = self.language(&invitation.room, session.as_ref());
        if invitation.room.erased_at.is_some() {
            return Ok(self.ended(language, "withdrawn", None));
        }
        match (invitation.room.life.status, session) {
            (Status::Pending, _) => Ok(self.welcome_page(language, &invitation.room, &typed)),
            (Status::Active, None) => Ok(self.running_page(language, &typed)),
            (Status::Active, Some(session)) => self.interview_page(language, &session, &typed).await,
            (Status::Completed, session) => Ok(self.completed_page(language, &invitation, session.as_ref())),
            (Status::Expired, _) => Ok(self.ended(language, "expired", None)),
            (Status::Cancelled, session) => {
                let until = session.and_then(|session| self.withdrawal(&session));
                Ok(self.ended(language, "cancelled", until))
            }
        }
    }

    /// The language of a room's pages: its own, else the one that it was started in, else the browser's.
    pub fn language(&self, room: &InterviewRoom, session: Option<&RespondentSession>) -> Language {
        let own = room.interview.options.language.as_deref().and_then(Language::of);
        own.or(session.map(|session| session.session.language))
            .unwrap_or(self.accepted)
    }

    /// Until when a respondent may withdraw from an interview that is over; none when that time has passed.
    pub fn withdrawal(&self, session: &RespondentSession) -> Option<Timestamp> {
        let until = session.room.life.finished_at? + WITHDRAWAL;
        (self.pages.clock.now() < until).then_some(until)
    }

    fn ended(&self, language: Language, kind: &str, withdrawal: Option<Timestamp>) -> Response {
        let page = Message {
            over: true,
            link: self.path(),
            withdrawal,
            ..Message::of(&self.pages.site, language, kind)
        };
        answer(StatusCode::OK, &page)
    }

    fn welcome_page(&self, language: Language, room: &InterviewRoom, typed: &Typed) -> Response {
        let terms = &room.interview.terms;
        let page = Welcome {
            frame: Frame::new(&self.pages.site, language, "welcome-title").with_problem(typed.problems.any()),
            link: self.path(),
            topics: terms.topics_for_respondent.as_deref(),
            reference: &room.name,
            minutes: terms.max_duration.minutes().into(),
            until: terms.expires_at,
            email: &typed.email,
            agreed: typed.agreed,
            problems: typed.problems,
        };
        answer(typed.status, &page)
    }

    fn running_page(&self, language: Language, typed: &Typed) -> Response {
        let page = Running {
            frame: Frame::new(&self.pages.site, language, "running-title").with_problem(typed.problems.any()),
            link: self.path(),
            email: &typed.email,
            unsent: (!typed.text.is_empty()).then_some(&*typed.text),
            problems: typed.problems,
        };
        answer(typed.status, &page)
    }

    async fn interview_page(
        &self,
        language: Language,
        session: &RespondentSession,
        typed: &Typed,
    ) -> poem::Result<Response> {
        let turns = self.told(self.pages.engine.interviews.turns_after(session, 0).await)?;
        let (now, words) = (self.pages.clock.now(), Tongue(language));
        let ends_at = session.talk_ends_at().unwrap_or(now);
        let closing = turns.iter().any(is_closing);
        let speaking = session.session.channel == Channel::Voice;
        let voice = self.pages.site.voice.as_ref();
        let waiting = !speaking && is_waiting(&turns);
        if waiting {
            // A question that a crash kept from coming: it is due already.
            self.pages.engine.interviews.spawn_reply(session.room.id);
        }
        let page = Interview {
            frame: Frame::new(&self.pages.site, language, "interview-title").with_problem(typed.problem.is_some()),
            link: self.path(),
            turns: turns.iter().map(|turn| SaidTurn::of(turn, words)).collect(),
            now,
            ends_at,
            minutes_left: ((ends_at - now).num_seconds().max(0) + 59) / 60,
            longest: MAX_TURN_CHARS,
            waiting,
            closing,
            turn_id: self.turn_id()?,
            draft: &typed.text,
            problem: typed.problem.clone(),
            speaking,
            voice: voice.map(|voice| &*voice.script),
        };
        Ok(answer_with_voice(typed.status, &page, voice))
    }

    fn completed_page(
        &self,
        language: Language,
        invitation: &LinkPreview,
        session: Option<&RespondentSession>,
    ) -> Response {
        let page = Completed {
            frame: Frame::new(&self.pages.site, language, "completed-title"),
            link: self.path(),
            onwards: invitation.redirect_url.as_deref(),
            withdrawal: session.and_then(|session| self.withdrawal(session)),
        };
        answer(StatusCode::OK, &page)
    }

    /// An id for the turn that the form sends, so that sending it twice keeps one.
    fn turn_id(&self) -> poem::Result<String> {
        let bytes = self.told(random(&*self.pages.entropy).map_err(Into::into))?;
        Ok(Builder::from_random_bytes(bytes).into_uuid().to_string())
    }
}

/// Whether the respondent waits for the interviewer.
pub fn is_waiting(turns: &[Turn]) -> bool {
    let last = turns.iter().rfind(|turn| turn.said.speaker.is_of_interview());
    let unanswered = last.is_none_or(|turn| turn.said.speaker == Speaker::Respondent);
    unanswered && !turns.iter().any(is_closing)
}

/// Whether nothing is asked after this turn.
pub fn is_closing(turn: &Turn) -> bool {
    turn.said.cue == Some(Cue::Closing)
}
