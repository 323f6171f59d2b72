//! Creating rooms on PostgreSQL: one statement, of constant text, for any number of batches of any size.
//!
//! Columns travel as arrays and are opened by `unnest`: what a batch has in common once, what each room has of its own
//! beside the number of its batch. The project is locked against deletion until the commit.

use super::NewBatch;
use crate::{
    clock::Timestamp,
    model::{
        email::Email,
        ids::{ProjectId, TeamId},
        room::room_name,
        status::Status,
    },
};
use sea_orm::sqlx::{self, PgPool};
use std::collections::HashSet;
use uuid::Uuid;

const INSERT: &str = "
WITH live AS (
  SELECT id, team_id FROM project WHERE id = ANY($2::uuid[]) AND deleted_at IS NULL FOR SHARE
), batch AS (
  SELECT b.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::int[],
    $7::text[], $8::text[], $9::text[], $10::text[]) WITH ORDINALITY AS b(team_id, project_id, created_by, created_at,
    expires_at, max_duration_minutes, voice, realtime_provider, language, topics_for_respondent, number)
  JOIN live ON live.id = b.project_id AND live.team_id = b.team_id
), fresh AS MATERIALIZED (
  SELECT r.*, b.* FROM unnest($11::bigint[], $12::uuid[], $13::text[], $14::bytea[], $15::bytea[], $16::text[],
    $17::text[], $18::text[]) AS r(batch, id, name, token_hash, sealed_token, respondent_email, display_name,
    external_id)
  JOIN batch b ON b.number = r.batch
), rooms AS (
  INSERT INTO room (id, team_id, project_id, name, status, created_at, created_by, deadline_at)
  SELECT id, team_id, project_id, name, $19, created_at, created_by, expires_at FROM fresh
), interviews AS (
  INSERT INTO interview (room_id, project_id, token_hash, sealed_token, expires_at, max_duration_minutes, voice,
    realtime_provider, language, topics_for_respondent, respondent_email, display_name, external_id)
  SELECT id, project_id, token_hash, sealed_token, expires_at, max_duration_minutes, voice, realtime_provider,
    language, topics_for_respondent, respondent_email, display_name, external_id FROM fresh
), remembered AS (
  INSERT INTO idempotent_request (caller_id, key, fingerprint, room_ids, created_at)
  SELECT k.caller_id, k.key, k.fingerprint, k.made, b.created_at
  FROM unnest($20::bigint[], $21::uuid[], $22::text[], $23::bytea[], $24::jsonb[])
    AS k(batch, caller_id, key, fingerprint, made)
  JOIN batch b ON b.number = k.batch
)
SELECT team_id, id FROM live";

pub(super) async fn insert(pool: &PgPool, batches: &[NewBatch]) -> Result<HashSet<(TeamId, ProjectId)>, sqlx::Error> {
    let common = Common::of(batches);
    let own = Own::of(batches);
    let remembered = Remembered::of(batches);
    let live = sqlx::query_as::<_, (Uuid, Uuid)>(INSERT)
        .bind(common.teams)
        .bind(common.projects)
        .bind(common.creators)
        .bind(common.created)
        .bind(common.expiries)
        .bind(common.durations)
        .bind(common.voices)
        .bind(common.providers)
        .bind(common.languages)
        .bind(common.topics)
        .bind(own.batches)
        .bind(own.ids)
        .bind(own.names)
        .bind(own.hashes)
        .bind(own.sealed)
        .bind(own.emails)
        .bind(own.display_names)
        .bind(own.external_ids)
        .bind(Status::Pending.to_string())
        .bind(remembered.batches)
        .bind(remembered.callers)
        .bind(remembered.keys)
        .bind(remembered.fingerprints)
        .bind(remembered.made)
        .fetch_all(pool)
        .await?;
    Ok(live
        .into_iter()
        .map(|(team, project)| (TeamId(team), ProjectId(project)))
        .collect())
}

/// What the rooms of a batch share: an element for each batch.
#[derive(Default)]
struct Common<'a> {
    teams: Vec<Uuid>,
    projects: Vec<Uuid>,
    creators: Vec<Uuid>,
    created: Vec<Timestamp>,
    expiries: Vec<Timestamp>,
    durations: Vec<i32>,
    voices: Vec<Option<&'a str>>,
    providers: Vec<Option<&'a str>>,
    languages: Vec<Option<&'a str>>,
    topics: Vec<Option<&'a str>>,
}

impl<'a> Common<'a> {
    fn of(batches: &'a [NewBatch]) -> Self {
        let mut all = Self::default();
        for batch in batches {
            all.teams.push(batch.team.0);
            all.projects.push(batch.project.0);
            all.creators.push(batch.created_by.0);
            all.created.push(batch.created_at);
            all.expiries.push(batch.expires_at);
            all.durations.push(batch.max_duration.minutes().into());
            all.voices.push(batch.manner.voice.as_deref());
            all.providers.push(batch.manner.realtime_provider.as_deref());
            all.languages.push(batch.manner.language.as_deref());
            all.topics.push(batch.topics_for_respondent.as_deref());
        }
        all
    }
}

/// What a room has of its own: an element for each room.
#[derive(Default)]
struct Own<'a> {
    batches: Vec<i64>,
    ids: Vec<Uuid>,
    names: Vec<String>,
    hashes: Vec<&'a [u8]>,
    sealed: Vec<&'a [u8]>,
    emails: Vec<Option<&'a str>>,
    display_names: Vec<Option<&'a str>>,
    external_ids: Vec<Option<&'a str>>,
}

impl<'a> Own<'a> {
    fn of(batches: &'a [NewBatch]) -> Self {
        let mut all = Self::default();
        for (number, batch) in (1..).zip(batches) {
            for room in &batch.rooms {
                all.batches.push(number);
                all.ids.push(room.id.0);
                all.names.push(room_name(room.id));
                all.hashes.push(&room.link.hash.0);
                all.sealed.push(&room.link.sealed.0);
                all.emails.push(room.respondent.as_ref().map(Email::expose));
                all.display_names.push(room.display_name.as_deref());
                all.external_ids.push(room.external_id.as_deref());
            }
        }
        all
    }
}

/// The calls that may be repeated: an element for each of them.
#[derive(Default)]
struct Remembered<'a> {
    batches: Vec<i64>,
    callers: Vec<Uuid>,
    keys: Vec<&'a str>,
    fingerprints: Vec<&'a [u8]>,
    made: Vec<serde_json::Value>,
}

impl<'a> Remembered<'a> {
    fn of(batches: &'a [NewBatch]) -> Self {
        let mut all = Self::default();
        for (number, batch) in (1..).zip(batches) {
            if let Some((call, made)) = &batch.remember {
                all.batches.push(number);
                all.callers.push(call.caller.0);
                all.keys.push(call.key.as_str());
                all.fingerprints.push(&call.fingerprint.0);
                all.made.push(made.iter().map(ToString::to_string).collect());
            }
        }
        all
    }
}
