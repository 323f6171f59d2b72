//! What a PostgreSQL server must be like: it cancels statements that take too long, and its database holds every text.

use crate::support::{TestApp, TestDatabase, program};
use interview_rooms::store::StoreError;
use sea_orm::{ConnectionTrait, Database, DatabaseBackend, Statement};
use std::num::NonZeroU16;

#[tokio::test]
async fn a_statement_that_takes_longer_than_the_setting_is_cancelled_and_says_that_it_may_be_repeated() {
    let app = TestApp::with(|config| config.database.statement_seconds = NonZeroU16::MIN).await;
    if !app.is_postgres() {
        println!("skipped: only PostgreSQL cancels statements");
        return;
    }
    let sleep = Statement::from_string(DatabaseBackend::Postgres, "SELECT pg_sleep(60)");
    let outcome = app
        .store()
        .reader()
        .query_all_raw(sleep)
        .await
        .map_err(StoreError::from);
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    app.create_room().await;
}

#[tokio::test]
async fn a_database_that_cannot_hold_every_text_is_refused_with_the_command_that_makes_one() {
    let database = TestDatabase::create().await;
    if !database.is_postgres() {
        println!("skipped: SQLite holds every text");
        return;
    }
    let (server, name) = database.url().rsplit_once('/').unwrap();
    let latin = format!("{name}_latin");
    let admin = Database::connect(database.url()).await.unwrap();
    let create = format!("CREATE DATABASE {latin} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    admin.execute_unprepared(&create).await.unwrap();
    let mut start = program(&database);
    start.env("INTERVIEW_ROOMS_DATABASE__URL", format!("{server}/{latin}"));
    let output = start.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(
        complaint.contains(&format!("{latin} has the encoding LATIN1")),
        "{complaint}"
    );
    assert!(
        complaint.contains("createdb --template=template0 --encoding=UTF8"),
        "{complaint}"
    );
}
