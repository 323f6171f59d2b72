//! Corrections of transcripts, and changes to several records.

use super::{RecordItem, record::TEXT};
use crate::{
    clock::Timestamp,
    engine::interviews::{Correction, RecordView, UpdateRecords},
    model::{
        correction::{MAX_SPEAKER_NAME, MAX_TEXT, SpeakerCorrection, UtteranceCorrection, is_name},
        ids::RoomId,
        speaker_label::SpeakerLabel,
    },
};
use poem_openapi::Object;
use serde::Serialize;
use serde_json::{Value, json};
use std::{borrow::Cow, collections::HashMap};
use uuid::Uuid;
use validator::{Validate, ValidationError};

const _: () = assert!(
    MAX_SPEAKER_NAME == 255 && MAX_TEXT == 100_000,
    "the validators below repeat the limits"
);

/// Request model for renaming a speaker.
#[derive(Clone, Debug, Object, Validate)]
pub struct SpeakerRenameRequest {
    /// Label of the speaker, such as `Speaker_A`.
    #[validate(custom(function = "label"))]
    pub speaker: String,
    /// New name of the speaker: one line.
    #[oai(validator(min_length = 1, max_length = 255))]
    #[validate(custom(function = "name"))]
    pub speaker_name: String,
}

/// Request model for correcting the text of an utterance.
#[derive(Clone, Debug, Object, Validate)]
pub struct UtteranceUpdateRequest {
    /// Number of the utterance.
    pub utterance_id: i32,
    /// New text, at most 100000 characters.
    #[oai(validator(max_length = 100_000))]
    pub text: String,
}

/// Request model for correcting who said an utterance.
#[derive(Clone, Debug, Object, Validate)]
pub struct UtteranceAssignSpeakerRequest {
    /// Number of the utterance.
    #[oai(validator(minimum(value = "0")))]
    pub utterance_id: i32,
    /// Label of the speaker, which may be new: `Speaker_` and one to eight letters or digits.
    #[validate(custom(function = "label"))]
    pub new_speaker: String,
}

/// Request model for correcting who is the respondent.
#[derive(Clone, Debug, Object, Validate)]
pub struct SpeakerToggleRespondentRequest {
    /// Label of the speaker, such as `Speaker_A`.
    #[validate(custom(function = "label"))]
    pub speaker: String,
    /// True for a respondent, false for a host.
    pub is_respondent: bool,
}

impl SpeakerRenameRequest {
    /// The correction, if the label is valid.
    pub fn into_correction(self) -> Option<Correction> {
        let correction = SpeakerCorrection {
            name: Some(self.speaker_name.trim().to_owned()),
            is_respondent: None,
        };
        Some(Correction::Speaker(self.speaker.parse().ok()?, correction))
    }
}

impl UtteranceUpdateRequest {
    /// The correction.
    pub fn into_correction(self) -> Correction {
        let correction = UtteranceCorrection {
            text: Some(self.text),
            speaker: None,
        };
        Correction::Utterance(self.utterance_id, correction)
    }
}

impl UtteranceAssignSpeakerRequest {
    /// The correction, if the label is valid.
    pub fn into_correction(self) -> Option<Correction> {
        let correction = UtteranceCorrection {
            text: None,
            speaker: Some(self.new_speaker.parse().ok()?),
        };
        Some(Correction::Utterance(self.utterance_id, correction))
    }
}

impl SpeakerToggleRespondentRequest {
    /// The correction, if the label is valid.
    pub fn into_correction(self) -> Option<Correction> {
        let correction = SpeakerCorrection {
            name: None,
            is_respondent: Some(self.is_respondent),
        };
        Some(Correction::Speaker(self.speaker.parse().ok()?, correction))
    }
}

fn label(text: &str) -> Result<(), ValidationError> {
    let parsed = text.parse::<SpeakerLabel>();
    parsed
        .map(drop)
        .map_err(|problem| ValidationError::new("value_error").with_message(Cow::Borrowed(problem)))
}

fn name(text: &str) -> Result<(), ValidationError> {
    if is_name(text) {
        return Ok(());
    }
    Err(ValidationError::new("value_error").with_message("should be one line with visible characters".into()))
}

/// A record and its new name.
#[derive(Clone, Debug, Object, Validate)]
pub struct ChangeName {
    /// Id of the record.
    pub id: Uuid,
    /// New name of the record: one line.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(custom(function = "name"))]
    pub name: String,
}

