//! Corrections of transcripts by the team; names and archiving of records.

use super::{guided, interviewed, record_path};
use crate::support::{Answer, TestApp, number, text};
use serde_json::{Value, json};

async fn completed() -> (TestApp, Value) {
    let app = TestApp::start().await;
    guided(&app).await;
    let room = interviewed(&app, json!({})).await;
    (app, room)
}

async fn correct(app: &TestApp, room: &Value, what: &str, body: Value) -> Answer {
    let path = format!("/insight/{}/{what}", text(room, "id"));
    app.researcher().patch(&path).json(&body).send().await
}

async fn utterances(app: &TestApp, room: &Value) -> Vec<Value> {
    let record = app.viewer().get(&record_path(room)).send().await.expect(200).body;
    record["transcripts"].as_array().unwrap().clone()
}

async fn file(app: &TestApp, room: &Value, format: &str) -> String {
    let path = format!("/insight/{}/transcript?format={format}", text(room, "id"));
    app.viewer().get(&path).send().await.expect(200).text
}

#[tokio::test]
async fn a_corrected_text_is_shown_everywhere_and_the_recorded_one_stays_beside_it() {
    let (app, room) = completed().await;
    let before = utterances(&app, &room).await;
    let answer = before.iter().find(|one| one["is_respondent"] == true).unwrap();
    assert_eq!(
        (&answer["recorded_text"], &answer["recorded_speaker"]),
        (&Value::Null, &Value::Null)
    );
    let recorded = text(answer, "text");
    let body = json!({ "utterance_id": answer["id"], "text": "By train, mostly." });
    correct(&app, &room, "transcript_utterance", body).await.expect(200);
    let after = utterances(&app, &room).await;
    let corrected = after.iter().find(|one| one["id"] == answer["id"]).unwrap();
    assert_eq!(
        (text(corrected, "text"), text(corrected, "recorded_text")),
        ("By train, mostly.", recorded)
    );
    assert_eq!(after.len(), before.len());
    for format in ["json", "txt", "vtt", "csv"] {
        let file = file(&app, &room, format).await;
        assert!(
            file.contains("By train, mostly.") && !file.contains("quick and costs"),
            "{format}"
        );
    }
    let back = json!({ "utterance_id": answer["id"], "text": recorded });
    correct(&app, &room, "transcript_utterance", back).await.expect(200);
    assert_eq!(
        utterances(&app, &room).await,
        before,
        "a correction that says what was recorded is none"
    );
}

#[tokio::test]
async fn a_renamed_speaker_has_the_name_everywhere() {
    let (app, room) = completed().await;
    let body = json!({ "speaker": "Speaker_B", "speaker_name": " =Anna <b> " });
    correct(&app, &room, "speaker_name", body).await.expect(200);
    for one in utterances(&app, &room).await {
        let name = if one["speaker"] == "Speaker_B" {
            "=Anna <b>"
        } else {
            "Interviewer"
        };
        assert_eq!(text(&one, "known_name"), name);
    }
    assert!(file(&app, &room, "txt").await.contains("=Anna <b>:"));
    assert!(file(&app, &room, "vtt").await.contains("<v =Anna &lt;b&gt;>"));
    assert!(
        file(&app, &room, "csv").await.contains("\"'=Anna <b>\""),
        "no cell becomes a formula"
    );
    for name in ["", " ", "Anna\nInterviewer", "a\u{2028}b", &"x".repeat(256)] {
        let body = json!({ "speaker": "Speaker_B", "speaker_name": name });
        correct(&app, &room, "speaker_name", body).await.expect(422);
    }
    let longest = json!({ "speaker": "Speaker_B", "speaker_name": "x".repeat(255) });
    correct(&app, &room, "speaker_name", longest).await.expect(200);
}

