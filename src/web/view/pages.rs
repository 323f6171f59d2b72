//! The pages: the data of each template. `link` is the path of the respondent's link, below which its actions are.

use super::{localizer::Localizer, site::Site};
use crate::{
    clock::Timestamp,
    model::{
        language::Language,
        turn::{Speaker, Turn},
    },
};
use askama::Template;

/// What all pages share; the first field of each.
pub struct Frame<'a> {
    pub localizer: Localizer,
    pub site: &'a Site,
    pub title: String,
}

impl<'a> Frame<'a> {
    /// The frame of a page whose title is the message `title_id`.
    pub fn new(site: &'a Site, language: Language, title_id: &str) -> Self {
        let localizer = Localizer(language);
        Self {
            localizer,
            site,
            title: localizer.message(title_id),
        }
    }

    /// Says in the title that the page shows a problem.
    pub fn with_problem(mut self, has_problem: bool) -> Self {
        if has_problem {
            self.title = self.localizer.problem_title(&self.title);
        }
        self
    }
}

/// What is wrong with the start form, as message ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct Problems {
    pub email: Option<&'static str>,
    pub consent: Option<&'static str>,
}

impl Problems {
    pub fn any(&self) -> bool {
        self.email.is_some() || self.consent.is_some()
    }
}

/// What happened and what to do next.
#[derive(Template)]
#[template(path = "message.html")]
pub struct MessagePage<'a> {
    pub frame: Frame<'a>,
    pub lead: String,
    pub next: String,
    /// The path to open to try again, if that may help.
    pub retry: Option<String>,
    /// Whether the interview is over, so that the script clears its local storage.
    pub is_over: bool,
    pub link: String,
    /// Until when the visitor may withdraw.
    pub withdrawal: Option<Timestamp>,
}

impl<'a> MessagePage<'a> {
    /// The page of the messages `{kind}-title`, `{kind}-lead` and `{kind}-next`.
    pub fn new(site: &'a Site, language: Language, kind: &str) -> Self {
        let frame = Frame::new(site, language, &format!("{kind}-title"));
        let message = |part: &str| frame.localizer.message(&format!("{kind}-{part}"));
        Self {
            lead: message("lead"),
            next: message("next"),
            retry: None,
            is_over: false,
            link: String::new(),
            withdrawal: None,
            frame,
        }
    }
}

/// The invitation, with the form that starts the interview.
#[derive(Template)]
#[template(path = "welcome.html")]
pub struct WelcomePage<'a> {
    pub frame: Frame<'a>,
    pub link: String,
    pub topics: Option<&'a str>,
    /// The name of the room, shown if there are no topics.
    pub reference: &'a str,
    /// The longest duration, in minutes.
    pub minutes: i64,
    pub expires_at: Timestamp,
    pub email: &'a str,
    pub agreed: bool,
    pub problems: Problems,
}

/// A running interview that this browser has not joined, with the form that rejoins it.
#[derive(Template)]
#[template(path = "rejoin.html")]
pub struct RejoinPage<'a> {
    pub frame: Frame<'a>,
    pub link: String,
    pub email: &'a str,
    /// An answer that was sent without a valid session, shown so that it is not lost.
    pub unsent_answer: Option<&'a str>,
    pub problems: Problems,
}

/// The interview.
#[derive(Template)]
#[template(path = "interview.html")]
pub struct InterviewPage<'a> {
    pub frame: Frame<'a>,
    pub link: String,
    pub turns: Vec<TurnView<'a>>,
    pub now: Timestamp,
    pub ends_at: Timestamp,
    /// The minutes until `ends_at`, rounded up.
    pub minutes_left: i64,
    /// The longest answer, in characters.
    pub max_answer_chars: usize,
    /// Whether the respondent is waiting for the interviewer.
    pub waiting: bool,
    /// Whether the interviewer has said goodbye.
    pub closing: bool,
    /// The id of the answer that the form sends.
    pub turn_id: String,
    pub draft: &'a str,
    pub problem: Option<String>,
    /// Whether the interview is held by voice at present.
    pub by_voice: bool,
    /// The path of the voice script, if voice is offered.
    pub voice: Option<&'a str>,
}

/// A turn on the page.
pub struct TurnView<'a> {
    pub number: i32,
    /// As a CSS class.
    pub speaker: &'static str,
    pub speaker_name: String,
    pub text: &'a str,
    /// When it was stored.
    pub at: Timestamp,
}

impl<'a> TurnView<'a> {
    /// A turn in the localizer's language.
    pub fn new(turn: &'a Turn, localizer: Localizer) -> Self {
        let name_id = match turn.said.speaker {
            Speaker::Respondent => "interview-you",
            Speaker::Interviewer => "interview-interviewer",
            Speaker::Agent | Speaker::Member => "interview-guest",
        };
        Self {
            number: turn.number,
            speaker: turn.said.speaker.into(),
            speaker_name: localizer.message(name_id),
            text: &turn.said.text,
            at: turn.at,
        }
    }
}

/// Asks for confirmation of an action that cannot be undone.
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage<'a> {
    pub frame: Frame<'a>,
    pub link: String,
    /// The action, as its path names it.
    pub action: &'static str,
    pub lead: String,
    /// The label of the button that confirms.
    pub yes: String,
    /// The label of the link that goes back.
    pub no: String,
    pub is_destructive: bool,
}

impl<'a> ConfirmPage<'a> {
    /// The page of the messages `{action}-title`, `{action}-lead`, `{action}-yes` and `{action}-no`.
    pub fn new(site: &'a Site, language: Language, link: String, action: &'static str, is_destructive: bool) -> Self {
        let frame = Frame::new(site, language, &format!("{action}-title"));
        let message = |part: &str| frame.localizer.message(&format!("{action}-{part}"));
        Self {
            lead: message("lead"),
            yes: message("yes"),
            no: message("no"),
            link,
            action,
            is_destructive,
            frame,
        }
    }
}

/// Thanks the respondent after the interview.
#[derive(Template)]
#[template(path = "completed.html")]
pub struct CompletedPage<'a> {
    pub frame: Frame<'a>,
    pub link: String,
    /// Where the team sends respondents afterwards.
    pub continue_url: Option<&'a str>,
    /// Until when the visitor may withdraw.
    pub withdrawal: Option<Timestamp>,
}
