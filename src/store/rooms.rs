//! Rooms with an interview in them: finding, listing and changing them.

use super::{Result, changes};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        cursor::Cursor,
        email::Email,
        event::EventKind,
        ids::{ProjectId, RoomId},
        interview::{Link, Terms},
        life_cycle::{LifeCycle, Transition},
        room::{InterviewRoom, Room},
        status::Status,
        token::TokenHash,
    },
};
use ::entity::{interview, replaced_link, room};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationDef, SelectTwo,
    sea_query::Expr,
};

/// Which rooms to list.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Only those of this project.
    pub project: Option<ProjectId>,
    /// Only those that are in this status by the clock.
    pub status: Option<Status>,
    /// Only those that come after this place, newest first.
    pub after: Option<Cursor>,
    /// At most this many.
    pub limit: u64,
}

fn interviews() -> SelectTwo<room::Entity, interview::Entity> {
    let invitation: RelationDef = room::Entity::belongs_to(interview::Entity)
        .from(room::Column::Id)
        .to(interview::Column::RoomId)
        .into();
    room::Entity::find()
        .join(JoinType::InnerJoin, invitation)
        .select_also(interview::Entity)
}

pub(super) fn within(scope: Scope) -> SelectTwo<room::Entity, interview::Entity> {
    let mine = interviews().filter(room::Column::TeamId.eq(scope.team.0));
    match scope.project {
        Some(bound) => mine.filter(room::Column::ProjectId.eq(bound.0)),
        None => mine,
    }
}

async fn one(
    select: SelectTwo<room::Entity, interview::Entity>,
    connection: &impl ConnectionTrait,
) -> Result<Option<InterviewRoom>> {
    select.one(connection).await?.map(InterviewRoom::try_from).transpose()
}

/// A room of the caller's.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: RoomId) -> Result<Option<InterviewRoom>> {
    one(within(scope).filter(room::Column::Id.eq(id.0)), connection).await
}

/// A room of the caller's, locked until the end of the transaction.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: RoomId) -> Result<Option<InterviewRoom>> {
    one(
        within(scope).filter(room::Column::Id.eq(id.0)).lock_exclusive(),
        connection,
    )
    .await
}

/// A room that its caller has a right to by other means than a key, locked until the end of the transaction.
pub async fn lock_by_id(connection: &impl ConnectionTrait, id: RoomId) -> Result<Option<InterviewRoom>> {
    one(
        interviews().filter(room::Column::Id.eq(id.0)).lock_exclusive(),
        connection,
    )
    .await
}

/// Any room, with an interview or without, locked until the end of the transaction.
pub async fn lock_any(connection: &impl ConnectionTrait, id: RoomId) -> Result<Option<Room>> {
    let row = room::Entity::find_by_id(id.0).lock_exclusive().one(connection).await?;
    row.map(Room::try_from).transpose()
}

/// Whether it is known who is, or was, interviewed in a room.
pub async fn has_respondent(connection: &impl ConnectionTrait, id: RoomId) -> Result<bool> {
    let known = interview::Entity::find_by_id(id.0)
        .filter(interview::Column::RespondentEmail.is_not_null())
        .count(connection);
    Ok(known.await? > 0)
}

/// A room that its caller has a right to by other means than a key.
pub async fn find_by_id(connection: &impl ConnectionTrait, id: RoomId) -> Result<Option<InterviewRoom>> {
    one(interviews().filter(room::Column::Id.eq(id.0)), connection).await
}

/// The room that a link leads to.
pub async fn find_by_link(connection: &impl ConnectionTrait, link: TokenHash) -> Result<Option<InterviewRoom>> {
    one(
        interviews().filter(interview::Column::TokenHash.eq(link.0.to_vec())),
        connection,
    )
    .await
}

/// The room that a link leads to, locked until the end of the transaction.
pub async fn lock_by_link(connection: &impl ConnectionTrait, link: TokenHash) -> Result<Option<InterviewRoom>> {
    one(
        interviews()
            .filter(interview::Column::TokenHash.eq(link.0.to_vec()))
            .lock_exclusive(),
        connection,
    )
    .await
}

/// Whether a link was exchanged for another.
pub async fn was_replaced(connection: &impl ConnectionTrait, link: TokenHash) -> Result<bool> {
    Ok(replaced_link::Entity::find_by_id(link.0.to_vec())
        .count(connection)
        .await?
        > 0)
}

/// The rooms of the caller's with these ids, in their order; those that are not the caller's are left out.
pub async fn find_all(connection: &impl ConnectionTrait, scope: Scope, ids: &[RoomId]) -> Result<Vec<InterviewRoom>> {
    let wanted = ids.iter().map(|id| id.0);
    let rows = within(scope)
        .filter(room::Column::Id.is_in(wanted))
        .all(connection)
        .await?;
    let rooms = rows
        .into_iter()
        .map(InterviewRoom::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(ids
        .iter()
        .filter_map(|id| rooms.iter().find(|room| room.id == *id).cloned())
        .collect())
}

/// The rooms that respondents of a project already have.
pub async fn of_respondents(
    connection: &impl ConnectionTrait,
    scope: Scope,
    project: ProjectId,
    external_ids: &[&str],
) -> Result<Vec<InterviewRoom>> {
    let rows = within(scope)
        .filter(interview::Column::ProjectId.eq(project.0))
        .filter(interview::Column::ExternalId.is_in(external_ids.iter().copied()))
        .all(connection)
        .await?;
    rows.into_iter().map(InterviewRoom::try_from).collect()
}

/// The caller's rooms, newest first.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    now: Timestamp,
) -> Result<Vec<InterviewRoom>> {
    let mut chosen = Condition::all();
    if let Some(project) = filter.project {
        chosen = chosen.add(room::Column::ProjectId.eq(project.0));
    }
    if let Some(status) = filter.status {
        chosen = chosen.add(has_status_at(status, now));
    }
    if let Some(Cursor(after)) = filter.after {
        chosen = chosen.add(room::Column::Id.lt(after));
    }
    let rows = within(scope)
        .filter(chosen)
        .order_by_desc(room::Column::Id)
        .limit(filter.limit)
        .all(connection)
        .await?;
    rows.into_iter().map(InterviewRoom::try_from).collect()
}

