//! The type and the mode of an agent room, and its room on LiveKit.

use sea_orm::DeriveValueType;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// The type of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum RoomKind {
    /// An agent's own room; its id is the agent's.
    Own,
    /// Two who write to each other.
    Dm,
    /// Several who write to each other.
    Group,
    /// Two who speak with each other.
    VoiceDm,
    /// Several who speak with each other.
    VoiceGroup,
    /// A feed of posts.
    Feed,
    /// A thread.
    Thread,
    /// The channel of a whole world.
    World,
    /// Questions and answers.
    Forum,
    /// A room that a program made.
    Api,
}

/// How characters speak in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum Mode {
    /// Freely, with each other and with people.
    Freeform,
    /// As the scene prompt tells them.
    Scripted,
}

/// The room on LiveKit of an agent room that may have one there.
#[derive(Clone, Debug, PartialEq, Eq, Display, EnumString, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum LivekitRoom {
    /// It may exist: a participant may create it by joining, or a call that creates it was not answered.
    Pending,
    /// It exists, or did, with this id (`sid`), which LiveKit begins with `RM_`.
    #[strum(default)]
    Sid(String),
}
