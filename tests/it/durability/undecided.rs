//! A transaction in which a statement failed is never committed, and its connection is as good as new.

use crate::support::{TestApp, number};
use interview_rooms::store::StoreError;
use sea_orm::ConnectionTrait;

const PROOFS: &str = "SELECT count(*) FROM readiness";

#[tokio::test]
async fn a_transaction_goes_no_further_than_its_first_failure_and_does_not_commit() {
    let app = TestApp::start().await;
    let store = app.store();
    let transaction = store.begin().await.unwrap();
    let insert = "INSERT INTO readiness (id, proofs) VALUES (7, 0)";
    transaction.execute_unprepared(insert).await.unwrap();
    transaction.execute_unprepared("SELECT nothing").await.unwrap_err();
    let other = "INSERT INTO readiness (id, proofs) VALUES (8, 0)";
    transaction.execute_unprepared(other).await.unwrap_err();
    store.commit(transaction).await.unwrap_err();
    assert_eq!(number(store, PROOFS).await, 0);

    let transaction = store.begin().await.unwrap();
    transaction.execute_unprepared(insert).await.unwrap();
    store.commit(transaction).await.unwrap();
    assert_eq!(number(store, PROOFS).await, 1);
}

#[tokio::test]
async fn a_transaction_that_the_database_ended_by_itself_leaves_a_writer_that_works() {
    let app = TestApp::start().await;
    let store = app.store();
    for statement in ["ROLLBACK", "COMMIT"] {
        let transaction = store.begin().await.unwrap();
        // What SQLite does when the disk is full, behind the back of its driver.
        transaction.execute_unprepared(statement).await.unwrap();
        if app.is_postgres() {
            drop(transaction);
        } else {
            let lost = store.commit(transaction).await;
            assert!(matches!(lost, Err(StoreError::Database(_))), "{lost:?}");
        }
        app.create_room().await;
        assert!(store.is_ready().await.unwrap());
    }
    assert_eq!(number(store, "SELECT count(*) FROM room").await, 2);
}

#[tokio::test]
async fn readiness_proves_that_a_write_commits() {
    let app = TestApp::start().await;
    let store = app.store();
    // The last commit failed, so the next check writes.
    let transaction = store.begin().await.unwrap();
    transaction.execute_unprepared("SELECT nothing").await.unwrap_err();
    drop(transaction);
    let refuse = if app.is_postgres() {
        "ALTER TABLE readiness ADD CONSTRAINT refuse CHECK (proofs < 0) NOT VALID"
    } else {
        "CREATE TRIGGER refuse BEFORE INSERT ON readiness BEGIN SELECT RAISE(ABORT, 'refused'); END"
    };
    let fresh = app.replica().await;
    fresh.store().writer().execute_unprepared(refuse).await.unwrap();
    fresh.stranger().get("/readyz").send().await.expect(503);
    let allow = if app.is_postgres() {
        "ALTER TABLE readiness DROP CONSTRAINT refuse"
    } else {
        "DROP TRIGGER refuse"
    };
    fresh.store().writer().execute_unprepared(allow).await.unwrap();
    fresh.stranger().get("/readyz").send().await.expect(200);
    let proofs = number(store, "SELECT count(*) FROM readiness").await;
    assert_eq!(proofs, 1, "the check has written");
    fresh.stranger().get("/readyz").send().await.expect(200);
    let proofs = number(store, "SELECT max(proofs) FROM readiness").await;
    assert_eq!(proofs, 1, "a check soon after relies on the first");
}