/// The rooms that [`LifeCycle::at`] would show in `status`: those written so and not yet due, and those that are due to
/// become so.
pub(super) fn has_status_at(status: Status, now: Timestamp) -> Condition {
    let written = |status: Status| Condition::all().add(room::Column::Status.eq(status.as_str()));
    let standing = match status.when_due() {
        Some(_) => written(status).add(
            Condition::any()
                .add(room::Column::DeadlineAt.gt(now))
                // A room without an interview never falls due.
                .add(room::Column::DeadlineAt.is_null()),
        ),
        None => written(status),
    };
    let due = Status::ALL
        .into_iter()
        .filter(|open| open.when_due().is_some_and(|(end, _)| end == status));
    due.fold(Condition::any().add(standing), |any, open| {
        any.add(written(open).add(room::Column::DeadlineAt.lte(now)))
    })
}

/// Writes what a transition led to, with its events, and counts these in `room`, which must be locked by the
/// transaction. Its life cycle stays as it was.
pub async fn change(
    connection: &impl ConnectionTrait,
    room: &mut Room,
    transition: &Transition,
    now: Timestamp,
) -> Result<()> {
    if transition.events.is_empty() {
        return Ok(());
    }
    room.event_count += super::events::append_transition(connection, room, transition, now).await?;
    let LifeCycle {
        status,
        started_at,
        finished_at,
        end_reason,
        deadline_at,
    } = transition.next;
    let row = room::ActiveModel {
        id: Set(room.id.0),
        status: Set(status.as_str().to_owned()),
        started_at: Set(started_at),
        finished_at: Set(finished_at),
        end_reason: Set(end_reason.map(|reason| reason.as_str().to_owned())),
        deadline_at: Set(deadline_at),
        event_count: Set(room.event_count),
        // What was erased is not part of the interview that is held anew.
        erased_at: if transition.events.contains(&EventKind::RoomReopened) {
            Set(None)
        } else {
            NotSet
        },
        ..Default::default()
    };
    room::Entity::update(row).validate()?.exec(connection).await?;
    changes::announce(connection, room.id).await
}

/// Binds a respondent to an interview.
pub async fn set_respondent(connection: &impl ConnectionTrait, id: RoomId, respondent: &Email) -> Result<()> {
    interview::Entity::update_many()
        .col_expr(interview::Column::RespondentEmail, respondent.expose().into())
        .filter(interview::Column::RoomId.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}

/// Erases what was said in a room, who said it, what workers reported of it, and the record. The bare fact stays. Must follow [`change`].
pub async fn erase(connection: &impl ConnectionTrait, id: RoomId, now: Timestamp) -> Result<()> {
    super::turns::erase(connection, &[id]).await?;
    super::session_reports::erase(connection, &[id]).await?;
    erase_respondents(connection, &[id]).await?;
    let row = room::ActiveModel {
        id: Set(id.0),
        erased_at: Set(Some(now)),
        ..Default::default()
    };
    room::Entity::update(row).validate()?.exec(connection).await?;
    Ok(())
}

/// Erases who was interviewed in these rooms.
pub async fn erase_respondents(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    interview::Entity::update_many()
        .col_expr(interview::Column::RespondentEmail, Expr::value(None::<String>))
        .filter(interview::Column::RoomId.is_in(rooms.iter().map(|id| id.0)))
        .exec(connection)
        .await?;
    Ok(())
}

/// Writes the terms of an interview.
pub async fn set_terms(connection: &impl ConnectionTrait, id: RoomId, terms: &Terms) -> Result<()> {
    let terms = terms.clone();
    let row = interview::ActiveModel {
        room_id: Set(id.0),
        expires_at: Set(terms.expires_at),
        max_duration_minutes: Set(terms.max_duration.minutes().into()),
        research_goals_override: Set(terms.research_goals_override),
        interview_guide_override: Set(terms.interview_guide_override),
        topics_for_respondent: Set(terms.topics_for_respondent),
        display_name: Set(terms.display_name),
        ..Default::default()
    };
    row.update(connection).await?;
    Ok(())
}

/// Exchanges the link of an interview, and keeps the old one's hash to tell its holder.
pub async fn replace_link(
    connection: &impl ConnectionTrait,
    room: &InterviewRoom,
    link: Link,
    now: Timestamp,
) -> Result<()> {
    let old = replaced_link::Model {
        token_hash: room.interview.link.hash.0.to_vec(),
        room_id: room.id.0,
        replaced_at: now,
    };
    replaced_link::Entity::insert(old.into_active_model())
        .exec_without_returning(connection)
        .await?;
    let row = interview::ActiveModel {
        room_id: Set(room.id.0),
        token_hash: Set(link.hash.0.to_vec()),
        sealed_token: Set(link.sealed.0),
        ..Default::default()
    };
    row.update(connection).await?;
    Ok(())
}

/// How many rooms are written in each status.
pub async fn count_by_status(connection: &impl ConnectionTrait) -> Result<Vec<(String, i64)>> {
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
