//! Fields that are missing, of the wrong type, out of bounds, or contradict each other.

use super::{MARK, ROOMS, create, rooms};
use crate::support::{ANNA, TestApp, join_path, merge, room_path, text};
use serde_json::{Value, json};

/// The errors of a request to create rooms with these fields.
async fn wrong(app: &TestApp, fields: Value) -> Vec<String> {
    let mut request = json!({ "project_id": app.project });
    merge(&mut request, fields);
    let answer = create(app).json(&request).send().await;
    assert!(!answer.text.contains(MARK), "a value came back: {}", answer.text);
    answer.wrong()
}

#[tokio::test]
async fn a_missing_field_is_named() {
    let app = TestApp::start().await;
    let answer = create(&app).json(&json!({ "count": 3 })).send().await;
    assert_eq!(answer.wrong(), ["body.project_id missing"]);
    assert_eq!(answer.body["detail"][0]["msg"], "Field required");
    let answer = app.owner().post("/projects/create").json(&json!({})).send().await;
    assert_eq!(answer.wrong(), ["body.name missing"]);
}

#[tokio::test]
async fn all_wrong_types_are_reported_together_in_the_order_of_the_schema() {
    let app = TestApp::start().await;
    let found = wrong(
        &app,
        json!({
            "respondents": [{ "email": 5, "external_id": [] }, "row", { "display_name": {} }],
            "display_name": 4,
            "voice": { "a": MARK },
            "language": ["en"],
            "expires_in_days": "7",
            "max_duration_minutes": 30.5,
            "count": true,
            "project_id": MARK,
        }),
    )
    .await;
    let expected = [
        "body.project_id uuid_parsing",
        "body.count int_type",
        "body.max_duration_minutes int_from_float",
        "body.expires_in_days int_type",
        "body.voice string_type",
        "body.language string_type",
        "body.display_name string_type",
        "body.respondents.0.email string_type",
        "body.respondents.0.external_id string_type",
        "body.respondents.1 model_attributes_type",
        "body.respondents.2.display_name string_type",
    ];
    assert_eq!(found, expected);
    assert_eq!(
        wrong(&app, json!({ "respondents": { "0": {} } })).await,
        ["body.respondents list_type"]
    );
    assert_eq!(rooms(&app).await, 0);
}

#[tokio::test]
async fn a_wrong_type_in_an_update_is_reported_too() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let change = json!({
        "max_duration_minutes": "5",
        "expires_at": 5,
        "clear_display_name": "yes",
        "clear_topics_for_respondent": null,
        "research_goals_override": 1,
    });
    let answer = app.researcher().patch(&room_path(&room)).json(&change).send().await;
    let expected = [
        "body.research_goals_override string_type",
        "body.max_duration_minutes int_type",
        "body.expires_at string_type",
        "body.clear_topics_for_respondent bool_type",
        "body.clear_display_name bool_type",
    ];
    assert_eq!(answer.wrong(), expected);
    assert_eq!(app.room(&room).await, room);
}

#[tokio::test]
async fn null_is_rejected_where_a_field_has_a_default_and_means_none_elsewhere() {
    let app = TestApp::start().await;
    let found = wrong(
        &app,
        json!({ "count": null, "max_duration_minutes": null, "expires_in_days": null, "project_id": null }),
    )
    .await;
    let expected = [
        "body.project_id string_type",
        "body.count int_type",
        "body.max_duration_minutes int_type",
        "body.expires_in_days int_type",
    ];
    assert_eq!(found, expected);
    let nothing = json!({ "voice": null, "language": null, "respondents": null, "display_name": null });
    assert_eq!(app.create_rooms(nothing).await.len(), 1);
}

