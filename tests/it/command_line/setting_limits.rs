//! Numeric settings at the ends of their ranges: the service works at both, and refuses what lies beyond.

use super::refused;
use crate::support::{Service, TestDatabase, exchange, program};

/// Every numeric setting, with its least and its greatest value.
const SETTINGS: [(&str, u64, u64); 17] = [
    ("HTTP__MAX_CONNECTIONS", 1, 1_000_000),
    ("HTTP__MAX_CONNECTIONS_PER_ADDRESS", 0, 1_000_000),
    ("HTTP__REQUEST_SECONDS", 1, 86_400),
    ("HTTP__IDLE_SECONDS", 1, 86_400),
    ("HTTP__SHUTDOWN_SECONDS", 0, 86_400),
    ("HTTP__MAX_BODY_BYTES", 1_024, 67_108_864),
    ("DATABASE__MAX_CONNECTIONS", 1, 1_000),
    ("ROOMS__GRACE_SECONDS", 0, 3_600),
    ("ROOMS__TOKENS_PER_30_MIN", 0, 1_000_000_000),
    ("REAPER__BATCH", 1, 10_000),
    ("REAPER__LOOK_SECONDS", 1, 65_535),
    ("RETENTION__TRANSCRIPT_DAYS", 0, 36_500),
    ("RETENTION__EMAIL_DAYS", 0, 36_500),
    ("LIMITS__REQUESTS_PER_SECOND", 0, 1_000_000),
    ("LIMITS__JOINS_PER_MINUTE", 0, 1_000_000),
    ("LIMITS__TURNS_PER_MINUTE", 0, 1_000_000),
    ("INTERVIEWER__TIMEOUT_SECONDS", 1, 120),
];

fn variable(name: &str) -> String {
    format!("INTERVIEW_ROOMS_{name}")
}

async fn works_with(choose: fn(&(&str, u64, u64)) -> u64) {
    let database = TestDatabase::create().await;
    let settings: Vec<(String, String)> = SETTINGS
        .iter()
        .map(|setting| (variable(setting.0), choose(setting).to_string()))
        .collect();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (&**name, &**value)).collect();
    let service = Service::start(&database, &settings);
    let address = service.address.parse().unwrap();
    let body = "{}";
    let request = format!(
        "POST /api/interviews/join/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    for (request, status) in [
        ("GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200),
        (request.as_str(), 422),
    ] {
        assert_eq!(exchange(address, request.as_bytes()).await.status, status);
    }
    let (ended_well, _) = service.stop();
    assert!(ended_well);
}

#[tokio::test]
async fn the_service_works_with_every_number_at_its_minimum() {
    works_with(|setting| setting.1).await;
}

#[tokio::test]
async fn the_service_works_with_every_number_at_its_maximum() {
    works_with(|setting| setting.2).await;
}

#[tokio::test]
async fn a_number_beyond_its_limits_is_refused_with_the_name_of_the_setting() {
    let database = TestDatabase::create().await;
    for (name, min, max) in SETTINGS {
        let key = format!("`{}`", name.to_lowercase().replace("__", "."));
        // The interviewer's section is checked as a whole.
        let key = key.replace("`interviewer.timeout_seconds`", "timeout_seconds must be from 1 to 120");
        for value in [min.checked_sub(1), Some(max + 1), Some(u64::MAX)]
            .into_iter()
            .flatten()
        {
            let mut command = program(&database);
            let output = command.env(variable(name), value.to_string()).output().unwrap();
            let line = refused(&output);
            assert!(line.contains(&key), "{name}={value}: {line}");
        }
    }
}
