//! Records. Of what the contract describes, this service has neither files nor analyses.

use super::{
    Transcript,
    findings::{Costs, Insights, Jtbd, Profile, Recommendations},
};
use crate::{
    clock::Timestamp,
    engine::interviews::{Record, RecordView},
    model::turn::Speaker,
};
use chrono::TimeDelta;
use poem_openapi::{Enum, Object};
use serde::Serialize;
use std::collections::HashMap;

/// The file extension of all records, which consist of text alone.
const EXTENSION: &str = "txt";
/// The type of all records.
pub const TEXT: &str = "text";

/// The processing status of a record. Always `Finished`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
pub enum RecordStatus {
    /// The file is uploaded.
    Uploaded,
    /// Processing has not begun.
    InQueue,
    /// Processing is under way.
    InProgress,
    /// Processing is complete.
    Finished,
    /// Processing failed.
    Error,
}

/// A record in a list.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RecordItem {
    /// Id of the record, which equals the room's.
    pub id: String,
    /// The record's name, otherwise the interview's `display_name` or the room's name.
    pub name: String,
    /// Size of the transcript's text, in megabytes.
    pub size_mb: f64,
    /// When the interview ended.
    pub creation_date: Timestamp,
    /// When the interview ended.
    pub modified_date: Timestamp,
    /// Always `Finished`.
    pub status: RecordStatus,
    /// Whether the team has archived the record.
    pub is_archived: bool,
    /// Always false.
    pub is_public: bool,
    /// Always 2 (interviewer and respondent).
    pub participants_count: Option<i32>,
    /// Always 1.
    pub respondents_count: Option<i32>,
    /// Always `Respondent`, because records contain no e-mail addresses.
    pub respondent_names: Option<Vec<String>>,
    /// Always false.
    pub has_reports: Option<bool>,
    /// Duration of the interview, in seconds.
    pub duration_sec: Option<f64>,
    /// Always `txt`.
    pub file_extension: Option<String>,
    /// Always null.
    pub file_name: Option<String>,
    /// Always null.
    pub file_path: Option<String>,
    /// Always `text`.
    #[oai(rename = "type", default = "text")]
    #[serde(rename = "type")]
    pub kind: String,
    /// Id of the project, unless it was deleted.
    pub project: Option<String>,
}

fn text() -> String {
    TEXT.to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "transcripts have far fewer than 2^53 bytes")]
fn megabytes(bytes: i64) -> f64 {
    bytes as f64 / 1e6
}

impl From<RecordView> for RecordItem {
    fn from(view: RecordView) -> Self {
        let RecordView {
            room,
            project,
            bytes,
            labelling,
        } = view;
        let name = labelling.name.or(room.interview.terms.display_name);
        let ended_at = room.base.life.finished_at.unwrap_or(room.base.created_at);
        let took = room.base.life.started_at.map(|started_at| ended_at - started_at);
        Self {
            id: room.base.id.to_string(),
            name: name.unwrap_or(room.base.name),
            size_mb: megabytes(bytes),
            creation_date: ended_at,
            modified_date: ended_at,
            status: RecordStatus::Finished,
            is_archived: labelling.archived_at.is_some(),
            is_public: false,
            participants_count: Some(2),
            respondents_count: Some(1),
            respondent_names: Some(vec![Speaker::Respondent.label().to_owned()]),
            has_reports: Some(false),
            duration_sec: took.map(TimeDelta::as_seconds_f64),
            file_extension: Some(EXTENSION.to_owned()),
            file_name: None,
            file_path: None,
            kind: text(),
            project: project.map(|id| id.to_string()),
        }
    }
}

/// Paginated response for records list.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PaginatedRecordResponse {
    /// Records of this page, most recently started first.
    pub records: Vec<RecordItem>,
    /// Number of records on all pages.
    pub total: i64,
    /// Number of this page, from 1.
    pub page: i32,
    /// Maximum number of records per page.
    pub limit: i32,
    /// Whether more pages follow.
    pub has_more: bool,
    /// Always null, because storage is not limited.
    pub remaining_size_mb: Option<f64>,
}

/// The setup of the interview.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DefinedContext {
    /// Language of the interview.
    pub language: Option<String>,
    /// Always null.
    pub report_language: Option<String>,
    /// Always 2 (interviewer and respondent).
    pub participant_count: Option<i32>,
    /// Always 1.
    pub respondent_count: Option<i32>,
    /// Always `Respondent`.
    pub respondent_known_names: Vec<String>,
    /// Always true.
    #[oai(default)]
    pub is_with_transcript: bool,
    /// Always false.
    #[oai(default)]
    pub is_with_insight_report: bool,
    /// Research goals at the start of the interview.
    pub goals: Option<String>,
    /// Always null.
    pub notes: Option<String>,
    /// Interview guide at the start of the interview.
    pub guide: Option<String>,
    /// Always null.
    pub custom_prompt: Option<String>,
}

/// A record with its transcript.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DetailedReportResponse {
    /// Id of the record, which equals the room's.
    pub id: String,
    /// Always `Finished`.
    pub status: String,
    /// The record's name, otherwise the interview's `display_name` or the room's name.
    pub name: String,
    /// Size of the transcript's text, in megabytes.
    pub size_mb: f64,
    /// Always false.
    pub is_public: bool,
    /// Always 1.
    pub last_version: i32,
    /// Always `txt`.
    pub file_extension: String,
    /// Always null.
    pub expected_tokens: Option<Costs>,
    /// Setup of the interview.
    pub setup: Option<DefinedContext>,
    /// Utterances, by start.
    pub transcripts: Vec<Transcript>,
    /// Always null.
    pub profile: Option<Profile>,
    /// Always null.
    pub insights: Option<Insights>,
    /// Always null.
    pub jtbd: Option<Jtbd>,
    /// Always null.
    pub recommendations: Option<Recommendations>,
    /// Always null.
    pub qa_report: Option<String>,
    /// Always null.
    pub persona_report: Option<String>,
    /// Always null.
    pub custom_report: Option<String>,
    /// Always null.
    pub jtbd_markdown_report: Option<String>,
    /// Always null.
    pub available_versions: Option<HashMap<String, Vec<i32>>>,
}

impl From<Record> for DetailedReportResponse {
    fn from(record: Record) -> Self {
        let mut language = record.view.room.interview.options.language.clone();
        let (mut goals, mut guide) = (None, None);
        if let Some(start) = record.start {
            language = language.or(Some(start.language.to_string()));
            (goals, guide) = (start.research_goals, start.interview_guide);
        }
        let setup = DefinedContext {
            language,
            report_language: None,
            participant_count: Some(2),
            respondent_count: Some(1),
            respondent_known_names: vec![Speaker::Respondent.label().to_owned()],
            is_with_transcript: true,
            is_with_insight_report: false,
            goals,
            notes: None,
            guide,
            custom_prompt: None,
        };
        let transcripts = record.transcript.utterances.into_iter().map(Transcript::from);
        let item = RecordItem::from(record.view);
        Self {
            id: item.id,
            status: "Finished".to_owned(),
            name: item.name,
            size_mb: item.size_mb,
            is_public: item.is_public,
            last_version: 1,
            file_extension: EXTENSION.to_owned(),
            expected_tokens: None,
            setup: Some(setup),
            transcripts: transcripts.collect(),
            profile: None,
            insights: None,
            jtbd: None,
            recommendations: None,
            qa_report: None,
            persona_report: None,
            custom_report: None,
            jtbd_markdown_report: None,
            available_versions: None,
        }
    }
}
