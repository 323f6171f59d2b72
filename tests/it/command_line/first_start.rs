//! The first start of the program and the second one.

use crate::support::{Service, TestDatabase, exchange};
use serde_json::Value;
use std::{
    collections::HashSet,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

/// The rest of the first line with this beginning, in the output of a first start.
fn line<'a>(greeting: &'a str, beginning: &str) -> &'a str {
    let mut lines = greeting.lines().map(str::trim);
    let found = lines.find(|line| line.starts_with(beginning));
    found.unwrap_or_else(|| panic!("no line begins with {beginning:?}: {greeting}"))
}

#[tokio::test]
async fn the_command_printed_at_first_start_creates_three_rooms() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let key = line(&service.welcome, "ir_");
    let curl = line(&service.welcome, "curl ");
    assert!(
        curl.contains(&format!("http://{}/", service.address)) && curl.contains(key),
        "{curl}"
    );

    let pasted = Command::new("sh")
        .args(["-c", curl])
        .output()
        .expect("there is a shell");
    // Without curl, the same request is sent over a socket.
    let answer = if pasted.status.code() == Some(127) {
        by_hand(&service, curl).await
    } else {
        assert!(pasted.status.success(), "{}", String::from_utf8_lossy(&pasted.stderr));
        serde_json::from_slice(&pasted.stdout).expect("an answer in JSON")
    };
    let rooms = answer["rooms"]
        .as_array()
        .unwrap_or_else(|| panic!("no rooms: {answer}"));
    let urls: HashSet<&str> = rooms.iter().filter_map(|room| room["url"].as_str()).collect();
    assert_eq!(urls.len(), 3);
    for url in urls {
        let path = url
            .strip_prefix(&format!("http://{}", service.address))
            .expect("a link to this service");
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let page = exchange(service.address.parse().unwrap(), request.as_bytes()).await;
        assert_eq!(page.status, 200);
    }
}

/// Sends the request of the printed curl command.
pub async fn by_hand(service: &Service, curl: &str) -> Value {
    let quoted: Vec<&str> = curl.split('\'').collect();
    let [_, key, _, kind, _, body, _] = quoted[..] else {
        panic!("unexpected quotes: {curl}")
    };
    let (head, length) = (format!("{key}\r\n{kind}\r\nConnection: close"), body.len());
    let request =
        format!("POST /api/interviews/rooms HTTP/1.1\r\nHost: a\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}");
    exchange(service.address.parse().unwrap(), request.as_bytes())
        .await
        .json()
}

#[tokio::test]
async fn the_first_start_prints_what_was_created_and_where_to_read_more() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let greeting = &service.welcome;
    let key = line(greeting, "ir_").to_owned();
    assert_eq!(
        greeting.matches(&key).count(),
        2,
        "on a line of its own, and in the line to paste"
    );
    for words in [
        "First start",
        "only time the key is shown",
        "/docs",
        "interview-rooms.toml",
    ] {
        assert!(greeting.contains(words), "{words} is missing: {greeting}");
    }
    let (well, rest) = service.stop();
    assert!(well);
    assert_eq!(rest, "", "standard output is for the greeting alone");
}

#[tokio::test]
async fn a_second_start_prints_no_welcome() {
    let database = TestDatabase::create().await;
    let first = Service::start(&database, &[]);
    assert!(first.stop().0);
    assert_eq!(Service::start(&database, &[]).welcome, "");
}

#[tokio::test]
async fn secret_files_are_readable_for_their_owner_only() {
    let database = TestDatabase::create().await;
    let _service = Service::start(&database, &[]);
    let folder = database.folder.path();
    let mut secret = vec![key_file(&database)];
    if !database.is_postgres() {
        secret.push(folder.join("rooms.db"));
    }
    for file in secret {
        let mode = mode(&file);
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}

pub fn key_file(database: &TestDatabase) -> PathBuf {
    let folder = database.folder.path();
    if database.is_postgres() {
        folder.join("data/instance.key")
    } else {
        folder.join("instance.key")
    }
}

pub fn mode(file: &Path) -> u32 {
    let metadata = file
        .metadata()
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    metadata.permissions().mode() & 0o777
}
