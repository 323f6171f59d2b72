//! The application: assembles its parts into the endpoint that answers all requests.

use crate::{
    api::{self, ApiConfig, Authenticator, BodyLimits, BodyMemory, CommonLayer, Cors, Document, Documents},
    clock::SharedClock,
    config::Config,
    engine::Engine,
    entropy::SharedEntropy,
    interviewer::Interviewer,
    jobs::{self, Housekeeping, Purge, Reaper},
    limits::Limits,
    livekit::Livekit,
    model::secret::Sealer,
    projects::Projects,
    store::Store,
    teams::Keys,
    telemetry::Metrics,
    web::{self, Site, WebState},
};
use poem::{Endpoint, EndpointExt, IntoResponse, Response, Route, endpoint::make_sync, get, http::header, web::Html};
use std::{sync::Arc, time::Duration};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The templates of the routes below that no OpenAPI document describes.
pub const PLAIN_ROUTES: [&str; 4] = ["/openapi/{document}", "/docs", "/docs/{document}", "/metrics"];
/// The document that `/docs` shows.
const DEFAULT_DOCUMENT: &str = "interviews";
/// The page of a document contains its scripts and styles, and loads nothing else.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
                           connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the application is built from.
pub struct Dependencies {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: SharedClock,
    /// The source of randomness.
    pub entropy: SharedEntropy,
    /// Seals secrets with the instance key.
    pub sealer: Sealer,
    /// Conducts written interviews.
    pub interviewer: Arc<dyn Interviewer>,
    /// The metrics of this process.
    pub metrics: Metrics,
    /// LiveKit, if it is configured.
    pub livekit: Option<Livekit>,
}

/// Where interviews can be held by voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Nowhere: LiveKit is not configured.
    Off,
    /// Only in other clients, because the page's script is not part of this build.
    WithoutPage,
    /// On the page and in other clients.
    On,
}

/// The application.
#[derive(Clone)]
pub struct App {
    /// The room engine.
    pub engine: Engine,
    /// API keys.
    pub keys: Keys,
    /// The database.
    pub store: Store,
    clock: SharedClock,
    limits: Arc<Limits>,
    metrics: Metrics,
    config: Arc<Config>,
    projects: Projects,
    api_config: ApiConfig,
    web: Arc<WebState>,
    interviewer: Arc<dyn Interviewer>,
}

impl App {
    /// Assembles the application. `public_url` is the address at which respondents reach the service.
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
            interviewer.clone(),
            livekit,
            config.rooms.grace(),
        );
        let projects = Projects::new(engine.core());
        let api_config = ApiConfig {
            public_url: public_url.trim_end_matches('/').to_owned(),
            tokens_per_30_min: config.rooms.tokens_per_30_min,
        };
        let limits = Limits::new(&config.limits, config.http.trusted_proxies.clone(), clock.clone());
        let limits = Arc::new(limits);
        let web = Arc::new(WebState {
            engine: engine.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            limits: limits.clone(),
            site: Site::at(public_url).with_voice(engine.livekit()),
        });
        Self {
            keys: Keys::new(store.clone(), clock.clone(), entropy),
            limits,
            web,
            config: Arc::new(config),
            engine,
            store,
            clock,
            metrics,
            projects,
            api_config,
            interviewer,
        }
    }

    /// Where interviews can be held by voice.
    pub fn voice(&self) -> Voice {
        match (self.engine.livekit(), &self.web.site.voice) {
            (None, _) => Voice::Off,
            (Some(_), None) => Voice::WithoutPage,
            (Some(_), Some(_)) => Voice::On,
        }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Starts the jobs that the settings switch on. They end soon after `stop` is cancelled.
    pub fn start_jobs(&self, tracker: &TaskTracker, stop: &CancellationToken) {
        let app = self.clone();
        self.spawn(tracker, stop, "housekeeping", move |stop| app.housekeeping().run(stop));
        let app = self.clone();
        self.spawn(tracker, stop, "listen", move |stop| {
            jobs::listen(app.store.clone(), app.engine.hub().clone(), app.clock.clone(), stop)
        });
        let (interviewer, stopped) = (self.interviewer.clone(), stop.clone());
        tracker.spawn(async move { stopped.run_until_cancelled(interviewer.introduce()).await });
        if self.engine.livekit().is_some() {
            let app = self.clone();
            self.spawn(tracker, stop, "voice", move |stop| {
                jobs::maintain_voice(app.engine.voice.clone(), app.clock.clone(), stop)
            });
        }
        if self.config.retention.periods().next().is_some() {
            let app = self.clone();
            self.spawn(tracker, stop, "purge", move |stop| app.purge().run(stop));
        }
        if self.config.reaper.enabled {
            let app = self.clone();
            self.spawn(tracker, stop, "reaper", move |stop| app.reaper().run(stop));
        }
    }

    fn spawn<F>(
        &self,
        tracker: &TaskTracker,
        stop: &CancellationToken,
        name: &'static str,
        run: impl Fn(CancellationToken) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, for_run) = (stop.clone(), stop.clone());
        let run = move || run(for_run.clone());
        tracker.spawn(jobs::restart_after_panic(name, self.clock.clone(), stop, run));
    }

    fn housekeeping(&self) -> Housekeeping {
        Housekeeping {
            store: self.store.clone(),
            clock: self.clock.clone(),
            keys: self.keys.clone(),
            limits: self.limits.clone(),
            metrics: self.metrics.clone(),
        }
    }

    /// The reaper.
    pub fn reaper(&self) -> Reaper {
        Reaper {
            engine: self.engine.clone(),
            clock: self.clock.clone(),
            config: self.config.reaper.clone(),
        }
    }

    /// The retention purge.
    pub fn purge(&self) -> Purge {
        Purge {
            interviews: self.engine.interviews.clone(),
            clock: self.clock.clone(),
            config: self.config.retention.clone(),
        }
    }

    /// The endpoint that answers all requests. It never fails.
    pub fn endpoint(&self) -> impl Endpoint<Output = Response> + use<> {
        let documents = Arc::new(Documents::served_at(&self.api_config.public_url));
        let authenticator = Arc::new(Authenticator {
            keys: self.keys.clone(),
            limits: self.limits.clone(),
            agent_secret: self.config.agents.secret.clone(),
        });
        let http = &self.config.http;
        let body_limits = BodyLimits {
            bytes: http.max_body_bytes,
            time: Duration::from_secs(http.request_seconds),
            memory: BodyMemory::default(),
        };
        let routes = api::mount(self.plain_routes(&documents))
            .data(self.engine.clone())
            .data(self.projects.clone())
            .data(self.api_config.clone())
            .data(self.web.clone())
            .data(authenticator)
            .data(body_limits)
            .before(web::at_root);
        CommonLayer {
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
            cors: Cors::new(self.config.http.cors_origins.clone()),
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
            if name == DEFAULT_DOCUMENT {
                routes = routes.at("/docs", get(docs));
            }
        }
        routes
    }
}
