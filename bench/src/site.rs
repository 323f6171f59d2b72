//! A database of its own for each case, made by the service's own commands.

use crate::{
    database::{Database, Kind},
    http::request,
    postgres::Postgres,
    service::Service,
    sqlite::Sqlite,
};
use anyhow::{Context, Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Where things are for the whole run.
pub struct Setting {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub postgres: String,
}

/// A migrated database with a team, a key and a project, and the folder that the service runs in.
pub struct Site {
    pub kind: Kind,
    pub database: Box<dyn Database>,
    pub key: String,
    pub project: String,
    folder: TempDir,
    program: PathBuf,
}

impl Site {
    /// Makes one.
    pub fn new(setting: &Setting, kind: Kind) -> Result<Self> {
        let folder = TempDir::with_prefix_in("site-", &setting.folder)?;
        let database: Box<dyn Database> = match kind {
            Kind::Postgres => Box::new(Postgres::create(&setting.postgres)?),
            Kind::Sqlite => Box::new(Sqlite::at(folder.path().join("rooms.db"))),
        };
        let mut site = Self {
            kind,
            database,
            key: String::new(),
            project: String::new(),
            folder,
            program: setting.program.clone(),
        };
        site.print(&["migrate"])?;
        site.key = site.print(&["keys", "create", "--name", "bench"])?;
        site.project = site.make_project()?;
        Ok(site)
    }

    /// The service's program with the settings of this site.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("INTERVIEW_ROOMS_DATABASE__URL", self.database.url())
            .env("INTERVIEW_ROOMS_HTTP__LISTEN", "127.0.0.1:0")
            .env("INTERVIEW_ROOMS_LIMITS__REQUESTS_PER_SECOND", "0")
            .env("INTERVIEW_ROOMS_LIMITS__JOINS_PER_MINUTE", "0");
        command
    }

    /// Runs a command of the service and answers with what it printed.
    pub fn print(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).output()?;
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?} failed: {error}");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Where the service's log goes.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A request that creates rooms.
    pub fn create(&self, rooms: usize) -> Vec<u8> {
        let body = format!(r#"{{"project_id":"{}","count":{rooms}}}"#, self.project);
        request("POST", "/api/interviews/rooms", Some(&self.key), &body)
    }

    /// A request that lists rooms.
    pub fn list(&self, rooms: usize) -> Vec<u8> {
        let path = format!("/api/interviews/rooms?limit={rooms}");
        request("GET", &path, Some(&self.key), "")
    }

    fn make_project(&self) -> Result<String> {
        let service = Service::start(self, &[])?;
        let body = r#"{"name":"Bench"}"#;
        let made = service.ask(&request("POST", "/projects/create", Some(&self.key), body))?;
        let id = made["id"].as_str().context("a project without an id")?;
        Ok(id.to_owned())
    }
}
