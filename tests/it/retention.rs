//! Retention: purging what the settings no longer allow to be kept.

use crate::{
    conversation::{say, start},
    support::{ANNA, TestApp, number, run, text},
};
use chrono::TimeDelta;
use interview_rooms::jobs::PurgeTotals;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

async fn keeping(transcript_days: u16, email_days: u16) -> TestApp {
    TestApp::with(|config| {
        config.retention.transcript_days = transcript_days;
        config.retention.email_days = email_days;
    })
    .await
}

async fn purge(app: &TestApp) -> PurgeTotals {
    app.app.purge().run_once(&CancellationToken::new()).await.unwrap()
}

async fn interviewed(app: &TestApp) -> Value {
    let room = app.create_room().await;
    let anna = start(app, &room).await;
    say(app, &anna, "1", "What I said").await;
    app.leave(&room).await.expect(200);
    let report = json!({ "interview_room_id": room["id"], "report": {} });
    app.agent()
        .post("/api/interviews/session-report")
        .json(&report)
        .send()
        .await
        .expect(200);
    room
}

const TRANSCRIPT: PurgeTotals = PurgeTotals {
    transcripts: 1,
    emails: 0,
};
const EMAIL: PurgeTotals = PurgeTotals {
    transcripts: 0,
    emails: 1,
};
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

#[tokio::test]
async fn nothing_is_purged_by_default() {
    let app = TestApp::start().await;
    let room = interviewed(&app).await;
    app.pass(TimeDelta::days(36_500));
    assert_eq!(purge(&app).await, PurgeTotals::default());
    assert_eq!(app.app.purge().list_due().await.unwrap(), []);
    assert_eq!(app.room(&room).await["record_id"], room["id"]);
}

#[tokio::test]
async fn a_transcript_is_purged_after_its_days_and_the_room_remains() {
    let app = keeping(30, 0).await;
    let room = interviewed(&app).await;
    app.pass(TimeDelta::days(30) - MOMENT);
    assert_eq!(purge(&app).await, PurgeTotals::default());
    app.pass(MOMENT);
    assert_eq!(purge(&app).await, TRANSCRIPT);
    for table in ["message", "session_report"] {
        assert_eq!(
            number(app.store(), &format!("SELECT COUNT(*) FROM {table}")).await,
            0,
            "{table}"
        );
    }
    let now = app.room(&room).await;
    let seen = (&now["status"], &now["record_id"], &now["respondent_email"]);
    assert_eq!(seen, (&json!("completed"), &json!(null), &json!(null)));
    let expected = [
        "room.started",
        "room.completed respondent_left",
        "record.erased retention",
    ];
    assert_eq!(app.history(&room).await, expected);
    assert_eq!(purge(&app).await, PurgeTotals::default());
    assert_eq!(app.history(&room).await, expected, "a repetition changes nothing");
}

#[tokio::test]
async fn an_e_mail_address_is_purged_before_the_transcript_if_its_days_end_first() {
    let app = keeping(30, 2).await;
    let room = interviewed(&app).await;
    app.pass(TimeDelta::days(2) - MOMENT);
    assert_eq!(purge(&app).await, PurgeTotals::default());
    app.pass(MOMENT);
    assert_eq!(purge(&app).await, EMAIL);
    let now = app.room(&room).await;
    assert_eq!(
        (&now["record_id"], &now["respondent_email"]),
        (&room["id"], &json!(null))
    );
    assert_eq!(app.history(&room).await.last().unwrap(), "respondent.erased");
    app.pass(TimeDelta::days(28));
    assert_eq!(purge(&app).await, TRANSCRIPT);
}

#[tokio::test]
async fn the_e_mail_address_of_an_unused_link_is_purged_too() {
    let app = keeping(0, 1).await;
    let invited = json!({ "respondents": [{ "email": ANNA }], "expires_in_days": 1 });
    let room = app.create_rooms(invited).await.remove(0);
    app.pass(TimeDelta::days(1));
    assert_eq!(purge(&app).await, PurgeTotals::default());
    app.pass(TimeDelta::days(1));
    assert_eq!(purge(&app).await, EMAIL);
    assert_eq!(
        app.history(&room).await,
        ["room.expired link_expired", "respondent.erased"]
    );
    assert_eq!(app.room(&room).await["respondent_email"], json!(null));
}

#[tokio::test]
async fn retention_of_an_unreaped_interview_counts_from_its_deadline() {
    let app = keeping(1, 0).await;
    let room = app.room_in("active").await;
    app.pass(TimeDelta::days(1));
    assert_eq!(purge(&app).await, PurgeTotals::default());
    app.pass(TimeDelta::minutes(31));
    assert_eq!(purge(&app).await, TRANSCRIPT);
    let expected = ["room.started", "room.completed time_up", "record.erased retention"];
    assert_eq!(app.history(&room).await, expected);
}

