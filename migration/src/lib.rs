//! The schema: dated, reversible migrations, one for each area. They alone decide what the tables look like, and one set
//! serves SQLite and PostgreSQL. Each index says in a comment which query it serves.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

mod m20261128_000001_teams;
mod m20261128_000002_projects;
mod m20261128_000003_rooms;
mod m20261128_000004_agents;
mod m20261128_000005_messages;
mod m20261128_000006_voice;
mod m20261128_000007_session_reports;
mod m20261128_000008_events;
mod m20261128_000009_idempotency;
mod m20261128_000010_records;
mod statements;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261128_000001_teams::migration()),
            Box::new(m20261128_000002_projects::migration()),
            Box::new(m20261128_000003_rooms::migration()),
            Box::new(m20261128_000004_agents::migration()),
            Box::new(m20261128_000005_messages::migration()),
            Box::new(m20261128_000006_voice::migration()),
            Box::new(m20261128_000007_session_reports::migration()),
            Box::new(m20261128_000008_events::migration()),
            Box::new(m20261128_000009_idempotency::migration()),
            Box::new(m20261128_000010_records::migration()),
        ]
    }
}
