//! Corrections of records by their team.

use super::{
    Tag,
    errors::{ApiResult, FindErrors, ReadErrors, UpdateProjectErrors},
    records::{TOTAL, VERSION},
    schema::{
        MessageResponse, RecordItem, RecordMetaResponse, RecordResponse, SpeakerRenameRequest,
        SpeakerToggleRespondentRequest, UpdateRecordsRequest, UtteranceAssignSpeakerRequest, UtteranceUpdateRequest,
    },
};
use crate::{
    api::{
        error::HttpError,
        request::{Authenticated, Body},
        response::Json,
    },
    engine::{
        Engine,
        interviews::{Correction, ListRecords},
    },
    model::{
        error::{EngineError, Resource},
        ids::RoomId,
    },
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

pub(super) struct CorrectionRoutes;

type Corrected = ApiResult<Json<MessageResponse>, UpdateProjectErrors>;

#[OpenApi(prefix_path = "/insight", tag = "Tag::Insight")]
impl CorrectionRoutes {
    /// Get Records
    ///
    /// Lists the team's records, most recently started first, at most 1000. `GET /insight/paginated` has all.
    #[oai(path = "/", method = "get", operation_id = "get_records_insight__get")]
    async fn list(&self, caller: Authenticated, engine: Data<&Engine>) -> ApiResult<Json<RecordResponse>, ReadErrors> {
        let permit = caller.0.require_read()?;
        let all = ListRecords {
            project: None,
            search: None,
            archived: None,
            page: 0,
            limit: TOTAL,
        };
        let found = engine.interviews.list_records(permit, all).await?;
        Ok(Json(RecordResponse {
            total: i64::try_from(found.total).unwrap_or(i64::MAX),
            remaining_size_mb: 1e6,
            records: found.records.into_iter().map(RecordItem::from).collect(),
        }))
    }

    /// Update Records
    ///
    /// Names, archives and erases records: all of it or nothing.
    #[oai(
        path = "/update/",
        method = "put",
        operation_id = "update_records_insight_update__put"
    )]
    async fn update(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        request: Body<UpdateRecordsRequest>,
    ) -> Corrected {
        let permit = caller.0.require_write()?;
        engine
            .interviews
            .update_records(permit, request.0.into_command())
            .await?;
        Ok(Json(MessageResponse::new("Records updated")))
    }

    /// Get Record Meta
    ///
    /// Returns what is known of a record without its transcript.
    #[oai(
        path = "/:rec_id/meta",
        method = "get",
        operation_id = "get_record_meta_insight__rec_id__meta_get"
    )]
    async fn meta(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// Additional fields, comma-separated: `file_info`, `processing_stats`.
        #[oai(validator(max_length = 200))]
        include: Query<Option<String>>,
    ) -> ApiResult<Json<RecordMetaResponse>, FindErrors> {
        let permit = caller.0.require_read()?;
        let view = engine.interviews.get_record_view(permit, RoomId(rec_id.0)).await?;
        let include = include.0.unwrap_or_default();
        Ok(Json(RecordMetaResponse::new(view, &include)))
    }

    /// Update Speaker Name
    ///
    /// Gives a speaker of the transcript a name.
    #[oai(
        path = "/:rec_id/speaker_name",
        method = "patch",
        operation_id = "update_speaker_name_insight__rec_id__speaker_name_patch"
    )]
    async fn rename_speaker(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// Version of the transcript. Only version 1 exists.
        version: Query<Option<i32>>,
        request: Body<SpeakerRenameRequest>,
    ) -> Corrected {
        correct(&caller, &engine, rec_id.0, version.0, request.0.into_correction()).await
    }

    /// Update Utterance
    ///
    /// Corrects the text of an utterance. What was recorded stays beside it.
    #[oai(
        path = "/:rec_id/transcript_utterance",
        method = "patch",
        operation_id = "update_utterance_insight__rec_id__transcript_utterance_patch"
    )]
    async fn correct_text(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// Version of the transcript. Only version 1 exists.
        version: Query<Option<i32>>,
        request: Body<UtteranceUpdateRequest>,
    ) -> Corrected {
        correct(&caller, &engine, rec_id.0, version.0, Some(request.0.into_correction())).await
    }

    /// Assign Utterance Speaker
    ///
    /// Corrects who said an utterance. Who was recorded stays beside it.
    #[oai(
        path = "/:rec_id/transcript_utterance_speaker",
        method = "patch",
        operation_id = "assign_utterance_speaker_insight__rec_id__transcript_utterance_speaker_patch"
    )]
    async fn assign_speaker(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// Version of the transcript. Only version 1 exists.
        version: Query<Option<i32>>,
        request: Body<UtteranceAssignSpeakerRequest>,
    ) -> Corrected {
        correct(&caller, &engine, rec_id.0, version.0, request.0.into_correction()).await
    }

    /// Toggle Speaker Respondent
    ///
    /// Corrects whether a speaker is the respondent.
    #[oai(
        path = "/:rec_id/speaker_respondent",
        method = "patch",
        operation_id = "toggle_speaker_respondent_insight__rec_id__speaker_respondent_patch"
    )]
    async fn toggle_respondent(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// Version of the transcript. Only version 1 exists.
        version: Query<Option<i32>>,
        request: Body<SpeakerToggleRespondentRequest>,
    ) -> Corrected {
        correct(&caller, &engine, rec_id.0, version.0, request.0.into_correction()).await
    }
}

async fn correct(
    caller: &Authenticated,
    engine: &Engine,
    record: Uuid,
    version: Option<i32>,
    correction: Option<Correction>,
) -> Corrected {
    let permit = caller.0.require_write()?;
    if version.is_some_and(|version| version != VERSION) {
        return Err(EngineError::NotFound(Resource::Record).into());
    }
    // The rules of the body have checked the label.
    let correction = correction.ok_or_else(|| HttpError::invalid_field(&["body"], "Value is not valid"))?;
    engine
        .interviews
        .correct_record(permit, RoomId(record), correction)
        .await?;
    Ok(Json(MessageResponse::new("Transcript updated")))
}
