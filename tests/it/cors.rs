//! Which web pages of other origins may call the API from their scripts.

use crate::support::{ANNA, Answer, Client, TestApp, join_path};
use poem::http::Method;
use serde_json::json;

const PAGE: &str = "https://app.example.org";
const ROOMS: &str = "/api/interviews/rooms";

async fn app_for(origins: &[&str]) -> TestApp {
    let origins = origins.iter().map(|&origin| origin.to_owned()).collect();
    TestApp::with(|config| config.http.cors_origins = origins).await
}

async fn preflight(client: &Client, path: &str, origin: &str) -> Answer {
    let call = client.call(Method::OPTIONS, path).header("origin", origin);
    let call = call.header("access-control-request-method", "POST");
    call.header("access-control-request-headers", "authorization,content-type")
        .send_to_fail()
        .await
}

#[tokio::test]
async fn by_default_no_page_of_another_origin_may_call_the_api() {
    let app = TestApp::start().await;
    let answer = app.owner().get(ROOMS).header("origin", PAGE).send().await.expect(200);
    assert_eq!(
        (answer.header("access-control-allow-origin"), answer.header("vary")),
        (None, None)
    );
    let asked = preflight(&app.stranger(), ROOMS, PAGE).await.expect(405);
    assert_eq!(asked.header("access-control-allow-methods"), None);
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_call_the_api_and_read_its_errors() {
    let app = app_for(&["http://localhost:3000", PAGE]).await;
    let asked = preflight(&app.stranger(), ROOMS, PAGE).await.expect(204);
    assert_eq!(asked.header("access-control-allow-origin"), Some(PAGE));
    let methods = asked.header("access-control-allow-methods").unwrap();
    assert!(methods.contains("POST") && methods.contains("GET"), "{methods}");
    let headers = asked.header("access-control-allow-headers").unwrap();
    for name in ["authorization", "content-type", "x-api-key", "idempotency-key"] {
        assert!(headers.contains(name), "{name} is not in {headers}");
    }
    assert_eq!(asked.header("access-control-allow-credentials"), None, "no cookies");
    for (client, status) in [(app.owner(), 200), (app.stranger(), 401)] {
        let answer = client.get(ROOMS).header("origin", PAGE).send().await.expect(status);
        assert_eq!(answer.header("access-control-allow-origin"), Some(PAGE));
        assert_eq!(answer.header("vary"), Some("origin"));
        assert!(answer.header("access-control-expose-headers").unwrap().contains("link"));
    }
    let room = app.create_room().await;
    let join = app.stranger().post(&join_path(&room)).header("origin", PAGE);
    let joined = join.json(&json!({ "email": ANNA })).send().await.expect(200);
    assert_eq!(joined.header("access-control-allow-origin"), Some(PAGE));
}

#[tokio::test]
async fn a_page_of_another_origin_may_not() {
    let app = app_for(&[PAGE]).await;
    for origin in [
        "https://example.org",
        "http://app.example.org",
        "https://app.example.org:8443",
        "null",
        "*",
    ] {
        let answer = app.owner().get(ROOMS).header("origin", origin).send().await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
        assert_eq!(answer.header("vary"), Some("origin"), "a cache must not mix the two");
        let asked = preflight(&app.stranger(), ROOMS, origin).await.expect(405);
        assert_eq!(asked.header("access-control-allow-origin"), None, "{origin}");
    }
}

#[tokio::test]
async fn all_origins_may_be_allowed_in_every_dialect() {
    let app = app_for(&["*"]).await;
    for path in [ROOMS, "/v1/rooms", "/api/agents", "/api/messaging/message-servers"] {
        let answer = app.owner().get(path).header("origin", PAGE).send().await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), Some(PAGE), "{path}");
    }
}

#[tokio::test]
async fn the_pages_of_respondents_are_never_open_to_other_origins() {
    let app = app_for(&["*"]).await;
    let room = app.create_room().await;
    let page = format!("/interview/{}", room["access_token"].as_str().unwrap());
    let answer = app
        .stranger()
        .get(&page)
        .header("origin", PAGE)
        .send()
        .await
        .expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let asked = preflight(&app.stranger(), &page, PAGE).await;
    assert_eq!(asked.header("access-control-allow-origin"), None);
}
