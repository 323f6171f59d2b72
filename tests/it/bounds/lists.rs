//! Lists of rows with long texts are cut, and say where they go on.

use super::agents::Team;
use crate::support::{Client, TestApp, text};
use serde_json::{Value, json};

/// More than an answer has, whatever else is in it.
const LONG: usize = 4 * 1024 * 1024;

/// Reads a list of bare arrays to its end by its `Link` headers, and returns the `field` of each item.
async fn by_links(client: &Client, path: &str, field: &str) -> Vec<String> {
    let (mut next, mut seen) = (Some(path.to_owned()), Vec::new());
    while let Some(path) = next {
        let page = client.get(&path).send().await.expect(200);
        assert!(page.text.len() < LONG, "{}", page.text.len());
        let items = page.body.as_array().unwrap();
        seen.extend(items.iter().map(|item| text(item, field).to_owned()));
        next = page.header("link").map(|link| {
            let url = link.split(['<', '>']).nth(1).unwrap();
            format!("/{}", url.splitn(4, '/').nth(3).unwrap())
        });
    }
    seen
}

#[tokio::test]
async fn a_list_of_long_projects_is_cut_and_its_link_leads_to_the_rest() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 0).await;
    let words = "я".repeat(20_000);
    for number in 0..80 {
        let project = json!({ "name": format!("{number}"), "interview_guide": words });
        app.owner()
            .post("/projects/create")
            .json(&project)
            .send()
            .await
            .expect(200);
    }
    let mut names = by_links(&app.owner(), "/projects/", "name").await;
    let mut expected: Vec<String> = (0..80).map(|number| number.to_string()).collect();
    expected.push("First project".to_owned());
    names.sort();
    expected.sort();
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_list_of_rooms_with_long_guides_is_cut_and_its_link_leads_to_the_rest() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 0).await;
    let rooms = app.create_rooms(json!({ "count": 80 })).await;
    let guide = json!({ "interview_guide_override": "я".repeat(20_000) });
    for room in &rooms {
        app.patch(room, guide.clone()).await.expect(200);
    }
    let seen = by_links(&app.researcher(), "/api/interviews/rooms", "id").await;
    let mut expected: Vec<String> = rooms.iter().map(|room| text(room, "id").to_owned()).collect();
    expected.sort();
    expected.reverse();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_list_of_agents_with_long_characters_is_cut_and_its_cursor_leads_to_the_rest() {
    let team = Team::start().await;
    for number in 0..20 {
        let agent = json!({ "name": format!("{number}"), "bio": ["ж".repeat(100_000)] });
        team.client.post("/api/agents").json(&agent).send().await.expect(201);
    }
    let (mut path, mut seen) = ("/api/agents?limit=100".to_owned(), 0);
    loop {
        let page = team.client.get(&path).send().await.expect(200);
        assert!(page.text.len() < LONG, "{}", page.text.len());
        seen += page.body["data"]["agents"].as_array().unwrap().len();
        match &page.body["data"]["nextCursor"] {
            Value::String(cursor) => path = format!("/api/agents?limit=100&cursor={cursor}"),
            _ => break,
        }
    }
    assert_eq!(seen, 20);
    let names = by_links(&team.app.owner(), "/characters?limit=100", "name").await;
    assert_eq!(names.len(), 20);
}
