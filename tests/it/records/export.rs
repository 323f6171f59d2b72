//! Transcripts as files.

use super::{guided, interviewed, record_path};
use crate::support::{TestApp, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_transcript_can_be_downloaded_in_each_format() {
    let app = TestApp::start().await;
    guided(&app).await;
    let room = interviewed(&app, json!({ "language": "en" })).await;
    for (format, media_type, holds) in [
        ("json", "application/json", r#""speaker":"B","role":"respondent""#),
        (
            "txt",
            "text/plain; charset=utf-8",
            "[00:00:05] Respondent:\n=1+1, and <b>that</b>\nis all",
        ),
        (
            "vtt",
            "text/vtt; charset=utf-8",
            "<v Respondent>=1+1, and &lt;b&gt;that&lt;/b&gt;\nis all</v>",
        ),
        (
            "csv",
            "text/csv; charset=utf-8; header=present",
            "\"'=1+1, and <b>that</b>\nis all\"",
        ),
    ] {
        let path = format!("{}transcript?format={format}", record_path(&room));
        let file = app.viewer().get(&path).send().await.expect(200);
        assert_eq!(file.header("content-type"), Some(media_type));
        let name = format!("attachment; filename=\"interview-{}.{format}\"", text(&room, "id"));
        assert_eq!(file.header("content-disposition"), Some(&*name));
        assert!(file.text.contains(holds), "{format}: {}", file.text);
    }
}

#[tokio::test]
async fn a_transcript_is_json_by_default() {
    let app = TestApp::start().await;
    let room = interviewed(&app, json!({})).await;
    let path = format!("{}transcript", record_path(&room));
    let (file, record) = (
        app.owner().get(&path).send().await.expect(200).body,
        app.owner().get(&record_path(&room)).send().await.expect(200).body,
    );
    let texts = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .map(|one| one["text"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(&file["utterances"]), texts(&record["transcripts"]));
}

#[tokio::test]
async fn an_unknown_format_is_rejected_without_being_repeated() {
    let app = TestApp::start().await;
    let room = app.room_in("completed").await;
    for format in ["pdf", "JSON", "%3Cscript%3E", ""] {
        let path = format!("{}transcript?format={format}", record_path(&room));
        let answer = app.owner().get(&path).send().await;
        assert_eq!(answer.wrong(), ["query.format value_error"], "{format}");
        assert!(!answer.text.contains("script"));
    }
}
