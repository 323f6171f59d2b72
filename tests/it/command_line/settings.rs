//! Invalid settings: one line on standard error without a secret, and exit code 1.

use super::{printed, refused};
use crate::support::{LOG, Service, TestDatabase, program};
use std::{fs, net::TcpListener, process::Output};

const SECRET: &str = "hunter2";

#[track_caller]
fn assert_refused(output: &Output, words: &str) {
    let line = refused(output);
    assert!(line.contains(words), "{words:?} is not in {line}");
    assert!(!line.contains(SECRET), "{line}");
}

#[tokio::test]
async fn an_invalid_environment_variable_is_named() {
    let database = TestDatabase::create().await;
    for (name, value, words) in [
        ("HTTP__LISTEN", "nowhere", "`http.listen`"),
        ("HTTP__LISTN", "127.0.0.1:1", "unknown field `listn`"),
        ("HTTP__TRUSTED_PROXIES", "10.0.0.0/8,nonsense", "`http.trusted_proxies`"),
        ("HTTP__CORS_ORIGINS", "app.example.org", "`http.cors_origins`"),
        ("HTTP__MAX_CONNECTIONS", "many", "`http.max_connections`"),
        ("DATABASE__MAX_CONNECTIONS", "0", "`database.max_connections`"),
        ("DATABASE__STATEMENT_SECONDS", "65536", "`database.statement_seconds`"),
        (
            "DATABASE__URL",
            "postgres://me:hunter2/x@127.0.0.1:1/rooms",
            "percent-encode special characters in the password",
        ),
        ("LIMITS__JOINS_PER_MINUTE", "-1", "`limits.joins_per_minute`"),
        ("REAPER__ENABLED", "perhaps", "`reaper.enabled`"),
        (
            "INTERVIEWER__BASE_URL",
            "https://api.example.org/v1",
            "base_url is set without model for key `interviewer`",
        ),
        ("INTERVIEWER__TIMEOUT_SECONDS", "soon", "`interviewer.timeout_seconds`"),
        ("NONSENSE__KEY", SECRET, "unknown field `nonsense`"),
        (
            "SECRETS__KEY",
            SECRET,
            "INTERVIEW_ROOMS_SECRETS__KEY is not base64 of 32 bytes",
        ),
        (
            "SECRETS__KEY",
            "",
            "INTERVIEW_ROOMS_SECRETS__KEY is not base64 of 32 bytes",
        ),
        ("DATABASE__URL", SECRET, "DATABASE__URL is neither"),
        (
            "DATABASE__URL",
            "mysql://me:hunter2@127.0.0.1:1/rooms",
            "DATABASE__URL is neither",
        ),
        (
            "DATABASE__URL",
            "postgres://me:hunter2@127.0.0.1:port/rooms",
            "DATABASE__URL is neither",
        ),
        (
            "DATABASE__URL",
            "postgres://me:hunter2@127.0.0.1:1/rooms",
            "cannot connect to PostgreSQL at 127.0.0.1:1",
        ),
        ("DATABASE__URL", "sqlite:///dev/null/rooms.db", "/dev/null"),
        ("LIVEKIT__API_SECRET", SECRET, "missing: LIVEKIT__URL, LIVEKIT__API_KEY"),
        ("LIVEKIT__SECRET", SECRET, "unknown field `secret`"),
    ] {
        let mut command = program(&database);
        let output = command.env(format!("INTERVIEW_ROOMS_{name}"), value).output().unwrap();
        assert_refused(&output, words);
    }
}

#[tokio::test]
async fn an_invalid_settings_file_is_named_with_the_position_but_not_the_value() {
    let database = TestDatabase::create().await;
    let file = database.folder.path().join("interview-rooms.toml");
    for (text, words) in [
        (
            "[http]\nlisten = \"127.0.0.1:0\"\nlisten_too = 1",
            "unknown field `listen_too`",
        ),
        ("[nonsense]", "unknown field `nonsense`"),
        (
            "[database]\nurl = \"postgres://me:hunter2@db/rooms",
            "interview-rooms.toml: TOML parse error at line 2",
        ),
        (
            "[secrets]\nkey = hunter2",
            "interview-rooms.toml: TOML parse error at line 2",
        ),
        ("secrets = \"hunter2\"", "`secrets`"),
        ("[secrets]\nkey = [\"hunter2\"]", "`secrets.key`"),
    ] {
        fs::write(&file, text).unwrap();
        assert_refused(&program(&database).output().unwrap(), words);
    }
}

#[tokio::test]
async fn the_environment_overrides_the_file() {
    let database = TestDatabase::create().await;
    let file = database.folder.path().join("interview-rooms.toml");
    fs::write(file, "[http]\nlisten = \"192.0.2.1:1\"\n[reaper]\nenabled = false\n").unwrap();
    let service = Service::start(&database, &[]);
    assert!(service.address.starts_with("127.0.0.1:"));
}

#[tokio::test]
async fn a_database_sealed_under_another_instance_key_is_rejected() {
    let database = TestDatabase::create().await;
    assert!(Service::start(&database, &[]).stop().0);
    let other = "aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMmh1bnQ=";
    let mut command = program(&database);
    let output = command.env("INTERVIEW_ROOMS_SECRETS__KEY", other).output().unwrap();
    assert_refused(&output, "the database was made under another instance key");
    assert!(!refused(&output).contains(other));
    assert_eq!(
        Service::start(&database, &[]).welcome,
        "",
        "the service starts with the original key"
    );
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let database = TestDatabase::create().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = program(&database);
    let output = command.env("INTERVIEW_ROOMS_HTTP__LISTEN", &address).output().unwrap();
    assert_refused(&output, &format!("cannot listen on {address}"));
    // The first process that listens creates and prints the first team and key.
    assert_ne!(Service::start(&database, &[]).welcome, "");
}

#[tokio::test]
async fn migrating_twice_is_harmless() {
    let database = TestDatabase::create().await;
    for _ in 0..2 {
        let output = program(&database).arg("migrate").output().unwrap();
        assert_eq!(printed(&output), "the database is up to date\n");
    }
}

#[tokio::test]
async fn reserved_sections_are_reported_but_do_not_prevent_the_start() {
    let database = TestDatabase::create().await;
    let settings = [
        ("INTERVIEW_ROOMS_WEBHOOKS__ENABLED", "false"),
        // Unset variables that a compose file passes on as empty.
        ("INTERVIEW_ROOMS_LIVEKIT__URL", ""),
        ("INTERVIEW_ROOMS_LIVEKIT__API_KEY", ""),
        ("INTERVIEW_ROOMS_LIVEKIT__API_SECRET", ""),
        ("INTERVIEW_ROOMS_AGENTS__SECRET", SECRET),
    ];
    let (ended_well, _) = Service::start(&database, &settings).stop();
    assert!(ended_well);
    let log = fs::read_to_string(database.folder.path().join(LOG)).unwrap();
    assert!(log.contains("\"section\":\"webhooks\""), "{log}");
    assert!(!log.contains(SECRET));
}
