//! Rooms with an interview: finding, listing and changing them.

use super::{
    Result, any_of,
    bulk::BulkWrite,
    events, insert_row, interview_starts, page, participants,
    read::{FilledPage, Row, fitting_limit},
    record_corrections, session_reports, turns, update_row,
};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        email::Email,
        ids::{ProjectId, RoomId},
        interview::{Link, Terms},
        life_cycle::Transition,
        listing::ListRooms,
        room::{InterviewRoom, Room, Stored},
        status::{EndReason, Status},
        token::TokenHash,
    },
};
use ::entity::{interview, replaced_link, room};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{ColumnRef, Expr},
};
use std::collections::HashMap;
use strum::VariantArray;

/// That a room lies within a scope.
pub(super) fn is_in(scope: Scope) -> Condition {
    Condition::all()
        .add(room::Column::TeamId.eq(scope.team))
        .add_option(scope.project.map(|project| room::Column::ProjectId.eq(project)))
}

/// All rooms that have an interview.
fn interviews() -> Select<room::Entity> {
    room::Entity::find().inner_join(interview::Entity)
}

/// The rooms of a scope that have an interview.
pub(super) fn in_scope(scope: Scope) -> Select<room::Entity> {
    interviews().filter(is_in(scope))
}

fn by_id(scope: impl Into<Option<Scope>>, id: RoomId) -> Select<room::Entity> {
    let is_in_scope = Condition::all().add_option(scope.into().map(is_in));
    interviews().filter(room::Column::Id.eq(id)).filter(is_in_scope)
}

fn by_link(link: TokenHash) -> Select<room::Entity> {
    interviews().filter(interview::Column::TokenHash.eq(link.0.to_vec()))
}

type RowPair = (Row<room::Model>, Row<interview::Model>);

/// Reads rooms that are joined with their interviews.
async fn rows(connection: &impl ConnectionTrait, rooms: Select<room::Entity>) -> Result<Vec<RowPair>> {
    let rows = rooms.select_two_required(interview::Entity);
    Ok(rows.into_model().all(connection).await?)
}

fn readable((room, interview): RowPair) -> Option<Stored<InterviewRoom>> {
    let room = room.readable(Ok)?;
    interview.readable(|interview| InterviewRoom::try_from((room, interview)).map(Stored::new))
}

/// The consistent rooms of a query.
pub(super) async fn all(
    connection: &impl ConnectionTrait,
    rooms: Select<room::Entity>,
) -> Result<Vec<Stored<InterviewRoom>>> {
    Ok(rows(connection, rooms)
        .await?
        .into_iter()
        .filter_map(readable)
        .collect())
}

async fn one(connection: &impl ConnectionTrait, rooms: Select<room::Entity>) -> Result<Option<Stored<InterviewRoom>>> {
    let found = rows(connection, rooms).await?.pop();
    found.map(strict).transpose()
}

fn strict((room, interview): RowPair) -> Result<Stored<InterviewRoom>> {
    InterviewRoom::try_from((room.read()?, interview.read()?)).map(Stored::new)
}

/// A room of a scope; of any team if the scope is `None`, for callers whose right does not come from an API key.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: impl Into<Option<Scope>>,
    id: RoomId,
) -> Result<Option<Stored<InterviewRoom>>> {
    one(connection, by_id(scope, id)).await
}

/// As [`find`]; the room is locked until the end of the transaction.
pub async fn lock(
    connection: &impl ConnectionTrait,
    scope: impl Into<Option<Scope>>,
    id: RoomId,
) -> Result<Option<Stored<InterviewRoom>>> {
    one(connection, by_id(scope, id).lock_exclusive()).await
}

/// What all rooms have of a room with an interview, locked until the end of the transaction: enough to end or to erase a
/// room whose invitation is inconsistent.
pub async fn lock_base(connection: &impl ConnectionTrait, scope: Scope, id: RoomId) -> Result<Option<Stored<Room>>> {
    let row = by_id(scope, id).lock_exclusive().one(connection).await?;
    Ok(row.map(|row| Stored::new(row.into())))
}

/// A room with or without an interview, locked until the end of the transaction.
pub async fn lock_any(connection: &impl ConnectionTrait, id: RoomId) -> Result<Option<Stored<Room>>> {
    let row = room::Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    Ok(row.map(|row| Stored::new(row.into())))
}

/// Whether the respondent of a room is known.
pub async fn has_respondent(connection: &impl ConnectionTrait, id: RoomId) -> Result<bool> {
    let known = interview::Entity::find_by_id(id)
        .filter(interview::Column::RespondentEmail.is_not_null())
        .count(connection);
    Ok(known.await? > 0)
}

/// The room of a link.
pub async fn find_by_link(connection: &impl ConnectionTrait, link: TokenHash) -> Result<Option<Stored<InterviewRoom>>> {
    one(connection, by_link(link)).await
}

/// The room of a link, locked until the end of the transaction.
pub async fn lock_by_link(connection: &impl ConnectionTrait, link: TokenHash) -> Result<Option<Stored<InterviewRoom>>> {
    one(connection, by_link(link).lock_exclusive()).await
}

