//! Interview Rooms: a service for interviews with people, in writing or by voice, in rooms whose links expire.
//!
//! A module may use those to the right of it:
//!
//! ```text
//! main → cli → serve → app → { api, web, jobs } → { engine, projects, teams }
//!                                    → { interviewer, livekit, live } → store → { entity, model }
//! ```
//!
//! Every module may use [`model`], [`clock`] and [`entropy`]; [`web`] and [`interviewer`] use [`messages`].

/// The HTTP API: three dialects over one engine.
pub mod api;
/// The application: wires the parts together and serves every request from one endpoint.
pub mod app;
/// The command line.
pub mod cli;
/// The injected clock.
pub mod clock;
/// The settings, one file for each section.
pub mod config;
/// The room engine: interviews, agent rooms and voice sessions, one file for each operation.
pub mod engine;
/// The injected source of randomness.
pub mod entropy;
/// The HTTP server: the accept loop, and bounds on connections and on slow clients.
pub mod http;
/// The interviewer of text interviews: the interview guide or a language model.
pub mod interviewer;
/// Background jobs: reaper, housekeeping, purge, voice maintenance.
pub mod jobs;
/// Rate limits.
pub mod limits;
/// The hub that wakes live streams.
pub mod live;
/// LiveKit's protocol: tokens, calls, webhooks.
pub mod livekit;
/// The texts that respondents read, in six languages.
pub mod messages;
/// Values and rules of the domain, without I/O.
pub mod model;
/// Operations on projects.
pub mod projects;
/// Starting the service, serving, and stopping gracefully.
pub mod serve;
/// Every database query.
pub mod store;
/// Teams, their API keys, and the first start.
pub mod teams;
/// Logs and metrics.
pub mod telemetry;
/// The HTML pages of respondents.
pub mod web;
