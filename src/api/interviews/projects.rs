//! What a research team does with projects.

use super::{
    Engine, Tag,
    errors::{ChangingProjects, CreatingProjects, Finding, Reading},
    schema::{CreateProjectRequest, MessageResponse, ProjectResponse, RecordItem, UpdateProjectRequest, trimmed},
};
use crate::{
    api::{
        auth::Authenticated,
        body::Body,
        json::{Json, Page},
        refusal::Refusal,
    },
    engine::interviews::ListRecords,
    model::{
        ids::ProjectId,
        project::{NEW_PROJECT, ProjectDetails},
    },
    projects::UpdateProject,
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

const MAX_PAGE: i32 = 1000;

pub(super) struct ProjectRoutes;

// The slash at the end of the prefix is part of the contract's list path.
#[OpenApi(prefix_path = "/projects/", tag = "Tag::Projects")]
impl ProjectRoutes {
    /// Create Project
    #[oai(
        path = "/create",
        method = "post",
        operation_id = "create_project_projects_create_post"
    )]
    async fn create(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        request: Body<CreateProjectRequest>,
    ) -> Result<Json<ProjectResponse>, Refusal<CreatingProjects>> {
        let permit = caller.0.require_write()?;
        let CreateProjectRequest {
            name,
            description,
            research_goals,
            interview_guide,
            redirect_url,
        } = request.0;
        let details = ProjectDetails {
            name: name.trim().to_owned(),
            description: trimmed(description),
            status: NEW_PROJECT.to_owned(),
            research_goals: trimmed(research_goals),
            interview_guide: trimmed(interview_guide),
            redirect_url: trimmed(redirect_url),
        };
        Ok(Json(engine.projects.create(permit, details).await?.into()))
    }

    /// Get Projects
    ///
    /// The team's projects, newest first.
    #[oai(path = "/", method = "get", operation_id = "get_projects_projects__get")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
    ) -> Result<Json<Vec<ProjectResponse>>, Refusal<Reading>> {
        let projects = engine.projects.list(caller.0.require_read()?).await?;
        Ok(Json(projects.into_iter().map(ProjectResponse::from).collect()))
    }

    /// Get Project Details
    #[oai(
        path = "/:project_id",
        method = "get",
        operation_id = "get_project_details_projects__project_id__get"
    )]
    async fn get(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        project_id: Path<Uuid>,
    ) -> Result<Json<ProjectResponse>, Refusal<Finding>> {
        Ok(Json(
            engine
                .projects
                .get(caller.0.require_read()?, ProjectId(project_id.0))
                .await?
                .into(),
        ))
    }

    /// Update Project
    ///
    /// What is absent or null stays as it is.
    #[oai(
        path = "/:project_id",
        method = "put",
        operation_id = "update_project_projects__project_id__put"
    )]
    async fn update(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        project_id: Path<Uuid>,
        request: Body<UpdateProjectRequest>,
    ) -> Result<Json<ProjectResponse>, Refusal<ChangingProjects>> {
        let permit = caller.0.require_write()?;
        let UpdateProjectRequest {
            name,
            description,
            status,
            research_goals,
            interview_guide,
            redirect_url,
        } = request.0;
        let update = UpdateProject {
            name: trimmed(name),
            description: trimmed(description),
            status: trimmed(status),
            research_goals: trimmed(research_goals),
            interview_guide: trimmed(interview_guide),
            redirect_url: redirect_url.map(|url| url.trim().to_owned()),
        };
        Ok(Json(
            engine
                .projects
                .update(permit, ProjectId(project_id.0), update)
                .await?
                .into(),
        ))
    }

    /// Get Project Records
    ///
    /// The records of a project, the last started first.
    #[oai(
        path = "/:project_id/records",
        method = "get",
        operation_id = "get_project_records_projects__project_id__records_get"
    )]
    async fn records(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        project_id: Path<Uuid>,
        /// Which page, from 1.
        #[oai(validator(minimum(value = "1")))]
        page: Query<Option<i32>>,
        /// The most records to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
    ) -> Result<Page<RecordItem>, Refusal<Finding>> {
        let (page, limit) = (page.0.unwrap_or(1), limit.0.unwrap_or(MAX_PAGE));
        let wanted = ListRecords {
            project: Some(ProjectId(project_id.0)),
            search: None,
            page: u32::try_from(page - 1).unwrap_or_default(),
            limit: u16::try_from(limit).unwrap_or_default(),
        };
        let found = engine.interviews.list_records(caller.0.require_read()?, wanted).await?;
        let more = i64::try_from(found.total).is_ok_and(|total| total > i64::from(page) * i64::from(limit));
        let next = more.then(|| {
            let (url, project) = (&engine.public_url, project_id.0);
            format!("{url}/projects/{project}/records?limit={limit}&page={}", page + 1)
        });
        Ok(Page {
            items: found.records.into_iter().map(RecordItem::from).collect(),
            next,
        })
    }

    /// Delete Project
    ///
    /// The project is gone for every later call; its pending and active rooms are cancelled.
    #[oai(
        path = "/:project_id",
        method = "delete",
        operation_id = "delete_project_projects__project_id__delete"
    )]
    async fn delete(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        project_id: Path<Uuid>,
    ) -> Result<Json<MessageResponse>, Refusal<Finding>> {
        engine
            .projects
            .delete(caller.0.require_write()?, ProjectId(project_id.0))
            .await?;
        Ok(Json(MessageResponse {
            message: "Project deleted".to_owned(),
        }))
    }
}