#[tokio::test]
async fn numbers_are_accepted_up_to_both_bounds() {
    let app = TestApp::start().await;
    for (field, least, most) in [
        ("count", 1, 100),
        ("max_duration_minutes", 1, 480),
        ("expires_in_days", 1, 365),
    ] {
        for inside in [least, most] {
            app.create_rooms(json!({ field: inside })).await;
        }
        for (outside, kind) in [
            (least - 1, "greater_than_equal"),
            (-5, "greater_than_equal"),
            (most + 1, "less_than_equal"),
            (1 << 31, "less_than_equal"),
            (i64::MAX, "less_than_equal"),
            (i64::MIN, "greater_than_equal"),
        ] {
            let found = wrong(&app, json!({ field: outside })).await;
            assert_eq!(found, [format!("body.{field} {kind}")], "{outside}");
        }
        let found = wrong(&app, json!({ field: u64::MAX })).await;
        assert_eq!(found, [format!("body.{field} int_parsing_size")]);
    }
    assert_eq!(app.list("").await.len(), 105, "an invalid request creates no room");
}

#[tokio::test]
async fn a_number_with_fraction_exponent_or_too_many_digits_is_not_an_integer() {
    let app = TestApp::start().await;
    for (number, kind) in [
        ("2.5", "int_from_float"),
        ("3.0", "int_from_float"),
        ("1e1", "int_from_float"),
        ("99999999999999999999999999", "int_parsing_size"),
        ("-99999999999999999999999999", "int_parsing_size"),
    ] {
        let body = format!(r#"{{"project_id":"{}","count":{number}}}"#, app.project);
        let answer = create(&app).json_bytes(body).send().await;
        assert_eq!(answer.wrong(), [format!("body.count {kind}")], "{number}");
    }
    let unspeakable = format!(r#"{{"project_id":"{}","count":1e999}}"#, app.project);
    let answer = create(&app).json_bytes(unspeakable).send().await;
    assert!(answer.wrong()[0].ends_with("json_invalid"), "{}", answer.text);
}

#[tokio::test]
async fn texts_are_accepted_up_to_their_limit_in_characters() {
    let app = TestApp::start().await;
    for (field, most) in [
        ("voice", 100),
        ("realtime_provider", 100),
        ("language", 35),
        ("topics_for_respondent", 2000),
        ("display_name", 42),
    ] {
        for letter in ["a", "é", "🦀"] {
            let room = app.create_rooms(json!({ field: letter.repeat(most) })).await.remove(0);
            assert_eq!(text(&room, field), letter.repeat(most));
            let found = wrong(&app, json!({ field: letter.repeat(most + 1) })).await;
            assert_eq!(found, [format!("body.{field} string_too_long")], "{letter}");
        }
    }
}

#[tokio::test]
async fn the_texts_of_projects_have_limits_too() {
    let app = TestApp::start().await;
    let send = |body: Value| {
        let owner = app.owner();
        async move { owner.post("/projects/create").json(&body).send().await }
    };
    for (field, most) in [
        ("name", 128),
        ("description", 5000),
        ("research_goals", 10_000),
        ("interview_guide", 20_000),
    ] {
        let with = |length: usize| {
            let mut body = json!({ "name": "Name" });
            merge(&mut body, json!({ field: "é".repeat(length) }));
            body
        };
        send(with(most)).await.expect(200);
        assert_eq!(
            send(with(most + 1)).await.wrong(),
            [format!("body.{field} string_too_long")]
        );
    }
    assert_eq!(
        send(json!({ "name": "" })).await.wrong(),
        ["body.name string_too_short"]
    );
    assert_eq!(
        send(json!({ "name": " \t" })).await.wrong(),
        ["body.name string_too_short"]
    );
}

#[tokio::test]
async fn lists_are_accepted_up_to_their_limit() {
    let app = TestApp::start().await;
    let rows = |count: usize| json!({ "respondents": vec![json!({}); count] });
    assert_eq!(app.create_rooms(rows(1)).await.len(), 1);
    assert_eq!(app.create_rooms(rows(100)).await.len(), 100);
    assert_eq!(wrong(&app, rows(0)).await, ["body.respondents too_short"]);
    assert_eq!(wrong(&app, rows(101)).await, ["body.respondents too_long"]);
}

#[tokio::test]
async fn nul_characters_are_rejected_in_every_text() {
    let app = TestApp::start().await;
    for field in ["voice", "language", "topics_for_respondent", "display_name"] {
        let found = wrong(&app, json!({ field: "a\0b" })).await;
        assert_eq!(found, [format!("body.{field} string_type")]);
    }
    let row = json!({ "external_id": "\0", "display_name": "\0", "email": "a\0@example.org" });
    let found = wrong(&app, json!({ "respondents": [row] })).await;
    assert_eq!(found.len(), 4, "an e-mail address with NUL is also invalid: {found:?}");
    let project = app
        .owner()
        .post("/projects/create")
        .json(&json!({ "name": "\0" }))
        .send()
        .await;
    assert_eq!(project.wrong(), ["body.name string_type"]);
}

#[tokio::test]
async fn invalid_uuids_dates_and_addresses_are_rejected_without_being_repeated() {
    let app = TestApp::start().await;
    assert_eq!(
        wrong(&app, json!({ "project_id": format!("{}{MARK}", app.project) })).await,
        ["body.project_id uuid_parsing"]
    );
    let room = app.create_room().await;
    for moment in [
        "tomorrow",
        "2026-13-01T00:00:00Z",
        "2026-03-02",
        "2026-03-02T10:00:00",
        "",
        MARK,
    ] {
        for (call, request) in [
            (app.owner().patch(&room_path(&room)), json!({ "expires_at": moment })),
            (
                app.owner().post(&format!("{}/reopen", room_path(&room))),
                json!({ "expires_at": moment }),
            ),
        ] {
            let answer = call.json(&request).send().await;
            assert_eq!(answer.wrong(), ["body.expires_at datetime_parsing"], "{moment}");
            assert!(!answer.text.contains(MARK));
        }
    }
    for address in [
        "",
        "anna",
        MARK,
        "anna@",
        "a b@example.org",
        "Anna <a@example.org>",
        "a@localhost",
    ] {
        let found = wrong(&app, json!({ "respondents": [{ "email": address }] })).await;
        assert_eq!(found, ["body.respondents.0.email value_error"], "{address}");
        let answer = app.join(&room, address).await;
        assert_eq!(answer.wrong(), ["body.email value_error"], "{address}");
        assert!(!answer.text.contains(MARK));
    }
    assert_eq!(app.room(&room).await, room, "no invalid request joined");
}

#[tokio::test]
async fn a_count_must_equal_the_number_of_respondents() {
    let app = TestApp::start().await;
    let rows = json!([{ "email": ANNA }, { "email": "ben@example.org" }]);
    assert_eq!(
        wrong(&app, json!({ "count": 3, "respondents": rows })).await,
        ["body value_error"]
    );
    assert_eq!(rooms(&app).await, 0);
    assert_eq!(
        app.create_rooms(json!({ "count": 2, "respondents": rows })).await.len(),
        2
    );
    assert_eq!(app.create_rooms(json!({ "respondents": rows })).await.len(), 2);
    assert_eq!(
        wrong(&app, json!({ "count": 2, "respondents": [{}, {}, {}] })).await,
        ["body value_error"]
    );
    assert_eq!(rooms(&app).await, 4);
}

#[tokio::test]
async fn a_rejected_join_starts_nothing() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    for body in [json!({}), json!({ "email": null }), json!({ "email": [ANNA] })] {
        let answer = app.stranger().post(&join_path(&room)).json(&body).send().await;
        assert!(answer.wrong()[0].starts_with("body.email"), "{}", answer.text);
    }
    assert_eq!(app.room(&room).await, room);
}

#[tokio::test]
async fn one_invalid_row_rejects_the_batch() {
    let app = TestApp::start().await;
    let mut rows = vec![json!({ "email": ANNA }); 99];
    rows.push(json!({ "email": MARK }));
    assert_eq!(
        wrong(&app, json!({ "respondents": rows })).await,
        ["body.respondents.99.email value_error"]
    );
    assert_eq!(app.researcher().get(ROOMS).send().await.expect(200).body, json!([]));
}
