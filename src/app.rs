//! The application: its parts put together, and the one endpoint that answers every request.

use crate::{
    api::{self, ApiError, BodyLimits, Document, Documents, Edge, auth::Gate},
    clock::SharedClock,
    config::Config,
    engine::Engine,
    entropy::SharedEntropy,
    interviewer::Interviewer,
    limits::Limits,
    livekit::Livekit,
    model::secret::Sealer,
    projects::Projects,
    store::Store,
    teams::Keys,
    telemetry::Metrics,
    web::{self, Pages, Parts, Site},
};
use poem::{
    Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Response, Route, endpoint::make_sync, error::ResponseError, get,
    http::header, middleware::CatchPanic, web::Html,
};
use std::{sync::Arc, time::Duration};

/// The routes that no document describes.
const PLAIN_ROUTES: [&str; 4] = ["/openapi/{document}", "/docs", "/docs/{document}", "/metrics"];
/// The document that is shown to whoever names none.
const FIRST_SHOWN: &str = "interviews";
/// The document's page carries its script and style with it, and needs nothing else.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
                           connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the application stands on.
pub struct Dependencies {
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
    /// The room engine.
    pub engine: Engine,
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
    api: api::Engine,
    pages: Pages,
}

impl App {
    /// Puts the parts together. `public_url` is where respondents reach the service.
    pub fn new(dependencies: Dependencies, config: Config, public_url: &str) -> Self {
        let Dependencies {
            store,
            clock,
            entropy,
            sealer,
            interviewer,
            metrics,
            livekit,
        } = dependencies;
        let engine = Engine::new(
            store.clone(),
            clock.clone(),
            entropy.clone(),
            sealer,
            interviewer,
            livekit,
            config.rooms.clone(),
        );
        let api = api::Engine {
            interviews: engine.interviews.clone(),
            agent_rooms: engine.agent_rooms.clone(),
            voice: engine.voice.clone(),
            projects: Projects::new(store.clone(), clock.clone(), entropy.clone(), engine.hub().clone()),
            store: store.clone(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            tokens_per_30_min: config.rooms.tokens_per_30_min,
        };
        let limits = Limits::new(&config.limits, config.http.trusted_proxies.clone(), clock.clone());
        let limits = Arc::new(limits);
        let pages = Pages::new(Parts {
            engine: engine.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            limits: limits.clone(),
            site: Site::at(public_url).with_voice(engine.livekit()),
        });
        Self {
            keys: Keys::new(store.clone(), clock.clone(), entropy),
            limits,
            pages,
            config: Arc::new(config),
            engine,
            store,
            clock,
            metrics,
            api,
        }
    }

    /// How far respondents can speak.
    pub fn voice(&self) -> Voice {
        match (self.engine.livekit(), &self.pages.site.voice) {
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
        let documents = Arc::new(Documents::all());
        let voice_rooms = Arc::new(api::voice_rooms::service().into_endpoint());
        let agents = Arc::new(api::agents::service().into_endpoint());
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
            .plain_routes(&documents)
            .nest_no_strip("/v1", voice_rooms.clone())
            .nest_no_strip("/characters", voice_rooms)
            .nest_no_strip("/api/agents", agents.clone())
            .nest_no_strip("/api/memory", agents.clone())
            .nest_no_strip("/api/messaging", agents)
            .nest("/", api::interviews::service())
            .data(self.api.clone())
            .data(self.pages.clone())
            .data(gate)
            .data(body_limits)
            .with(CatchPanic::new().with_handler(|_| ApiError::internal().as_response()));
        Edge {
            inner: routes,
            templates: documents
                .iter()
                .flat_map(Document::templates)
                .chain(PLAIN_ROUTES)
                .chain(web::TEMPLATES)
                .map(Into::into)
                .collect(),
            documents,
            limits: self.limits.clone(),
        }
    }

    fn plain_routes(&self, documents: &Documents) -> Route {
        let metrics = self.metrics.clone();
        let mut routes = web::routes().at("/metrics", get(make_sync(move |_| metrics.render())));
        for document in documents.iter() {
            let (text, page) = (document.text(), document.page().to_owned());
            let json = make_sync(move |_| Response::builder().content_type("application/json").body(text.clone()));
            let docs = Arc::new(make_sync(move |_| {
                Html(page.clone())
                    .with_header(header::CONTENT_SECURITY_POLICY, DOCS_POLICY)
                    .into_response()
            }));
            let name = document.name();
            routes = routes
                .at(format!("/openapi/{name}.json"), get(json))
                .at(format!("/docs/{name}"), get(docs.clone()));
            if name == FIRST_SHOWN {
                routes = routes.at("/docs", get(docs));
            }
        }
        routes
    }
}
