//! The behaviour of the service, told through HTTP. Runs on SQLite, and on PostgreSQL when `TEST_DATABASE_URL` names a
//! server on which databases may be made.

#[cfg(test)]
mod agents;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod interviewer;
#[cfg(test)]
mod interviews;
#[cfg(test)]
mod life_cycle;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod livekit;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod records;
#[cfg(test)]
mod replicas;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod shared_commits;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod support;
#[cfg(test)]
mod voice;
#[cfg(test)]
mod voice_rooms;
#[cfg(test)]
mod worker;
