//! The real program as a separate process, for crashes, signals and several replicas.

use super::TestDatabase;
use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

/// The log file of a service, in the folder of its database.
pub const LOG: &str = "service.log";

/// A running service. Killed when dropped.
pub struct Service {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// Its address, as `127.0.0.1:PORT`.
    pub address: String,
    /// What it printed before it listened.
    pub welcome: String,
}

/// The program with the settings for a database, in the folder of the database.
pub fn program(database: &TestDatabase) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interview-rooms"));
    set_up(&mut command, database.url(), database.folder.path());
    command
}

fn set_up(command: &mut Command, url: &str, folder: &Path) {
    command
        .current_dir(folder)
        .env("INTERVIEW_ROOMS_DATABASE__URL", url)
        .env("INTERVIEW_ROOMS_HTTP__LISTEN", "127.0.0.1:0")
        .env("INTERVIEW_ROOMS_LIMITS__REQUESTS_PER_SECOND", "0")
        .env("INTERVIEW_ROOMS_LIMITS__JOINS_PER_MINUTE", "0");
}

impl Service {
    /// Starts a service on a database, with additional settings, and waits until it listens.
    pub fn start(database: &TestDatabase, settings: &[(&str, &str)]) -> Self {
        let mut command = program(database);
        command.envs(settings.iter().copied());
        let log = File::create(database.folder.path().join(LOG)).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut welcome = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(
                stdout.read_line(&mut line).unwrap() > 0,
                "the service ended before it listened"
            );
            if let Some(url) = line.trim().strip_prefix("listening on http://") {
                break url.to_owned();
            }
            welcome += &line;
        };
        Self {
            child,
            stdout,
            address,
            welcome,
        }
    }

    /// Limits the size of each file that it writes, in bytes; `None` lifts the limit.
    pub fn limit_file_size(&self, bytes: Option<u64>) {
        let soft = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
        let mut limit = Command::new("prlimit");
        limit.args([
            "--pid",
            &self.child.id().to_string(),
            &format!("--fsize={soft}:unlimited"),
        ]);
        assert!(limit.status().unwrap().success());
    }

    /// Kills it with SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it with SIGTERM and returns whether it succeeded and what it still printed.
    pub fn stop(mut self) -> (bool, String) {
        self.terminate();
        let status = self.child.wait().unwrap();
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (status.success(), rest)
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let status = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a subcommand on a database and returns its output.
pub fn run(database: &TestDatabase, arguments: &[&str]) -> Output {
    program(database).args(arguments).output().unwrap()
}
