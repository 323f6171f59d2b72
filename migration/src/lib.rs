//! The schema, the only authority over it, step by dated step. One set serves SQLite and PostgreSQL; every step can be
//! undone. An index says in a comment which query it serves.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

mod columns;
mod m20261122_000001_teams;
mod m20261122_000002_rooms;
mod m20261122_000003_events;
mod m20261122_000004_idempotent_requests;
mod m20261122_000005_conversations;
mod m20261122_000006_media;
mod m20261122_000007_session_reports;
mod m20261126_000008_agents;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_teams::Migration),
            Box::new(m20261122_000002_rooms::Migration),
            Box::new(m20261122_000003_events::Migration),
            Box::new(m20261122_000004_idempotent_requests::Migration),
            Box::new(m20261122_000005_conversations::Migration),
            Box::new(m20261122_000006_media::Migration),
            Box::new(m20261122_000007_session_reports::Migration),
            Box::new(m20261126_000008_agents::Migration),
        ]
    }
}
