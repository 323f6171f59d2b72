//! Projects. Deleted projects are never found.

use super::{Result, insert_row, read::readable_page, update_row};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        ids::ProjectId,
        listing::Rows,
        project::{Project, ProjectDetails},
    },
};
use ::entity::project;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    Select, sea_query::OnConflict,
};

/// The projects of a scope.
fn in_scope(scope: Scope) -> Select<project::Entity> {
    let is_in_scope = Condition::all()
        .add(project::Column::TeamId.eq(scope.team))
        .add_option(scope.project.map(|bound| project::Column::Id.eq(bound)));
    project::Entity::find()
        .filter(project::Column::DeletedAt.is_null())
        .filter(is_in_scope)
}

/// A project of a scope.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: ProjectId) -> Result<Option<Project>> {
    let project = in_scope(scope).filter(project::Column::Id.eq(id));
    Ok(project.one(connection).await?.map(Project::from))
}

/// A project of a scope, locked until the end of the transaction.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: ProjectId) -> Result<Option<Project>> {
    let project = in_scope(scope).filter(project::Column::Id.eq(id)).lock_exclusive();
    Ok(project.one(connection).await?.map(Project::from))
}

/// A `page` of the projects of a scope, newest first, as many as fit into an answer, and how many that are at most.
pub async fn list(connection: &impl ConnectionTrait, scope: Scope, rows: Rows) -> Result<(Vec<Project>, u16)> {
    use project::Column;
    let texts = [Column::Description, Column::ResearchGoals, Column::InterviewGuide];
    let texts = texts.map(|column| column.as_column_ref().into());
    readable_page(connection, in_scope(scope), Column::Id, &texts, rows).await
}

/// A project, for a caller whose right to it does not come from an API key.
pub async fn find_by_id(connection: &impl ConnectionTrait, id: ProjectId) -> Result<Option<Project>> {
    let row = project::Entity::find_by_id(id)
        .filter(project::Column::DeletedAt.is_null())
        .one(connection)
        .await?;
    Ok(row.map(Project::from))
}

/// Creates a project.
pub async fn insert(connection: &impl ConnectionTrait, new: Project) -> Result<()> {
    insert_row(connection, row(new)).await
}

/// Creates a project, or takes back its deletion.
pub async fn restore(connection: &impl ConnectionTrait, new: Project) -> Result<()> {
    let conflict = OnConflict::column(project::Column::Id)
        .update_column(project::Column::DeletedAt)
        .to_owned();
    project::Entity::insert(row(new).into_active_model())
        .on_conflict(conflict)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

fn row(new: Project) -> project::Model {
    project::Model {
        id: new.id,
        team_id: new.team,
        name: new.details.name,
        description: new.details.description,
        status: new.details.status,
        research_goals: new.details.research_goals,
        interview_guide: new.details.interview_guide,
        redirect_url: new.details.redirect_url,
        created_at: new.created_at,
        deleted_at: None,
    }
}

/// Writes the details of a project.
pub async fn set_details(connection: &impl ConnectionTrait, id: ProjectId, details: ProjectDetails) -> Result<()> {
    let row = project::ActiveModel {
        id: Set(id),
        name: Set(details.name),
        description: Set(details.description),
        status: Set(details.status),
        research_goals: Set(details.research_goals),
        interview_guide: Set(details.interview_guide),
        redirect_url: Set(details.redirect_url),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Marks a project as deleted.
pub async fn mark_deleted(connection: &impl ConnectionTrait, id: ProjectId, now: Timestamp) -> Result<()> {
    let row = project::ActiveModel {
        id: Set(id),
        deleted_at: Set(Some(now)),
        ..Default::default()
    };
    update_row(connection, row).await
}
