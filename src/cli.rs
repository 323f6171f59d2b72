//! The command line. Without a subcommand the program serves.

mod healthcheck;
mod keys;
mod openapi;
mod serve;

use crate::{
    app::App,
    config::{Config, Unreadable},
    jobs,
    model::{
        access::Role,
        error::EngineError,
        ids::{KeyId, ProjectId},
    },
    serve::{ServeError, dependencies},
    store::{OpenError, StoreError},
    teams::CreateKeyError,
};
use chrono::SecondsFormat;
use clap::{Parser, Subcommand};
use std::io::{self, Write};
use tokio_util::sync::CancellationToken;

/// Self-hosted interview rooms: links that expire, interviews that are heard, records that stay.
///
/// Settings come from interview-rooms.toml in the working directory and from the environment
/// (`INTERVIEW_ROOMS_<SECTION>__<KEY>`), which wins. None is needed to start.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve (the default): open the database, bring it up to date, listen.
    Serve,
    /// Bring the database up to date and stop.
    Migrate,
    /// API keys.
    #[command(subcommand)]
    Keys(Keys),
    /// Print an OpenAPI document.
    Openapi {
        /// Which: `interviews`, `voice-rooms` or `agents`.
        #[arg(default_value = "interviews")]
        document: String,
        /// Compare all with the committed ones instead, in `openapi/`; fails when one differs.
        #[arg(long, conflicts_with = "write")]
        check: bool,
        /// Write all to `openapi/` instead.
        #[arg(long)]
        write: bool,
    },
    /// End rooms whose time has come.
    Reap {
        /// End all that is due now, print how many, and stop.
        #[arg(long, required = true)]
        once: bool,
    },
    /// Erase what has been kept as long as the settings say (`RETENTION__TRANSCRIPT_DAYS`,
    /// `RETENTION__EMAIL_DAYS`).
    ///
    /// A running service does the same once an hour.
    Retention {
        /// Erase nothing; list what would go: the room's id, what of it, and since when it should have gone.
        #[arg(long)]
        dry_run: bool,
    },
    /// Ask the running service on this machine whether it is alive; for container health checks.
    Healthcheck,
}

/// What to do with API keys. Works beside a running service.
#[derive(Debug, Subcommand)]
enum Keys {
    /// Make a key and print it, alone, on standard output. It is never shown again.
    Create {
        /// What to call it.
        #[arg(long, value_parser = not_blank)]
        name: String,
        /// The team that it is for; made when it does not exist. By default the first team.
        #[arg(long, value_parser = not_blank)]
        team: Option<String>,
        /// owner, researcher, agent or viewer.
        #[arg(long, default_value_t = Role::Owner)]
        role: Role,
        /// The only project that it may touch.
        #[arg(long, value_name = "ID")]
        project: Option<ProjectId>,
        /// Until when it works, such as 2030-01-31T00:00:00Z. By default for ever.
        #[arg(long, value_name = "TIME")]
        expires_at: Option<chrono::DateTime<chrono::Utc>>,
    },
    /// List all keys, without the keys themselves.
    List,
    /// Revoke a key: it stops working at once.
    Revoke {
        /// Its id, as `keys list` shows it.
        id: KeyId,
    },
}

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The settings cannot be read.
    #[error(transparent)]
    Config(#[from] Unreadable),
    /// The service cannot start.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An operation failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A key was not made.
    #[error(transparent)]
    Key(#[from] CreateKeyError),
    /// Nothing can be printed.
    #[error("cannot print: {0}")]
    Print(#[from] io::Error),
    /// A sentence for whoever ran the command.
    #[error("{0}")]
    Refused(String),
}

/// Runs a command.
pub async fn run(cli: Cli) -> Result<(), CliError> {
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(Config::load()?).await,
        Command::Migrate => migrate(&Config::load()?).await,
        Command::Keys(command) => keys::run(&Config::load()?, command).await,
        Command::Openapi { check: true, .. } => openapi::check(),
        Command::Openapi { write: true, .. } => openapi::write(),
        Command::Openapi { document, .. } => openapi::print(&document),
        Command::Reap { .. } => reap(Config::load()?).await,
        Command::Retention { dry_run } => retention(Config::load()?, dry_run).await,
        Command::Healthcheck => healthcheck::ask(&Config::load()?).await,
    }
}

async fn migrate(config: &Config) -> Result<(), CliError> {
    crate::store::connect(&config.database).await?.close().await;
    say("the database is up to date")
}

async fn reap(config: Config) -> Result<(), CliError> {
    let app = App::new(dependencies(&config).await?, config, "");
    let ended = jobs::run_once(&app).await?;
    app.store.close().await;
    say(&format!("expired {}\ncompleted {}", ended.expired, ended.completed))
}

async fn retention(config: Config, dry_run: bool) -> Result<(), CliError> {
    let app = App::new(dependencies(&config).await?, config, "");
    if dry_run {
        for one in jobs::outlived(&app).await? {
            let since = one.since.to_rfc3339_opts(SecondsFormat::Secs, true);
            say(&format!("{}\t{}\t{since}", one.room, <&str>::from(one.what)))?;
        }
        app.store.close().await;
        return Ok(());
    }
    let gone = jobs::let_go(&app, &CancellationToken::new()).await?;
    app.store.close().await;
    say(&format!("transcripts {}\nemails {}", gone.transcripts, gone.emails))
}

/// Prints a line on standard output.
fn say(line: &str) -> Result<(), CliError> {
    Ok(writeln!(io::stdout().lock(), "{line}")?)
}

fn not_blank(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("it must not be empty"),
        name => Ok(name.to_owned()),
    }
}
