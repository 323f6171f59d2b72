//! A database of its own for each case, set up by the service's own commands.

use crate::{
    database::{Database, Kind},
    http::request,
    installation::Installation,
    postgres::Postgres,
    service::Service,
    sqlite::Sqlite,
};
use anyhow::{Context, Result};
use std::path::PathBuf;
use tempfile::TempDir;

/// What all instances of a run share.
pub struct Environment {
    /// The service's program.
    pub program: PathBuf,
    /// The folder in which instances get their folders.
    pub folder: PathBuf,
    /// The URL of the PostgreSQL server.
    pub postgres: String,
}

/// A migrated database with a team, an API key and a project, and the service installed for it.
pub struct Instance {
    pub kind: Kind,
    pub database: Box<dyn Database>,
    pub key: String,
    pub project: String,
    pub installation: Installation,
}

impl Instance {
    /// Creates an instance.
    pub fn new(environment: &Environment, kind: Kind) -> Result<Self> {
        let folder = TempDir::with_prefix_in("instance-", &environment.folder)?;
        let database: Box<dyn Database> = match kind {
            Kind::Postgres => Box::new(Postgres::create(&environment.postgres)?),
            Kind::Sqlite => Box::new(Sqlite::at(folder.path().join("rooms.db"))),
        };
        let installation = Installation {
            program: environment.program.clone(),
            folder,
            settings: vec![
                ("INTERVIEW_ROOMS_DATABASE__URL", database.url()),
                ("INTERVIEW_ROOMS_HTTP__LISTEN", "127.0.0.1:0".to_owned()),
                ("INTERVIEW_ROOMS_LIMITS__REQUESTS_PER_SECOND", "0".to_owned()),
                ("INTERVIEW_ROOMS_LIMITS__JOINS_PER_MINUTE", "0".to_owned()),
            ],
        };
        installation.run(&["migrate"])?;
        let key = installation.run(&["keys", "create", "--name", "bench"])?;
        let project = create_project(&installation, &key)?;
        Ok(Self {
            kind,
            database,
            key,
            project,
            installation,
        })
    }

    /// Starts the service with additional settings.
    pub fn start(&self, settings: &[(&str, &str)]) -> Result<Service> {
        Service::start(&self.installation, settings)
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
}

fn create_project(installation: &Installation, key: &str) -> Result<String> {
    let service = Service::start(installation, &[])?;
    let body = r#"{"name":"Bench"}"#;
    let created = service.ask(&request("POST", "/projects/create", Some(key), body))?;
    let id = created["id"].as_str().context("a project without an id")?;
    Ok(id.to_owned())
}
