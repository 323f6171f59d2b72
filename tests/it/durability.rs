//! An answer of success means that the change was committed: writes that fail, with the real program on a real file.
//!
//! The file is SQLite's on both databases; PostgreSQL answers a failed commit itself, and `undecided` tests that the service
//! believes it.

mod undecided;
mod writers;

use crate::support::{Service, TestDatabase};
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};
use writers::{SETTINGS, Writers};

/// How much a file may still grow before writing fails, in bytes: nothing, a page of the journal, a few, some writes.
const ROOM_LEFT: [u64; 4] = [0, 4_200, 13_000, 60_000];

fn journal(database: &TestDatabase) -> PathBuf {
    database.folder.path().join("disk/rooms.db-wal")
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_input_output_error_nothing_that_was_acknowledged_is_lost_and_writes_work_again() {
    let database = TestDatabase::embedded();
    let mut service = Service::start(&database, &SETTINGS);
    let mut writers = Writers::start(&database, &service).await;
    for left in ROOM_LEFT {
        let size = fs::metadata(journal(&database)).unwrap().len();
        service.limit_file_size(Some(size + left));
        writers.write_until_refused().await;
        if left == 0 {
            assert_eq!(writers.readiness().await, 503);
        }
        service.limit_file_size(None);
        writers.write_once().await;
        assert_eq!(writers.readiness().await, 200);
    }
    service.kill();
    service = Service::start(&database, &SETTINGS);
    writers.check(&service).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "mounts a small file system, which needs root; scripts/test runs it"]
async fn after_a_full_disk_nothing_that_was_acknowledged_is_lost_and_writes_work_again() {
    let database = TestDatabase::embedded();
    let disk = Mounted::at(&database.folder.path().join("disk"));
    let mut service = Service::start(&database, &SETTINGS);
    let mut writers = Writers::start(&database, &service).await;
    for left in ROOM_LEFT {
        disk.fill(left);
        writers.write_until_refused().await;
        if left == 0 {
            assert_eq!(writers.readiness().await, 503);
        }
        disk.make_space();
        writers.write_once().await;
        assert_eq!(writers.readiness().await, 200);
    }
    service.kill();
    service = Service::start(&database, &SETTINGS);
    writers.check(&service).await;
    service.kill();
}

/// A file system of 8 MB, unmounted when dropped.
struct Mounted(PathBuf);

impl Mounted {
    fn at(folder: &Path) -> Self {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(folder);
        assert!(mount.status().unwrap().success(), "only root may mount");
        Self(folder.to_owned())
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// Fills the disk until this many bytes are left, rounded to pages.
    fn fill(&self, left: u64) {
        let mut filler = File::create(self.filler()).unwrap();
        while filler.write_all(&[1; 4096]).is_ok() {}
        let size = filler.metadata().unwrap().len();
        filler.set_len(size.saturating_sub(left)).unwrap();
    }

    fn make_space(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily: the service may still hold files.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