#[tokio::test]
async fn pending_and_active_interviews_are_never_purged() {
    let app = keeping(1, 1).await;
    let waiting = app
        .create_rooms(json!({ "expires_in_days": 90, "respondents": [{ "email": ANNA }] }))
        .await
        .remove(0);
    app.pass(TimeDelta::days(89));
    let running = app.room_in("active").await;
    assert_eq!(purge(&app).await, PurgeTotals::default());
    for room in [waiting, running] {
        assert_eq!(app.room(&room).await["respondent_email"], ANNA);
    }
}

#[tokio::test]
async fn a_purge_continues_past_one_batch_and_replicas_share_it() {
    let app = keeping(1, 1).await;
    for room in app
        .create_rooms(json!({ "count": 100 }))
        .await
        .iter()
        .chain(&app.create_rooms(json!({ "count": 5 })).await)
    {
        app.join(room, ANNA).await.expect(200);
    }
    app.pass(TimeDelta::days(2));
    let replica = app.replica().await;
    let (one, other) = futures_util::join!(purge(&app), purge(&replica));
    assert_eq!(one.transcripts + other.transcripts, 105);
    let erased = "SELECT COUNT(*) FROM event WHERE kind = 'record.erased' AND reason = 'retention'";
    assert_eq!(number(app.store(), erased).await, 105);
}

#[tokio::test]
async fn a_dry_run_lists_what_would_be_purged_and_erases_nothing() {
    let app = keeping(30, 2).await;
    let room = interviewed(&app).await;
    let ended = app.now();
    app.pass(TimeDelta::days(40));
    let purgeable = app.app.purge().list_due().await.unwrap();
    let listed: Vec<_> = purgeable
        .iter()
        .map(|one| (one.room.to_string(), <&str>::from(one.data), one.since))
        .collect();
    let id = text(&room, "id").to_owned();
    let expected = [
        (id.clone(), "transcript", ended + TimeDelta::days(30)),
        (id, "email", ended + TimeDelta::days(2)),
    ];
    assert_eq!(listed, expected);
    assert_eq!(app.room(&room).await["record_id"], room["id"]);
}

#[tokio::test]
async fn the_retention_command_lists_or_purges_what_the_settings_say() {
    let app = TestApp::start().await;
    let room = interviewed(&app).await;
    let with_days = |days: &'static str, arguments: &'static [&'static str]| {
        std::fs::write(
            app.database().folder.path().join("interview-rooms.toml"),
            format!("[retention]\ntranscript_days = {days}\n"),
        )
        .unwrap();
        run(app.database(), arguments)
    };
    let printed = |output: std::process::Output| {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    // The command uses the machine's clock, by which the interview of this test ended long ago.
    let listed = printed(with_days("1", &["retention", "--dry-run"]));
    let due = app.now() + TimeDelta::days(1);
    let line = format!(
        "{}\ttranscript\t{}\n",
        text(&room, "id"),
        due.format("%Y-%m-%dT%H:%M:%SZ")
    );
    assert_eq!(listed, line);
    assert_eq!(printed(with_days("0", &["retention", "--dry-run"])), "");
    assert_eq!(printed(with_days("0", &["retention"])), "transcripts 0\nemails 0\n");
    assert_eq!(printed(with_days("1", &["retention"])), "transcripts 1\nemails 0\n");
    assert_eq!(app.room(&room).await["record_id"], json!(null));
}

#[tokio::test]
async fn messages_of_an_agent_room_are_purged_like_those_of_an_interview() {
    let app = keeping(30, 0).await;
    let owner = app.owner();
    let agent = owner.post("/api/agents").json(&json!({ "name": "Ada" })).send().await;
    let agent = text(&agent.expect(201).body["data"], "id").to_owned();
    let rooms = format!("/api/agents/{agent}/rooms");
    let mut ids = Vec::new();
    for name in ["Ended", "Running"] {
        let room = owner
            .post(&rooms)
            .json(&json!({ "name": name }))
            .send()
            .await
            .expect(201);
        let id = text(&room.body["data"], "id").to_owned();
        let said = json!({ "content": { "text": "What I said" } });
        owner
            .post(&format!("{rooms}/{id}/memories"))
            .json(&said)
            .send()
            .await
            .expect(201);
        ids.push(id);
    }
    owner
        .post(&format!("/v1/rooms/{}/end", ids[0]))
        .send()
        .await
        .expect(200);
    app.pass(TimeDelta::days(30));
    assert_eq!(purge(&app).await, TRANSCRIPT);
    assert_eq!(
        purge(&app).await,
        PurgeTotals::default(),
        "a repetition changes nothing"
    );
    for (id, left) in ids.iter().zip([0, 1]) {
        let said = owner
            .get(&format!("/v1/rooms/{id}/transcript"))
            .send()
            .await
            .expect(200);
        assert_eq!(said.body.as_array().map(Vec::len), Some(left));
    }
}
