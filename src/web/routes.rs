//! The routes of the respondent's pages, with the rate limit per client address and the rendering of errors, which all of
//! them share.

use super::{
    actions::{finish, start, stream, turns, voice},
    assets,
    error::PageError,
    interview_page::{open, redirect_back},
    responses,
    view::plain,
    visitor::Visitor,
};
use poem::{
    Endpoint, EndpointExt, FromRequest, Request, Response, Route, RouteMethod,
    error::MethodNotAllowedError,
    get,
    http::{StatusCode, header},
    middleware::CatchPanic,
};
use std::sync::Arc;

/// The templates of the routes, for metrics and logs: the paths themselves hold access tokens.
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

/// The routes. They need [`WebState`](super::WebState) as request data.
pub fn routes() -> Route {
    Route::new()
        .at("/interview/:access_token", page(get(open)))
        .at("/interview/:access_token/start", action(redirect_back, start::start))
        .at("/interview/:access_token/turns", action(redirect_back, turns::send))
        .at("/interview/:access_token/stream", page(get(stream::follow)))
        .at(
            "/interview/:access_token/finish",
            action(finish::confirm_finish, finish::finish),
        )
        .at(
            "/interview/:access_token/withdraw",
            action(finish::confirm_withdraw, finish::withdraw),
        )
        .at(
            "/interview/:access_token/voice",
            action(voice::agent_status, voice::start),
        )
        .at("/interview/:access_token/text", action(redirect_back, voice::stop))
        .at(assets::PATH, get(assets::asset))
}

/// An action below a link: POST performs it, GET shows a page or redirects to the interview.
fn action<G, P>(show: G, perform: P) -> impl Endpoint<Output = Response>
where
    G: Endpoint<Output = Response> + 'static,
    P: Endpoint<Output = Response> + 'static,
{
    page(get(show).post(perform)).catch_error(async |_: MethodNotAllowedError| {
        Response::builder()
            .status(StatusCode::METHOD_NOT_ALLOWED)
            .header(header::ALLOW, "GET, HEAD, POST")
            .finish()
    })
}

/// A page for visitors. Its errors and panics become pages, too.
fn page(methods: RouteMethod) -> impl Endpoint<Output = Response> {
    methods
        .around(respond)
        .with(CatchPanic::new().with_handler(|_| plain()))
}

/// Applies the rate limit of the client's address, and renders errors in the visitor's language.
async fn respond(methods: Arc<RouteMethod>, request: Request) -> poem::Result<Response> {
    let visitor = Visitor::from_request_without_body(&request).await?;
    let result = match visitor.state.limits.take_for_client(&request) {
        Ok(()) => methods.call(request).await,
        Err(limited) => Err(PageError::from(limited).into()),
    };
    result.or_else(|error| Ok(responses::error_page(&visitor, &error.downcast()?)))
}
