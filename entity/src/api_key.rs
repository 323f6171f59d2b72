//! API keys, by their hash.

use crate::{
    ids::{KeyId, ProjectId, TeamId},
    values::access::Role,
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: KeyId,
    /// The team that owns it.
    pub team_id: TeamId,
    /// The only project that it reaches; none for the whole team.
    pub project_id: Option<ProjectId>,
    /// Its owner's name for it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// SHA-256 of the key.
    #[sea_orm(unique)]
    pub hash: Vec<u8>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// When it stops working.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// When it was last used; up to a minute late.
    pub last_used_at: Option<DateTimeUtc>,
    /// The team that owns it.
    #[sea_orm(belongs_to, from = "team_id", to = "id")]
    pub team: BelongsTo<super::team::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
