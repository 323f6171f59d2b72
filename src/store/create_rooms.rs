//! Creating rooms, with or without an interview: the group commit, and the check that the project has not been deleted.

use super::{
    Pool, Result, Transaction,
    batcher::Batcher,
    bulk::{BulkWrite, Guard},
};
use crate::model::{
    ids::{ProjectId, TeamId},
    room::Room,
};
use ::entity::{project, room};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// The outcome of creating rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// All rooms exist.
    Done,
    /// The project does not exist any more; no room was created.
    ProjectGone,
    /// Another request was first to create one of the rooms or to use the idempotency key; no room was created.
    Conflict,
}

/// The rooms of one request, as the group commit writes them.
pub(super) trait NewRooms: Send + Sync + Sized + 'static {
    /// The most rooms in one group. A group takes a few milliseconds.
    const GROUP: usize;

    /// The project of the rooms, which must not have been deleted.
    fn project(&self) -> Option<(TeamId, ProjectId)>;

    /// The number of rooms.
    fn room_count(&self) -> usize;

    /// All rows of these requests.
    fn rows(requests: &[&Self]) -> BulkWrite;
}

/// Starts the group commit for one kind of rooms.
pub(super) fn batcher<N: NewRooms>(writer: Pool) -> Batcher<N, Result<Created>> {
    Batcher::group_commit(writer, N::GROUP, N::room_count, |writer, requests| {
        write(writer, requests).boxed()
    })
}

/// Turns a lost race into an outcome.
pub(super) fn or_conflict(created: Result<Created>) -> Result<Created> {
    match created {
        Err(error) if error.is_conflict() => Ok(Created::Conflict),
        created => created,
    }
}

/// Writes the requests whose project is live, all in one transaction.
pub(super) async fn write<N: NewRooms>(writer: &Pool, requests: &[N]) -> Result<Vec<Created>> {
    let mut candidates: Vec<&N> = requests.iter().collect();
    let live = loop {
        let projects: HashSet<_> = candidates.iter().filter_map(|request| request.project()).collect();
        let live = write_if_live(writer, &projects, N::rows(&candidates)).await?;
        if live.len() == projects.len() {
            break live;
        }
        // Nothing was written. Try again without the requests whose project is gone.
        candidates.retain(|request| request.project().is_none_or(|project| live.contains(&project)));
    };
    let outcome = |request: &N| match request.project() {
        Some(project) if !live.contains(&project) => Created::ProjectGone,
        _ => Created::Done,
    };
    Ok(requests.iter().map(outcome).collect())
}

/// Writes all rows if every project is live, else none; returns the projects that are live. They cannot be deleted before
/// the commit.
async fn write_if_live(
    writer: &Pool,
    projects: &HashSet<(TeamId, ProjectId)>,
    rows: BulkWrite,
) -> Result<HashSet<(TeamId, ProjectId)>> {
    if writer.get_database_backend() == DatabaseBackend::Postgres {
        let (teams, ids): (Vec<Uuid>, Vec<Uuid>) = projects.iter().map(|(team, id)| (team.0, id.0)).unzip();
        let if_live = Guard {
            with: "live AS (
                SELECT project.team_id, project.id
                FROM project JOIN unnest($1::uuid[], $2::uuid[]) AS wanted (team_id, id) USING (team_id, id)
                WHERE project.deleted_at IS NULL ORDER BY project.id FOR SHARE OF project)",
            values: vec![teams.into(), ids.into()],
            condition: "(SELECT count(*) FROM live) = cardinality($1)",
            answer: "SELECT team_id, id FROM live",
        };
        let live = writer.query_all_raw(rows.into_statement(Some(if_live))?).await?;
        let live = live
            .iter()
            .map(|row| Ok((TeamId(row.try_get_by("team_id")?), ProjectId(row.try_get_by("id")?))));
        return live.collect();
    }
    let transaction = super::begin(writer).await?;
    let live = live_projects(&transaction, projects).await?;
    if live.len() == projects.len() {
        rows.execute(&transaction).await?;
        transaction.commit().await?;
    }
    Ok(live)
}

async fn live_projects(
    transaction: &Transaction,
    wanted: &HashSet<(TeamId, ProjectId)>,
) -> Result<HashSet<(TeamId, ProjectId)>> {
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<(TeamId, ProjectId)> = project::Entity::find()
        .select_only()
        .columns([project::Column::TeamId, project::Column::Id])
        .filter(project::Column::Id.is_in(wanted.iter().map(|(_, id)| *id)))
        .filter(project::Column::DeletedAt.is_null())
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(rows.into_iter().filter(|project| wanted.contains(project)).collect())
}

/// A room as its row.
pub(super) fn room_row(room: &Room) -> room::Model {
    room::Model {
        id: room.id,
        team_id: room.team,
        chosen_id: room.chosen_id,
        project_id: room.project,
        name: room.name.clone(),
        status: room.life.status,
        end_reason: room.life.end_reason,
        created_at: room.created_at,
        created_by: room.created_by,
        started_at: room.life.started_at,
        finished_at: room.life.finished_at,
        deadline_at: room.life.deadline_at,
        event_count: room.event_count,
        message_count: room.message_count,
        message_bytes: room.message_bytes,
        erased_at: room.erased_at,
        open_to_agents: room.open_to_agents,
    }
}
