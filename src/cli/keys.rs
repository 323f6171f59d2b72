//! `keys`: creates, lists and revokes API keys. Works while the service runs.

use super::{CliError, Keys as Command, print_line};
use crate::{
    clock::{SystemClock, Timestamp, truncated},
    config::Config,
    entropy::SystemEntropy,
    store::{self, keys::ListedKey},
    teams::{CreateKey, Keys},
};
use std::sync::Arc;

pub(super) async fn run(config: &Config, command: Command) -> Result<(), CliError> {
    let store = store::connect(&config.database).await?;
    let keys = Keys::new(store.clone(), Arc::new(SystemClock::default()), Arc::new(SystemEntropy));
    let lines = match command {
        Command::Create {
            name,
            team,
            role,
            project,
            expires_at,
        } => {
            let key = CreateKey {
                name,
                team,
                role,
                project,
                expires_at: expires_at.map(truncated),
            };
            vec![keys.create(key).await?.expose().to_owned()]
        }
        Command::List => keys.list().await?.iter().map(describe).collect(),
        Command::Revoke { id } => {
            if !keys.revoke(id).await? {
                return Err(format!("there is no key {id}; `keys list` shows all keys").into());
            }
            vec![format!("revoked {id}")]
        }
    };
    store.close().await;
    lines.iter().try_for_each(|line| print_line(line))
}

/// A key as one line of named fields.
fn describe(key: &ListedKey) -> String {
    let time = |time: Option<Timestamp>| time.map_or_else(|| "-".to_owned(), |time| time.to_rfc3339());
    format!(
        "{} team={:?} name={:?} role={} project={} created={} expires={} revoked={} last_used={}",
        key.id,
        key.team,
        key.name,
        key.role,
        key.project.map_or_else(|| "-".to_owned(), |id| id.to_string()),
        key.created_at.to_rfc3339(),
        time(key.expires_at),
        time(key.revoked_at),
        time(key.last_used_at),
    )
}