#[tokio::test]
async fn an_utterance_can_be_assigned_to_another_speaker_and_to_a_new_one() {
    let (app, room) = completed().await;
    let first = utterances(&app, &room).await.remove(0);
    assert_eq!(
        (text(&first, "speaker"), &first["is_respondent"]),
        ("Speaker_A", &json!(false))
    );
    let assign = |speaker: &str| json!({ "utterance_id": first["id"], "new_speaker": speaker });
    correct(&app, &room, "transcript_utterance_speaker", assign("Speaker_B"))
        .await
        .expect(200);
    let changed = utterances(&app, &room).await.remove(0);
    assert_eq!(
        (
            &changed["speaker"],
            &changed["known_name"],
            &changed["is_respondent"],
            &changed["recorded_speaker"]
        ),
        (
            &json!("Speaker_B"),
            &json!("Respondent"),
            &json!(true),
            &json!("Speaker_A")
        )
    );
    correct(&app, &room, "transcript_utterance_speaker", assign("Speaker_1A"))
        .await
        .expect(200);
    let guest = json!({ "speaker": "Speaker_1A", "speaker_name": "Guest" });
    correct(&app, &room, "speaker_name", guest).await.expect(200);
    let changed = utterances(&app, &room).await.remove(0);
    assert_eq!(
        (&changed["speaker"], &changed["known_name"], &changed["is_respondent"]),
        (&json!("Speaker_1A"), &json!("Guest"), &json!(false))
    );
    for speaker in ["", "Speaker_", "A", "Speaker_123456789", "Speaker_A B"] {
        correct(&app, &room, "transcript_utterance_speaker", assign(speaker))
            .await
            .expect(422);
    }
}

#[tokio::test]
async fn who_is_the_respondent_can_be_corrected() {
    let (app, room) = completed().await;
    for (speaker, is_respondent) in [("Speaker_A", true), ("Speaker_B", false)] {
        let body = json!({ "speaker": speaker, "is_respondent": is_respondent });
        correct(&app, &room, "speaker_respondent", body).await.expect(200);
    }
    for one in utterances(&app, &room).await {
        assert_eq!(one["is_respondent"] == true, one["speaker"] == "Speaker_A", "{one}");
    }
    let file: Value = serde_json::from_str(&file(&app, &room, "json").await).unwrap();
    assert_eq!(file["utterances"][0]["role"], "respondent");
}

#[tokio::test]
async fn what_does_not_occur_in_the_transcript_cannot_be_corrected() {
    let (app, room) = completed().await;
    for (what, body) in [
        ("speaker_name", json!({ "speaker": "Speaker_Z", "speaker_name": "x" })),
        (
            "speaker_respondent",
            json!({ "speaker": "Speaker_Z", "is_respondent": true }),
        ),
        ("transcript_utterance", json!({ "utterance_id": 99, "text": "x" })),
        (
            "transcript_utterance_speaker",
            json!({ "utterance_id": 99, "new_speaker": "Speaker_A" }),
        ),
    ] {
        correct(&app, &room, what, body.clone()).await.expect(422);
        let path = format!("/insight/{}/{what}", text(&room, "id"));
        let other = app.other_team().await;
        other.patch(&path).json(&body).send().await.expect(404);
        app.viewer().patch(&path).json(&body).send().await.expect(403);
        let old = format!("{path}?version=2");
        app.researcher().patch(&old).json(&body).send().await.expect(404);
    }
}

#[tokio::test]
async fn erasing_a_record_erases_its_corrections() {
    let (app, room) = completed().await;
    let body = json!({ "speaker": "Speaker_B", "speaker_name": "Anna" });
    correct(&app, &room, "speaker_name", body).await.expect(200);
    let text_of_it = json!({ "utterance_id": 1, "text": "What Anna said" });
    correct(&app, &room, "transcript_utterance", text_of_it)
        .await
        .expect(200);
    let named = json!({ "change_names": [{ "id": room["id"], "name": "Anna" }], "for_archive": [], "for_delete": [], "delete_link": [] });
    app.researcher()
        .put("/insight/update/")
        .json(&named)
        .send()
        .await
        .expect(200);
    let tables = ["record", "record_speaker", "record_utterance"];
    for table in tables {
        assert_eq!(
            number(app.store(), &format!("SELECT COUNT(*) FROM {table}")).await,
            1,
            "{table}"
        );
    }
    app.researcher().delete(&record_path(&room)).send().await.expect(200);
    for table in tables {
        assert_eq!(
            number(app.store(), &format!("SELECT COUNT(*) FROM {table}")).await,
            0,
            "{table}"
        );
    }
}

