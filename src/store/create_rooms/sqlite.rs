//! Creating rooms on SQLite: a few statements of constant text, each for a fixed number of rooms.
//!
//! What a batch has in common is bound once per statement; the rooms follow as rows of values.

use super::{NewBatch, NewRoom};
use crate::model::{
    email::Email,
    ids::{ProjectId, TeamId},
    room::room_name,
    status::Status,
};
use sea_orm::sqlx::{self, SqliteConnection, SqlitePool};
use std::{collections::HashSet, fmt::Write, sync::LazyLock};

/// The numbers of rooms that have a statement of their own, largest first; any batch is made up of these.
const CHUNKS: [usize; 3] = [100, 10, 1];

struct Statements {
    rooms: usize,
    room: String,
    interview: String,
}

static STATEMENTS: LazyLock<[Statements; CHUNKS.len()]> = LazyLock::new(|| CHUNKS.map(Statements::for_rooms));

pub(super) async fn insert(
    pool: &SqlitePool,
    batches: &[NewBatch],
) -> Result<HashSet<(TeamId, ProjectId)>, sqlx::Error> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let (mut live, mut gone) = (HashSet::new(), HashSet::new());
    for batch in batches {
        let project = (batch.team, batch.project);
        if !live.contains(&project) && !gone.contains(&project) {
            let known = if is_live(&mut transaction, project).await? {
                &mut live
            } else {
                &mut gone
            };
            known.insert(project);
        }
        if live.contains(&project) {
            insert_batch(&mut transaction, batch).await?;
        }
    }
    transaction.commit().await?;
    Ok(live)
}

async fn is_live(connection: &mut SqliteConnection, (team, project): (TeamId, ProjectId)) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM project WHERE id = ? AND team_id = ? AND deleted_at IS NULL)")
        .bind(project.0)
        .bind(team.0)
        .fetch_one(connection)
        .await
}

async fn insert_batch(connection: &mut SqliteConnection, batch: &NewBatch) -> Result<(), sqlx::Error> {
    let mut left = batch.rooms.as_slice();
    for statements in STATEMENTS.iter() {
        while let Some((chunk, rest)) = left.split_at_checked(statements.rooms) {
            insert_chunk(connection, statements, batch, chunk).await?;
            left = rest;
        }
    }
    remember(connection, batch).await
}

async fn insert_chunk(
    connection: &mut SqliteConnection,
    statements: &'static Statements,
    batch: &NewBatch,
    rooms: &[NewRoom],
) -> Result<(), sqlx::Error> {
    let mut room = sqlx::query(statements.room.as_str())
        .bind(batch.team.0)
        .bind(batch.project.0)
        .bind(Status::Pending.as_str())
        .bind(batch.created_at)
        .bind(batch.created_by.0)
        .bind(batch.expires_at);
    for new in rooms {
        room = room.bind(new.id.0).bind(room_name(new.id));
    }
    room.execute(&mut *connection).await?;
    let mut interview = sqlx::query(statements.interview.as_str())
        .bind(batch.project.0)
        .bind(batch.expires_at)
        .bind(i32::from(batch.max_duration.minutes()))
        .bind(&batch.manner.voice)
        .bind(&batch.manner.realtime_provider)
        .bind(&batch.manner.language)
        .bind(&batch.topics_for_respondent);
    for new in rooms {
        interview = interview
            .bind(new.id.0)
            .bind(new.link.hash.0.as_slice())
            .bind(&new.link.sealed.0)
            .bind(new.respondent.as_ref().map(Email::expose))
            .bind(&new.display_name)
            .bind(&new.external_id);
    }
    interview.execute(connection).await.map(drop)
}

async fn remember(connection: &mut SqliteConnection, batch: &NewBatch) -> Result<(), sqlx::Error> {
    let Some((call, made)) = &batch.remember else {
        return Ok(());
    };
    let made: serde_json::Value = made.iter().map(ToString::to_string).collect();
    let insert =
        "INSERT INTO idempotent_request (caller_id, key, fingerprint, made, created_at) VALUES (?, ?, ?, ?, ?)";
    sqlx::query(insert)
        .bind(call.caller.0)
        .bind(call.key.as_str())
        .bind(call.fingerprint.0.as_slice())
        .bind(made)
        .bind(batch.created_at)
        .execute(connection)
        .await
        .map(drop)
}

impl Statements {
    fn for_rooms(rooms: usize) -> Self {
        Self {
            rooms,
            room: with_rows(
                "INSERT INTO room (id, name, team_id, project_id, status, created_at, created_by, deadline_at)
                 SELECT column1, column2, ?1, ?2, ?3, ?4, ?5, ?6",
                6,
                2,
                rooms,
            ),
            interview: with_rows(
                "INSERT INTO interview (room_id, token_hash, sealed_token, respondent_email, display_name,
                   external_id, project_id, expires_at, max_duration_minutes, voice, realtime_provider, language,
                   topics_for_respondent)
                 SELECT column1, column2, column3, column4, column5, column6, ?1, ?2, ?3, ?4, ?5, ?6, ?7",
                7,
                6,
                rooms,
            ),
        }
    }
}

/// `head` followed by `rows` rows of `columns` numbered parameters, after the `common` ones that `head` uses.
fn with_rows(head: &str, common: usize, columns: usize, rows: usize) -> String {
    let mut sql = format!("{head} FROM (VALUES ");
    for row in 0..rows {
        let first = common + row * columns + 1;
        let values: Vec<String> = (first..first + columns).map(|number| format!("?{number}")).collect();
        let separator = if row == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(sql, "{separator}({})", values.join(","));
    }
    sql.push(')');
    sql
}
