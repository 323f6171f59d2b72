//! The project of rooms that are created where every room has one, by a key that is bound to none.

use super::AgentRooms;
use crate::{
    model::{
        access::CanUseAgentRooms,
        error::Result,
        ids::ProjectId,
        project::{NEW_PROJECT, Project, ProjectDetails, default_project},
    },
    store::projects,
};

/// The name of a default project.
const NAME: &str = "Default";

impl AgentRooms {
    /// The project of a new room: the wanted one, that of the key, or the team's default project, which is created when it
    /// is first needed. A default project that was deleted returns, without its rooms.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be written.
    #[tracing::instrument(name = "agent_rooms.project_or_default", skip_all)]
    pub async fn project_or_default(&self, permit: CanUseAgentRooms, wanted: Option<ProjectId>) -> Result<ProjectId> {
        let scope = permit.scope;
        let default = default_project(scope.team);
        let project = wanted.or(scope.project).unwrap_or(default);
        if scope.project.is_some() || project != default {
            return Ok(project);
        }
        if projects::find(self.core.store.reader(), scope, default)
            .await?
            .is_none()
        {
            let new = Project {
                id: default,
                team: scope.team,
                details: ProjectDetails {
                    name: NAME.to_owned(),
                    description: None,
                    status: NEW_PROJECT.to_owned(),
                    research_goals: None,
                    interview_guide: None,
                    redirect_url: None,
                },
                created_at: self.core.clock.now(),
            };
            projects::restore(self.core.store.writer(), new).await?;
        }
        Ok(project)
    }
}
