//! The routes of the respondent's pages, with the rate limit per client address and the rendering of errors, which all of
//! them share.

use super::{
    actions::{finish, start, stream, turns, voice},
    assets,
    error::PageError,
    interview_page::{open, redirect_back},
    responses::{self, redirect},
    view::plain,
    visitor::Visitor,
};
use crate::model::error::{EngineError, Resource};
use poem::{
    Endpoint, EndpointExt, FromRequest, Request, Response, Route, RouteMethod,
    error::{MethodNotAllowedError, NotFoundError},
    get, handler,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::CatchPanic,
};
use std::sync::Arc;

/// The templates of the routes, for metrics and logs: the paths themselves hold access tokens.
pub const TEMPLATES: [&str; 11] = [
    "/",
    "/interview",
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
        .at("/interview", lost())
        .at("/interview/*rest", lost())
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

/// Leads requests for `/` to the page for people without a link: the framework gives that path to nested routes only.
pub async fn at_root(mut request: Request) -> poem::Result<Request> {
    if request.uri().path() == "/" {
        *request.uri_mut() = Uri::from_static("/interview");
    }
    Ok(request)
}

/// What people see at an address that is no page. Programs get the error of the API.
fn lost() -> impl Endpoint<Output = Response> {
    page(get(no_page))
}

#[handler]
fn no_page(request: &Request) -> poem::Result<Response> {
    let accept = request.header(header::ACCEPT).unwrap_or_default();
    if accept.contains("text/html") {
        return Err(PageError::from(EngineError::NotFound(Resource::Link)).into());
    }
    Err(NotFoundError.into())
}

/// Whether a browser says that a page of another site has sent the request. The session cookie is `SameSite=Lax`; this
/// also covers browsers that do not know that, and other applications on the same site. `Origin: null` says nothing:
/// browsers send it from our own pages, whose referrer policy is `no-referrer`.
fn is_of_other_site(headers: &HeaderMap, own_origin: &str) -> bool {
    let header = |name: HeaderName| headers.get(name).map(HeaderValue::as_bytes);
    if let Some(site) = header(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, b"same-origin" | b"none");
    }
    let Some(origin) = header(header::ORIGIN) else {
        return false;
    };
    let is_of_host = || {
        let host = origin
            .strip_prefix(b"https://")
            .or_else(|| origin.strip_prefix(b"http://"));
        host.is_some() && host == header(header::HOST)
    };
    origin != b"null" && !origin.eq_ignore_ascii_case(own_origin.as_bytes()) && !is_of_host()
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
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let result = match visitor.state.limits.take_for_client(&request) {
        // The session's cookie is bound to the path as it was handed out.
        Ok(()) if is_read && !visitor.is_canonical => Ok(redirect(&visitor)),
        Ok(()) if !is_read && is_of_other_site(request.headers(), &visitor.state.site.origin) => {
            Err(PageError::OtherSite.into())
        }
        Ok(()) => methods.call(request).await,
        Err(limited) => Err(PageError::from(limited).into()),
    };
    result.or_else(|error| Ok(responses::error_page(&visitor, &error.downcast()?)))
}
