//! Projects. A deleted project is nowhere to be found here.

use super::Result;
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        ids::ProjectId,
        project::{Project, ProjectDetails},
    },
};
use ::entity::project;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

/// The live projects within a scope.
fn within(scope: Scope) -> Select<project::Entity> {
    let mine = project::Entity::find()
        .filter(project::Column::TeamId.eq(scope.team.0))
        .filter(project::Column::DeletedAt.is_null());
    match scope.project {
        Some(bound) => mine.filter(project::Column::Id.eq(bound.0)),
        None => mine,
    }
}

/// One project.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: ProjectId) -> Result<Option<Project>> {
    let row = within(scope)
        .filter(project::Column::Id.eq(id.0))
        .one(connection)
        .await?;
    Ok(row.map(Project::from))
}

/// One project, locked until the end of the transaction.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: ProjectId) -> Result<Option<Project>> {
    let row = within(scope)
        .filter(project::Column::Id.eq(id.0))
        .lock_exclusive()
        .one(connection)
        .await?;
    Ok(row.map(Project::from))
}

/// All projects, newest first.
pub async fn list(connection: &impl ConnectionTrait, scope: Scope) -> Result<Vec<Project>> {
    let rows = within(scope).order_by_desc(project::Column::Id).all(connection).await?;
    Ok(rows.into_iter().map(Project::from).collect())
}

/// A project that is live, for whoever holds a link into it.
pub async fn live(connection: &impl ConnectionTrait, id: ProjectId) -> Result<Option<Project>> {
    let row = project::Entity::find_by_id(id.0)
        .filter(project::Column::DeletedAt.is_null())
        .one(connection)
        .await?;
    Ok(row.map(Project::from))
}

/// Makes a project.
pub async fn insert(connection: &impl ConnectionTrait, new: Project) -> Result<()> {
    let row = project::Model {
        id: new.id.0,
        team_id: new.team.0,
        name: new.details.name,
        description: new.details.description,
        status: new.details.status,
        research_goals: new.details.research_goals,
        interview_guide: new.details.interview_guide,
        redirect_url: new.details.redirect_url,
        created_at: new.created_at,
        deleted_at: None,
    };
    project::Entity::insert(row.into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Writes what the team set on a project.
pub async fn set_details(connection: &impl ConnectionTrait, id: ProjectId, details: ProjectDetails) -> Result<()> {
    let row = project::ActiveModel {
        id: Set(id.0),
        name: Set(details.name),
        description: Set(details.description),
        status: Set(details.status),
        research_goals: Set(details.research_goals),
        interview_guide: Set(details.interview_guide),
        redirect_url: Set(details.redirect_url),
        ..Default::default()
    };
    row.update(connection).await?;
    Ok(())
}

/// Marks a project as deleted.
pub async fn mark_deleted(connection: &impl ConnectionTrait, id: ProjectId, now: Timestamp) -> Result<()> {
    project::Entity::update_many()
        .col_expr(project::Column::DeletedAt, now.into())
        .filter(project::Column::Id.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}
