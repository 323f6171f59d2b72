//! The differences between the contract of the dialect and the document that the shared conversion produces.

use super::samples;
use crate::{
    api::{
        dialect::{Exception, Exceptions, one_of},
        path_template::matches,
    },
    model::{
        interview::Outcome,
        status::{EndReason, Status},
        transcript::Format,
    },
};
use serde_json::{Value, json};
use strum::VariantArray;

/// Paths that end with a slash in the contract. poem-openapi drops a slash at the end of a path below a prefix, so
/// [`canonical_path`] does the same to requests.
const PATHS_WITH_SLASH: [&str; 3] = ["/insight/{rec_id}", "/insight", "/insight/update"];

/// The fields that the general rules of the conversion get wrong.
pub const EXCEPTIONS: Exceptions = &[
    ("HTTPValidationError", &["detail"], Exception::NeverNull),
    ("ValidationError", &["loc"], Exception::Titled("Location")),
    ("ValidationError", &["msg"], Exception::Titled("Message")),
    ("ValidationError", &["type"], Exception::Titled("Error Type")),
    ("ProjectResponse", &["description"], Exception::AlwaysPresent),
    (
        "RecordItem",
        &["participants_count", "respondents_count", "respondent_names"],
        Exception::AlwaysPresent,
    ),
    (
        "DetailedReportResponse",
        &["setup", "profile", "insights", "jtbd", "recommendations"],
        Exception::AlwaysPresent,
    ),
    (
        "DefinedContext",
        &[
            "language",
            "report_language",
            "participant_count",
            "respondent_count",
            "goals",
            "notes",
            "guide",
            "custom_prompt",
        ],
        Exception::AlwaysPresent,
    ),
    (
        "GeneralProfileInfo",
        &["professional_experience", "current_role", "description"],
        Exception::AlwaysPresent,
    ),
    (
        "Job",
        &[
            "job_story_when",
            "job_story_want",
            "job_story_so_that",
            "dominant_solution",
            "problems_with_current_solution",
            "emotions",
        ],
        Exception::AlwaysPresent,
    ),
    ("Solution", &["prefix_text"], Exception::AlwaysPresent),
    ("CreateProjectRequest", &["name"], Exception::NOT_BLANK),
    ("UpdateProjectRequest", &["name", "status"], Exception::NOT_BLANK),
    ("InterviewRoomResponse", &["status"], STATUS),
    ("RoomInfoResponse", &["status"], STATUS),
    ("StatusResponse", &["status"], STATUS),
    ("InterviewRoomResponse", &["end_reason"], END_REASON),
    ("InterviewRoomResponse", &["outcome"], OUTCOME),
    ("download_transcript", &["format"], TRANSCRIPT_FORMAT),
    ("ChangeName", &["name"], Exception::NOT_BLANK),
    (
        "RecordMetaResponse",
        &["file_extension", "participants_count"],
        Exception::AlwaysPresent,
    ),
    (
        "UpdateRecordsRequest",
        &["assign_link", "change_status"],
        Exception::NeverNull,
    ),
    ("RecordMetaResponse", &["file_info", "processing_stats"], ANY_OBJECT),
    ("SpeakerRenameRequest", &["speaker_name"], Exception::NOT_BLANK),
    ("SpeakerRenameRequest", &["speaker"], SPEAKER),
    ("SpeakerToggleRespondentRequest", &["speaker"], SPEAKER),
    ("UtteranceAssignSpeakerRequest", &["new_speaker"], SPEAKER),
];

const ANY_OBJECT: Exception = Exception::Restricted(|| json!({ "type": "object", "additionalProperties": true }));
const SPEAKER: Exception = Exception::Restricted(|| json!({ "pattern": "^Speaker_[A-Za-z0-9]{1,8}$" }));
const STATUS: Exception = Exception::Restricted(|| one_of(Status::VARIANTS));
/// The retention period ends no room, only what is kept of it.
const END_REASON: Exception = Exception::Restricted(|| {
    let reasons = EndReason::VARIANTS.iter();
    one_of(reasons.filter(|reason| **reason != EndReason::Retention))
});
const OUTCOME: Exception = Exception::Restricted(|| one_of(Outcome::VARIANTS));
const TRANSCRIPT_FORMAT: Exception = Exception::Restricted(|| one_of(Format::VARIANTS));

