//! Interview Rooms: links that expire, interviews that are heard, records that stay.
//!
//! Arrows, and no others: `main → cli → serve → app → {api, web, jobs} → {rooms, projects, teams} → store →
//! {entity, model}`; everyone may use `model`, `clock` and `entropy`.

/// The HTTP surface: dialects over one engine.
pub mod api;
/// The application: its parts put together.
pub mod app;
/// The command line.
pub mod cli;
/// Time, injected.
pub mod clock;
/// The settings.
pub mod config;
/// How many clients the server lets in, and how long one may keep it waiting.
pub mod connections;
/// The room engine: a file per operation.
pub mod engine;
/// Randomness, injected.
pub mod entropy;
/// Who asks the questions in a text interview.
pub mod interviewer;
/// What happens without being asked.
pub mod jobs;
/// Rate limits.
pub mod limits;
/// Waking those who follow a room.
pub mod live;
/// The media server.
pub mod livekit;
/// What respondents read, in their language.
pub mod messages;
/// What things are and the rules they obey; pure.
pub mod model;
/// Operations on projects.
pub mod projects;
/// BoundServer, answering and stopping.
pub mod serve;
/// Every query.
pub mod store;
/// Teams and API keys.
pub mod teams;
/// Logs and metrics.
pub mod telemetry;
/// Pages for people.
pub mod web;
