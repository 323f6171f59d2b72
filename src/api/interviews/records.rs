//! What a research team does with records.

use super::{
    Engine, Tag,
    errors::{Finding, Listing},
    requests::parsed,
    schema::{
        DetailedReportResponse, MessageResponse, PaginatedRecordResponse, RecordItem, TEXT, TranscriptFile, trimmed,
    },
};
use crate::{
    api::{auth::Authenticated, download::Download, json::Json, refusal::Refusal},
    engine::interviews::{ListRecords, RecordPage},
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

/// The status of every record.
const FINISHED: &str = "Finished";
/// The version of every record.
const VERSION: i32 = 1;

pub(super) struct RecordRoutes;

#[OpenApi(prefix_path = "/insight", tag = "Tag::Insight")]
impl RecordRoutes {
    /// Get Records Paginated
    ///
    /// The team's records, the last started first. Every record here is `Finished`, of type `text` and not archived; a filter
    /// for anything else finds none.
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
        /// Which page, from 1.
        #[oai(default = "first", validator(minimum(value = "1")))]
        page: Query<i32>,
        /// The most records on a page.
        #[oai(default = "fifty", validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<i32>,
        /// Only records in whose name this occurs, in any case; for those who may see e-mails also in the respondent's.
        #[oai(validator(max_length = 200))]
        search: Query<Option<String>>,
        /// Only records in one of these statuses.
        status: Query<Option<Vec<String>>>,
        /// Only records of one of these types.
        #[oai(name = "type")]
        kind: Query<Option<Vec<String>>>,
        /// Only archived records, or only others.
        archived: Query<Option<bool>>,
    ) -> Result<Json<PaginatedRecordResponse>, Refusal<Listing>> {
        let permit = caller.0.require_read()?;
        let wanted = ListRecords {
            project: None,
            search: trimmed(search.0),
            page: u32::try_from(page.0 - 1).unwrap_or_default(),
            limit: u16::try_from(limit.0).unwrap_or_default(),
        };
        let among = |wanted: Option<Vec<String>>, ours: &str| {
            wanted.is_none_or(|wanted| wanted.is_empty() || wanted.iter().any(|one| one == ours))
        };
        let matches = among(status.0, FINISHED) && among(kind.0, TEXT) && archived.0 != Some(true);
        let found = if matches {
            engine.interviews.list_records(permit, wanted).await?
        } else {
            RecordPage::default()
        };
        let before = i64::from(page.0) * i64::from(limit.0);
        let total = i64::try_from(found.total).unwrap_or(i64::MAX);
        Ok(Json(PaginatedRecordResponse {
            records: found.records.into_iter().map(RecordItem::from).collect(),
            total,
            page: page.0,
            limit: limit.0,
            has_more: total > before,
            remaining_size_mb: None,
        }))
    }

    /// Get Detailed Record
    ///
    /// A record with what was agreed and what was said.
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
        /// Which version; there is only the first.
        version: Query<Option<i32>>,
    ) -> Result<Json<DetailedReportResponse>, Refusal<Finding>> {
        let permit = caller.0.require_read()?;
        if version.0.is_some_and(|version| version != VERSION) {
            return Err(EngineError::NotFound(Resource::Record).into());
        }
        let record = engine.interviews.get_record(permit, RoomId(rec_id.0)).await?;
        Ok(Json(record.into()))
    }

    /// Download Transcript
    ///
    /// What was said, as a file: `json` (utterances as AssemblyAI writes them), `txt`, `vtt` (subtitles, WebVTT) or
    /// `csv` (for spreadsheets; what could be a formula begins with an apostrophe).
    #[oai(path = "/:rec_id/transcript", method = "get", operation_id = "download_transcript")]
    async fn transcript(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
        /// `json`, `txt`, `vtt` or `csv`; `json` when left out.
        format: Query<Option<String>>,
    ) -> Result<Download<TranscriptFile>, Refusal<Finding>> {
        let permit = caller.0.require_read()?;
        let unknown = "Format should be json, txt, vtt or csv";
        let format = parsed(format.0.as_deref(), "format", |_| unknown)?.unwrap_or(Format::Json);
        let record = engine.interviews.get_record(permit, RoomId(rec_id.0)).await?;
        Ok(Download::new(
            record.transcript.render(format),
            format.media_type(),
            format!("interview-{}.{}", rec_id.0, format),
        ))
    }

    /// Erase Record
    ///
    /// Erases what was said, who said it and what workers reported. That there was an interview stays.
    #[oai(path = "/:rec_id/", method = "delete", operation_id = "erase_record")]
    async fn erase(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        rec_id: Path<Uuid>,
    ) -> Result<Json<MessageResponse>, Refusal<Finding>> {
        engine
            .interviews
            .erase(caller.0.require_write()?, RoomId(rec_id.0))
            .await?;
        Ok(Json(MessageResponse {
            message: "Record erased".to_owned(),
        }))
    }
}

fn first() -> i32 {
    1
}

fn fifty() -> i32 {
    50
}
