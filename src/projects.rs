//! Projects: creating, reading, updating and deleting them.

use crate::{
    engine::{Core, interviews::Change},
    model::{
        access::{CanRead, CanWrite, Forbidden},
        cursor::Cursor,
        error::{Resource, Result},
        ids::ProjectId,
        listing::Rows,
        project::{Project, ProjectDetails},
        storage::StorageUse,
    },
    store::{projects, records},
};
use std::sync::Arc;

/// Operations on projects.
#[derive(Clone)]
pub struct Projects {
    core: Arc<Core>,
}

/// A project with its number of records.
#[derive(Clone, Debug)]
pub struct ProjectView {
    /// The project.
    pub project: Project,
    /// The number of its completed interviews that have not been erased.
    pub record_count: i64,
}

/// A partial update of a project: a name or status that is `None` stays unchanged.
#[derive(Clone, Debug)]
pub struct UpdateProject {
    /// The new name.
    pub name: Option<String>,
    /// The new description.
    pub description: Change<String>,
    /// The new status.
    pub status: Option<String>,
    /// The new research goals.
    pub research_goals: Change<String>,
    /// The new interview guide.
    pub interview_guide: Change<String>,
    /// The new redirect URL.
    pub redirect_url: Change<String>,
}

impl UpdateProject {
    fn apply(self, details: &mut ProjectDetails) {
        details.name = self.name.unwrap_or_else(|| details.name.clone());
        details.status = self.status.unwrap_or_else(|| details.status.clone());
        self.description.apply(&mut details.description);
        self.research_goals.apply(&mut details.research_goals);
        self.interview_guide.apply(&mut details.interview_guide);
        self.redirect_url.apply(&mut details.redirect_url);
    }
}

impl Projects {
    /// Operations on projects that share the engine's core.
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Creates a project.
    ///
    /// # Errors
    ///
    /// `Forbidden` if the key is bound to one project; `TeamFull` if the team stores as much as it may.
    #[tracing::instrument(name = "projects.create", skip_all)]
    pub async fn create(&self, permit: CanWrite, details: ProjectDetails) -> Result<ProjectView> {
        if permit.scope.project.is_some() {
            return Err(Forbidden.into());
        }
        self.core.take_storage(permit.scope.team, StorageUse::rows(1)).await?;
        let now = self.core.clock.now();
        let project = Project {
            id: ProjectId(self.core.new_id(now, 0)?),
            team: permit.scope.team,
            details,
            created_at: now,
        };
        projects::insert(self.core.store.writer(), project.clone()).await?;
        Ok(ProjectView {
            project,
            record_count: 0,
        })
    }

    /// A page of the projects in the caller's scope, newest first, and the cursor of the next page if there is one.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database fails.
    #[tracing::instrument(name = "projects.list", skip_all)]
    pub async fn list(&self, permit: CanRead, rows: Rows) -> Result<(Vec<ProjectView>, Option<Cursor>)> {
        let (projects, limit) = projects::list(self.core.store.reader(), permit.scope, rows).await?;
        let (projects, next) = Cursor::split_page(projects, limit, |last: &Project| last.id.0);
        let ids = projects.iter().map(|project| project.id);
        let counts = records::count_by_project(self.core.store.reader(), ids, self.core.clock.now()).await?;
        let view = |project: Project| ProjectView {
            record_count: counts.get(&project.id).copied().unwrap_or_default(),
            project,
        };
        Ok((projects.into_iter().map(view).collect(), next))
    }

    /// A project in the caller's scope.
    ///
    /// # Errors
    ///
    /// `NotFound` if there is no such project.
    #[tracing::instrument(name = "projects.get", skip_all, fields(project.id = %id))]
    pub async fn get(&self, permit: CanRead, id: ProjectId) -> Result<ProjectView> {
        let project = projects::find(self.core.store.reader(), permit.scope, id).await?;
        self.view(project.ok_or(Resource::Project)?).await
    }

    /// Updates a project. Interviews that have started keep the goals and the guide with which they started.
    ///
    /// # Errors
    ///
    /// `NotFound` if there is no such project.
    #[tracing::instrument(name = "projects.update", skip_all, fields(project.id = %id))]
    pub async fn update(&self, permit: CanWrite, id: ProjectId, update: UpdateProject) -> Result<ProjectView> {
        let work = self.core.begin().await?;
        let project = projects::lock(work.transaction(), permit.scope, id).await?;
        let mut project = project.ok_or(Resource::Project)?;
        update.apply(&mut project.details);
        projects::set_details(work.transaction(), id, project.details.clone()).await?;
        work.commit().await?;
        self.view(project).await
    }

    /// Deletes a project: marks its row as deleted and cancels its pending and active rooms as `project_deleted`.
    ///
    /// # Errors
    ///
    /// `NotFound` if there is no such project.
    #[tracing::instrument(name = "projects.delete", skip_all, fields(project.id = %id))]
    pub async fn delete(&self, permit: CanWrite, id: ProjectId) -> Result<()> {
        let mut work = self.core.begin().await?;
        let project = projects::lock(work.transaction(), permit.scope, id).await?;
        project.ok_or(Resource::Project)?;
        projects::mark_deleted(work.transaction(), id, work.now()).await?;
        work.end_project(id).await?;
        work.commit().await
    }

    /// A project with its number of records.
    async fn view(&self, project: Project) -> Result<ProjectView> {
        let counts = records::count_by_project(self.core.store.reader(), [project.id], self.core.clock.now()).await?;
        Ok(ProjectView {
            record_count: counts.into_values().next().unwrap_or_default(),
            project,
        })
    }
}
