//! The subcommand `keys` while a service is running.

use super::{complaint, make_key, printed, refused};
use crate::support::{Reply, Service, TestDatabase, exchange, run};
use serde_json::{Value, json};

const ROOMS: &str = "/api/interviews/rooms";

async fn call(service: &Service, key: &str, method: &str, path: &str, body: Option<Value>) -> Reply {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    exchange(service.address.parse().unwrap(), request.as_bytes()).await
}

async fn make_project(service: &Service, key: &str) -> String {
    let made = call(
        service,
        key,
        "POST",
        "/projects/create",
        Some(json!({ "name": "Project" })),
    )
    .await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.json()["id"].as_str().expect("a project has an id").to_owned()
}

/// The line of `keys list` that contains this text.
fn listed(database: &TestDatabase, words: &str) -> String {
    let all = printed(&run(database, &["keys", "list"]));
    let line = all.lines().find(|line| line.contains(words));
    line.unwrap_or_else(|| panic!("no line with {words}: {all}")).to_owned()
}

#[tokio::test]
async fn a_key_works_once_printed_and_not_after_it_is_revoked() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let key = make_key(&database, &["--role", "viewer"]);
    assert_eq!(call(&service, &key, "GET", ROOMS, None).await.status, 200);
    assert_eq!(call(&service, &key, "POST", ROOMS, Some(json!({}))).await.status, 422);

    let line = listed(&database, "role=viewer");
    let id = line.split(' ').next().unwrap();
    assert_eq!(
        printed(&run(&database, &["keys", "revoke", id])),
        format!("revoked {id}\n")
    );
    let refused = call(&service, &key, "GET", ROOMS, None).await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json(), json!({ "detail": "Not authenticated" }));
    assert!(!listed(&database, id).contains("revoked=-"));
    assert!(
        run(&database, &["keys", "revoke", id]).status.success(),
        "revoking again is harmless"
    );
}

#[tokio::test]
async fn a_key_is_for_the_first_team_or_for_the_named_team_which_is_created() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let (first, same) = (make_key(&database, &[]), make_key(&database, &[]));
    let other = make_key(&database, &["--team", "Übrige & Söhne"]);
    let project = make_project(&service, &first).await;
    let path = format!("/projects/{project}");
    for (key, status) in [(&first, 200), (&same, 200), (&other, 404)] {
        assert_eq!(call(&service, key, "GET", &path, None).await.status, status);
    }
    assert!(listed(&database, "team=\"Übrige & Söhne\"").contains("role=owner"));
    let colleague = make_key(&database, &["--team", "Übrige & Söhne"]);
    let project = make_project(&service, &other).await;
    let path = format!("/projects/{project}");
    assert_eq!(call(&service, &colleague, "GET", &path, None).await.status, 200);
}

#[tokio::test]
async fn a_key_has_its_role_project_and_expiry() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let owner = make_key(&database, &[]);
    let (own, next) = (
        make_project(&service, &owner).await,
        make_project(&service, &owner).await,
    );
    let end = "2999-12-31T23:00:00Z";
    let bound = make_key(
        &database,
        &["--role", "researcher", "--project", &own, "--expires-at", end],
    );
    for (project, status) in [(&own, 200), (&next, 404)] {
        let made = call(&service, &bound, "POST", ROOMS, Some(json!({ "project_id": project }))).await;
        assert_eq!(made.status, status, "{}", made.body);
    }
    let line = listed(&database, "role=researcher");
    for words in [&format!("project={own}"), "expires=2999-12-31T23:00:00+00:00"] {
        assert!(line.contains(words), "{line}");
    }
    let agent = make_key(&database, &["--role", "agent"]);
    assert_eq!(call(&service, &agent, "GET", ROOMS, None).await.status, 403);
}

#[tokio::test]
async fn the_list_shows_neither_keys_nor_their_hashes() {
    let database = TestDatabase::create().await;
    let key = make_key(&database, &[]);
    let line = listed(&database, "name=\"test\"");
    assert!(!line.contains("ir_") && !line.contains(&key[3..20]), "{line}");
    let fields = line.split(' ').skip(1).map(|field| field.split('=').next().unwrap());
    let known = [
        "team",
        "name",
        "role",
        "project",
        "created",
        "expires",
        "revoked",
        "last_used",
    ];
    assert_eq!(fields.collect::<Vec<_>>(), known);
}

#[tokio::test]
async fn invalid_arguments_are_rejected_in_one_line_and_create_no_key() {
    let database = TestDatabase::create().await;
    make_key(&database, &["--team", "other"]);
    let nothing = "0192f0a1-7c00-7000-8000-000000000001";
    let create = ["keys", "create", "--name", "test"];
    for (arguments, words) in [
        (vec!["keys", "revoke", nothing], "there is no key"),
        ([&create[..], &["--project", nothing]].concat(), "has no project"),
        (
            [&create[..], &["--expires-at", "2020-01-01T00:00:00Z"]].concat(),
            "must be in the future",
        ),
    ] {
        let line = refused(&run(&database, &arguments));
        assert!(line.contains(words), "{line}");
    }
    for (arguments, words) in [
        (vec!["keys", "revoke", "1"], "invalid value '1'"),
        (vec!["keys", "create"], "--name"),
        (vec!["keys", "create", "--name", " "], "must not be empty"),
        ([&create[..], &["--team", ""]].concat(), "must not be empty"),
        (
            [&create[..], &["--role", "boss"]].concat(),
            "use owner, researcher, agent or viewer",
        ),
        ([&create[..], &["--project", "1"]].concat(), "--project"),
        ([&create[..], &["--expires-at", "tomorrow"]].concat(), "--expires-at"),
    ] {
        let output = run(&database, &arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(complaint(&output).contains(words), "{}", complaint(&output));
    }
    let all = printed(&run(&database, &["keys", "list"]));
    assert_eq!(all.lines().count(), 1, "{all}");
}
