//! Where respondents are sent after the interview.

use crate::support::TestApp;
use serde_json::json;

#[tokio::test]
async fn the_address_is_stored_as_it_was_understood() {
    let app = TestApp::start().await;
    for (sent, stored) in [
        (" https://example.org/thanks?a=b#c ", "https://example.org/thanks?a=b#c"),
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https:\\\\example.org\\thanks", "https://example.org/thanks"),
        ("https://example.org/a b\t\"<", "https://example.org/a%20b%22%3C"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://example.org:80/../x", "http://example.org/x"),
    ] {
        let request = json!({ "name": "Study", "redirect_url": sent });
        let project = app
            .owner()
            .post("/projects/create")
            .json(&request)
            .send()
            .await
            .expect(200)
            .body;
        assert_eq!(project["redirect_url"], stored, "{sent}");
        let path = format!("/projects/{}", project["id"].as_str().unwrap());
        let changed = app
            .owner()
            .put(&path)
            .json(&json!({ "redirect_url": sent }))
            .send()
            .await;
        assert_eq!(changed.expect(200).body["redirect_url"], stored, "{sent}");
    }
}

#[tokio::test]
async fn an_address_with_credentials_or_of_another_kind_is_refused() {
    let app = TestApp::start().await;
    let project = format!("/projects/{}", app.project);
    let long = format!("https://example.org/{}", "ü".repeat(400));
    for sent in [
        "https://me:hunter2@example.org/",
        "https://example.org@evil.example/",
        "https://:hunter2@example.org/",
        "javascript:alert(1)",
        "//example.org",
        "ftp://example.org",
        &long,
    ] {
        for call in [app.owner().post("/projects/create"), app.owner().put(&project)] {
            let answer = call
                .json(&json!({ "name": "Study", "redirect_url": sent }))
                .send()
                .await;
            assert_eq!(answer.wrong(), ["body.redirect_url url_parsing"], "{sent}");
            assert!(!answer.text.contains("hunter2"), "{}", answer.text);
        }
    }
}
