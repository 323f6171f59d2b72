//! The page that a person sees at a link.

use crate::support::{ANNA, Answer, TestApp, text};
use poem::http::Method;
use serde_json::json;

const STATUSES: [(&str, &str); 5] = [
    ("expired", "This link has expired"),
    ("pending", "Your interview is ready"),
    ("active", "Your interview is running"),
    ("completed", "Your interview is over"),
    ("cancelled", "This interview was cancelled"),
];

fn assert_strict(page: &Answer) {
    let policy = page.header("content-security-policy").unwrap();
    for rule in [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    assert_eq!(page.header("set-cookie"), None);
    assert!(!page.text.contains("://"), "nothing comes from elsewhere");
    assert!(!page.text.contains("<script") && !page.text.contains("style=\""));
}

#[tokio::test]
async fn the_page_tells_where_the_interview_stands_and_what_to_do_next() {
    let app = TestApp::start().await;
    for (status, title) in STATUSES {
        let room = app.room_in(status).await;
        let page = app.page(&room).await.expect(200);
        assert!(page.text.contains(&format!("<h1>{title}</h1>")), "{}", page.text);
        assert_strict(&page);
    }
}

#[tokio::test]
async fn the_page_judges_by_the_clock() {
    let app = TestApp::start().await;
    let room = app
        .create_rooms(json!({ "expires_in_days": 1, "max_duration_minutes": 45 }))
        .await
        .remove(0);
    let page = app.page(&room).await.expect(200);
    assert!(page.text.contains("up to 45 minutes") && page.text.contains("2 March 2026, 12:00 UTC"));
    app.pass(chrono::TimeDelta::days(1));
    assert!(app.page(&room).await.expect(200).text.contains("This link has expired"));
}

#[tokio::test]
async fn a_link_that_leads_nowhere_is_told_so_in_the_same_plain_way() {
    let app = TestApp::start().await;
    for unknown in [
        "A".repeat(32).as_str(),
        "short",
        "%00",
        "%F0%9F%92%A9",
        &"A".repeat(5000),
    ] {
        let page = app
            .stranger()
            .get(&format!("/interview/{unknown}"))
            .send()
            .await
            .expect(404);
        assert!(page.text.contains("<h1>We do not know this link</h1>"), "{}", page.text);
        assert_strict(&page);
    }
    let old = app.create_room().await;
    app.rotate(&old).await.expect(200);
    let page = app.page(&old).await.expect(410);
    assert!(page.text.contains("<h1>This link was replaced</h1>"));
    assert_strict(&page);
}

#[tokio::test]
async fn the_page_holds_nothing_of_the_link_the_team_or_the_respondent() {
    let app = TestApp::start().await;
    let request = json!({
        "respondents": [{ "email": ANNA, "display_name": "Secret name", "external_id": "p-1" }],
        "topics_for_respondent": "<b>topics</b>",
    });
    let room = app.create_rooms(request).await.remove(0);
    app.join(&room, ANNA).await.expect(200);
    let page = app.page(&room).await.expect(200);
    let fields = ["id", "access_token", "room_name", "project_id"].map(|field| text(&room, field).to_owned());
    let others = [ANNA, "anna", "Secret name", "p-1", "First project", "topics"].map(str::to_owned);
    for secret in fields.iter().chain(&others) {
        assert!(!page.text.contains(secret.as_str()), "{secret}");
        let told = page
            .headers
            .values()
            .any(|value| value.to_str().unwrap().contains(secret.as_str()));
        assert!(!told, "{secret} in a header");
    }
}

#[tokio::test]
async fn a_head_request_gets_the_headers_of_the_page_and_no_body() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let before = app.rows(&room).await;
    let path = format!("/interview/{}", text(&room, "access_token"));
    let head = app.stranger().call(Method::HEAD, &path).send().await.expect(200);
    assert_strict(&head);
    assert_eq!(app.rows(&room).await, before);
}

#[tokio::test]
async fn the_pages_style_comes_from_the_service_itself() {
    let app = TestApp::start().await;
    let style = app.stranger().get("/assets/link.css").send().await.expect(200);
    assert!(style.header("content-type").unwrap().starts_with("text/css"));
    assert!(
        app.page(&app.create_room().await)
            .await
            .text
            .contains("href=\"/assets/link.css\"")
    );
}
