//! Records, as far as this service has what the outside contract says of them: no file, no analyses.

use super::{
    InterviewRoomResponse, Transcript,
    findings::{Costs, Insights, Jtbd, Profile, Recommendations},
};
use crate::{
    clock::Timestamp,
    engine::interviews::{Record, RecordView},
    model::{transcript::Utterance, turn::Speaker},
};
use chrono::TimeDelta;
use poem_openapi::{Enum, Object, types::Example};
use serde::Serialize;
use std::collections::HashMap;

/// The extension of a record's file: the words alone are kept.
const EXTENSION: &str = "txt";
/// The type of every record.
pub const TEXT: &str = "text";

/// How far a record is. Always `Finished` here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
pub enum RecordStatus {
    /// Its file is there.
    Uploaded,
    /// It waits.
    InQueue,
    /// It is worked on.
    InProgress,
    /// It is complete.
    Finished,
    /// It failed.
    Error,
}

/// A record as lists show it.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct RecordItem {
    /// Its id, which is the room's.
    pub id: String,
    /// The interview's `display_name`, else the room's name.
    pub name: String,
    /// How much was said, in megabytes of text.
    pub size_mb: f64,
    /// When the interview ended.
    pub creation_date: Timestamp,
    /// When the interview ended.
    pub modified_date: Timestamp,
    /// Always `Finished`.
    pub status: RecordStatus,
    /// Always false.
    pub is_archived: bool,
    /// Always false.
    pub is_public: bool,
    /// Always 2: the interviewer and the respondent.
    pub participants_count: Option<i32>,
    /// Always 1.
    pub respondents_count: Option<i32>,
    /// Always `Respondent`: e-mails are no part of a record.
    pub respondent_names: Option<Vec<String>>,
    /// Always false.
    pub has_reports: Option<bool>,
    /// How long the interview took, in seconds.
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
    /// The id of its project, unless that was deleted.
    pub project: Option<String>,
}

fn text() -> String {
    TEXT.to_owned()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sizes and durations have far fewer than 2^53 units"
)]
fn per_million(count: i64) -> f64 {
    count as f64 / 1e6
}

impl From<RecordView> for RecordItem {
    fn from(RecordView { room, project, bytes }: RecordView) -> Self {
        let ended = room.base.life.finished_at.unwrap_or(room.base.created_at);
        let took = room.base.life.started_at.map(|started| ended - started);
        Self {
            id: room.base.id.to_string(),
            name: room.interview.terms.display_name.unwrap_or(room.base.name),
            size_mb: per_million(bytes),
            creation_date: ended,
            modified_date: ended,
            status: RecordStatus::Finished,
            is_archived: false,
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

impl Example for RecordItem {
    fn example() -> Self {
        let room = InterviewRoomResponse::example();
        Self {
            id: room.id,
            name: "Planning, Anna".to_owned(),
            size_mb: 0.01,
            creation_date: room.created_at,
            modified_date: room.created_at,
            status: RecordStatus::Finished,
            is_archived: false,
            is_public: false,
            participants_count: Some(2),
            respondents_count: Some(1),
            respondent_names: Some(vec![Speaker::Respondent.label().to_owned()]),
            has_reports: Some(false),
            duration_sec: Some(1520.5),
            file_extension: Some(EXTENSION.to_owned()),
            file_name: None,
            file_path: None,
            kind: text(),
            project: Some(room.project_id),
        }
    }
}

/// Paginated response for records list.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct PaginatedRecordResponse {
    /// The records of this page, the latest first.
    pub records: Vec<RecordItem>,
    /// How many there are on all pages.
    pub total: i64,
    /// This page, from 1.
    pub page: i32,
    /// The most records on a page.
    pub limit: i32,
    /// Whether there is another page.
    pub has_more: bool,
    /// Always null: there is no limit.
    pub remaining_size_mb: Option<f64>,
}

impl Example for PaginatedRecordResponse {
    fn example() -> Self {
        Self {
            records: vec![RecordItem::example()],
            total: 1,
            page: 1,
            limit: 50,
            has_more: false,
            remaining_size_mb: None,
        }
    }
}

/// What the interview was about.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DefinedContext {
    /// The language of the interview.
    pub language: Option<String>,
    /// Always null.
    pub report_language: Option<String>,
    /// Always 2: the interviewer and the respondent.
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
    /// What the team wanted to learn, as it stood at the start.
    pub goals: Option<String>,
    /// Always null.
    pub notes: Option<String>,
    /// What was asked, as it stood at the start.
    pub guide: Option<String>,
    /// Always null.
    pub custom_prompt: Option<String>,
}

/// A record with all that it holds.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct DetailedReportResponse {
    /// Its id, which is the room's.
    pub id: String,
    /// Always `Finished`.
    pub status: String,
    /// The interview's `display_name`, else the room's name.
    pub name: String,
    /// How much was said, in megabytes of text.
    pub size_mb: f64,
    /// Always false.
    pub is_public: bool,
    /// Always 1.
    pub last_version: i32,
    /// Always `txt`.
    pub file_extension: String,
    /// Always null.
    pub expected_tokens: Option<Costs>,
    /// What the interview was about.
    pub setup: Option<DefinedContext>,
    /// What was said, by start.
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

impl DetailedReportResponse {
    fn new(item: RecordItem, setup: DefinedContext, transcripts: Vec<Transcript>) -> Self {
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
            transcripts,
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

fn context(language: Option<String>, goals: Option<String>, guide: Option<String>) -> DefinedContext {
    DefinedContext {
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
    }
}

impl From<Record> for DetailedReportResponse {
    fn from(record: Record) -> Self {
        let asked_for = record.view.room.interview.options.language.clone();
        let (language, goals, guide) = match record.start {
            Some(session) => (
                asked_for.or(Some(session.language.to_string())),
                session.research_goals,
                session.interview_guide,
            ),
            None => (asked_for, None, None),
        };
        let said = record.transcript.utterances.into_iter().map(Transcript::from);
        Self::new(record.view.into(), context(language, goals, guide), said.collect())
    }
}

impl Example for DetailedReportResponse {
    fn example() -> Self {
        let said = |number, speaker, start_ms, end_ms, text: &str| Utterance {
            number,
            speaker,
            start_ms,
            end_ms,
            text: text.to_owned(),
        };
        let transcripts = vec![
            said(1, Speaker::Interviewer, 0, 2_400, "How did you plan the last week?").into(),
            said(2, Speaker::Respondent, 3_100, 4_700, "Mostly I did not.").into(),
        ];
        Self::new(
            RecordItem::example(),
            context(Some("en".to_owned()), None, None),
            transcripts,
        )
    }
}
