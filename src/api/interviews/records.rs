//! Records of a research team.

use super::{
    Tag,
    errors::{ApiResult, FindErrors, ListErrors},
    schema::{
        DetailedReportResponse, MessageResponse, PaginatedRecordResponse, RecordItem, TEXT, TranscriptFile, trimmed,
    },
};
use crate::{
    api::{
        request::{Authenticated, query},
        response::{Download, Json},
    },
    engine::{
        Engine,
        interviews::{ListRecords, RecordPage},
    },
    model::{
        error::{EngineError, Resource},
        ids::RoomId,
        transcript::Format,
    },
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

/// The status of all records.
const FINISHED: &str = "Finished";
/// The version of all records.
pub(super) const VERSION: i32 = 1;
/// How many records the list without pages has at most.
pub(super) const TOTAL: u16 = 1000;

pub(super) struct RecordRoutes;

#[OpenApi(prefix_path = "/insight", tag = "Tag::Insight")]
impl RecordRoutes {
    /// Get Records Paginated
    ///
    /// Lists the team's records, most recently started first. All records are `Finished` and of type `text`; filters for
    /// other values match none.
    #[oai(
        path = "/paginated",
        method = "get",
        operation_id = "get_records_paginated_insight_paginated_get"
    )]
    #[expect(clippy::too_many_arguments, reason = "the parameters of the contract")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        /// Page number, from 1.
        #[oai(default = "default_page", validator(minimum(value = "1")))]
        page: Query<i32>,
        /// Maximum number of records per page.
        #[oai(default = "default_limit", validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<i32>,
        /// Filters by text in the record's name, ignoring case. Callers who may see e-mail addresses also find the
        /// respondent's address.
        #[oai(validator(max_length = 200))]
        search: Query<Option<String>>,
        /// Filters by status.
        status: Query<Option<Vec<String>>>,
        /// Filters by type.
        #[oai(name = "type")]
        kind: Query<Option<Vec<String>>>,
        /// Filters by whether the record is archived.
        archived: Query<Option<bool>>,
    ) -> ApiResult<Json<PaginatedRecordResponse>, ListErrors> {
        let permit = caller.0.require_read()?;
        let filter = ListRecords {
            project: None,
            search: trimmed(search.0),
            archived: archived.0,
            page: u32::try_from(page.0 - 1).unwrap_or_default(),
            limit: u16::try_from(limit.0).unwrap_or_default(),
        };
        let allows = |values: Option<Vec<String>>, value: &str| {
            values.is_none_or(|values| values.is_empty() || values.iter().any(|one| one == value))
        };
        let can_match = allows(status.0, FINISHED) && allows(kind.0, TEXT);
        let found = if can_match {
            engine.interviews.list_records(permit, filter).await?
        } else {
            RecordPage::default()
        };
        let total = i64::try_from(found.total).unwrap_or(i64::MAX);
        Ok(Json(PaginatedRecordResponse {
            records: found.records.into_iter().map(RecordItem::from).collect(),
            total,
            page: page.0,
            limit: limit.0,
            has_more: total > i64::from(page.0) * i64::from(limit.0),
            remaining_size_mb: None,
        }))
    }

    /// Get Detailed Record
    ///
    /// Returns a record with the setup of the interview and its transcript.
    #[oai(
        path = "/:rec_id/",
        method = "get",
        operation_id = "get_detailed_record_insight__rec_id___get"
    )]
    async fn get(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// Version of the record. Only version 1 exists.
        version: Query<Option<i32>>,
    ) -> ApiResult<Json<DetailedReportResponse>, FindErrors> {
        let permit = caller.0.require_read()?;
        if version.0.is_some_and(|version| version != VERSION) {
            return Err(EngineError::NotFound(Resource::Record).into());
        }
        let record = engine.interviews.get_record(permit, RoomId(rec_id.0)).await?;
        Ok(Json(record.into()))
    }

    /// Download Transcript
    ///
    /// Returns the transcript as a file: `json` (utterances in AssemblyAI's format), `txt`, `vtt` (WebVTT subtitles) or
    /// `csv` (for spreadsheets; cells that could be formulas start with an apostrophe).
    #[oai(path = "/:rec_id/transcript", method = "get", operation_id = "download_transcript")]
    async fn transcript(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// `json`, `txt`, `vtt` or `csv`. Defaults to `json`.
        format: Query<Option<String>>,
    ) -> ApiResult<Download<TranscriptFile>, FindErrors> {
        let permit = caller.0.require_read()?;
        let unknown = "Format should be json, txt, vtt or csv";
        let format = query::parse("format", format.0.as_deref(), |_| unknown)?.unwrap_or(Format::Json);
        let record = engine.interviews.get_record(permit, RoomId(rec_id.0)).await?;
        Ok(Download::new(
            record.transcript.render(format),
            format.media_type(),
            format!("interview-{}.{}", rec_id.0, format),
        ))
    }

    /// Erase Record
    ///
    /// Erases the transcript, the respondent's identity and the session reports. The fact that the interview took place is
    /// kept.
    #[oai(path = "/:rec_id/", method = "delete", operation_id = "erase_record")]
    async fn erase(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
    ) -> ApiResult<Json<MessageResponse>, FindErrors> {
        let permit = caller.0.require_write()?;
        engine.interviews.erase(permit, RoomId(rec_id.0)).await?;
        Ok(Json(MessageResponse::new("Record erased")))
    }
}

fn default_page() -> i32 {
    1
}

fn default_limit() -> i32 {
    50
}
