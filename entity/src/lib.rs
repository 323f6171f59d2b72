//! The tables, a file each, as the migrations make them. An entity is never the body of an API answer.

pub mod agent;
pub mod api_key;
pub mod event;
pub mod idempotent_request;
pub mod instance;
pub mod interview;
pub mod media_attempt;
pub mod media_event;
pub mod message;
pub mod participant;
pub mod project;
pub mod replaced_link;
pub mod room;
pub mod session;
pub mod session_report;
pub mod stage;
pub mod team;
pub mod world;
