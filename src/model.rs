//! The values of the domain and the rules that they obey.
//!
//! No I/O. The current time and random bytes are arguments: of the rest of the crate, this module uses only
//! [`clock::Timestamp`](crate::clock::Timestamp) and the [`Entropy`](crate::entropy::Entropy) trait with its functions.
//! Every other module may use these types. A value of a parsed type, such as an e-mail address or a cursor, is valid.

pub mod access;
pub mod agent;
pub mod agent_room;
pub mod api_key;
pub mod audience;
pub mod correction;
pub mod cursor;
pub mod email;
pub mod error;
pub mod event;
pub mod guide;
pub mod idempotency;
pub mod ids;
pub mod interview;
pub mod interview_start;
pub mod life_cycle;
pub mod listing;
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
pub mod speaker_label;
pub mod subnet;
pub mod token;
pub mod transcript;
pub mod turn;
pub mod voice_session;

// Values that the database holds live in the crate of the tables; every other layer names them through the model.
pub use ::entity::values::{language, status};
