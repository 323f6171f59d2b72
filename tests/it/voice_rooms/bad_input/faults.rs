//! Internal errors: the response is constant and nothing is lost.

use crate::{
    support::TestApp,
    voice_rooms::{
        CHARACTERS, ROOMS, adding, assert_refused, character_path, make_character, make_room, participant_path, path,
        shown,
    },
};
use sea_orm::ConnectionTrait;
use serde_json::json;

#[tokio::test]
async fn a_failing_query_does_not_leak_into_the_response() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let spoil = async |statement| app.store().writer().execute_unprepared(statement).await.unwrap();
    spoil("ALTER TABLE room RENAME TO elsewhere").await;
    let (client, here) = (app.researcher(), path(&room));
    for call in [
        client.get(ROOMS),
        client.post(ROOMS).json(&json!({ "name": "Lost" })),
        client.post(CHARACTERS).json(&json!({ "name": "Lost" })),
        client.delete(&character_path(&mira)),
        client.get(&here),
        client.delete(&here),
        client.post(&format!("{here}/end")),
        client.post(&format!("{here}/start")),
        client.get(&format!("{here}/token")),
        client.get(&format!("{here}/transcript")),
        adding(&client, &room, &mira),
        client.delete(&participant_path(&room, &mira)),
    ] {
        assert_refused(&call.send_to_fail().await, 500, "Internal server error");
    }
    spoil("ALTER TABLE elsewhere RENAME TO room").await;
    assert_eq!(shown(&app, &room).await, room, "nothing was lost");
    let kept = client.get(CHARACTERS).send().await.expect(200);
    assert_eq!(kept.body, json!([mira]), "and nothing was created in part");
}
