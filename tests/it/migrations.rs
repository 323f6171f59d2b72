//! The migrations of the schema, which can all be reverted, and rows that no version has written.

use crate::support::{TestApp, TestDatabase, text};
use interview_rooms::store::{self, StoreError, rooms};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};

#[tokio::test]
async fn every_migration_can_be_reverted_and_applied_again() {
    let database = TestDatabase::create().await;
    let store = store::connect(&database.config()).await.unwrap();
    let all = Migrator::migrations().len();
    let connection = Database::connect(database.url()).await.unwrap();
    for applied in (0..all).rev() {
        Migrator::down(&connection, Some(1)).await.unwrap();
        let pending = Migrator::get_pending_migrations(&connection).await.unwrap();
        assert_eq!(pending.len(), all - applied);
    }
    Migrator::up(&connection, None).await.unwrap();
    assert!(store.is_ready().await.unwrap());
}

#[tokio::test]
async fn a_row_with_an_unknown_value_is_an_inconsistency() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let id = text(&room, "id").parse().unwrap();
    let (reader, writer) = (app.store().reader(), app.store().writer());
    writer
        .execute_unprepared("UPDATE room SET status = 'lost'")
        .await
        .unwrap();
    let found = rooms::find(reader, None, id).await;
    assert!(matches!(found, Err(StoreError::NoSuchValue("Status"))));
}
