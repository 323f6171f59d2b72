//! The respondent's pages: everything below a link, in the reader's language, with JavaScript and without.
//!
//! Opening a link changes nothing. A POST changes one thing and leads back to the page by GET, so that reloading and
//! going back repeat nothing. The engine decides; these modules read what browsers send and write what people read.

mod assets;
mod consent;
mod finish;
mod forms;
mod pages;
mod show;
mod start;
mod stream;
mod tongue;
mod turns;
mod visit;
mod voice;

pub use consent::{CONSENT_PARTS, CONSENT_VERSION};
pub use pages::Site;
pub use tongue::exact;

use crate::{clock::SharedClock, engine::Engine, entropy::SharedEntropy, limits::Limits};
use poem::{
    Endpoint, EndpointExt, Error, Response, Route,
    error::MethodNotAllowedError,
    get,
    http::{StatusCode, header},
    middleware::CatchPanic,
};
use std::{ops::Deref, sync::Arc};

/// The templates of the routes.
pub const TEMPLATES: [&str; 9] = [
    "/interview/{access_token}",
    "/interview/{access_token}/start",
    "/interview/{access_token}/turns",
    "/interview/{access_token}/stream",
    "/interview/{access_token}/finish",
    "/interview/{access_token}/withdraw",
    "/interview/{access_token}/voice",
    "/interview/{access_token}/text",
    "/assets/{digest}/{name}",
];

/// What the pages stand on.
#[derive(Clone)]
pub struct Pages(Arc<Parts>);

/// See [`Pages`].
pub struct Parts {
    /// The engine.
    pub engine: Engine,
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
    /// The rate limits.
    pub limits: Arc<Limits>,
    /// Where the pages are.
    pub site: Site,
}

impl Pages {
    /// The pages over their parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for Pages {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The routes. They need [`Pages`] as data.
pub fn routes() -> Route {
    Route::new()
        .at("/interview/:access_token", get(page(show::open)))
        .at("/interview/:access_token/start", step(show::back, start::start))
        .at("/interview/:access_token/turns", step(show::back, turns::say))
        .at("/interview/:access_token/stream", get(page(stream::listen)))
        .at(
            "/interview/:access_token/finish",
            step(finish::ask_to_finish, finish::finish),
        )
        .at(
            "/interview/:access_token/withdraw",
            step(finish::ask_to_withdraw, finish::withdraw),
        )
        .at("/interview/:access_token/voice", step(voice::look, voice::enter))
        .at("/interview/:access_token/text", step(show::back, voice::write))
        .at(assets::ASSETS, get(assets::asset))
}

/// A step below a link: looked at by GET, taken by POST.
fn step<G, P>(look: G, take: P) -> impl Endpoint<Output = Response>
where
    G: Endpoint<Output = Response> + 'static,
    P: Endpoint<Output = Response> + 'static,
{
    get(page(look))
        .post(page(take))
        .catch_error(async |_: MethodNotAllowedError| {
            Response::builder()
                .status(StatusCode::METHOD_NOT_ALLOWED)
                .header(header::ALLOW, "GET, HEAD, POST")
                .finish()
        })
}

/// An endpoint whose failures are pages, too: what is thrown at people must be something to read.
fn page<E: Endpoint<Output = Response> + 'static>(endpoint: E) -> impl Endpoint<Output = Response> {
    endpoint
        .catch_all_error(async |error: Error| error.into_response())
        .with(CatchPanic::new().with_handler(|_| pages::bare()))
}
