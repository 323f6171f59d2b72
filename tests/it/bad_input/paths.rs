//! Unknown paths, wrong methods and invalid parameters.

use super::{MARK, ROOMS};
use crate::support::{TestApp, join_path, room_path};
use poem::http::Method;
use serde_json::json;

#[tokio::test]
async fn an_unknown_path_is_404_in_the_format_of_the_dialect() {
    let app = TestApp::start().await;
    for path in [
        "/",
        "/nothing",
        "/api/interviews",
        "/api/interviews/rooms/",
        "/api/interviews/rooms/a/b/c",
        "/projects",
        "/interview/",
        "/interview/a/b",
        "//health",
        "/%68ealth",
        "/../health",
        "/%FF%FE",
        "/api/interviews/rooms/%FF%FE",
    ] {
        for client in [app.stranger(), app.owner()] {
            let answer = client.get(path).send().await.expect(404);
            assert_eq!(answer.body, json!({ "detail": "Not Found" }), "{path}");
        }
    }
}

#[tokio::test]
async fn a_wrong_method_gets_405_with_the_allowed_methods() {
    let app = TestApp::start().await;
    let room = room_path(&app.create_room().await);
    for (method, path, allowed) in [
        (Method::PUT, ROOMS, "GET, HEAD, POST"),
        (Method::DELETE, ROOMS, "GET, HEAD, POST"),
        (Method::POST, &room, "DELETE, GET, HEAD, PATCH"),
        (Method::GET, &format!("{room}/rotate"), "POST"),
        (Method::GET, "/projects/create", "POST"),
        (Method::POST, "/projects/", "GET, HEAD"),
        (Method::POST, "/health", "GET, HEAD"),
        (Method::POST, "/metrics", "GET, HEAD"),
        (Method::POST, "/docs", "GET, HEAD"),
        (Method::DELETE, "/openapi/interviews.json", "GET, HEAD"),
        (Method::POST, "/interview/some-link", "GET, HEAD"),
        (Method::OPTIONS, ROOMS, "GET, HEAD, POST"),
        (Method::from_bytes(b"BREW").unwrap(), ROOMS, "GET, HEAD, POST"),
    ] {
        let answer = app.owner().call(method.clone(), path).send().await.expect(405);
        let mut methods: Vec<&str> = answer.header("allow").expect("an Allow header").split(", ").collect();
        methods.sort_unstable();
        assert_eq!(methods.join(", "), allowed, "{method} {path}");
        assert_eq!(answer.body, json!({ "detail": "Method Not Allowed" }));
    }
}

#[tokio::test]
async fn head_is_answered_wherever_get_is_and_changes_nothing() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let link = format!("/interview/{}", crate::support::text(&room, "access_token"));
    for path in [
        ROOMS,
        &room_path(&room),
        &join_path(&room),
        &link,
        "/health",
        "/metrics",
        "/docs",
    ] {
        app.owner().call(Method::HEAD, path).send().await.expect(200);
    }
    assert_eq!(app.room(&room).await, room);
}

#[tokio::test]
async fn a_path_with_a_bad_id_names_the_parameter() {
    let app = TestApp::start().await;
    for id in ["1", MARK, "%00", "00000000-0000-0000-0000-00000000000g"] {
        let (room, project) = (format!("{ROOMS}/{id}"), format!("/projects/{id}"));
        let owner = app.owner();
        let (reopen, rotate) = (format!("{room}/reopen"), format!("{room}/rotate"));
        for (call, parameter) in [
            (owner.get(&room), "room_id"),
            (owner.delete(&room), "room_id"),
            (owner.post(&rotate), "room_id"),
            (owner.patch(&room).json(&json!({})), "room_id"),
            (owner.post(&reopen).json(&json!({ "expires_at": app.now() })), "room_id"),
            (owner.get(&project), "project_id"),
            (owner.put(&project).json(&json!({})), "project_id"),
            (owner.delete(&project), "project_id"),
        ] {
            let answer = call.send().await;
            assert_eq!(answer.wrong(), [format!("path.{parameter} uuid_parsing")], "{id}");
            assert!(!answer.text.contains(MARK), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_bad_query_names_the_parameter() {
    let app = TestApp::start().await;
    for (query, expected) in [
        (format!("project_id={MARK}"), "query.project_id uuid_parsing"),
        ("project_id=".to_owned(), "query.project_id uuid_parsing"),
        (format!("limit={MARK}"), "query.limit int_parsing"),
        ("limit=1.5".to_owned(), "query.limit int_parsing"),
        ("limit=99999999999".to_owned(), "query.limit int_parsing"),
        ("limit=0".to_owned(), "query.limit greater_than_equal"),
        ("limit=-1".to_owned(), "query.limit greater_than_equal"),
        ("limit=1001".to_owned(), "query.limit less_than_equal"),
        (format!("status={MARK}"), "query.status value_error"),
        ("status=".to_owned(), "query.status value_error"),
        ("status=Pending".to_owned(), "query.status value_error"),
        ("status=%00".to_owned(), "query.status value_error"),
        (format!("cursor={MARK}"), "query.cursor value_error"),
        ("cursor=".to_owned(), "query.cursor value_error"),
        ("cursor=%FF".to_owned(), "query.cursor value_error"),
    ] {
        let answer = app.viewer().get(&format!("{ROOMS}?{query}")).send().await;
        assert_eq!(answer.wrong(), [expected], "{query}");
        assert!(!answer.text.contains(MARK), "{}", answer.text);
    }
    for bound in ["limit=1", "limit=1000", "unknown=1", "", "&&"] {
        app.viewer().get(&format!("{ROOMS}?{bound}")).send().await.expect(200);
    }
}

#[tokio::test]
async fn a_malformed_link_is_not_found() {
    let app = TestApp::start().await;
    for token in ["x", "%20", "%00", "%FF", "a%2Fb", &"a".repeat(5000), "..", "é"] {
        let join = format!("/api/interviews/join/{token}");
        app.stranger().get(&join).send().await.expect(404);
        app.stranger().post(&format!("{join}/leave")).send().await.expect(404);
        let page = app
            .stranger()
            .get(&format!("/interview/{token}"))
            .send()
            .await
            .expect(404);
        assert!(page.text.contains("We do not know this link"), "{token}");
    }
}
