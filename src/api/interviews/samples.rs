//! The examples of the OpenAPI document, composed from one sample of each thing.

use serde_json::{Value, json};

const PROJECT: &str = "0192f0a1-7c00-7000-8000-000000000001";
const ROOM: &str = "0192f0a1-7c00-7000-8000-000000000002";
const ROOM_NAME: &str = "interview-0192f0a17c0070008000000000000002";
const API_KEY: &str = "0192f0a1-7c00-7000-8000-000000000003";
const CREATED_AT: &str = "2026-01-05T08:00:00+00:00";
const EXPIRES_AT: &str = "2026-01-12T08:00:00+00:00";
/// An end that a request may ask for: it must lie in the future, and not too far.
const NEXT_EXPIRY: &str = "2030-01-12T08:00:00+00:00";
const GOALS: &str = "Learn where people lose time in their week";
const GUIDE: &str = "# Planning\n- How did you plan the last week?\n- What came in between?";
const TOPICS: &str = "How you plan your week";
const QUESTION: &str = "How did you plan the last week?";
const ANSWER: &str = "Mostly I did not.";

/// The example of a body, by the name of its schema.
pub fn example(schema: &str) -> Option<Value> {
    request(schema).or_else(|| response(schema)).or_else(|| record(schema))
}

fn request(schema: &str) -> Option<Value> {
    Some(match schema {
        "CreateProjectRequest" => json!({
            "name": "Planning", "description": null, "research_goals": GOALS, "interview_guide": GUIDE,
            "redirect_url": null,
        }),
        "CreateRoomsRequest" => json!({
            "project_id": PROJECT, "count": 3, "max_duration_minutes": 30, "expires_in_days": 7, "voice": null,
            "realtime_provider": null, "language": "en", "topics_for_respondent": TOPICS, "display_name": null,
            "respondents": null,
        }),
        "JoinRoomRequest" => json!({ "email": "anna@example.org" }),
        "ReopenRoomRequest" => json!({ "expires_at": NEXT_EXPIRY }),
        "SessionReportRequest" => json!({ "interview_room_id": ROOM, "report": {
            "job_id": "AJ_example",
            "chat_history": { "items": [{
                "id": "item_1", "type": "message", "role": "assistant", "content": [QUESTION],
                "created_at": 1_767_600_002.5,
            }] },
        } }),
        "SpeakerRenameRequest" => json!({ "speaker": "Speaker_B", "speaker_name": "Participant 12" }),
        "SpeakerToggleRespondentRequest" => json!({ "speaker": "Speaker_B", "is_respondent": true }),
        "UpdateRecordsRequest" => json!({
            "change_names": [{ "id": ROOM, "name": "Planning, participant 12" }], "for_archive": [ROOM],
            "for_delete": [], "delete_link": [],
        }),
        "UtteranceAssignSpeakerRequest" => json!({ "utterance_id": 2, "new_speaker": "Speaker_B" }),
        "UtteranceUpdateRequest" => json!({ "utterance_id": 2, "text": ANSWER }),
        "UpdateProjectRequest" => json!({
            "name": null, "description": "The second round", "status": "Opened", "research_goals": null,
            "interview_guide": null, "redirect_url": "https://example.org/thank-you",
        }),
        "UpdateRoomRequest" => json!({
            "topics_for_respondent": TOPICS, "max_duration_minutes": 45, "expires_at": NEXT_EXPIRY,
            "clear_research_goals_override": false, "clear_interview_guide_override": false,
            "clear_topics_for_respondent": false, "clear_display_name": false,
        }),
        _ => return None,
    })
}

