//! Runs the real process at trace level through a scenario: no secret may be printed, logged or exposed in metrics.

use crate::support::{LOG, Service, TestDatabase, document, exchange, run};
use interview_rooms::{app::PLAIN_ROUTES, web};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::PathBuf};

const ANNA: &str = "anna.secret@example.org";
const BEN: &str = "ben.secret@example.org";
const HIDDEN: &str = "hidden.words.of.a.respondent";
/// The label of requests that match no route.
const UNMATCHED: &str = "unmatched";

/// A running service and the secrets that have been used with it.
struct Scenario {
    service: Service,
    key: String,
    secrets: BTreeSet<String>,
}

impl Scenario {
    async fn call(&self, key: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
             Idempotency-Key: idem-{length}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}",
            length = body.len()
        );
        let reply = exchange(self.service.address.parse().unwrap(), request.as_bytes()).await;
        (
            reply.status,
            serde_json::from_str(&reply.body).unwrap_or(Value::String(reply.body)),
        )
    }

    async fn expect(&self, status: u16, method: &str, path: &str, body: Value) -> Value {
        let (answered, answer) = self.call(&self.key, method, path, &body).await;
        assert_eq!(answered, status, "{method} {path}: {answer}");
        answer
    }

    /// Adds a secret.
    fn keep(&mut self, secret: &Value) -> String {
        let secret = secret.as_str().expect("a text").to_owned();
        self.secrets.insert(secret.clone());
        secret
    }

    /// Invites two respondents; one joins and leaves, the other uses a wrong link, and links are rotated and cancelled.
    async fn interview_two_respondents(&mut self) {
        let name = json!({ "name": "Scenario", "interview_guide": HIDDEN });
        let project = self.expect(200, "POST", "/projects/create", name).await["id"].clone();
        let rows = json!([{ "email": ANNA, "external_id": HIDDEN }, { "email": BEN, "display_name": HIDDEN }]);
        let request = json!({ "project_id": project, "respondents": rows, "topics_for_respondent": HIDDEN });
        let rooms = self.expect(200, "POST", "/api/interviews/rooms", request).await["rooms"].clone();
        for room in rooms.as_array().expect("rooms") {
            let token = self.keep(&room["access_token"]);
            self.interview_respondent(&room["id"], &token).await;
        }
        self.expect(200, "GET", "/api/interviews/rooms", Value::Null).await;
    }

    async fn interview_respondent(&mut self, id: &Value, token: &str) {
        let join = format!("/api/interviews/join/{token}");
        self.expect(200, "GET", &join, Value::Null).await;
        self.expect(200, "GET", &format!("/interview/{token}"), Value::Null)
            .await;
        self.expect(422, "POST", &join, json!({ "email": HIDDEN })).await;
        let (status, joined) = self.call(&self.key, "POST", &join, &json!({ "email": ANNA })).await;
        if status == 200 {
            self.keep(&joined["token"]);
            self.expect(200, "POST", &format!("{join}/leave"), Value::Null).await;
            return;
        }
        assert_eq!(status, 403, "{joined}");
        let room = format!("/api/interviews/rooms/{}", id.as_str().expect("an id"));
        let rotated = self.expect(200, "POST", &format!("{room}/rotate"), Value::Null).await;
        self.keep(&rotated["access_token"]);
        self.expect(410, "GET", &join, Value::Null).await;
        self.expect(200, "DELETE", &room, Value::Null).await;
    }

    /// Sends unknown keys, secrets in the wrong place and unknown paths.
    async fn send_bad_requests(&mut self) {
        let unknown = self.keep(&json!(format!("ir_{}", "u".repeat(38))));
        assert_eq!(
            self.call(&unknown, "GET", "/api/interviews/rooms", &Value::Null)
                .await
                .0,
            401
        );
        let nowhere = format!("/nowhere/{ANNA}?email={BEN}&key={}", self.key);
        self.expect(404, "GET", &nowhere, Value::Null).await;
        let filtered = format!("/api/interviews/rooms?status={ANNA}");
        self.expect(422, "GET", &filtered, Value::Null).await;
        self.expect(
            422,
            "POST",
            "/api/interviews/rooms",
            json!({ "project_id": HIDDEN, "voice": [ANNA] }),
        )
        .await;
    }

    /// Makes the database fail during requests that carry secrets.
    async fn fail_with_the_database(&mut self, database: &TestDatabase) {
        let project = self
            .expect(200, "POST", "/projects/create", json!({ "name": "Failing" }))
            .await["id"]
            .clone();
        let request = json!({ "project_id": project, "respondents": [{ "email": ANNA, "external_id": HIDDEN }] });
        let token =
            self.expect(200, "POST", "/api/interviews/rooms", request.clone()).await["rooms"][0]["access_token"]
                .clone();
        let token = self.keep(&token);
        let behind = Database::connect(database.url()).await.unwrap();
        behind
            .execute_unprepared("ALTER TABLE interview RENAME TO elsewhere")
            .await
            .unwrap();
        let mut again = request;
        again["respondents"][0]["display_name"] = json!(HIDDEN);
        self.expect(500, "POST", "/api/interviews/rooms", again).await;
        self.expect(
            500,
            "POST",
            &format!("/api/interviews/join/{token}"),
            json!({ "email": ANNA }),
        )
        .await;
        self.expect(500, "GET", &format!("/interview/{token}"), Value::Null)
            .await;
        behind
            .execute_unprepared("ALTER TABLE elsewhere RENAME TO interview")
            .await
            .unwrap();
        behind.close().await.unwrap();
    }
}

#[track_caller]
fn assert_absent<'a>(secrets: impl IntoIterator<Item = &'a String>, place: &str, text: &str) {
    for secret in secrets {
        let found = text.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(found, None, "{secret:?} is in {place}");
    }
}