/// The path without a slash at its end, if the routes know it only without one.
pub fn canonical_path(path: &str) -> Option<String> {
    let short = path.strip_suffix('/')?;
    let is_route = PATHS_WITH_SLASH.iter().any(|template| matches(template, short));
    is_route.then(|| short.to_owned())
}

/// Restores the slashes of paths, adds the examples, and writes the union of `ValidationError.loc` in place, as the
/// contract does; poem-openapi makes every union a named schema.
pub fn amend(mut document: Value) -> Value {
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        *paths = std::mem::take(paths)
            .into_iter()
            .map(|(path, item)| {
                let slash = if PATHS_WITH_SLASH.contains(&path.as_str()) {
                    "/"
                } else {
                    ""
                };
                (path + slash, item)
            })
            .collect();
    }
    let schemas = document.pointer_mut("/components/schemas");
    if let Some(schemas) = schemas.and_then(Value::as_object_mut) {
        schemas.shift_remove("Loc");
        for (name, schema) in schemas.iter_mut() {
            if let Some(example) = samples::example(name) {
                schema["examples"] = json!([example]);
            }
        }
        if let Some(items) = schemas
            .get_mut("ValidationError")
            .and_then(|schema| schema.pointer_mut("/properties/loc/items"))
        {
            *items = json!({"anyOf": [{"type": "string"}, {"type": "integer"}]});
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::{super::DIALECT, canonical_path};
    use crate::api::openapi::Documents;
    use serde_json::{Value, json};

    fn document() -> Value {
        let documents = Documents::all();
        let mut documents = documents.iter();
        let document = documents.find(|document| document.name() == DIALECT.name).unwrap();
        serde_json::from_str(&document.text()).unwrap()
    }

    #[test]
    fn an_example_has_the_fields_of_its_schema() {
        for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
            let Some(example) = schema["examples"][0].as_object() else {
                continue;
            };
            let mut required = schema["required"].as_array().into_iter().flatten();
            assert!(
                required.all(|field| example.contains_key(field.as_str().unwrap())),
                "{name}"
            );
            assert!(
                example.keys().all(|field| schema["properties"].get(field).is_some()),
                "{name}"
            );
        }
    }

    #[test]
    fn the_validation_error_is_written_as_in_the_contract() {
        let document = document();
        let schema = |name: &str| document["components"]["schemas"][name].clone();
        let detail =
            json!({"type": "array", "items": {"$ref": "#/components/schemas/ValidationError"}, "title": "Detail"});
        let mut actual = schema("HTTPValidationError")["properties"]["detail"].clone();
        actual.as_object_mut().unwrap().shift_remove("description");
        assert_eq!(actual, detail);
        let properties = schema("ValidationError")["properties"].clone();
        assert_eq!(
            properties["loc"]["items"],
            json!({"anyOf": [{"type": "string"}, {"type": "integer"}]})
        );
        for (field, title) in [("loc", "Location"), ("msg", "Message"), ("type", "Error Type")] {
            assert_eq!(properties[field]["title"], title);
        }
        assert_eq!(schema("Loc"), Value::Null);
    }

    #[test]
    fn only_the_slash_of_a_path_that_has_one_in_the_contract_is_dropped() {
        for (path, canonical) in [
            ("/insight/1/", Some("/insight/1")),
            ("/insight/1", None),
            ("/projects/", None),
            ("/insight/1/transcript/", None),
        ] {
            assert_eq!(canonical_path(path).as_deref(), canonical, "{path}");
        }
    }
}
