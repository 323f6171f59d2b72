//! The token that a respondent's client gets for joining.

use crate::support::{ANNA, INSTANCE_KEY, TestApp, text};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use interview_rooms::model::{
    respondent::{RespondentPass, seat},
    secret::{Purpose, Sealer},
};
use serde_json::json;

fn pass_at(app: &TestApp, token: &str) -> Option<RespondentPass> {
    RespondentPass::open(token, &Sealer::new(&INSTANCE_KEY), app.now())
}

#[tokio::test]
async fn the_respondents_token_stands_for_the_room_and_the_seat_and_ends_soon() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let first = app.join(&room, ANNA).await.expect(200).body;
    let pass = pass_at(&app, text(&first, "token")).unwrap();
    let anna = ANNA.parse().unwrap();
    assert_eq!(pass.room, text(&room, "id").parse().unwrap());
    assert_eq!(pass.seat, seat(pass.room, &anna));
    assert_eq!(pass.expires_at, app.now() + TimeDelta::minutes(10));
    app.pass(TimeDelta::minutes(10));
    assert_eq!(pass_at(&app, text(&first, "token")), None);
    let second = app.join(&room, ANNA).await.expect(200).body;
    assert_eq!(
        pass_at(&app, text(&second, "token")).unwrap().seat,
        pass.seat,
        "the seat stays"
    );
}

#[tokio::test]
async fn the_respondents_token_is_valid_no_longer_than_the_interview() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "max_duration_minutes": 1 })).await.remove(0);
    let joined = app.join(&room, ANNA).await.expect(200).body;
    let end = app.now() + TimeDelta::minutes(2);
    assert_eq!(pass_at(&app, text(&joined, "token")).unwrap().expires_at, end);
}

#[tokio::test]
async fn the_respondents_token_holds_no_address_and_no_link() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let joined = app.join(&room, ANNA).await.expect(200).body;
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(text(&joined, "token")).unwrap();
    let plain = Sealer::new(&INSTANCE_KEY)
        .open(Purpose::Respondent, b"", &sealed)
        .unwrap();
    assert_eq!(plain.len(), 40, "two ids and a time");
    let holds = |secret: &[u8]| plain.windows(secret.len()).any(|part| part == secret);
    assert!(!holds(b"anna") && !holds(text(&room, "access_token").as_bytes()));
}