/// A record and its new project.
#[derive(Clone, Debug, Object)]
pub struct AssignLink {
    /// Id of the record.
    pub record_id: Uuid,
    /// Id of the project.
    pub project_id: Uuid,
}

/// A record and its new status.
#[derive(Clone, Debug, Object)]
pub struct ChangeStatus {
    /// Id of the record.
    pub record_id: Uuid,
    /// New status.
    #[oai(validator(max_length = 64))]
    pub status: String,
}

/// Request model for changing several records: all or none.
#[derive(Clone, Debug, Object, Validate)]
pub struct UpdateRecordsRequest {
    /// New names.
    #[oai(validator(max_items = 200))]
    #[validate(nested)]
    pub change_names: Vec<ChangeName>,
    /// Records to archive.
    #[oai(validator(max_items = 200))]
    pub for_archive: Vec<Uuid>,
    /// Records to take out of the archive.
    #[oai(validator(max_items = 200))]
    pub for_restore: Option<Vec<Uuid>>,
    /// Records to erase.
    #[oai(validator(max_items = 200))]
    pub for_delete: Vec<Uuid>,
    /// Has to be empty: a record stays in the project of its interview.
    #[oai(validator(max_items = 0))]
    pub delete_link: Vec<Uuid>,
    /// Has to be empty: a record stays in the project of its interview.
    #[oai(validator(max_items = 0))]
    pub assign_link: Option<Vec<AssignLink>>,
    /// Has to be empty: the status of all records is `Finished`.
    #[oai(validator(max_items = 0))]
    pub change_status: Option<Vec<ChangeStatus>>,
}

impl UpdateRecordsRequest {
    /// The command to make these changes.
    pub fn into_command(self) -> UpdateRecords {
        let ids = |ids: Vec<Uuid>| ids.into_iter().map(RoomId).collect();
        let names = self.change_names.into_iter();
        UpdateRecords {
            names: names
                .map(|change| (RoomId(change.id), change.name.trim().to_owned()))
                .collect(),
            archived: ids(self.for_archive),
            restored: ids(self.for_restore.unwrap_or_default()),
            erased: ids(self.for_delete),
        }
    }
}

/// Records, the most recently started first.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RecordResponse {
    /// Number of all records.
    pub total: i64,
    /// Always 1000000, because storage is not limited.
    pub remaining_size_mb: f64,
    /// The first 1000 records.
    pub records: Vec<RecordItem>,
}

/// What is known of a record without reading it.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RecordMetaResponse {
    /// Id of the record, which equals the room's.
    pub id: Uuid,
    /// The record's name, otherwise the interview's `display_name` or the room's name.
    pub name: String,
    /// Always `Finished`.
    pub status: String,
    /// Always version 1 of the transcript.
    pub available_versions: HashMap<String, Vec<i32>>,
    /// Size of the transcript's text, in megabytes.
    pub size_mb: f64,
    /// Always `txt`.
    pub file_extension: Option<String>,
    /// Always false.
    pub is_public: bool,
    /// When the interview ended.
    pub created_at: Timestamp,
    /// When the interview ended.
    pub updated_at: Timestamp,
    /// Always 2 (interviewer and respondent).
    pub participants_count: Option<i32>,
    /// Id of the project, unless it was deleted.
    pub project_id: Option<Uuid>,
    /// Type and extension, if `include` names `file_info`.
    pub file_info: Option<Value>,
    /// Duration of the interview, if `include` names `processing_stats`.
    pub processing_stats: Option<Value>,
}

impl RecordMetaResponse {
    /// What is known of a record, with the additional fields that `include` names.
    pub fn new(view: RecordView, include: &str) -> Self {
        let (id, project) = (view.room.base.id.0, view.project);
        let item = RecordItem::from(view);
        let includes = |name: &str| include.split(',').any(|part| part.trim() == name);
        Self {
            id,
            name: item.name,
            status: "Finished".to_owned(),
            available_versions: HashMap::from([("transcript".to_owned(), vec![1])]),
            size_mb: item.size_mb,
            is_public: item.is_public,
            created_at: item.creation_date,
            updated_at: item.modified_date,
            participants_count: item.participants_count,
            project_id: project.map(|id| id.0),
            file_info: includes("file_info").then(|| json!({ "type": TEXT, "extension": item.file_extension })),
            processing_stats: includes("processing_stats").then(|| json!({ "duration_sec": item.duration_sec })),
            file_extension: item.file_extension,
        }
    }
}