/// Starts a service at trace level.
fn begin(database: &TestDatabase) -> Scenario {
    let service = Service::start(database, &[("RUST_LOG", "trace")]);
    let lines = service.welcome.lines().map(str::trim);
    let key = lines
        .clone()
        .find(|line| line.starts_with("ir_"))
        .expect("a key")
        .to_owned();
    let folder = database.folder.path();
    let file: PathBuf = if database.is_postgres() {
        folder.join("data/instance.key")
    } else {
        folder.join("instance.key")
    };
    let instance = fs::read_to_string(file).unwrap();
    let secrets = [ANNA, BEN, HIDDEN, &key, instance.trim()].map(str::to_owned);
    Scenario {
        service,
        key,
        secrets: secrets.into(),
    }
}

#[tokio::test]
async fn no_secret_is_printed_logged_or_exposed_in_metrics() {
    let database = TestDatabase::create().await;
    let mut scenario = begin(&database);
    scenario.interview_two_respondents().await;
    scenario.send_bad_requests().await;
    scenario.fail_with_the_database(&database).await;
    let made = run(&database, &["keys", "create", "--name", "second"]);
    let made = String::from_utf8(made.stdout).unwrap();
    scenario.secrets.insert(made.trim().to_owned());
    assert_eq!(
        scenario.call(made.trim(), "GET", "/projects/", &Value::Null).await.0,
        200
    );

    let metrics = scenario.expect(200, "GET", "/metrics", Value::Null).await;
    assert_absent(
        &scenario.secrets,
        "/metrics",
        metrics.as_str().expect("metrics are text"),
    );
    let Scenario { service, key, secrets } = scenario;
    let greeting = service.welcome.clone();
    let (well, rest) = service.stop();
    assert!(well);
    let log = fs::read_to_string(database.folder.path().join(LOG)).unwrap();
    // Migrations are logged only at the requested level, not by default.
    assert!(log.contains("request failed: internal error") && log.contains("sea_orm_migration"));
    assert_absent(&secrets, "the log", &log);
    assert_absent(&secrets, "the later output", &rest);
    // The first start shows its key once.
    assert_absent(
        secrets.iter().filter(|secret| **secret != key),
        "the greeting",
        &greeting,
    );
}

/// The name and the labels of a line of the metrics.
fn sample(line: &str) -> (&str, Vec<(&str, &str)>) {
    let (name, rest) = line.split_once(['{', ' ']).expect("a sample has a value");
    if !line.contains('{') {
        return (name, Vec::new());
    }
    let (labels, _) = rest.rsplit_once('}').expect("labels end");
    let labels = labels.split("\",").map(|label| {
        let (name, value) = label.split_once("=\"").expect("a label has a value");
        (name, value.trim_end_matches('"'))
    });
    (name, labels.collect())
}

#[tokio::test]
async fn the_metrics_have_the_expected_names_and_few_label_values() {
    let database = TestDatabase::create().await;
    let mut scenario = begin(&database);
    scenario.interview_two_respondents().await;
    scenario.send_bad_requests().await;
    let metrics = scenario.expect(200, "GET", "/metrics", Value::Null).await;
    let metrics = metrics.as_str().expect("metrics are text");
    let lines = metrics
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let samples: Vec<_> = lines.map(sample).collect();
    let documented = document();
    let templates = documented["paths"].as_object().unwrap().keys().map(String::as_str);
    let undocumented = PLAIN_ROUTES.into_iter().chain(web::TEMPLATES).chain([UNMATCHED]);
    let templates: BTreeSet<&str> = templates.chain(undocumented).collect();

    let labels = |wanted: &str, label: &str| -> BTreeSet<&str> {
        let of_name = samples.iter().filter(|(name, _)| *name == wanted);
        let all = of_name.flat_map(|(_, labels)| labels.iter().filter(|(name, _)| *name == label));
        all.map(|(_, value)| *value).collect()
    };
    let routes = labels("interview_rooms_http_request_duration_seconds_bucket", "route");
    assert!(routes.is_subset(&templates), "{routes:?}");
    for route in [
        "/api/interviews/rooms",
        "/api/interviews/join/{access_token}",
        "/interview/{access_token}",
        "unmatched",
    ] {
        assert!(routes.contains(route), "{route} is missing: {routes:?}");
    }
    let statuses = ["active", "cancelled", "completed", "expired", "pending"];
    assert_eq!(labels("interview_rooms_rooms", "status"), statuses.into());
    assert_eq!(
        labels("interview_rooms_pool_connections", "pool"),
        ["read", "write"].into()
    );
    assert_eq!(
        labels("interview_rooms_pool_connections", "state"),
        ["idle", "open"].into()
    );
    assert!(labels("interview_rooms_reaper_passes_total", "outcome").contains("done"));
    let names: BTreeSet<&str> = samples.iter().map(|(name, _)| *name).collect();
    for name in [
        "interview_rooms_reaper_lag_seconds",
        "interview_rooms_reaper_rooms_ended_total",
        "interview_rooms_connections_open",
        "interview_rooms_interviewer_replies_total",
        "interview_rooms_http_request_duration_seconds_count",
    ] {
        assert!(names.contains(name), "{name} is missing: {names:?}");
    }
    let known = ["method", "route", "status", "le", "pool", "state", "source", "outcome"];
    for (name, label) in samples
        .iter()
        .flat_map(|(name, labels)| labels.iter().map(move |label| (name, label)))
    {
        assert!(known.contains(&label.0), "{name} has the label {label:?}");
    }
    assert!(
        metrics.contains("# HELP interview_rooms_rooms ") && metrics.contains("# TYPE interview_rooms_rooms gauge")
    );
}
