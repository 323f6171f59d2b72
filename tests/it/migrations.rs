//! The migrations of the schema, which can all be reverted.

use crate::support::TestDatabase;
use interview_rooms::store;
use migration::{Migrator, MigratorTrait};

#[tokio::test]
async fn every_migration_can_be_reverted_and_applied_again() {
    let database = TestDatabase::create().await;
    let store = store::connect(&database.config()).await.unwrap();
    let all = Migrator::migrations().len();
    for applied in (0..all).rev() {
        Migrator::down(store.writer(), Some(1)).await.unwrap();
        let pending = Migrator::get_pending_migrations(store.writer()).await.unwrap();
        assert_eq!(pending.len(), all - applied);
    }
    Migrator::up(store.writer(), None).await.unwrap();
    assert!(store.is_ready().await.unwrap());
}