/// Whether a link was replaced by another.
pub async fn was_replaced(connection: &impl ConnectionTrait, link: TokenHash) -> Result<bool> {
    let replaced = replaced_link::Entity::find_by_id(link.0.to_vec());
    Ok(replaced.count(connection).await? > 0)
}

/// The rooms with these ids, in their order, without those outside the scope.
pub async fn find_all(
    connection: &impl ConnectionTrait,
    scope: Scope,
    ids: &[RoomId],
) -> Result<Vec<Stored<InterviewRoom>>> {
    let wanted = in_scope(scope).filter(room::Column::Id.is_in(ids.iter().copied()));
    let found = all(connection, wanted).await?.into_iter();
    let found: HashMap<RoomId, _> = found.map(|room| (room.id(), room)).collect();
    // The same id may be asked for twice.
    Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
}

/// The rooms that respondents of a project already have, without those that were superseded.
pub async fn of_respondents(
    connection: &impl ConnectionTrait,
    scope: Scope,
    project: ProjectId,
    external_ids: &[&str],
) -> Result<Vec<Stored<InterviewRoom>>> {
    let rooms = in_scope(scope)
        .filter(interview::Column::ProjectId.eq(project))
        .filter(interview::Column::ExternalId.is_in(external_ids.iter().copied()))
        // A literal, so that the planner chooses the partial index.
        .filter(Expr::cust("interview.is_superseded = FALSE"));
    // An inconsistent room must not count as none.
    rows(connection, rooms).await?.into_iter().map(strict).collect()
}

/// Lets rooms that have ended at `now` no longer count as those of their respondents, who get new ones.
pub async fn supersede(connection: &impl ConnectionTrait, ids: &[RoomId], now: Timestamp) -> Result<()> {
    let ended = Status::VARIANTS.iter().copied().filter(|status| status.is_final());
    let has_ended = ended.fold(Condition::any(), |any, status| any.add(has_status_at(status, now)));
    let rooms = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(any_of(connection, room::Column::Id, ids))
        .filter(has_ended);
    interview::Entity::update_many()
        .col_expr(interview::Column::IsSuperseded, true.into())
        .filter(interview::Column::RoomId.in_subquery(rooms.into_query()))
        .exec(connection)
        .await?;
    Ok(())
}

/// A `page` of the rooms of a scope.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Scope,
    wanted: ListRooms,
    now: Timestamp,
) -> Result<(Vec<Stored<InterviewRoom>>, u16)> {
    let selected = Condition::all()
        .add_option(wanted.project.map(|project| room::Column::ProjectId.eq(project)))
        .add_option(wanted.status.map(|status| has_status_at(status, now)));
    let rooms = in_scope(scope).filter(selected);
    let page_after = |after, limit| page(rooms.clone(), room::Column::Id, after, limit);
    let first = page_after(wanted.after, wanted.limit);
    let limit = fitting_limit(connection, first, wanted.limit, &texts()).await?;
    let mut filled = FilledPage::new(wanted.after, limit);
    while !filled.is_done() {
        let page = page_after(filled.after(), limit);
        let rows = rows(connection, page).await?.into_iter();
        filled.add(rows.map(|row| (row.0.id(), readable(row))));
    }
    Ok((filled.items(), limit))
}

/// What may be long of an interview that is listed.
fn texts() -> [ColumnRef; 3] {
    use interview::Column;
    [
        Column::ResearchGoalsOverride,
        Column::InterviewGuideOverride,
        Column::TopicsForRespondent,
    ]
    .map(|column| column.as_column_ref().into())
}

/// That a room has this status at `now`, as [`LifeCycle::at`] judges it: the status is written and the room is not due,
/// or the room is due to reach it.
///
/// [`LifeCycle::at`]: crate::model::life_cycle::LifeCycle::at
pub(super) fn has_status_at(status: Status, now: Timestamp) -> Condition {
    let written = |status: Status| Condition::all().add(room::Column::Status.eq(status));
    let not_due = status.when_due().map(|_| {
        Condition::any()
            .add(room::Column::DeadlineAt.gt(now))
            // A room without an interview never falls due.
            .add(room::Column::DeadlineAt.is_null())
    });
    let before = Status::VARIANTS.iter().copied();
    let before = before.filter(|before| before.when_due().is_some_and(|(next, _)| next == status));
    let as_written = written(status).add_option(not_due);
    before.fold(Condition::any().add(as_written), |any, before| {
        any.add(written(before).add(room::Column::DeadlineAt.lte(now)))
    })
}

