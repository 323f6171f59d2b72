//! Fields that are missing, of the wrong type, out of bounds, or of another kind.

use super::{MARK, assert_nothing_made, wrong};
use crate::{
    support::TestApp,
    voice_rooms::{CHARACTERS, ROOMS, id, make_character_of, make_room, make_room_of, participants_path},
};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_field_of_another_type_is_named() {
    let app = TestApp::start().await;
    let text = "Input should be a valid string";
    for path in [ROOMS, CHARACTERS] {
        for name in [json!(5), json!(null), json!([MARK]), json!({ "a": MARK }), json!(true)] {
            assert_eq!(
                wrong(&app, path, json!({ "name": name })).await,
                format!("name: {text}")
            );
        }
        assert_eq!(wrong(&app, path, json!({})).await, "name: Field required");
        assert_eq!(
            wrong(&app, path, json!({ "Name": "Mira" })).await,
            "name: Field required"
        );
        let both = json!({ "name": 5, "projectId": [] });
        assert_eq!(
            wrong(&app, path, both).await,
            format!("name: {text}; projectId: {text}")
        );
    }
    for (path, field, value, problem) in [
        (ROOMS, "mode", json!(null), text),
        (ROOMS, "mode", json!([]), text),
        (ROOMS, "scenePrompt", json!({}), text),
        (CHARACTERS, "description", json!(5), text),
        (CHARACTERS, "voiceId", json!(5), text),
        (CHARACTERS, "voiceDescription", json!(["warm"]), text),
        (
            CHARACTERS,
            "capabilityGroupIds",
            json!("group_a"),
            "Input should be a valid list",
        ),
    ] {
        let mut request = json!({ "name": "Mira" });
        request[field] = value;
        assert_eq!(wrong(&app, path, request).await, format!("{field}: {problem}"));
    }
    let request = json!({ "name": "Mira", "capabilityGroupIds": ["group_a", 5] });
    assert_eq!(
        wrong(&app, CHARACTERS, request).await,
        format!("capabilityGroupIds.1: {text}")
    );
    assert_nothing_made(&app, 0).await;
}

#[tokio::test]
async fn texts_are_accepted_up_to_their_limit() {
    let app = TestApp::start().await;
    for (path, field, most) in [
        (ROOMS, "name", 200),
        (ROOMS, "scenePrompt", 5000),
        (CHARACTERS, "name", 200),
        (CHARACTERS, "description", 20_000),
        (CHARACTERS, "voiceId", 200),
        (CHARACTERS, "voiceDescription", 2000),
    ] {
        let request = |length| {
            let mut request = json!({ "name": "Mira", "mode": "scripted" });
            request[field] = json!("é".repeat(length));
            request
        };
        let made = app.researcher().post(path).json(&request(most)).send().await;
        assert_eq!(made.expect(200).body[field], "é".repeat(most));
        let expected = format!("{field}: String should have at most {most} characters");
        assert_eq!(wrong(&app, path, request(most + 1)).await, expected);
    }
}

#[tokio::test]
async fn a_name_must_not_be_empty() {
    let app = TestApp::start().await;
    for path in [ROOMS, CHARACTERS] {
        let expected = "name: String should have at least 1 characters";
        assert_eq!(wrong(&app, path, json!({ "name": "" })).await, expected);
        for name in [" ", "\u{3000}\t\n"] {
            assert_eq!(
                wrong(&app, path, json!({ "name": name })).await,
                "name: should not be empty"
            );
        }
    }
    assert_eq!(make_room_of(&app, json!({ "name": "x" })).await["name"], "x");
}

#[tokio::test]
async fn nul_characters_are_rejected() {
    let app = TestApp::start().await;
    for (path, field) in [
        (ROOMS, "name"),
        (ROOMS, "mode"),
        (ROOMS, "scenePrompt"),
        (ROOMS, "projectId"),
        (CHARACTERS, "name"),
        (CHARACTERS, "description"),
        (CHARACTERS, "voiceId"),
        (CHARACTERS, "voiceDescription"),
        (CHARACTERS, "projectId"),
    ] {
        let mut request = json!({ "name": "Mira" });
        request[field] = json!("a\0b");
        let expected = format!("{field}: Input should not contain NUL characters");
        assert_eq!(wrong(&app, path, request).await, expected);
    }
    let request = json!({ "name": "Mira", "capabilityGroupIds": ["a\0b"] });
    wrong(&app, CHARACTERS, request).await;
    let participants = participants_path(&make_room(&app).await);
    wrong(&app, &participants, json!({ "characterId": "character_\0" })).await;
    assert_nothing_made(&app, 1).await;
}

#[tokio::test]
async fn a_mode_is_freeform_or_scripted() {
    let app = TestApp::start().await;
    for mode in ["other", "", "Freeform", " scripted", &"a".repeat(20)] {
        let expected = wrong(&app, ROOMS, json!({ "name": "Room", "mode": mode })).await;
        assert_eq!(expected, "mode: should be freeform or scripted", "{mode}");
    }
    let expected = wrong(&app, ROOMS, json!({ "name": "Room", "mode": "a".repeat(21) })).await;
    assert_eq!(expected, "mode: String should have at most 20 characters");
    for mode in ["freeform", "scripted"] {
        make_room_of(&app, json!({ "name": "Room", "mode": mode })).await;
    }
}

#[tokio::test]
async fn a_character_has_at_most_a_hundred_capabilities() {
    let app = TestApp::start().await;
    let request = |count: usize| json!({ "name": "Mira", "capabilityGroupIds": vec!["g"; count] });
    let made = make_character_of(&app.researcher(), request(100)).await;
    assert_eq!(made["capabilityGroupIds"].as_array().unwrap().len(), 100);
    let expected = wrong(&app, CHARACTERS, request(101)).await;
    assert_eq!(
        expected,
        "capabilityGroupIds: List should have at most 100 items, not 101"
    );
}

#[tokio::test]
async fn an_id_of_another_kind_is_rejected_in_a_body() {
    let app = TestApp::start().await;
    let (room, some) = (make_room(&app).await, Uuid::from_u128(7));
    let participants = participants_path(&room);
    for (path, field, kind, expected) in [
        (
            ROOMS,
            "projectId",
            "room",
            "projectId: should be the id of a project, as project_…",
        ),
        (
            CHARACTERS,
            "projectId",
            "character",
            "projectId: should be the id of a project, as project_…",
        ),
        (
            &participants,
            "characterId",
            "room",
            "characterId: should be the id of a character, as character_…",
        ),
    ] {
        let wrong_kind = id(kind, some);
        for value in [
            &wrong_kind,
            "",
            "abc",
            &wrong_kind[..20],
            &some.simple().to_string(),
            &"a".repeat(64),
        ] {
            let mut request = json!({ "name": "Mira" });
            request[field] = json!(value);
            assert_eq!(wrong(&app, path, request).await, expected, "{value}");
        }
    }
    for path in [ROOMS, CHARACTERS] {
        let request = json!({ "name": "Mira", "projectId": "a".repeat(65) });
        let expected = "projectId: String should have at most 64 characters";
        assert_eq!(wrong(&app, path, request).await, expected);
    }
    assert_eq!(
        wrong(&app, &participants, json!({})).await,
        "characterId: Field required"
    );
    let missing = wrong(&app, &participants, json!({ "characterId": null })).await;
    assert_eq!(missing, "characterId: Input should be a valid string");
}
