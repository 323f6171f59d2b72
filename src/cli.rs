//! The command line: one file for each larger command. Without a command the program serves.

mod healthcheck;
mod keys;
mod openapi;
mod serve;

use crate::{
    app::App,
    config::Config,
    model::{
        access::Role,
        ids::{KeyId, ProjectId},
    },
    serve::dependencies,
    store,
};
use chrono::SecondsFormat;
use clap::{Parser, Subcommand};
use std::{
    error::Error,
    io::{self, Write},
};
use tokio_util::sync::CancellationToken;

/// Self-hosted interview rooms for research teams: interviews in writing or by voice, by links that expire.
///
/// Settings are read from interview-rooms.toml in the working directory and from environment variables
/// (`INTERVIEW_ROOMS_<SECTION>__<KEY>`), which take precedence. None is required.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve (the default): bring the database up to date and answer requests.
    Serve,
    /// Bring the database up to date and exit.
    Migrate,
    /// Create, list and revoke API keys. Works while the service runs.
    #[command(subcommand)]
    Keys(Keys),
    /// Print an OpenAPI document.
    Openapi {
        /// The document: `interviews`, `voice-rooms` or `agents`.
        #[arg(default_value = "interviews")]
        document: String,
        /// Compare all documents with the files in `openapi/` instead, and fail if one differs.
        #[arg(long, conflicts_with = "write")]
        check: bool,
        /// Write all documents to `openapi/` instead.
        #[arg(long)]
        write: bool,
    },
    /// End the rooms whose deadline has passed.
    Reap {
        /// End all rooms that are due now, print how many, and exit.
        #[arg(long, required = true)]
        once: bool,
    },
    /// Erase transcripts and e-mails whose retention period is over (`RETENTION__TRANSCRIPT_DAYS`,
    /// `RETENTION__EMAIL_DAYS`).
    ///
    /// A running service does the same once an hour.
    Retention {
        /// Erase nothing; print a line for each room with its id, `transcript` or `email`, and the end of the period.
        #[arg(long)]
        dry_run: bool,
    },
    /// Ask the service on this machine whether it is alive, for container health checks.
    Healthcheck,
}

#[derive(Debug, Subcommand)]
enum Keys {
    /// Create a key and print it alone on standard output. It is never shown again.
    Create {
        /// The name of the key.
        #[arg(long, value_parser = not_blank)]
        name: String,
        /// The team of the key, which is created if it does not exist. By default the first team.
        #[arg(long, value_parser = not_blank)]
        team: Option<String>,
        /// The role of the key: owner, researcher, agent or viewer.
        #[arg(long, default_value_t = Role::Owner)]
        role: Role,
        /// The only project that the key may access. By default all projects of the team.
        #[arg(long, value_name = "ID")]
        project: Option<ProjectId>,
        /// The time at which the key expires, such as 2030-01-31T00:00:00Z. By default it never expires.
        #[arg(long, value_name = "TIME")]
        expires_at: Option<chrono::DateTime<chrono::Utc>>,
    },
    /// List all keys, without the secrets.
    List,
    /// Revoke a key. It stops working at once.
    Revoke {
        /// The id of the key, as `keys list` shows it.
        id: KeyId,
    },
}

/// The failure of a command: one line for the user, of whatever operation failed.
pub type CliError = Box<dyn Error + Send + Sync>;

/// Runs a command.
///
/// # Errors
/// When the command fails.
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
        Command::Healthcheck => healthcheck::run(&Config::load()?).await,
    }
}

async fn migrate(config: &Config) -> Result<(), CliError> {
    store::connect(&config.database).await?.close().await;
    print_line("the database is up to date")
}

async fn reap(config: Config) -> Result<(), CliError> {
    let app = App::new(dependencies(&config).await?, config, "");
    let ended = app.reaper().run_once().await?;
    app.store.close().await;
    print_line(&format!("expired {}\ncompleted {}", ended.expired, ended.completed))
}

async fn retention(config: Config, dry_run: bool) -> Result<(), CliError> {
    let app = App::new(dependencies(&config).await?, config, "");
    if dry_run {
        for due in app.purge().list_due().await? {
            let since = due.since.to_rfc3339_opts(SecondsFormat::Secs, true);
            print_line(&format!("{}\t{}\t{since}", due.room, <&str>::from(due.data)))?;
        }
    } else {
        let erased = app.purge().run_once(&CancellationToken::new()).await?;
        print_line(&format!("transcripts {}\nemails {}", erased.transcripts, erased.emails))?;
    }
    app.store.close().await;
    Ok(())
}

/// Prints a line on standard output.
fn print_line(line: &str) -> Result<(), CliError> {
    writeln!(io::stdout().lock(), "{line}").map_err(|error| format!("cannot print: {error}").into())
}

fn not_blank(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("must not be empty"),
        name => Ok(name.to_owned()),
    }
}