/// Writes a transition of a room that the transaction has locked, with its events, and updates `room` to match.
pub async fn change(
    connection: &impl ConnectionTrait,
    room: &mut Room,
    transition: &Transition,
    now: Timestamp,
) -> Result<()> {
    let events = events::of_transition(room, transition, now);
    let events = events::numbered(room, events);
    BulkWrite::default().insert(events).execute(connection).await?;
    (room.life, room.stored) = (transition.next, transition.next);
    let row = room::ActiveModel {
        id: Set(room.id),
        status: Set(room.life.status),
        started_at: Set(room.life.started_at),
        finished_at: Set(room.life.finished_at),
        end_reason: Set(room.life.end_reason),
        deadline_at: Set(room.life.deadline_at),
        event_count: Set(room.event_count),
        // What was erased is not part of an interview that is held again.
        erased_at: if room.life.status == Status::Pending {
            Set(None)
        } else {
            NotSet
        },
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Cancels a room whose row is inconsistent, so that it can be read again.
pub async fn end_unreadable(connection: &impl ConnectionTrait, scope: Scope, id: RoomId, now: Timestamp) -> Result<()> {
    use room::Column;
    room::Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Cancelled))
        .col_expr(Column::EndReason, Expr::value(EndReason::Cancelled))
        .col_expr(Column::FinishedAt, now.into())
        .col_expr(Column::DeadlineAt, Expr::value(None::<Timestamp>))
        .filter(Column::Id.eq(id))
        .filter(is_in(scope))
        .exec(connection)
        .await?;
    Ok(())
}

/// Binds a respondent to an interview, or nobody.
pub async fn set_respondent(connection: &impl ConnectionTrait, id: RoomId, respondent: Option<&Email>) -> Result<()> {
    let row = interview::ActiveModel {
        room_id: Set(id),
        respondent_email: Set(respondent.map(|email| email.expose().to_owned())),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Erases the content of a room, and marks the room as erased until it is reopened. Must follow [`change`].
pub async fn erase(connection: &impl ConnectionTrait, id: RoomId, now: Timestamp) -> Result<()> {
    erase_content(connection, id, now).await?;
    let row = room::ActiveModel {
        id: Set(id),
        erased_at: Set(Some(now)),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Erases what belongs to the respondent of an interview: the messages, the workers' reports, what was fixed at the start,
/// and who the respondent is. The room itself and its events stay.
pub async fn erase_content(connection: &impl ConnectionTrait, id: RoomId, now: Timestamp) -> Result<()> {
    turns::erase(connection, id).await?;
    session_reports::erase(connection, &[id]).await?;
    record_corrections::erase(connection, &[id]).await?;
    interview_starts::delete(connection, id).await?;
    participants::delete_respondent(connection, id).await?;
    // A room of agents, which is purged like any other, has no interview.
    interview::Entity::update_many()
        .col_expr(interview::Column::RespondentEmail, Expr::value(None::<String>))
        .col_expr(interview::Column::LastErasedAt, now.into())
        .filter(interview::Column::RoomId.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Erases who the respondents of these rooms are.
pub async fn erase_respondents(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    interview::Entity::update_many()
        .col_expr(interview::Column::RespondentEmail, Expr::value(None::<String>))
        .filter(interview::Column::RoomId.is_in(rooms.iter().copied()))
        .exec(connection)
        .await?;
    Ok(())
}

/// Writes the terms of an interview.
pub async fn set_terms(connection: &impl ConnectionTrait, id: RoomId, terms: &Terms) -> Result<()> {
    let terms = terms.clone();
    let row = interview::ActiveModel {
        room_id: Set(id),
        expires_at: Set(terms.expires_at),
        max_duration_minutes: Set(terms.max_duration.minutes().into()),
        research_goals_override: Set(terms.research_goals_override),
        interview_guide_override: Set(terms.interview_guide_override),
        topics_for_respondent: Set(terms.topics_for_respondent),
        display_name: Set(terms.display_name),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Replaces the link of an interview. Keeps the hash of the old link, so that its holder learns that it was replaced.
pub async fn replace_link(
    connection: &impl ConnectionTrait,
    room: &InterviewRoom,
    link: Link,
    now: Timestamp,
) -> Result<()> {
    let old = replaced_link::Model {
        token_hash: room.interview.link.hash.0.to_vec(),
        room_id: room.base.id,
        replaced_at: now,
    };
    insert_row(connection, old).await?;
    let row = interview::ActiveModel {
        room_id: Set(room.base.id),
        token_hash: Set(link.hash.0.to_vec()),
        sealed_token: Set(link.sealed.0),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// How many rooms have each status, as last written.
pub async fn count_by_status(connection: &impl ConnectionTrait) -> Result<Vec<(Status, i64)>> {
    Ok(room::Entity::find()
        .select_only()
        .column(room::Column::Status)
        .column_as(room::Column::Id.count(), "rooms")
        .group_by(room::Column::Status)
        .into_tuple()
        .all(connection)
        .await?)
}

/// The earliest deadline of any room.
pub async fn earliest_deadline(connection: &impl ConnectionTrait) -> Result<Option<Timestamp>> {
    let earliest = room::Entity::find()
        .select_only()
        .column(room::Column::DeadlineAt)
        .filter(room::Column::DeadlineAt.is_not_null())
        .order_by_asc(room::Column::DeadlineAt)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(earliest)
}
