//! What a participant is, and how closely it follows a room.

use super::message::Speaker;
use sea_orm::DeriveValueType;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// What a participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum ParticipantKind {
    /// The person who is interviewed.
    Respondent,
    /// An agent of the team.
    Agent,
    /// Any other entity.
    Member,
}

impl ParticipantKind {
    /// The speaker of its messages.
    pub const fn speaker(self) -> Speaker {
        match self {
            Self::Respondent => Speaker::Respondent,
            Self::Agent => Speaker::Agent,
            Self::Member => Speaker::Member,
        }
    }
}

/// How closely a participant follows a room. Without a state, an agent answers when it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum ParticipantState {
    /// An agent answers every message.
    Followed,
    /// An agent answers no message.
    Muted,
}
