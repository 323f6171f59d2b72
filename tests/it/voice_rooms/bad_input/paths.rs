//! Unknown ids, limits of lists, unknown paths and wrong methods.

use super::{MARK, message};
use crate::{
    support::TestApp,
    voice_rooms::{CHARACTERS, ROOMS, assert_refused, id, make_character, make_room, participants_path, path, uuid},
};
use poem::http::Method;
use serde_json::Value;

#[tokio::test]
async fn an_id_of_another_kind_is_not_found_in_a_path() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let (as_character, as_room) = (
        id("character", uuid("room", &room)),
        id("room", uuid("character", &mira)),
    );
    let client = app.researcher();
    for (path, expected) in [
        (
            format!("{ROOMS}/{as_character}"),
            format!("Room {as_character} not found"),
        ),
        (
            format!("{CHARACTERS}/{as_room}"),
            format!("Character {as_room} not found"),
        ),
        (format!("{ROOMS}/room_abc123"), "Room room_abc123 not found".to_owned()),
        (
            format!("{CHARACTERS}/character_abc123"),
            "Character character_abc123 not found".to_owned(),
        ),
        (
            format!("{ROOMS}/{}", "a".repeat(64)),
            format!("Room {} not found", "a".repeat(64)),
        ),
        (format!("{ROOMS}/{}", "a".repeat(65)), "Room not found".to_owned()),
        (
            format!("{CHARACTERS}/{}", "a".repeat(5000)),
            "Character not found".to_owned(),
        ),
        (format!("{ROOMS}/%00"), "Room not found".to_owned()),
        (format!("{ROOMS}/%3Cb%3E"), "Room not found".to_owned()),
        (format!("{CHARACTERS}/%20"), "Character not found".to_owned()),
        (format!("{CHARACTERS}/%C3%A9"), "Character not found".to_owned()),
    ] {
        for call in [client.get(&path), client.delete(&path)] {
            assert_refused(&call.send().await, 404, &expected);
        }
    }
    for path in [format!("{ROOMS}/%FF"), format!("{CHARACTERS}/%FF")] {
        message(&client.get(&path).send().await, 404);
    }
    let participant = format!("{}/{as_room}", participants_path(&room));
    let expected = format!("Participant {as_room} not found");
    assert_refused(&client.delete(&participant).send().await, 404, &expected);
    let steps = ["end", "start"].map(|step| client.post(&format!("{ROOMS}/{as_character}/{step}")));
    let reads = ["token", "transcript"].map(|step| client.get(&format!("{ROOMS}/{as_character}/{step}")));
    for call in steps.into_iter().chain(reads) {
        assert_refused(&call.send().await, 404, &format!("Room {as_character} not found"));
    }
}

#[tokio::test]
async fn list_limits_are_validated() {
    let app = TestApp::start().await;
    for path in [ROOMS, CHARACTERS] {
        let get = |query: &str| app.viewer().get(&format!("{path}?{query}")).send();
        for (query, expected) in [
            ("limit=0", "limit: Input should be greater than or equal to 1"),
            ("limit=1001", "limit: Input should be less than or equal to 1000"),
            (
                "cursor=nonsense",
                "cursor: the cursor is not one that this list gave out",
            ),
            ("cursor=", "cursor: the cursor is not one that this list gave out"),
        ] {
            assert_refused(&get(query).await, 400, expected);
        }
        for query in [
            &format!("limit={MARK}"),
            "limit=1.5",
            "limit=99999999999",
            "limit=-1",
            "cursor=%FF",
        ] {
            message(&get(query).await, 400);
        }
        for query in ["limit=1", "limit=1000", "unknown=1", "&&"] {
            get(query).await.expect(200);
        }
    }
}

#[tokio::test]
async fn an_unknown_path_is_404_in_the_format_of_this_dialect() {
    let app = TestApp::start().await;
    for path in [
        "/v1",
        "/v1/",
        "/v1/models",
        "/v1/rooms/a/b/c/d",
        "/v1/rooms/room_abc123/unknown",
        "/characters/a/documents",
    ] {
        for client in [app.stranger(), app.researcher()] {
            assert_refused(&client.get(path).send().await, 404, "Not Found");
        }
    }
    let outside = app.researcher().get("/v2/rooms").send().await.expect(404);
    assert_eq!(outside.body["code"], Value::Null, "no other dialect has this shape");
}

#[tokio::test]
async fn a_wrong_method_gets_405_with_the_allowed_methods() {
    let app = TestApp::start().await;
    let room = make_room(&app).await;
    let room = path(&room);
    for (method, path, allowed) in [
        (Method::PUT, ROOMS.to_owned(), vec!["GET", "HEAD", "POST"]),
        (Method::DELETE, CHARACTERS.to_owned(), vec!["GET", "HEAD", "POST"]),
        (Method::PATCH, room.clone(), vec!["DELETE", "GET", "HEAD"]),
        (
            Method::PUT,
            format!("{CHARACTERS}/character_abc123"),
            vec!["DELETE", "GET", "HEAD"],
        ),
        (Method::GET, format!("{room}/participants"), vec!["POST"]),
        (
            Method::GET,
            format!("{room}/participants/character_abc123"),
            vec!["DELETE"],
        ),
        (Method::POST, format!("{room}/transcript"), vec!["GET", "HEAD"]),
        (Method::POST, format!("{room}/token"), vec!["GET", "HEAD"]),
        (Method::GET, format!("{room}/start"), vec!["POST"]),
        (Method::GET, format!("{room}/end"), vec!["POST"]),
    ] {
        let answer = app.researcher().call(method, &path).send().await;
        assert_refused(&answer, 405, "Method Not Allowed");
        let mut methods: Vec<&str> = answer.header("allow").unwrap().split(", ").collect();
        methods.sort_unstable();
        assert_eq!(methods, allowed, "{path}");
    }
}
