//! The pages themselves: what each template needs, and the headers that every page carries.
//!
//! Nothing here reads or changes anything; whoever asks for a page has already found out what to show.

use super::{assets, tongue::Tongue, voice::Voice};
use crate::{
    clock::Timestamp,
    livekit::Livekit,
    model::{
        language::Language,
        turn::{Speaker, Turn},
    },
};
use askama::Template;
use poem::{
    Response,
    http::{HeaderName, HeaderValue, StatusCode, Uri, header},
};

/// Nothing but what comes from the service itself, and nothing inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (
        HeaderName::from_static("permissions-policy"),
        "microphone=(self), camera=(), geolocation=()",
    ),
];
/// What the respondent sees when not even a page can be made.
const BARE: &str = "<!doctype html><title>Interview</title><p>Something went wrong. Please try again in a few minutes.";

/// Where the pages are, as browsers see it.
#[derive(Clone, Debug)]
pub struct Site {
    /// What comes before every path, when a proxy serves the pages under a path of its own; else empty.
    pub base: String,
    /// Whether browsers come by https.
    pub is_secure: bool,
    /// The address of the style.
    pub style: String,
    /// The address of the script.
    pub script: String,
    /// Voice, where it can be offered.
    pub voice: Option<Voice>,
    /// The address of the icon.
    pub icon: String,
}

impl Site {
    /// The site that respondents reach at `public_url`.
    pub fn at(public_url: &str) -> Self {
        let uri: Uri = public_url.parse().unwrap_or_default();
        let base = uri.path().trim_end_matches('/').to_owned();
        Self {
            is_secure: uri.scheme_str() == Some("https"),
            style: base.clone() + &assets::STYLE.path(),
            script: base.clone() + &assets::SCRIPT.path(),
            voice: None,
            icon: base.clone() + &assets::ICON.path(),
            base,
        }
    }

    /// The same with voice, if it is configured and can be offered.
    #[must_use]
    pub fn with_voice(self, livekit: Option<&Livekit>) -> Self {
        Self {
            voice: livekit.and_then(|livekit| Voice::offered(livekit, &self.base)),
            ..self
        }
    }
}

/// What all pages share.
pub struct Frame<'a> {
    /// The words.
    pub words: Tongue,
    /// The site.
    pub site: &'a Site,
    /// The title of the page.
    pub title: String,
}

impl<'a> Frame<'a> {
    /// A page whose title is a message.
    pub fn new(site: &'a Site, language: Language, title: &str) -> Self {
        let words = Tongue(language);
        Self {
            words,
            site,
            title: words.say(title),
        }
    }

    /// The same, when something on it has to be mended.
    pub fn with_problem(mut self, is_problem: bool) -> Self {
        if is_problem {
            self.title = self.words.problem(&self.title);
        }
        self
    }
}

/// What is wrong with a form, as messages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Problems {
    /// With the e-mail address.
    pub email: Option<&'static str>,
    /// With the consent.
    pub consent: Option<&'static str>,
}

impl Problems {
    /// Whether anything is.
    pub fn any(&self) -> bool {
        self.email.is_some() || self.consent.is_some()
    }
}

/// A few sentences and what to do next.
#[derive(Template)]
#[template(path = "message.html")]
pub struct Message<'a> {
    /// What all pages share.
    pub frame: Frame<'a>,
    /// What has happened.
    pub lead: String,
    /// What to do.
    pub next: String,
    /// What to open in order to try again.
    pub again: Option<String>,
    /// Whether the interview is over, and the browser may forget it.
    pub over: bool,
    /// The path of the link.
    pub link: String,
    /// Until when this reader may withdraw.
    pub withdrawal: Option<Timestamp>,
}

/// The invitation.
#[derive(Template)]
#[template(path = "welcome.html")]
pub struct Welcome<'a> {
    /// What all pages share.
    pub frame: Frame<'a>,
    /// The path of the link.
    pub link: String,
    /// What it is about.
    pub topics: Option<&'a str>,
    /// The name of the room, for whom no topics were given.
    pub reference: &'a str,
    /// How long it takes.
    pub minutes: i64,
    /// Until when it can be started.
    pub until: Timestamp,
    /// What was typed.
    pub email: &'a str,
    /// Whether the box was ticked.
    pub agreed: bool,
    /// What is wrong with it.
    pub problems: Problems,
}

/// An interview that runs, for a device that has not joined it.
#[derive(Template)]
#[template(path = "running.html")]
pub struct Running<'a> {
    /// What all pages share.
    pub frame: Frame<'a>,
    /// The path of the link.
    pub link: String,
    /// What was typed.
    pub email: &'a str,
    /// An answer that came without a valid session, so that it is not lost.
    pub unsent: Option<&'a str>,
    /// What is wrong with it.
    pub problems: Problems,
}

