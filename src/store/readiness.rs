//! Readiness: that the database answers in time, has every migration, and commits a write.

use super::{Result, Store, unavailable};
use ::entity::readiness;
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, EntityTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use std::time::Duration;
use tokio::time::timeout;

/// How long the check may take.
const LIMIT: Duration = Duration::from_secs(2);
/// How long a committed write proves that writes commit.
const PROOF_LASTS: Duration = Duration::from_secs(5);
const ONLY_ROW: i32 = 1;

impl Store {
    /// Whether the database has every migration, after it has proved that it answers and commits: by the last write of the
    /// service, if that succeeded a moment ago, else by one of its own.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the database cannot be read or written, or does not answer within two seconds.
    pub async fn is_ready(&self) -> Result<bool> {
        let checks = async {
            let is_migrated = self.has_every_migration().await?;
            if is_migrated {
                self.prove_a_write().await?;
            }
            Ok(is_migrated)
        };
        let outcome = timeout(LIMIT, checks).await;
        outcome.unwrap_or_else(|_| Err(unavailable("readiness: no answer within 2 s").into()))
    }

    async fn has_every_migration(&self) -> Result<bool> {
        use migration::MigratorTrait;
        let pending = migration::Migrator::get_pending_migrations_read_only(self.reader()).await?;
        Ok(pending.is_empty())
    }

    /// Concurrent checks share one write.
    async fn prove_a_write(&self) -> Result<()> {
        let _turn = self.proof.lock().await;
        if self.writer().writes().succeeded_within(PROOF_LASTS) {
            return Ok(());
        }
        let transaction = self.begin().await?;
        count_up(&transaction).await?;
        self.commit(transaction).await
    }
}

/// Changes the row, so that the database cannot commit without writing.
async fn count_up(connection: &impl ConnectionTrait) -> Result<()> {
    let row = readiness::ActiveModel {
        id: Set(ONLY_ROW),
        proofs: Set(1),
    };
    let proofs = Expr::col((readiness::Entity, readiness::Column::Proofs)).add(1);
    let count_up = OnConflict::column(readiness::Column::Id)
        .value(readiness::Column::Proofs, proofs)
        .to_owned();
    let insert = readiness::Entity::insert(row).on_conflict(count_up);
    insert.exec_without_returning(connection).await?;
    Ok(())
}
