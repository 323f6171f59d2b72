//! E-mail addresses of respondents: one form, however they are typed.

use crate::support::{TestApp, text};
use serde_json::json;

/// Addresses as they may be typed, each with another way to type it.
const TYPED: [(&str, &str); 6] = [
    ("\u{130}pek@example.org", "i\u{307}pek@example.org"),
    ("anna@b\u{fc}cher.example", "anna@xn--bcher-kva.example"),
    ("anna@bu\u{308}cher.example", "Anna@B\u{dc}CHER.example"),
    ("Rene\u{301}@example.org", "ren\u{e9}@example.org"),
    ("\u{2068}anna@example.org\u{2069}", "anna@example.org"),
    ("विकास@example.org", " विकास@EXAMPLE.org "),
];

#[tokio::test]
async fn a_person_is_recognized_however_the_address_is_typed() {
    let app = TestApp::start().await;
    for (first, again) in TYPED {
        let room = app.create_room().await;
        app.join(&room, first).await.expect(200);
        app.join(&room, again).await.expect(200);
        app.join(&room, "ben@example.org").await.expect(403);
        let stored = text(&app.room(&room).await, "respondent_email").to_owned();
        app.join(&room, &stored).await.expect(200);
        app.leave(&room).await.expect(200);
        let record = format!("/insight/{}/", text(&room, "id"));
        app.page(&room).await.expect(200);
        app.owner().get(&record).send().await.expect(200);
        app.owner().delete(&record).send().await.expect(200);
    }
    assert_eq!(app.list("").await.len(), TYPED.len());
}

#[tokio::test]
async fn a_room_for_an_address_can_be_joined_by_it_however_it_is_typed() {
    let app = TestApp::start().await;
    for (first, again) in TYPED {
        let rows = json!([{ "email": first }]);
        let room = app.create_rooms(json!({ "respondents": rows })).await.remove(0);
        app.join(&room, "ben@example.org").await.expect(403);
        app.join(&room, again).await.expect(200);
    }
}

#[tokio::test]
async fn an_address_whose_stored_form_is_too_long_is_refused() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    // Two bytes each as typed, three in lower case: 66 bytes of at most 64.
    let long = format!("{}@example.org", "\u{23a}".repeat(22));
    let refused = app.join(&room, &long).await;
    assert_eq!(refused.wrong(), ["body.email value_error"]);
    assert_eq!(app.room(&room).await, room);
}
