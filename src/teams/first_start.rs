//! The start of the service on a database: checks that the database belongs to the instance key, and gives an empty one a
//! team, a sample project and an API key, so that the service can be tried at once.

use super::keys::{CreateKey, CreateKeyError, DEFAULT_TEAM, Keys};
use crate::{
    clock::Clock,
    entropy::Entropy,
    model::{
        access::Role,
        api_key::ApiKey,
        error::EngineError,
        ids::{ProjectId, TeamId, new_id},
        project::{NEW_PROJECT, Project, ProjectDetails},
        secret::{Purpose, Sealer},
    },
    store::{Store, StoreError, instance, projects, teams},
};

const SAMPLE_GUIDE: &str = "\
# Getting to know you
- What do you do on a usual working day?
- Which part of it takes longer than it should?

# The last time
- Tell me about the last time that happened. What did you do first?
- What did you try before, and why did you stop?

# Looking ahead
- If one thing about it could be different tomorrow, what would it be?";
const SAMPLE_GOALS: &str = "Learn where people lose time in their working day, and what they have tried against it.";
/// The constant that each database stores sealed with its instance key.
const KEY_CHECK: &[u8] = b"interview-rooms";

/// What the first start created.
pub struct FirstStart {
    /// The sample project.
    pub project: ProjectId,
    /// The API key of the role `owner`. Only its hash is stored, so it cannot be shown again.
    pub key: ApiKey,
}

/// The database belongs to another instance key.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database was made under another instance key, so its links could not be read again; \
     set INTERVIEW_ROOMS_SECRETS__KEY (or the key file) to the key that it was made under"
)]
pub struct ForeignDatabase;

impl FirstStart {
    /// Creates a team, a sample project and an API key, unless the database has a team already.
    ///
    /// # Errors
    /// If the database or the random source fails.
    pub async fn create(
        store: &Store,
        keys: &Keys,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<Option<Self>, CreateKeyError> {
        if teams::first(store.reader()).await?.is_some() {
            return Ok(None);
        }
        let now = clock.now();
        let transaction = store.begin().await?;
        let team = TeamId(new_id(entropy, now, 0)?);
        if !teams::insert(&transaction, team, DEFAULT_TEAM, now).await? {
            // Another replica created the team in the meantime.
            return Ok(None);
        }
        let project = Project {
            id: ProjectId(new_id(entropy, now, 0)?),
            team,
            details: sample_project(),
            created_at: now,
        };
        projects::insert(&transaction, project.clone()).await?;
        let first_key = CreateKey {
            name: "first key".to_owned(),
            team: None,
            role: Role::Owner,
            project: None,
            expires_at: None,
        };
        let key = keys.insert(&transaction, team, first_key, now).await?;
        store.commit(transaction).await?;
        Ok(Some(Self {
            project: project.id,
            key,
        }))
    }
}

fn sample_project() -> ProjectDetails {
    ProjectDetails {
        name: "Sample project".to_owned(),
        description: Some("Created at the first start, to try the service.".to_owned()),
        status: NEW_PROJECT.to_owned(),
        research_goals: Some(SAMPLE_GOALS.to_owned()),
        interview_guide: Some(SAMPLE_GUIDE.to_owned()),
        redirect_url: None,
    }
}

impl ForeignDatabase {
    /// Whether the database was made under an instance key.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn has_key(store: &Store) -> Result<bool, EngineError> {
        Ok(instance::key_check(store.reader()).await?.is_some())
    }

    /// Checks that the database belongs to the instance key of `sealer`. A new database is bound to that key.
    ///
    /// # Errors
    /// The outer error: the database or the random source fails. The inner one: the database belongs to another key.
    pub async fn check(
        store: &Store,
        sealer: &Sealer,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<Result<(), Self>, EngineError> {
        if instance::key_check(store.reader()).await?.is_none() {
            let sealed = sealer.seal(entropy, Purpose::InstanceCheck, b"", KEY_CHECK)?;
            instance::set_key_check(store.writer(), sealed, clock.now()).await?;
        }
        let missing = StoreError::Inconsistent {
            table: "instance",
            rule: "the row exists after it was inserted",
        };
        let sealed = instance::key_check(store.reader()).await?.ok_or(missing)?;
        let opened = sealer.open(Purpose::InstanceCheck, b"", &sealed);
        Ok(opened.map(drop).map_err(|_| Self))
    }
}
