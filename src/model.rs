//! What things are and the rules they obey.
//!
//! Pure: no I/O, no clock and no randomness of its own. A value of a type from here that exists is valid.
//! Every other layer may name these types; this one names none of theirs.

pub mod access;
pub mod agent;
pub mod agent_room;
pub mod api_key;
pub mod cursor;
pub mod email;
pub mod error;
pub mod event;
pub mod guide;
pub mod hex;
pub mod idempotency;
pub mod ids;
pub mod interview;
pub mod interview_start;
pub mod language;
pub mod life_cycle;
pub mod memory;
pub mod participant;
pub mod posting;
pub mod project;
pub mod reconcile;
pub mod respondent;
pub mod retention;
pub mod room;
pub mod secret;
pub mod session_report;
pub mod short_id;
pub mod status;
pub mod token;
pub mod transcript;
pub mod turn;
pub mod voice_session;
