//! Records: completed interviews whose words have not been erased. One that only the clock has completed is a record, too,
//! whether or not the reaper has come by.

use super::{
    Result,
    rooms::{has_status_at, within},
};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        ids::{ProjectId, RoomId},
        memory::MemoryKind,
        room::InterviewRoom,
        status::Status,
    },
};
use ::entity::{interview, message, project, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, SelectTwo,
    sea_query::{Expr, Func, LikeExpr},
};
use std::collections::{HashMap, HashSet};

/// Which records to list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Only those of this project.
    pub project: Option<ProjectId>,
    /// Only those in whose name this occurs.
    pub search: Option<String>,
    /// Whether the search may look at respondents' e-mails.
    pub sees_emails: bool,
}

/// A record was started: so the indexes of what was started serve.
fn is_record(now: Timestamp) -> Condition {
    Condition::all()
        .add(room::Column::StartedAt.is_not_null())
        .add(room::Column::ErasedAt.is_null())
        .add(has_status_at(Status::Completed, now))
}

fn chosen(scope: Scope, filter: &Filter, now: Timestamp) -> SelectTwo<room::Entity, interview::Entity> {
    let mut records = within(scope).filter(is_record(now));
    if let Some(project) = filter.project {
        records = records.filter(room::Column::ProjectId.eq(project.0));
    }
    if let Some(text) = &filter.search {
        records = records.filter(matching(text, filter.sees_emails));
    }
    records
}

/// Records whose name holds `text`, in any case. SQLite knows the cases of ASCII letters only; others it finds as written.
fn matching(text: &str, sees_emails: bool) -> Condition {
    let escaped: String = text
        .chars()
        .flat_map(|letter| {
            ['\\', '%', '_']
                .contains(&letter)
                .then_some('\\')
                .into_iter()
                .chain([letter])
        })
        .collect();
    let like = |text: String| LikeExpr::new(format!("%{text}%")).escape('\\');
    let holds = |column: Expr| {
        let any_case = Expr::expr(Func::lower(column.clone())).like(like(escaped.to_lowercase()));
        Condition::any().add(any_case).add(column.like(like(escaped.clone())))
    };
    let named = Condition::any()
        .add(holds(interview::Column::DisplayName.into_expr()))
        .add(holds(room::Column::Name.into_expr()));
    if sees_emails {
        named.add(holds(interview::Column::RespondentEmail.into_expr()))
    } else {
        named
    }
}

/// A page of records, the last started first.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    (offset, limit): (u64, u64),
    now: Timestamp,
) -> Result<Vec<InterviewRoom>> {
    let rows = chosen(scope, filter, now)
        .order_by_desc(room::Column::StartedAt)
        .order_by_desc(room::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(InterviewRoom::try_from).collect()
}

/// How many records there are.
pub async fn count(connection: &impl ConnectionTrait, scope: Scope, filter: &Filter, now: Timestamp) -> Result<u64> {
    Ok(chosen(scope, filter, now).count(connection).await?)
}

/// How many records each of these projects has; one that is not named has none.
pub async fn count_by_project(
    connection: &impl ConnectionTrait,
    projects: impl IntoIterator<Item = ProjectId>,
    now: Timestamp,
) -> Result<HashMap<ProjectId, i64>> {
    let counted: Vec<(uuid::Uuid, i64)> = room::Entity::find()
        .select_only()
        .column(room::Column::ProjectId)
        .column_as(room::Column::Id.count(), "records")
        .filter(room::Column::ProjectId.is_in(projects.into_iter().map(|id| id.0)))
        .filter(is_record(now))
        .group_by(room::Column::ProjectId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counted
        .into_iter()
        .map(|(id, records)| (ProjectId(id), records))
        .collect())
}

/// How many bytes were said in each of these rooms; one that is not named was silent.
pub async fn sizes(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<HashMap<RoomId, i64>> {
    let sums: Vec<(uuid::Uuid, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::RoomId)
        .column_as(Expr::cust("SUM(OCTET_LENGTH(text))"), "bytes")
        .filter(message::Column::RoomId.is_in(rooms.iter().map(|id| id.0)))
        .filter(message::Column::Kind.eq(MemoryKind::Messages.as_str()))
        .group_by(message::Column::RoomId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(sums.into_iter().map(|(id, bytes)| (RoomId(id), bytes)).collect())
}

/// Which of these projects have not been deleted.
pub async fn live_projects(
    connection: &impl ConnectionTrait,
    projects: impl IntoIterator<Item = ProjectId>,
) -> Result<HashSet<ProjectId>> {
    let live: Vec<uuid::Uuid> = project::Entity::find()
        .select_only()
        .column(project::Column::Id)
        .filter(project::Column::Id.is_in(projects.into_iter().map(|id| id.0)))
        .filter(project::Column::DeletedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    Ok(live.into_iter().map(ProjectId).collect())
}
