//! Creating rooms on SQLite: a few statements of constant text, each for a fixed number of rooms of any batches.
//!
//! Parameters are plain `?`: numbered ones have names, which sqlx asks for one by one and SQLite keeps in a list, so
//! that binding would take quadratic time.

use super::{NewBatch, NewRoom};
use crate::model::{
    email::Email,
    ids::{ProjectId, TeamId},
    room::room_name,
    status::Status,
};
use sea_orm::sqlx::{self, SqliteConnection, SqlitePool};
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// The numbers of rooms that have a statement of their own, largest first; any group is made up of these.
const CHUNKS: [usize; 5] = [100, 30, 10, 3, 1];

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
    let mut known = HashMap::new();
    let mut rooms = Vec::new();
    for batch in batches {
        let project = (batch.team, batch.project);
        let live = match known.get(&project) {
            Some(live) => *live,
            None => is_live(&mut transaction, project).await?,
        };
        known.insert(project, live);
        if live {
            rooms.extend(batch.rooms.iter().map(|room| (batch, room)));
            remember(&mut transaction, batch).await?;
        }
    }
    insert_rooms(&mut transaction, &rooms).await?;
    transaction.commit().await?;
    Ok(known
        .into_iter()
        .filter(|(_, live)| *live)
        .map(|(project, _)| project)
        .collect())
}

async fn is_live(connection: &mut SqliteConnection, (team, project): (TeamId, ProjectId)) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM project WHERE id = ? AND team_id = ? AND deleted_at IS NULL)")
        .bind(project.0)
        .bind(team.0)
        .fetch_one(connection)
        .await
}

async fn insert_rooms(connection: &mut SqliteConnection, rooms: &[(&NewBatch, &NewRoom)]) -> Result<(), sqlx::Error> {
    let mut left = rooms;
    for statements in STATEMENTS.iter() {
        while let Some((chunk, rest)) = left.split_at_checked(statements.rooms) {
            insert_chunk(connection, statements, chunk).await?;
            left = rest;
        }
    }
    Ok(())
}

async fn insert_chunk(
    connection: &mut SqliteConnection,
    statements: &'static Statements,
    rooms: &[(&NewBatch, &NewRoom)],
) -> Result<(), sqlx::Error> {
    let mut room = sqlx::query(statements.room.as_str());
    for (batch, new) in rooms {
        room = room
            .bind(new.id.0)
            .bind(room_name(new.id))
            .bind(batch.team.0)
            .bind(batch.project.0)
            .bind(Status::Pending.to_string())
            .bind(batch.created_at)
            .bind(batch.created_by.0)
            .bind(batch.expires_at);
    }
    room.execute(&mut *connection).await?;
    let mut interview = sqlx::query(statements.interview.as_str());
    for (batch, new) in rooms {
        interview = interview
            .bind(new.id.0)
            .bind(batch.project.0)
            .bind(new.link.hash.0.as_slice())
            .bind(new.link.sealed.0.as_slice())
            .bind(batch.expires_at)
            .bind(i32::from(batch.max_duration.minutes()))
            .bind(batch.manner.voice.as_deref())
            .bind(batch.manner.realtime_provider.as_deref())
            .bind(batch.manner.language.as_deref())
            .bind(batch.topics_for_respondent.as_deref())
            .bind(new.respondent.as_ref().map(Email::expose))
            .bind(new.display_name.as_deref())
            .bind(new.external_id.as_deref());
    }
    interview.execute(connection).await.map(drop)
}

async fn remember(connection: &mut SqliteConnection, batch: &NewBatch) -> Result<(), sqlx::Error> {
    let Some((call, made)) = &batch.remember else {
        return Ok(());
    };
    let made: serde_json::Value = made.iter().map(ToString::to_string).collect();
    sqlx::query(
        "INSERT INTO idempotent_request (caller_id, key, fingerprint, room_ids, created_at) VALUES (?, ?, ?, ?, ?)",
    )
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
        let room = "INSERT INTO room (id, name, team_id, project_id, status, created_at, created_by, deadline_at)";
        let interview = "INSERT INTO interview (room_id, project_id, token_hash, sealed_token, expires_at,
            max_duration_minutes, voice, realtime_provider, language, topics_for_respondent, respondent_email,
            display_name, external_id)";
        Self {
            rooms,
            room: with_rows(room, 8, rooms),
            interview: with_rows(interview, 13, rooms),
        }
    }
}

/// `head` followed by `rows` rows of `columns` parameters.
fn with_rows(head: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    format!("{head} VALUES {}", vec![row; rows].join(","))
}
