//! The respondent token that joining returns.

use crate::support::{ANNA, INSTANCE_KEY, TestApp, text};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use interview_rooms::model::{
    respondent::{RespondentPass, respondent_id},
    secret::{Purpose, Sealer},
    token::{AccessToken, TokenHash},
};
use serde_json::{Value, json};

fn hash(room: &Value) -> TokenHash {
    AccessToken::parse(text(room, "access_token")).unwrap().hash()
}

fn pass_at(app: &TestApp, room: &Value, token: &str) -> Option<RespondentPass> {
    RespondentPass::open(token, hash(room), &Sealer::new(&INSTANCE_KEY), app.now())
}

#[tokio::test]
async fn the_respondent_token_identifies_room_and_respondent_until_the_interview_can_change_no_more() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "max_duration_minutes": 1 })).await.remove(0);
    let first = app.join(&room, ANNA).await.expect(200).body;
    let pass = pass_at(&app, &room, text(&first, "token")).unwrap();
    let anna = ANNA.parse().unwrap();
    assert_eq!(pass.room, text(&room, "id").parse().unwrap());
    assert_eq!(pass.respondent_id, respondent_id(pass.room, &anna));
    let talk_and_grace = TimeDelta::minutes(2);
    assert_eq!(
        pass.expires_at,
        app.now() + talk_and_grace + TimeDelta::hours(24),
        "the time for withdrawing"
    );
    let second = app.join(&room, ANNA).await.expect(200).body;
    assert_eq!(
        pass_at(&app, &room, text(&second, "token")).unwrap().respondent_id,
        pass.respondent_id,
        "the respondent id stays the same"
    );
    app.pass(talk_and_grace + TimeDelta::hours(24));
    assert_eq!(pass_at(&app, &room, text(&first, "token")), None);
}

#[tokio::test]
async fn the_respondent_token_contains_neither_address_nor_link() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let joined = app.join(&room, ANNA).await.expect(200).body;
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(text(&joined, "token")).unwrap();
    let plain = Sealer::new(&INSTANCE_KEY)
        .open(Purpose::Respondent, &hash(&room).0, &sealed)
        .unwrap();
    assert_eq!(plain.len(), 40, "two ids and a time");
    let holds = |secret: &[u8]| plain.windows(secret.len()).any(|part| part == secret);
    assert!(!holds(b"anna") && !holds(text(&room, "access_token").as_bytes()));
}
