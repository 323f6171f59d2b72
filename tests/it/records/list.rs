//! Listing records.

use super::interviewed;
use crate::support::{ANNA, Client, TestApp, ids, text};
use chrono::TimeDelta;
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

async fn page(client: &Client, query: &str) -> Value {
    let path = format!("/insight/paginated{query}");
    client.get(&path).send().await.expect(200).body
}

async fn named(app: &TestApp, name: &str) -> Value {
    app.pass(TimeDelta::minutes(1));
    interviewed(app, json!({ "display_name": name })).await
}

fn names(page: &Value) -> Vec<&str> {
    let records = page["records"].as_array().unwrap();
    records.iter().map(|record| text(record, "name")).collect()
}

#[tokio::test]
async fn a_listed_record_has_the_contracts_fields() {
    let app = TestApp::start().await;
    let room = named(&app, "Anna").await;
    let listed = page(&app.viewer(), "").await;
    assert_eq!(listed["records"][0]["id"], room["id"]);
    assert_eq!(listed["records"][0]["project"], app.project);
    insta::assert_json_snapshot!(listed, { ".records[0].id" => "[id]", ".records[0].project" => "[project]" });
}

#[tokio::test]
async fn records_are_listed_latest_start_first_in_pages_without_duplicates() {
    let app = TestApp::start().await;
    for name in ["one", "two", "three"] {
        named(&app, name).await;
    }
    let first = page(&app.owner(), "?limit=2").await;
    assert_eq!(names(&first), ["three", "two"]);
    assert_eq!((&first["total"], &first["has_more"]), (&json!(3), &json!(true)));
    let second = page(&app.owner(), "?limit=2&page=2").await;
    assert_eq!(names(&second), ["one"]);
    assert_eq!((&second["page"], &second["has_more"]), (&json!(2), &json!(false)));
    let beyond = page(&app.owner(), "?limit=200&page=2147483647").await;
    assert_eq!((names(&beyond).len(), &beyond["total"]), (0, &json!(3)));
}

#[tokio::test]
async fn a_search_is_case_insensitive_and_has_no_wildcards() {
    let app = TestApp::start().await;
    for name in ["Planning 100%", "planning_b", "Иван \\ Ж"] {
        named(&app, name).await;
    }
    for (search, found) in [
        ("PLAN", &["planning_b", "Planning 100%"][..]),
        ("100%25", &["Planning 100%"]),
        ("%25", &["Planning 100%"]),
        ("g_b", &["planning_b"]),
        ("g_1", &[]),
        ("%5C", &["Иван \\ Ж"]),
        ("%D0%98%D0%B2", &["Иван \\ Ж"]),
        ("'", &[]),
        ("", &["Иван \\ Ж", "planning_b", "Planning 100%"]),
    ] {
        assert_eq!(
            names(&page(&app.owner(), &format!("?search={search}")).await),
            found,
            "{search}"
        );
    }
}

#[tokio::test]
async fn only_roles_that_may_see_e_mail_addresses_can_search_by_them() {
    let app = TestApp::start().await;
    named(&app, "one").await;
    let query = format!("?search={ANNA}");
    assert_eq!(names(&page(&app.owner(), &query).await), ["one"]);
    assert_eq!(page(&app.viewer(), &query).await["total"], 0);
}

#[tokio::test]
async fn every_record_is_finished_a_text_and_not_archived() {
    let app = TestApp::start().await;
    named(&app, "one").await;
    for (query, total) in [
        ("?status=Finished", 1),
        ("?status=Error&status=Finished", 1),
        ("?status=Error", 0),
        ("?type=text", 1),
        ("?type=audio&type=video", 0),
        ("?archived=false", 1),
        ("?archived=true", 0),
    ] {
        assert_eq!(page(&app.owner(), query).await["total"], total, "{query}");
    }
}

#[tokio::test]
async fn invalid_pages_are_rejected() {
    let app = TestApp::start().await;
    for (query, place) in [
        ("page=0", "query.page"),
        ("page=x", "query.page"),
        ("limit=0", "query.limit"),
        ("limit=201", "query.limit"),
        ("archived=perhaps", "query.archived"),
    ] {
        let answer = app.owner().get(&format!("/insight/paginated?{query}")).send().await;
        let wrong = answer.wrong();
        assert!(wrong.len() == 1 && wrong[0].starts_with(place), "{query}: {wrong:?}");
    }
}

#[tokio::test]
async fn a_project_has_its_own_records_and_counts_them() {
    let app = TestApp::start().await;
    let (first, second) = (named(&app, "one").await, named(&app, "two").await);
    let other = app.make_project(&app.owner(), "Another").await;
    app.room_in("active").await;
    let project = format!("/projects/{}", app.project);
    let listed = app.viewer().get(&format!("{project}/records")).send().await.expect(200);
    assert_eq!(
        ids(listed.body.as_array().unwrap()),
        [text(&second, "id"), text(&first, "id")]
    );
    let count = app.viewer().get(&project).send().await.expect(200).body["records_count"].clone();
    assert_eq!(count, 2);
    let all = app.owner().get("/projects/").send().await.expect(200).body;
    let counts: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|project| project["records_count"].clone())
        .collect();
    assert_eq!(counts, [0, 2], "the newest project first");
    let none = app
        .owner()
        .get(&format!("/projects/{other}/records"))
        .send()
        .await
        .expect(200);
    assert_eq!(none.body, json!([]));
    let bound = app.holder(&app.make_key(Role::Viewer, Some(&other)).await);
    bound.get(&format!("{project}/records")).send().await.expect(404);
    assert_eq!(page(&bound, "").await["total"], 0);
}

#[tokio::test]
async fn a_long_list_of_a_project_is_read_page_by_page() {
    let app = TestApp::start().await;
    for name in ["one", "two"] {
        named(&app, name).await;
    }
    let path = format!("/projects/{}/records", app.project);
    let first = app.owner().get(&format!("{path}?limit=1")).send().await.expect(200);
    let next = format!("<https://rooms.example.org{path}?limit=1&page=2>; rel=\"next\"");
    assert_eq!(
        (text(&first.body[0], "name"), first.header("link")),
        ("two", Some(&*next))
    );
    let last = app
        .owner()
        .get(&format!("{path}?limit=1&page=2"))
        .send()
        .await
        .expect(200);
    assert_eq!((text(&last.body[0], "name"), last.header("link")), ("one", None));
}

#[tokio::test]
async fn records_remain_after_their_project_is_deleted() {
    let app = TestApp::start().await;
    named(&app, "one").await;
    app.delete_project().await.expect(200);
    let listed = page(&app.owner(), "").await;
    assert_eq!(
        (names(&listed), &listed["records"][0]["project"]),
        (vec!["one"], &json!(null))
    );
    let path = format!("/projects/{}/records", app.project);
    app.owner().get(&path).send().await.expect(404);
}
