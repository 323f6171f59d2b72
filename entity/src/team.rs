//! Teams: the tenants.

use crate::ids::TeamId;
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "team")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamId,
    /// Its name.
    #[sea_orm(unique, column_type = "Text")]
    pub name: String,
    /// The last position that was assigned in the team's feed.
    pub feed_position: i64,
    /// When it was created.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
