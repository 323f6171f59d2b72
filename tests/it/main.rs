//! The behaviour of the service, tested through HTTP. Runs on SQLite, and on PostgreSQL when `TEST_DATABASE_URL` names a
//! server on which databases may be created.

// Clippy allows `unwrap`, `expect` and `panic` in tests only where it sees this attribute.
#![cfg(test)]

mod agents;
mod bad_input;
mod bounds;
mod command_line;
mod connections;
mod contract;
mod conversation;
mod cors;
mod coverage;
mod crashes;
mod durability;
mod erasure;
mod generated_clients;
mod house;
mod inconsistent;
mod interviewer;
mod interviews;
mod life_cycle;
mod limits;
mod livekit;
mod migrations;
mod pages;
mod parity;
mod records;
mod replicas;
mod retention;
mod secrets;
mod shared_commits;
mod silence;
mod stop;
mod support;
mod voice;
mod voice_rooms;
mod worker;
