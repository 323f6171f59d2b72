//! The page of a link: chosen by the status of its room and the session of its visitor.

use super::{
    conversation::{is_closing, is_waiting},
    error::PageResult,
    forms::FormState,
    responses::redirect,
    view::{
        CompletedPage, Frame, InterviewPage, Localizer, MessagePage, RejoinPage, TurnView, WelcomePage, html,
        html_with_voice,
    },
    visitor::Visitor,
};
use crate::{
    clock::Timestamp,
    engine::interviews::{LinkPreview, RespondentSession},
    entropy::random,
    model::{
        error::EngineError,
        language::Language,
        room::InterviewRoom,
        status::Status,
        turn::{Channel, MAX_TURN_CHARS},
    },
};
use poem::{Response, handler, http::StatusCode};
use uuid::Builder;

/// Shows the page of a link.
#[handler]
pub async fn open(visitor: Visitor) -> PageResult {
    show(&visitor, FormState::default()).await
}

/// Redirects GET requests of actions that need POST to the page.
#[handler]
pub async fn redirect_back(visitor: Visitor) -> PageResult {
    visitor.state.engine.interviews.preview(visitor.link()?).await?;
    Ok(redirect(&visitor))
}

/// Renders the page of a link with a form in this state.
pub async fn show(visitor: &Visitor, form: FormState) -> PageResult {
    let preview = visitor.state.engine.interviews.preview(visitor.link()?).await?;
    let session = visitor.session().await?;
    let language = visitor.language_for(&preview.room, session.as_ref());
    if preview.room.base.erased_at.is_some() {
        return Ok(ended_page(visitor, language, "withdrawn", None));
    }
    Ok(match (preview.room.base.life.status, session) {
        (Status::Pending, _) => welcome_page(visitor, language, &preview.room, &form),
        (Status::Active, None) => rejoin_page(visitor, language, &form),
        (Status::Active, Some(session)) => interview_page(visitor, language, &session, form).await?,
        (Status::Completed, session) => completed_page(visitor, language, &preview, session.as_ref()),
        (Status::Expired, _) => ended_page(visitor, language, "expired", None),
        (Status::Cancelled, session) => {
            let withdrawal = session.and_then(|session| visitor.withdrawal_deadline(&session));
            ended_page(visitor, language, "cancelled", withdrawal)
        }
    })
}

fn ended_page(visitor: &Visitor, language: Language, kind: &str, withdrawal: Option<Timestamp>) -> Response {
    let page = MessagePage {
        is_over: true,
        link: visitor.path(),
        withdrawal,
        ..MessagePage::new(&visitor.state.site, language, kind)
    };
    html(StatusCode::OK, &page)
}

fn welcome_page(visitor: &Visitor, language: Language, room: &InterviewRoom, form: &FormState) -> Response {
    let terms = &room.interview.terms;
    let page = WelcomePage {
        frame: Frame::new(&visitor.state.site, language, "welcome-title").with_problem(form.problems.any()),
        link: visitor.path(),
        topics: terms.topics_for_respondent.as_deref(),
        reference: &room.base.name,
        minutes: terms.max_duration.minutes().into(),
        expires_at: terms.expires_at,
        email: &form.email,
        agreed: form.agreed,
        problems: form.problems,
    };
    html(form.status, &page)
}

fn rejoin_page(visitor: &Visitor, language: Language, form: &FormState) -> Response {
    let page = RejoinPage {
        frame: Frame::new(&visitor.state.site, language, "running-title").with_problem(form.problems.any()),
        link: visitor.path(),
        email: &form.email,
        unsent_answer: (!form.answer.is_empty()).then_some(&*form.answer),
        problems: form.problems,
    };
    html(form.status, &page)
}

async fn interview_page(
    visitor: &Visitor,
    language: Language,
    session: &RespondentSession,
    form: FormState,
) -> PageResult {
    let interviews = &visitor.state.engine.interviews;
    let turns = interviews.recent_turns(session).await?;
    let (now, localizer) = (visitor.state.clock.now(), Localizer(language));
    let ends_at = session.talk_ends_at().unwrap_or(now);
    let by_voice = session.start.channel == Channel::Voice;
    let voice = visitor.state.site.voice.as_ref();
    let waiting = !by_voice && is_waiting(&turns);
    if waiting {
        // Catches up on a reply that a crash prevented.
        interviews.spawn_reply(session.room.base.id);
    }
    let frame = Frame::new(&visitor.state.site, language, "interview-title");
    let page = InterviewPage {
        frame: frame.with_problem(form.answer_problem.is_some()),
        link: visitor.path(),
        turns: turns.iter().map(|turn| TurnView::new(turn, localizer)).collect(),
        now,
        ends_at,
        minutes_left: ((ends_at - now).num_seconds().max(0) + 59) / 60,
        max_answer_chars: MAX_TURN_CHARS,
        waiting,
        closing: turns.iter().any(is_closing),
        turn_id: new_turn_id(visitor)?,
        draft: &form.answer,
        problem: form.answer_problem,
        by_voice,
        voice: voice.map(|voice| &*voice.script),
    };
    Ok(html_with_voice(form.status, &page, voice))
}

fn completed_page(
    visitor: &Visitor,
    language: Language,
    preview: &LinkPreview,
    session: Option<&RespondentSession>,
) -> Response {
    let page = CompletedPage {
        frame: Frame::new(&visitor.state.site, language, "completed-title"),
        link: visitor.path(),
        continue_url: preview.redirect_url.as_deref(),
        withdrawal: session.and_then(|session| visitor.withdrawal_deadline(session)),
    };
    html(StatusCode::OK, &page)
}

/// An id for the answer that the page's form sends; the engine keeps one answer per id.
fn new_turn_id(visitor: &Visitor) -> Result<String, EngineError> {
    let bytes = random(&*visitor.state.entropy)?;
    Ok(Builder::from_random_bytes(bytes).into_uuid().to_string())
}
