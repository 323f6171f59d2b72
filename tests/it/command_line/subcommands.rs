//! The help, and the subcommands that need no server.

use super::{complaint, first_start::by_hand, printed, refused};
use crate::support::{Service, TestDatabase, document, documents, program, run};
use sea_orm::{ConnectionTrait, Database};
use std::{fs, net::TcpListener};

#[tokio::test]
async fn every_command_has_help() {
    let database = TestDatabase::create().await;
    for (arguments, words) in [
        (
            &["--help"][..],
            &[
                "Self-hosted interview rooms",
                "serve",
                "keys",
                "reap",
                "interview-rooms.toml",
            ][..],
        ),
        (&["serve", "--help"], &["Serve (the default)"]),
        (&["migrate", "--help"], &["Bring the database up to date"]),
        (&["keys", "--help"], &["create", "list", "revoke"]),
        (
            &["keys", "create", "--help"],
            &[
                "--name",
                "--team",
                "--role",
                "--project",
                "--expires-at",
                "owner, researcher, agent or viewer",
            ],
        ),
        (&["keys", "revoke", "--help"], &["Revoke a key", "keys list"]),
        (&["openapi", "--help"], &["--check"]),
        (&["reap", "--help"], &["--once"]),
        (&["healthcheck", "--help"], &["whether it is alive"]),
    ] {
        let help = printed(&run(&database, arguments));
        for words in words {
            assert!(help.contains(words), "{arguments:?} lacks {words:?}: {help}");
        }
        assert!(
            help.lines().all(|line| line.chars().count() <= 180),
            "{arguments:?}: {help}"
        );
    }
    assert!(printed(&run(&database, &["--version"])).starts_with("interview-rooms "));
    let left = fs::read_dir(database.folder.path()).unwrap().count();
    assert_eq!(left, 0, "help creates no files");
}

#[tokio::test]
async fn an_unknown_command_is_rejected() {
    let database = TestDatabase::create().await;
    for arguments in [
        &["nonsense"][..],
        &["keys"],
        &["keys", "steal"],
        &["serve", "--port", "1"],
        &["reap"],
    ] {
        let output = run(&database, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(complaint(&output).contains("Usage:"), "{}", complaint(&output));
    }
}

#[tokio::test]
async fn reap_once_prints_its_counts() {
    let database = TestDatabase::create().await;
    let reap = || printed(&run(&database, &["reap", "--once"]));
    assert_eq!(reap(), "expired 0\ncompleted 0\n");

    let service = Service::start(&database, &[("INTERVIEW_ROOMS_REAPER__ENABLED", "false")]);
    let curl = service
        .welcome
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("curl "));
    by_hand(&service, curl.expect("a line to paste")).await;
    assert_eq!(reap(), "expired 0\ncompleted 0\n", "nothing is due yet");
    let behind = Database::connect(database.url()).await.unwrap();
    for statement in [
        "UPDATE interview SET expires_at = (SELECT created_at FROM room WHERE room.id = interview.room_id)",
        "UPDATE room SET deadline_at = created_at",
    ] {
        behind.execute_unprepared(statement).await.unwrap();
    }
    behind.close().await.unwrap();
    assert_eq!(reap(), "expired 3\ncompleted 0\n");
    assert_eq!(reap(), "expired 0\ncompleted 0\n", "a repetition changes nothing");
}

#[tokio::test]
async fn the_openapi_command_prints_the_committed_document() {
    let database = TestDatabase::create().await;
    let text = printed(&run(&database, &["openapi"]));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read, document());
    assert!(text.ends_with("}\n"));
    let named = printed(&run(&database, &["openapi", "voice-rooms"]));
    assert!(documents().contains(&serde_json::from_str(&named).unwrap()));
    let line = refused(&run(&database, &["openapi", "other"]));
    assert!(line.contains("voice-rooms, agents, interviews"), "{line}");
}

#[tokio::test]
async fn openapi_check_passes_or_names_the_command_that_fixes_it() {
    let database = TestDatabase::create().await;
    let folder = database.folder.path().join("openapi");
    let check = || run(&database, &["openapi", "--check"]);
    assert!(refused(&check()).contains("cargo run -- openapi"), "no file at all");

    fs::create_dir(&folder).unwrap();
    printed(&run(&database, &["openapi", "--write"]));
    let all = "openapi/voice-rooms.json is up to date\nopenapi/agents.json is up to date\n\
               openapi/interviews.json is up to date\n";
    assert_eq!(printed(&check()), all);

    for name in ["interviews", "voice-rooms", "agents"] {
        let file = folder.join(format!("{name}.json"));
        let text = fs::read_to_string(&file).unwrap();
        for changed in [
            text.replace("Room", "Rooom"),
            text.replace('\n', "\r\n"),
            text.trim_end().to_owned(),
        ] {
            fs::write(&file, changed).unwrap();
            let line = refused(&check());
            assert!(
                line.contains(name) && line.contains("`cargo run -- openapi --write`"),
                "{line}"
            );
        }
        fs::write(&file, text).unwrap();
    }
}

#[tokio::test]
async fn the_health_check_succeeds_only_for_a_running_service() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let ask = |address: &str| {
        let mut command = program(&database);
        command.arg("healthcheck").env("INTERVIEW_ROOMS_HTTP__LISTEN", address);
        command.output().unwrap()
    };
    assert_eq!(printed(&ask(&service.address)), "");
    let everywhere = service.address.replace("127.0.0.1", "0.0.0.0");
    assert_eq!(
        printed(&ask(&everywhere)),
        "",
        "a service that listens on all addresses listens on the loopback"
    );

    let (well, _) = service.stop();
    assert!(well);
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    assert!(refused(&ask(&free)).contains("is not alive"));
}
