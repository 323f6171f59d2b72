//! What API keys may do.

use sea_orm::DeriveValueType;
use std::{error::Error, fmt};
use strum::{Display, EnumString};

/// What an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, DeriveValueType)]
#[strum(serialize_all = "snake_case", parse_err_ty = UnknownRole, parse_err_fn = unknown_role)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum Role {
    /// Everything in the team.
    Owner,
    /// Projects, rooms and records.
    Researcher,
    /// What an interviewer's worker needs; nothing of the research routes.
    Agent,
    /// Reads, but never sees access tokens, links or e-mail addresses.
    Viewer,
}

/// The text is not a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRole(String);

fn unknown_role(text: &str) -> UnknownRole {
    UnknownRole(text.to_owned())
}

impl fmt::Display for UnknownRole {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "'{}' is not a role; use owner, researcher, agent or viewer",
            self.0
        )
    }
}

impl Error for UnknownRole {}