fn response(schema: &str) -> Option<Value> {
    Some(match schema {
        "AgentConfigResponse" => json!({
            "interview_room_id": ROOM, "research_goals": GOALS, "interview_guide": GUIDE, "max_duration_minutes": 30,
            "respondent_email": "anna@example.org", "voice": null, "realtime_provider": null, "language": "en",
        }),
        "CreateRoomsResponse" => json!({ "rooms": [response("InterviewRoomResponse")] }),
        "HeardResponse" => json!({ "status": "ok" }),
        "InterviewConfigResponse" => json!({ "tokens_per_30_min": 0 }),
        "InterviewRoomResponse" => json!({
            "id": ROOM, "project_id": PROJECT, "record_id": null, "access_token": "dGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUu",
            "url": "https://rooms.example.org/interview/dGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUu", "room_name": ROOM_NAME,
            "respondent_email": null, "max_duration_minutes": 30, "research_goals_override": null,
            "interview_guide_override": null, "status": "pending", "created_at": CREATED_AT, "started_at": null,
            "finished_at": null, "expires_at": EXPIRES_AT, "created_by": API_KEY, "voice": null,
            "realtime_provider": null, "language": "en", "topics_for_respondent": TOPICS, "display_name": null,
            "external_id": null, "end_reason": null, "outcome": null,
        }),
        "JoinRoomResponse" => json!({
            "token": "b25seSBhbiBleGFtcGxlIG9mIGEgdG9rZW4", "url": "https://rooms.example.org", "room_name": ROOM_NAME,
            "max_duration_minutes": 30,
        }),
        "MessageResponse" => json!({ "message": "Project deleted" }),
        "ProjectResponse" => json!({
            "id": PROJECT, "name": "Planning", "description": null, "status": "New", "records_count": 0,
            "total_reports_count": 0, "created_at": CREATED_AT, "research_goals": GOALS, "interview_guide": GUIDE,
            "redirect_url": null, "owner_email": null,
        }),
        "RoomInfoResponse" => json!({
            "room_name": ROOM_NAME, "max_duration_minutes": 30, "status": "pending", "project_name": "Planning",
            "expires_at": EXPIRES_AT, "language": "en", "topics_for_respondent": TOPICS,
        }),
        "SessionReportResponse" => json!({
            "message": "Session report saved", "interview_room_id": ROOM, "record_id": ROOM,
        }),
        "StatusResponse" => json!({ "message": "Room cancelled", "status": "cancelled" }),
        _ => return None,
    })
}

fn record(schema: &str) -> Option<Value> {
    Some(match schema {
        "DetailedReportResponse" => json!({
            "id": ROOM, "status": "Finished", "name": "Planning, Anna", "size_mb": 0.01, "is_public": false,
            "last_version": 1, "file_extension": "txt", "expected_tokens": null,
            "setup": {
                "language": "en", "report_language": null, "participant_count": 2, "respondent_count": 1,
                "respondent_known_names": ["Respondent"], "is_with_transcript": true, "is_with_insight_report": false,
                "goals": null, "notes": null, "guide": null, "custom_prompt": null,
            },
            "transcripts": [
                {
                    "id": 1, "is_respondent": false, "known_name": "Interviewer", "speaker": "Speaker_A",
                    "start_in_ms": 0, "end_in_ms": 2400, "text": QUESTION, "recorded_text": null,
                    "recorded_speaker": null,
                },
                {
                    "id": 2, "is_respondent": true, "known_name": "Respondent", "speaker": "Speaker_B",
                    "start_in_ms": 3100, "end_in_ms": 4700, "text": ANSWER, "recorded_text": null,
                    "recorded_speaker": null,
                },
            ],
            "profile": null, "insights": null, "jtbd": null, "recommendations": null, "qa_report": null,
            "persona_report": null, "custom_report": null, "jtbd_markdown_report": null, "available_versions": null,
        }),
        "PaginatedRecordResponse" => json!({
            "records": [record("RecordItem")], "total": 1, "page": 1, "limit": 50, "has_more": false,
            "remaining_size_mb": null,
        }),
        "RecordItem" => json!({
            "id": ROOM, "name": "Planning, Anna", "size_mb": 0.01, "creation_date": CREATED_AT,
            "modified_date": CREATED_AT, "status": "Finished", "is_archived": false, "is_public": false,
            "participants_count": 2, "respondents_count": 1, "respondent_names": ["Respondent"], "has_reports": false,
            "duration_sec": 1520.5, "file_extension": "txt", "file_name": null, "file_path": null, "type": "text",
            "project": PROJECT,
        }),
        "RecordMetaResponse" => json!({
            "id": ROOM, "name": "Planning, Anna", "status": "Finished", "available_versions": { "transcript": [1] },
            "size_mb": 0.01, "file_extension": "txt", "is_public": false, "created_at": CREATED_AT,
            "updated_at": CREATED_AT, "participants_count": 2, "project_id": PROJECT, "file_info": null,
            "processing_stats": null,
        }),
        "RecordResponse" => json!({
            "total": 1, "remaining_size_mb": 1_000_000.0, "records": [record("RecordItem")],
        }),
        "TranscriptFile" => json!({
            "text": format!("{QUESTION}\n{ANSWER}"),
            "utterances": [
                {
                    "confidence": null, "start": 0, "end": 2400, "text": QUESTION, "words": [], "speaker": "A",
                    "role": "interviewer",
                },
                {
                    "confidence": null, "start": 3100, "end": 4700, "text": ANSWER, "words": [], "speaker": "B",
                    "role": "respondent",
                },
            ],
        }),
        _ => return None,
    })
}
