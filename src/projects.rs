//! Projects: making, reading, changing and deleting them.

use crate::{
    clock::SharedClock,
    entropy::{SharedEntropy, random},
    live::Hub,
    model::{
        access::{CanRead, CanWrite, Forbidden},
        error::{EngineError, Resource, Result},
        ids::{ID_ENTROPY, ProjectId, time_ordered},
        project::{Project, ProjectDetails},
    },
    store::{Store, projects, reap, records},
};

/// Operations on projects.
#[derive(Clone)]
pub struct Projects {
    store: Store,
    clock: SharedClock,
    entropy: SharedEntropy,
    hub: Hub,
}

/// A project as its team sees it.
#[derive(Clone, Debug)]
pub struct ProjectView {
    /// The project.
    pub project: Project,
    /// How many records it has.
    pub records: i64,
}

/// A partial update; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct UpdateProject {
    /// Its name.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// How far it is.
    pub status: Option<String>,
    /// What the team wants to learn.
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    pub interview_guide: Option<String>,
    /// Where respondents may go on afterwards; empty for nowhere.
    pub redirect_url: Option<String>,
}

impl UpdateProject {
    fn apply(self, details: ProjectDetails) -> ProjectDetails {
        ProjectDetails {
            name: self.name.unwrap_or(details.name),
            description: self.description.or(details.description),
            status: self.status.unwrap_or(details.status),
            research_goals: self.research_goals.or(details.research_goals),
            interview_guide: self.interview_guide.or(details.interview_guide),
            redirect_url: self.redirect_url.or(details.redirect_url).filter(|url| !url.is_empty()),
        }
    }
}

impl Projects {
    /// The operations over a store; `hub` hears of the rooms that end with their project.
    pub fn new(store: Store, clock: SharedClock, entropy: SharedEntropy, hub: Hub) -> Self {
        Self {
            store,
            clock,
            entropy,
            hub,
        }
    }

    /// Makes a project. A key that is bound to one project makes no others.
    pub async fn create(&self, permit: CanWrite, details: ProjectDetails) -> Result<ProjectView> {
        if permit.scope.project.is_some() {
            return Err(Forbidden.into());
        }
        let now = self.clock.now();
        let id = ProjectId(time_ordered(now, 0, random::<ID_ENTROPY>(&*self.entropy)?));
        let project = Project {
            id,
            team: permit.scope.team,
            details,
            created_at: now,
        };
        projects::insert(self.store.writer(), project.clone()).await?;
        Ok(ProjectView { project, records: 0 })
    }

    /// The caller's projects, newest first.
    pub async fn list(&self, permit: CanRead) -> Result<Vec<ProjectView>> {
        self.counted(projects::list(self.store.reader(), permit.scope).await?)
            .await
    }

    /// A project of the caller's.
    pub async fn get(&self, permit: CanRead, id: ProjectId) -> Result<ProjectView> {
        let project = projects::find(self.store.reader(), permit.scope, id).await?;
        self.with_count(project.ok_or(EngineError::NotFound(Resource::Project))?)
            .await
    }

    /// Changes a project.
    pub async fn update(&self, permit: CanWrite, id: ProjectId, update: UpdateProject) -> Result<ProjectView> {
        let transaction = self.store.begin().await?;
        let project = projects::lock(&transaction, permit.scope, id).await?;
        let mut project = project.ok_or(EngineError::NotFound(Resource::Project))?;
        project.details = update.apply(project.details);
        projects::set_details(&transaction, id, project.details.clone()).await?;
        self.store.commit(transaction).await?;
        self.with_count(project).await
    }

    /// Deletes a project. Its rows stay; its pending and active rooms are cancelled as `project_deleted`.
    pub async fn delete(&self, permit: CanWrite, id: ProjectId) -> Result<()> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let project = projects::lock(&transaction, permit.scope, id).await?;
        project.ok_or(EngineError::NotFound(Resource::Project))?;
        projects::mark_deleted(&transaction, id, now).await?;
        reap::end_project(&transaction, id, now).await?;
        self.store.commit(transaction).await?;
        self.hub.notify_all();
        Ok(())
    }

    async fn with_count(&self, project: Project) -> Result<ProjectView> {
        let counted = self.counted(vec![project]).await?.pop();
        counted.ok_or(EngineError::NotFound(Resource::Project))
    }

    async fn counted(&self, projects: Vec<Project>) -> Result<Vec<ProjectView>> {
        let ids = projects.iter().map(|project| project.id);
        let counts = records::count_by_project(self.store.reader(), ids, self.clock.now()).await?;
        let view = |project: Project| ProjectView {
            records: counts.get(&project.id).copied().unwrap_or_default(),
            project,
        };
        Ok(projects.into_iter().map(view).collect())
    }
}
