//! Projects of a research team.

use super::{
    Tag,
    errors::{ApiResult, CreateProjectErrors, FindErrors, ListErrors, UpdateProjectErrors},
    schema::{CreateProjectRequest, MessageResponse, ProjectResponse, RecordItem, UpdateProjectRequest},
};
use crate::{
    api::{
        ApiConfig,
        request::{
            Authenticated, Body,
            query::{self, Pagination},
        },
        response::{Json, Page},
    },
    engine::{Engine, interviews::ListRecords},
    model::ids::ProjectId,
    projects::Projects,
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

pub(super) struct ProjectRoutes;

// The slash at the end of the prefix belongs to the list path of the contract.
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
        projects: Data<&Projects>,
        request: Body<CreateProjectRequest>,
    ) -> ApiResult<Json<ProjectResponse>, CreateProjectErrors> {
        let permit = caller.0.require_write()?;
        let project = projects.create(permit, request.0.into_details()).await?;
        Ok(Json(project.into()))
    }

    /// Get Projects
    ///
    /// Lists the team's projects, newest first. A page has about 2 MiB of text at most; the `Link` header says where to go
    /// on.
    #[oai(path = "/", method = "get", operation_id = "get_projects_projects__get")]
    async fn list(
        &self,
        caller: Authenticated,
        projects: Data<&Projects>,
        config: Data<&ApiConfig>,
        /// Maximum number of projects to return. Defaults to 1000.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Position to continue from, taken from the `Link` header of the previous page.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Page<ProjectResponse>, ListErrors> {
        let page = Pagination::parse(limit.0, cursor.0.as_deref())?;
        let (projects, next) = projects.list(caller.0.require_read()?, page.into()).await?;
        Ok(Page {
            items: projects.into_iter().map(ProjectResponse::from).collect(),
            next: next.map(|next| format!("{}/projects/?limit={}&cursor={next}", config.public_url, page.limit)),
        })
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
        projects: Data<&Projects>,
        project_id: Path<Uuid>,
    ) -> ApiResult<Json<ProjectResponse>, FindErrors> {
        let permit = caller.0.require_read()?;
        let project = projects.get(permit, ProjectId(project_id.0)).await?;
        Ok(Json(project.into()))
    }

    /// Update Project
    ///
    /// Absent fields stay unchanged. Null or an empty text clears a field, but neither the name nor the status.
    #[oai(
        path = "/:project_id",
        method = "put",
        operation_id = "update_project_projects__project_id__put"
    )]
    async fn update(
        &self,
        caller: Authenticated,
        projects: Data<&Projects>,
        project_id: Path<Uuid>,
        request: Body<UpdateProjectRequest>,
    ) -> ApiResult<Json<ProjectResponse>, UpdateProjectErrors> {
        let (permit, id) = (caller.0.require_write()?, ProjectId(project_id.0));
        let project = projects.update(permit, id, request.0.into_command()).await?;
        Ok(Json(project.into()))
    }

    /// Get Project Records
    ///
    /// Lists the records of a project, most recently started first.
    #[oai(
        path = "/:project_id/records",
        method = "get",
        operation_id = "get_project_records_projects__project_id__records_get"
    )]
    async fn records(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        project_id: Path<Uuid>,
        /// Page number, from 1.
        #[oai(validator(minimum(value = "1")))]
        page: Query<Option<i32>>,
        /// Maximum number of records to return. Defaults to 1000.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
    ) -> ApiResult<Page<RecordItem>, FindErrors> {
        let permit = caller.0.require_read()?;
        let (page, limit) = (page.0.unwrap_or(1), query::limit_or(limit.0, query::MAX_PAGE));
        let filter = ListRecords {
            project: Some(ProjectId(project_id.0)),
            search: None,
            archived: None,
            page: u32::try_from(page - 1).unwrap_or_default(),
            limit,
        };
        let found = engine.interviews.list_records(permit, filter).await?;
        let has_more = i64::try_from(found.total).is_ok_and(|total| total > i64::from(page) * i64::from(limit));
        let next = has_more.then(|| {
            let (url, project) = (&config.public_url, project_id.0);
            format!("{url}/projects/{project}/records?limit={limit}&page={}", page + 1)
        });
        Ok(Page {
            items: found.records.into_iter().map(RecordItem::from).collect(),
            next,
        })
    }

    /// Delete Project
    ///
    /// Deletes a project and cancels its pending and active rooms.
    #[oai(
        path = "/:project_id",
        method = "delete",
        operation_id = "delete_project_projects__project_id__delete"
    )]
    async fn delete(
        &self,
        caller: Authenticated,
        projects: Data<&Projects>,
        project_id: Path<Uuid>,
    ) -> ApiResult<Json<MessageResponse>, FindErrors> {
        let permit = caller.0.require_write()?;
        projects.delete(permit, ProjectId(project_id.0)).await?;
        Ok(Json(MessageResponse::new("Project deleted")))
    }
}
