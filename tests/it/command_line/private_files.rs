//! Files and folders with secrets, as the program creates and finds them.

use super::{
    first_start::{key_file, mode},
    refused,
};
use crate::support::{LOG, Service, TestDatabase, program, run};
use std::{
    fs::{Permissions, set_permissions},
    os::unix::fs::PermissionsExt,
};

/// What the last start logged.
fn log_of(database: &TestDatabase) -> String {
    std::fs::read_to_string(database.folder.path().join(LOG)).unwrap()
}

#[tokio::test]
async fn a_folder_that_is_created_is_its_owners_only() {
    let database = TestDatabase::create().await;
    let folder = database.folder.path();
    let url = format!("sqlite://{}/new/data/rooms.db", folder.display());
    let service = Service::start(&database, &[("INTERVIEW_ROOMS_DATABASE__URL", &url)]);
    assert!(service.stop().0);
    for created in ["new", "new/data"] {
        assert_eq!(mode(&folder.join(created)), 0o700, "{created}");
    }
    assert_eq!(mode(&folder.join("new/data/instance.key")), 0o600);
}

#[tokio::test]
async fn the_start_warns_of_files_that_others_can_read() {
    let database = TestDatabase::create().await;
    assert!(Service::start(&database, &[]).stop().0);
    assert!(!log_of(&database).contains("chmod 600"), "{}", log_of(&database));
    let mut files = vec![key_file(&database)];
    if !database.is_postgres() {
        files.push(database.folder.path().join("rooms.db"));
    }
    for file in &files {
        set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    }
    assert!(Service::start(&database, &[]).stop().0);
    let log = log_of(&database);
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let warning = log
            .lines()
            .find(|line| line.contains(name) && line.contains("chmod 600"));
        assert!(warning.is_some_and(|line| line.contains("644")), "{name}: {log}");
    }
}

#[tokio::test]
async fn a_lost_key_file_is_not_replaced_beside_a_database_that_needs_it() {
    let database = TestDatabase::create().await;
    assert!(Service::start(&database, &[]).stop().0);
    let (file, saved) = (key_file(&database), database.folder.path().join("saved"));
    std::fs::rename(&file, &saved).unwrap();
    for _ in 0..2 {
        let complaint = refused(&run(&database, &[]));
        assert!(complaint.contains("instance.key is missing"), "{complaint}");
        assert!(!file.exists(), "no new key was made");
    }
    let key = std::fs::read_to_string(&saved).unwrap();
    assert!(
        Service::start(&database, &[("INTERVIEW_ROOMS_SECRETS__KEY", &key)])
            .stop()
            .0
    );
    std::fs::rename(&saved, &file).unwrap();
    assert!(Service::start(&database, &[]).stop().0);
}

#[tokio::test]
async fn a_password_in_the_public_url_stops_the_start_and_is_not_repeated() {
    let database = TestDatabase::create().await;
    let mut command = program(&database);
    let output = command
        .env(
            "INTERVIEW_ROOMS_HTTP__PUBLIC_URL",
            "https://me:hunter2@rooms.example.org",
        )
        .output()
        .unwrap();
    let complaint = refused(&output);
    assert!(
        complaint.contains("public_url") && !complaint.contains("hunter2"),
        "{complaint}"
    );
}
