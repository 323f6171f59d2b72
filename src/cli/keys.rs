//! `keys`: makes, lists and revokes API keys, beside a running service or without one.

use super::{CliError, Keys as Command, say};
use crate::{
    clock::{SystemClock, Timestamp},
    config::Config,
    entropy::SystemEntropy,
    store::{self, keys::ListedKey},
    teams::{CreateKey, Keys},
};
use chrono::SubsecRound;
use std::sync::Arc;

pub(super) async fn run(config: &Config, command: Command) -> Result<(), CliError> {
    let store = store::connect(&config.database).await?;
    let keys = Keys::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy));
    let lines = match command {
        Command::Create {
            name,
            team,
            role,
            project,
            expires_at,
        } => {
            let expires_at = expires_at.map(|moment| moment.trunc_subsecs(6));
            let wanted = CreateKey {
                name,
                team,
                role,
                project,
                expires_at,
            };
            vec![keys.create(wanted).await?.expose().to_owned()]
        }
        Command::List => keys.list().await?.iter().map(line).collect(),
        Command::Revoke { id } => {
            if !keys.revoke(id).await? {
                return Err(CliError::Refused(format!(
                    "there is no key {id}; `keys list` shows them"
                )));
            }
            vec![format!("revoked {id}")]
        }
    };
    store.close().await;
    lines.iter().try_for_each(|line| say(line))
}

/// A key as a line of fields, each with its name, so that none is mistaken for another.
fn line(key: &ListedKey) -> String {
    let moment = |moment: Option<Timestamp>| moment.map_or_else(|| "-".to_owned(), |moment| moment.to_rfc3339());
    format!(
        "{} team={:?} name={:?} role={} project={} created={} expires={} revoked={} last_used={}",
        key.id,
        key.team,
        key.name,
        key.role,
        key.project.map_or_else(|| "-".to_owned(), |id| id.to_string()),
        key.created_at.to_rfc3339(),
        moment(key.expires_at),
        moment(key.revoked_at),
        moment(key.last_used_at),
    )
}
