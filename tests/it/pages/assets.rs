//! The style, the script and the icon.

use super::Browser;
use crate::support::{Answer, TestApp};
use serde_json::json;

/// The URLs of the assets of a page.
fn needed(page: &Answer) -> Vec<String> {
    let parts = page.text.split("\"/assets/").skip(1);
    parts
        .map(|rest| format!("/assets/{}", rest.split('"').next().unwrap()))
        .collect()
}

#[tokio::test]
async fn assets_come_from_the_service_and_are_cached_forever() {
    let app = TestApp::start().await;
    let page = Browser::at(&app, &app.create_room().await).open("").await.expect(200);
    let needed = needed(&page);
    let kinds = [
        "image/svg+xml",
        "text/css; charset=utf-8",
        "text/javascript; charset=utf-8",
    ];
    assert_eq!(needed.len(), kinds.len());
    for (path, kind) in needed.iter().zip(kinds) {
        let asset = app.stranger().get(path).send().await.expect(200);
        assert_eq!(asset.header("content-type"), Some(kind));
        assert_eq!(
            asset.header("cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        let other = path.replacen(&path[8..24], "0123456789abcdef", 1);
        let other = app.stranger().get(&other).send().await.expect(200);
        assert_eq!(
            other.header("cache-control"),
            Some("no-store"),
            "a page from before an update still works"
        );
    }
    app.stranger()
        .get("/assets/0123456789abcdef/nothing.js")
        .send()
        .await
        .expect(404);
}

#[tokio::test]
async fn an_interview_with_its_style_and_script_weighs_less_than_60_kilobytes() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "language": "ar" })).await.remove(0);
    let anna = Browser::of_anna(&app, &room).await;
    for number in 0..3 {
        anna.say(&number.to_string(), &"An answer of some length. ".repeat(20))
            .await
            .expect(200);
    }
    let page = anna.open("").await.expect(200);
    let mut weight = page.text.len();
    for path in needed(&page) {
        weight += app.stranger().get(&path).send().await.expect(200).text.len();
    }
    assert!(weight < 60 * 1024, "{weight} bytes");
}

#[test]
fn under_a_path_prefix_every_url_has_the_prefix() {
    let other = interview_rooms::web::Site::at("https://example.org/rooms/");
    assert_eq!((other.base.as_str(), other.is_secure), ("/rooms", true));
    assert!(other.style.starts_with("/rooms/assets/") && other.script.starts_with("/rooms/assets/"));
    let plain = interview_rooms::web::Site::at("http://localhost:8080");
    assert_eq!((plain.base.as_str(), plain.is_secure), ("", false));
}
