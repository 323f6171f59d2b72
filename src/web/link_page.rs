//! What a person who opens a link sees for now: where the interview stands and what to do next. Changes nothing.

use crate::{
    model::{
        error::{EngineError, Thing},
        status::Status,
        token::AccessToken,
    },
    rooms::{Invitation, Rooms},
};
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{StatusCode, header},
};

/// Where the page's style is.
pub const STYLE_PATH: &str = "/assets/link.css";
const STYLE: &str = include_str!("link.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page at a link.
pub struct LinkPage {
    rooms: Rooms,
}

/// What a page says.
struct Words {
    status: StatusCode,
    title: &'static str,
    text: String,
    next: &'static str,
}

impl LinkPage {
    /// The page over the engine.
    pub const fn new(rooms: Rooms) -> Self {
        Self { rooms }
    }

    async fn words(&self, token: &str) -> Words {
        let Some(link) = AccessToken::parse(token) else {
            return Words::of_error(&EngineError::NotFound(Thing::Link));
        };
        match self.rooms.look(&link).await {
            Ok(invitation) => Words::of_room(&invitation),
            Err(error) => Words::of_error(&error),
        }
    }
}

impl Endpoint for LinkPage {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let token: String = request.path_params().unwrap_or_default();
        Ok(self.words(&token).await.page())
    }
}

/// The style of the page.
pub fn style() -> Response {
    Response::builder()
        .content_type("text/css; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=3600")
        .body(STYLE)
}

impl Words {
    const fn new(status: StatusCode, title: &'static str, text: String, next: &'static str) -> Self {
        Self {
            status,
            title,
            text,
            next,
        }
    }

    fn of_room(Invitation { room, .. }: &Invitation) -> Self {
        let terms = &room.interview.terms;
        let minutes = terms.max_duration.minutes();
        match room.life.status {
            Status::Pending => Self::new(
                StatusCode::OK,
                "Your interview is ready",
                format!(
                    "An AI will ask you questions. It takes up to {minutes} minutes. This link works until {}.",
                    terms.expires_at.format("%-d %B %Y, %H:%M UTC")
                ),
                "Choose a quiet moment, and start from the page or app that you were invited with.",
            ),
            Status::Active => Self::new(
                StatusCode::OK,
                "Your interview is running",
                format!("It takes up to {minutes} minutes in all."),
                "To go on, come back with the e-mail address that you started with.",
            ),
            Status::Completed => Self::new(
                StatusCode::OK,
                "Your interview is over",
                "Thank you for taking part.".to_owned(),
                "There is nothing more to do; you can close this page.",
            ),
            Status::Expired => Self::new(
                StatusCode::OK,
                "This link has expired",
                "It was not used in time.".to_owned(),
                "Ask the people who invited you for another one.",
            ),
            Status::Cancelled => Self::new(
                StatusCode::OK,
                "This interview was cancelled",
                "The people who invited you have withdrawn it.".to_owned(),
                "Ask them if you think that this is a mistake.",
            ),
        }
    }

    fn of_error(error: &EngineError) -> Self {
        match error {
            EngineError::LinkReplaced => Self::new(
                StatusCode::GONE,
                "This link was replaced",
                "You were sent a newer one.".to_owned(),
                "Look for the latest invitation, or ask the people who invited you.",
            ),
            EngineError::NotFound(_) => Self::new(
                StatusCode::NOT_FOUND,
                "We do not know this link",
                "It may have been cut off or mistyped.".to_owned(),
                "Open it again from your invitation, or copy the whole of it.",
            ),
            error => {
                tracing::error!(%error, "the page at a link failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong on our side",
                    "Your link is not lost.".to_owned(),
                    "Please open it again in a few minutes.",
                )
            }
        }
    }

    fn page(&self) -> Response {
        let Self { title, text, next, .. } = self;
        // All words are ours: nothing here comes from a request or a row but numbers and a date.
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{STYLE_PATH}\">\n</head>\n\
             <body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n<p>{next}</p>\n</main>\n</body>\n</html>\n"
        );
        Response::builder()
            .status(self.status)
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            .header("x-robots-tag", "noindex")
            .body(html)
            .into_response()
    }
}