async fn update(app: &TestApp, changes: Value) -> Answer {
    let mut body = json!({ "change_names": [], "for_archive": [], "for_delete": [], "delete_link": [] });
    crate::support::merge(&mut body, changes);
    app.researcher().put("/insight/update/").json(&body).send().await
}

async fn listed(app: &TestApp, query: &str) -> Vec<Value> {
    let path = format!("/insight/paginated{query}");
    let page = app.viewer().get(&path).send().await.expect(200).body;
    page["records"].as_array().unwrap().clone()
}

#[tokio::test]
async fn records_are_named_archived_restored_and_erased() {
    let (app, room) = completed().await;
    let other = interviewed(&app, json!({})).await;
    let (id, erased) = (room["id"].clone(), other["id"].clone());
    let name = "Ä".repeat(128);
    update(
        &app,
        json!({ "change_names": [{ "id": id, "name": name }], "for_archive": [id] }),
    )
    .await
    .expect(200);
    let archived = listed(&app, "?archived=true").await;
    assert_eq!(
        (archived.len(), text(&archived[0], "name"), &archived[0]["is_archived"]),
        (1, name.as_str(), &json!(true))
    );
    let current = listed(&app, "?archived=false").await;
    assert_eq!((current.len(), &current[0]["id"]), (1, &erased));
    assert_eq!(listed(&app, "").await.len(), 2);
    assert_eq!(
        listed(&app, "?search=%C3%84%C3%84").await.len(),
        1,
        "found by its new name"
    );
    let record = app.viewer().get(&record_path(&room)).send().await.expect(200).body;
    assert_eq!(text(&record, "name"), name);
    update(&app, json!({ "for_restore": [id], "for_delete": [erased] }))
        .await
        .expect(200);
    let left = listed(&app, "?archived=false").await;
    assert_eq!((left.len(), &left[0]["id"]), (1, &id));
    app.viewer().get(&record_path(&other)).send().await.expect(404);
}

#[tokio::test]
async fn an_update_of_records_is_all_or_nothing() {
    let (app, room) = completed().await;
    let named = json!([{ "id": room["id"], "name": "New" }]);
    let unknown = "99999999-9999-4999-8999-999999999999";
    for (changes, status) in [
        (json!({ "change_names": named, "for_archive": [unknown] }), 404),
        (json!({ "change_names": named, "for_delete": [unknown] }), 404),
        (json!({ "change_names": named, "delete_link": [room["id"]] }), 422),
        (
            json!({ "change_names": named, "change_status": [{ "record_id": room["id"], "status": "Error" }] }),
            422,
        ),
        (
            json!({ "change_names": [{ "id": room["id"], "name": "x".repeat(129) }] }),
            422,
        ),
        (json!({ "change_names": [{ "id": room["id"], "name": "a\nb" }] }), 422),
    ] {
        update(&app, changes.clone()).await.expect(status);
        assert_ne!(text(&listed(&app, "").await[0], "name"), "New", "{changes}");
    }
}

#[tokio::test]
async fn all_records_and_the_metadata_of_one_are_read_without_transcripts() {
    let (app, room) = completed().await;
    let all = app.viewer().get("/insight/").send().await.expect(200).body;
    assert_eq!((&all["total"], &all["records"][0]["id"]), (&json!(1), &room["id"]));
    assert!(all["remaining_size_mb"].is_number());
    let meta = |query: &str| {
        app.viewer()
            .get(&format!("/insight/{}/meta{query}", text(&room, "id")))
            .send()
    };
    let plain = meta("").await.expect(200).body;
    assert_eq!((&plain["id"], &plain["project_id"]), (&room["id"], &room["project_id"]));
    assert_eq!(
        (&plain["file_info"], &plain["processing_stats"]),
        (&Value::Null, &Value::Null)
    );
    let whole = meta("?include=file_info,processing_stats").await.expect(200).body;
    assert_eq!(whole["file_info"], json!({ "type": "text", "extension": "txt" }));
    assert_eq!(whole["processing_stats"], json!({ "duration_sec": 14.0 }));
}