/// The interview.
#[derive(Template)]
#[template(path = "interview.html")]
pub struct Interview<'a> {
    /// What all pages share.
    pub frame: Frame<'a>,
    /// The path of the link.
    pub link: String,
    /// What was said.
    pub turns: Vec<SaidTurn<'a>>,
    /// The present moment.
    pub now: Timestamp,
    /// When the talk time ends.
    pub ends_at: Timestamp,
    /// The whole minutes until then, rounded up.
    pub minutes_left: i64,
    /// The longest answer.
    pub longest: usize,
    /// Whether the respondent waits for the interviewer.
    pub waiting: bool,
    /// Whether the last question was asked.
    pub closing: bool,
    /// The id of the turn that the form sends.
    pub turn_id: String,
    /// What was typed.
    pub draft: &'a str,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Whether it is held by voice at present.
    pub speaking: bool,
    /// The address of the script for that, where it can be.
    pub voice: Option<&'a str>,
}

/// A turn on the page.
pub struct SaidTurn<'a> {
    /// Its number.
    pub number: i32,
    /// Who said it, for the style.
    pub speaker: &'static str,
    /// Who said it, for the reader.
    pub who: String,
    /// What was said.
    pub text: &'a str,
    /// When.
    pub at: Timestamp,
}

impl<'a> SaidTurn<'a> {
    /// A turn for a reader of this language.
    pub fn of(turn: &'a Turn, words: Tongue) -> Self {
        let who = match turn.said.speaker {
            Speaker::Respondent => "interview-you",
            Speaker::Interviewer => "interview-interviewer",
            Speaker::Agent | Speaker::Member => "interview-guest",
        };
        Self {
            number: turn.number,
            speaker: turn.said.speaker.into(),
            who: words.say(who),
            text: &turn.said.text,
            at: turn.at,
        }
    }
}

/// A question before something that cannot be undone.
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct Confirm<'a> {
    /// What all pages share.
    pub frame: Frame<'a>,
    /// The path of the link.
    pub link: String,
    /// The step, as the path names it.
    pub step: &'static str,
    /// What will happen.
    pub lead: String,
    /// To do it.
    pub yes: String,
    /// Not to do it.
    pub no: String,
    /// Whether something is lost by it.
    pub grave: bool,
}

/// The thanks.
#[derive(Template)]
#[template(path = "completed.html")]
pub struct Completed<'a> {
    /// What all pages share.
    pub frame: Frame<'a>,
    /// The path of the link.
    pub link: String,
    /// Where the team sends respondents afterwards.
    pub onwards: Option<&'a str>,
    /// Until when this reader may withdraw.
    pub withdrawal: Option<Timestamp>,
}

impl<'a> Message<'a> {
    /// The page of the messages `kind-title`, `kind-lead` and `kind-next`.
    pub fn of(site: &'a Site, language: Language, kind: &str) -> Self {
        let frame = Frame::new(site, language, &format!("{kind}-title"));
        let say = |part: &str| frame.words.say(&format!("{kind}-{part}"));
        Self {
            lead: say("lead"),
            next: say("next"),
            again: None,
            over: false,
            link: String::new(),
            withdrawal: None,
            frame,
        }
    }
}

impl<'a> Confirm<'a> {
    /// The question of the messages `step-title`, `step-lead`, `step-yes` and `step-no`.
    pub fn of(site: &'a Site, language: Language, link: String, step: &'static str, grave: bool) -> Self {
        let frame = Frame::new(site, language, &format!("{step}-title"));
        let say = |part: &str| frame.words.say(&format!("{step}-{part}"));
        Self {
            lead: say("lead"),
            yes: say("yes"),
            no: say("no"),
            link,
            step,
            grave,
            frame,
        }
    }
}

/// What can be said when nothing else works.
pub fn bare() -> Response {
    page(StatusCode::INTERNAL_SERVER_ERROR, BARE.to_owned())
}

/// The answer that carries a page from which the browser may connect to the media server, too.
pub fn answer_with_voice(status: StatusCode, template: &impl Template, voice: Option<&Voice>) -> Response {
    let mut page = answer(status, template);
    let own = "connect-src 'self'";
    let policy = voice.map(|voice| POLICY.replace(own, &format!("{own} {}", voice.origins)));
    if let Some(Ok(policy)) = policy.map(HeaderValue::try_from) {
        page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    page
}

/// The answer that carries a page.
pub fn answer(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => page(status, html),
        Err(error) => {
            tracing::error!(%error, "a page could not be made");
            bare()
        }
    }
}

fn page(status: StatusCode, html: String) -> Response {
    let answer = Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8");
    let headers = HEADERS.into_iter();
    headers
        .fold(answer, |answer, (name, value)| answer.header(name, value))
        .body(html)
}
