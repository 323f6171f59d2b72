//! The tables, a file each, as the migrations make them, and the types of their columns.
//!
//! An entity is never the body of an API answer. Other layers name ids and values through the model, which re-exports
//! them.

pub mod agent;
pub mod agent_room;
pub mod api_key;
pub mod event;
pub mod idempotent_request;
pub mod ids;
pub mod instance;
pub mod interview;
pub mod interview_start;
pub mod livekit_event;
pub mod message;
pub mod participant;
pub mod project;
pub mod readiness;
pub mod record;
pub mod record_speaker;
pub mod record_utterance;
pub mod replaced_link;
pub mod room;
pub mod session_report;
pub mod team;
pub mod values;
pub mod voice_session;
pub mod world;
