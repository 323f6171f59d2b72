//! Records: completed interviews whose content has not been erased. An interview that the clock has completed is a
//! record, whether or not the ending was written.

use super::{
    Result,
    rooms::{all, has_status_at, in_scope},
};
use crate::{
    clock::Timestamp,
    model::{
        access::CanRead,
        ids::{ProjectId, RoomId},
        listing::ListRecords,
        memory::MemoryKind,
        room::{InterviewRoom, Stored},
        status::Status,
    },
};
use ::entity::{interview, message, project, record, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Func, LikeExpr, SimpleExpr},
};
use std::collections::{HashMap, HashSet};

/// That a room is a record. Names the start, so that the indexes of started rooms serve.
fn is_record(now: Timestamp) -> Condition {
    Condition::all()
        .add(room::Column::StartedAt.is_not_null())
        .add(room::Column::ErasedAt.is_null())
        .add(has_status_at(Status::Completed, now))
}

fn selected(permit: CanRead, wanted: &ListRecords, now: Timestamp) -> Select<room::Entity> {
    let search = wanted.search.as_ref();
    let conditions = is_record(now)
        .add_option(wanted.project.map(|project| room::Column::ProjectId.eq(project)))
        .add_option(search.map(|text| matches(text, permit.sees_secrets)))
        .add_option(wanted.archived.map(is_archived));
    in_scope(permit.scope).filter(conditions)
}

/// That a record is archived, or that it is not.
fn is_archived(is_archived: bool) -> SimpleExpr {
    let archived = record::Entity::find()
        .select_only()
        .column(record::Column::RoomId)
        .filter(record::Column::ArchivedAt.is_not_null())
        .into_query();
    if is_archived {
        room::Column::Id.in_subquery(archived)
    } else {
        room::Column::Id.not_in_subquery(archived)
    }
}

/// That a record's name contains `text`, in any case. SQLite knows the case of ASCII letters only, and finds other
/// letters as written.
fn matches(text: &str, sees_emails: bool) -> Condition {
    let escaped = text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let like = |text: String| LikeExpr::new(format!("%{text}%")).escape('\\');
    let contains = |column: Expr| {
        let in_any_case = Expr::expr(Func::lower(column.clone())).like(like(escaped.to_lowercase()));
        Condition::any()
            .add(in_any_case)
            .add(column.like(like(escaped.clone())))
    };
    let named = record::Entity::find()
        .select_only()
        .column(record::Column::RoomId)
        .filter(contains(record::Column::Name.into_expr()))
        .into_query();
    let email = sees_emails.then(|| contains(interview::Column::RespondentEmail.into_expr()));
    Condition::any()
        .add(contains(interview::Column::DisplayName.into_expr()))
        .add(contains(room::Column::Name.into_expr()))
        .add(room::Column::Id.in_subquery(named))
        .add_option(email)
}

/// A page of records, the last started first.
pub async fn list(
    connection: &impl ConnectionTrait,
    permit: CanRead,
    wanted: &ListRecords,
    now: Timestamp,
) -> Result<Vec<Stored<InterviewRoom>>> {
    let limit = u64::from(wanted.limit);
    let records = selected(permit, wanted, now)
        .order_by_desc(room::Column::StartedAt)
        .order_by_desc(room::Column::Id)
        .offset(u64::from(wanted.page) * limit)
        .limit(limit);
    all(connection, records).await
}

/// How many records there are on all pages.
pub async fn count(
    connection: &impl ConnectionTrait,
    permit: CanRead,
    wanted: &ListRecords,
    now: Timestamp,
) -> Result<u64> {
    Ok(selected(permit, wanted, now).count(connection).await?)
}

/// How many records each of these projects has; projects without records are missing.
pub async fn count_by_project(
    connection: &impl ConnectionTrait,
    projects: impl IntoIterator<Item = ProjectId>,
    now: Timestamp,
) -> Result<HashMap<ProjectId, i64>> {
    let counts: Vec<(ProjectId, i64)> = room::Entity::find()
        .select_only()
        .column(room::Column::ProjectId)
        .column_as(room::Column::Id.count(), "records")
        .filter(room::Column::ProjectId.is_in(projects))
        .filter(is_record(now))
        .group_by(room::Column::ProjectId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counts.into_iter().collect())
}

/// How many bytes of text the turns of each of these rooms have; rooms without turns are missing.
pub async fn sizes(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<HashMap<RoomId, i64>> {
    let sums: Vec<(RoomId, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::RoomId)
        .column_as(Expr::cust("SUM(OCTET_LENGTH(text))"), "bytes")
        .filter(message::Column::RoomId.is_in(rooms.iter().copied()))
        .filter(message::Column::Kind.eq(MemoryKind::MESSAGES))
        .group_by(message::Column::RoomId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(sums.into_iter().collect())
}

/// Those of these projects that have not been deleted.
pub async fn live_projects(
    connection: &impl ConnectionTrait,
    projects: impl IntoIterator<Item = ProjectId>,
) -> Result<HashSet<ProjectId>> {
    let live: Vec<ProjectId> = project::Entity::find()
        .select_only()
        .column(project::Column::Id)
        .filter(project::Column::Id.is_in(projects))
        .filter(project::Column::DeletedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    Ok(live.into_iter().collect())
}
