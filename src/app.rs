//! The application: its parts put together, and the one endpoint that answers every request.

use crate::{
    api::{self, ApiError, BodyLimits, Document, Edge, Limits, auth::Gate, interviews::Engine},
    clock::SharedClock,
    config::Config,
    entropy::SharedEntropy,
    interviewer::Interviewer,
    livekit::Livekit,
    model::secret::Sealer,
    projects::Projects,
    rooms::Rooms,
    store::Store,
    teams::Keys,
    telemetry::Metrics,
    web::{self, Pages, Parts, Site},
};
use poem::{
    Endpoint, EndpointExt, IntoResponse, Response, Route, endpoint::make_sync, error::ResponseError, get, http::header,
    middleware::CatchPanic, web::Html,
};
use std::{sync::Arc, time::Duration};

/// Where the interviews document is served.
const DOCUMENT_PATH: &str = "/openapi/interviews.json";
/// The routes that no document describes.
const PLAIN_ROUTES: [&str; 3] = [DOCUMENT_PATH, "/docs", "/metrics"];
/// The document's page carries its script and style with it, and needs nothing else.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
                           connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the application stands on.
pub struct Foundation {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
    /// The instance key.
    pub sealer: Sealer,
    /// Who asks the questions.
    pub interviewer: Arc<dyn Interviewer>,
    /// The metrics of this process.
    pub metrics: Metrics,
    /// The media server, when voice is configured.
    pub livekit: Option<Livekit>,
}

/// How far respondents can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// LiveKit is not configured.
    Off,
    /// The page's script was not built in; other clients can join by voice.
    WithoutPage,
    /// On the page, and by other clients.
    On,
}

/// The application.
#[derive(Clone)]
pub struct App {
    /// Rooms.
    pub rooms: Rooms,
    /// API keys.
    pub keys: Keys,
    /// Rate limits.
    pub limits: Arc<Limits>,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: SharedClock,
    /// The metrics of this process.
    pub metrics: Metrics,
    config: Arc<Config>,
    engine: Engine,
    pages: Pages,
}

impl App {
    /// Puts the parts together. `public_url` is where respondents reach the service.
    pub fn new(foundation: Foundation, config: Config, public_url: &str) -> Self {
        let Foundation {
            store,
            clock,
            entropy,
            sealer,
            interviewer,
            metrics,
            livekit,
        } = foundation;
        let rooms = Rooms::new(
            store.clone(),
            clock.clone(),
            entropy.clone(),
            sealer,
            interviewer,
            livekit,
            config.rooms.clone(),
        );
        let engine = Engine {
            rooms: rooms.clone(),
            projects: Projects::new(store.clone(), clock.clone(), entropy.clone(), rooms.hub().clone()),
            store: store.clone(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            tokens_per_30_min: config.rooms.tokens_per_30_min,
        };
        let limits = Arc::new(Limits::new(&config.limits, clock.clone()));
        let pages = Pages::new(Parts {
            rooms: rooms.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            limits: limits.clone(),
            trusted_proxies: config.http.trusted_proxies.clone(),
            site: Site::at(public_url).with_voice(rooms.livekit()),
        });
        Self {
            keys: Keys::new(store.clone(), clock.clone(), entropy),
            limits,
            pages,
            config: Arc::new(config),
            rooms,
            store,
            clock,
            metrics,
            engine,
        }
    }

    /// How far respondents can speak.
    pub fn voice(&self) -> Voice {
        match (self.rooms.livekit(), &self.pages.site.voice) {
            (None, _) => Voice::Off,
            (Some(_), None) => Voice::WithoutPage,
            (Some(_), Some(_)) => Voice::On,
        }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The endpoint that answers every request; it never fails.
    pub fn endpoint(&self) -> impl Endpoint<Output = Response> + use<> {
        let service = api::interviews::service();
        let document = Arc::new(Document::of(&service));
        let gate = Arc::new(Gate {
            keys: self.keys.clone(),
            limits: self.limits.clone(),
            agent_secret: self.config.agents.secret.clone(),
        });
        let http = &self.config.http;
        let body_limits = BodyLimits {
            bytes: http.max_body_bytes,
            time: Duration::from_secs(http.request_seconds),
        };
        let routes = self
            .plain_routes(&document)
            .nest("/", service)
            .data(self.engine.clone())
            .data(self.pages.clone())
            .data(gate)
            .data(body_limits)
            .with(CatchPanic::new().with_handler(|_| ApiError::internal().as_response()));
        Edge {
            inner: routes,
            templates: document
                .templates()
                .chain(PLAIN_ROUTES)
                .chain(web::TEMPLATES)
                .map(Into::into)
                .collect(),
            document,
            limits: self.limits.clone(),
            trusted_proxies: http.trusted_proxies.clone(),
        }
    }

    fn plain_routes(&self, document: &Document) -> Route {
        let (text, page, metrics) = (document.text(), document.page().to_owned(), self.metrics.clone());
        let json = make_sync(move |_| Response::builder().content_type("application/json").body(text.clone()));
        let docs = make_sync(move |_| {
            Html(page.clone())
                .with_header(header::CONTENT_SECURITY_POLICY, DOCS_POLICY)
                .into_response()
        });
        web::routes()
            .at(DOCUMENT_PATH, get(json))
            .at("/docs", get(docs))
            .at("/metrics", get(make_sync(move |_| metrics.render())))
    }
}
