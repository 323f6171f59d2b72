//! The first start: the proof that the database belongs to the instance key, and on an empty database a team, a project
//! with a sample guide and an API key, so that everything can be tried at once.

use super::keys::{CreateKey, CreateKeyError, DEFAULT_TEAM, Keys};
use crate::{
    clock::Clock,
    entropy::{Entropy, random},
    model::{
        access::Role,
        api_key::ApiKey,
        error::EngineError,
        ids::{ID_ENTROPY, ProjectId, time_ordered},
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
const KEY_CHECK: &[u8] = b"interview-rooms";

/// What the first start made.
pub struct FirstStart {
    /// The project.
    pub project: ProjectId,
    /// The key, shown here and never again.
    pub key: ApiKey,
}

/// The database was made under another instance key.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database was made under another instance key, so no link in it could be read again; \
     set INTERVIEW_ROOMS_SECRETS__KEY (or the key file) to the key that it was made under"
)]
pub struct ForeignDatabase;

impl FirstStart {
    /// Makes what a first start makes, unless the database has a team.
    pub async fn make(
        store: &Store,
        keys: &Keys,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<Option<Self>, CreateKeyError> {
        if teams::any(store.reader()).await? {
            return Ok(None);
        }
        let now = clock.now();
        let transaction = store.begin().await?;
        let id = crate::model::ids::TeamId(time_ordered(now, 0, random::<ID_ENTROPY>(entropy)?));
        if !teams::insert(&transaction, id, DEFAULT_TEAM, now).await? {
            // Another replica starts for the first time, too, and was faster.
            return Ok(None);
        }
        let project = ProjectId(time_ordered(now, 0, random::<ID_ENTROPY>(entropy)?));
        let details = ProjectDetails {
            name: "Sample project".to_owned(),
            description: Some("Made at the first start, to try things out.".to_owned()),
            status: NEW_PROJECT.to_owned(),
            research_goals: Some(SAMPLE_GOALS.to_owned()),
            interview_guide: Some(SAMPLE_GUIDE.to_owned()),
            redirect_url: None,
        };
        projects::insert(
            &transaction,
            Project {
                id: project,
                team: id,
                details,
                created_at: now,
            },
        )
        .await?;
        let wanted = CreateKey {
            name: "first key".to_owned(),
            team: None,
            role: Role::Owner,
            project: None,
            expires_at: None,
        };
        let key = keys.insert(&transaction, id, wanted, now).await?;
        store.commit(transaction).await?;
        Ok(Some(Self { project, key }))
    }
}

impl ForeignDatabase {
    /// Checks that the database belongs to the instance key; marks it as such when it is new.
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
            rule: "it has its row after it was written",
        };
        let sealed = instance::key_check(store.reader()).await?.ok_or(missing)?;
        let opened = sealer.open(Purpose::InstanceCheck, b"", &sealed);
        Ok(opened.map(drop).map_err(|_| Self))
    }
}
