//! Rows as values of the model. A row that breaks a rule of the model is a named inconsistency, not a panic.

use super::{Result, StoreError};
use crate::model::{
    agent_room::Metadata,
    ids::{KeyId, ProjectId, RoomId, TeamId},
    interview::{Interview, InterviewOptions, Link, MaxDuration, Terms},
    life_cycle::LifeCycle,
    project::{Project, ProjectDetails},
    room::{InterviewRoom, Room},
    token::{SealedToken, TokenHash},
};
use ::entity::{interview, project, room};
use serde_json::Value;
use std::str::FromStr;

/// A JSON object that was kept as text.
pub(super) fn object(text: Option<&str>, table: &'static str) -> Result<Option<Metadata>> {
    let read = |text| {
        serde_json::from_str(text).map_err(|_| StoreError::Inconsistent {
            table,
            rule: "JSON is an object",
        })
    };
    text.map(read).transpose()
}

/// A JSON object as the text by which it is kept.
pub(super) fn written(object: Option<&Metadata>) -> Option<String> {
    object.map(|object| Value::Object(object.clone()).to_string())
}

pub(super) fn parsed<T: FromStr>(text: &str, table: &'static str, rule: &'static str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Inconsistent { table, rule })
}

impl TryFrom<(room::Model, Option<interview::Model>)> for InterviewRoom {
    type Error = StoreError;

    fn try_from((room, interview): (room::Model, Option<interview::Model>)) -> Result<Self> {
        let broken = |rule| StoreError::Inconsistent { table: "room", rule };
        let base = Room::try_from(room)?;
        Ok(Self {
            project: base.project.ok_or(broken("an interview's room has a project"))?,
            interview: interview.ok_or(broken("the room has an interview"))?.try_into()?,
            base,
        })
    }
}

impl TryFrom<room::Model> for Room {
    type Error = StoreError;

    fn try_from(row: room::Model) -> Result<Self> {
        let life = LifeCycle::try_from(&row)?;
        Ok(Self {
            id: RoomId(row.id),
            team: TeamId(row.team_id),
            project: row.project_id.map(ProjectId),
            life,
            stored: life,
            name: row.name,
            created_at: row.created_at,
            created_by: KeyId(row.created_by),
            event_count: row.event_count,
            message_count: row.message_count,
            erased_at: row.erased_at,
            open_to_agents: row.open_to_agents,
        })
    }
}

impl TryFrom<&room::Model> for LifeCycle {
    type Error = StoreError;

    fn try_from(row: &room::Model) -> Result<Self> {
        let reason = row
            .end_reason
            .as_deref()
            .map(|text| parsed(text, "room", "the end reason is known"));
        Ok(Self {
            status: parsed(&row.status, "room", "the status is known")?,
            started_at: row.started_at,
            finished_at: row.finished_at,
            end_reason: reason.transpose()?,
            deadline_at: row.deadline_at,
        })
    }
}

impl TryFrom<interview::Model> for Interview {
    type Error = StoreError;

    fn try_from(row: interview::Model) -> Result<Self> {
        let broken = |rule| StoreError::Inconsistent {
            table: "interview",
            rule,
        };
        let hash = row
            .token_hash
            .try_into()
            .map_err(|_| broken("the token hash has 32 bytes"))?;
        let email = row
            .respondent_email
            .map(|text| parsed(&text, "interview", "the e-mail is valid"));
        Ok(Self {
            link: Link {
                hash: TokenHash(hash),
                sealed: SealedToken(row.sealed_token),
            },
            terms: Terms {
                expires_at: row.expires_at,
                max_duration: MaxDuration::try_from(row.max_duration_minutes)
                    .map_err(|_| broken("the duration is 1 to 480 minutes"))?,
                research_goals_override: row.research_goals_override,
                interview_guide_override: row.interview_guide_override,
                topics_for_respondent: row.topics_for_respondent,
                display_name: row.display_name,
            },
            options: InterviewOptions {
                voice: row.voice,
                realtime_provider: row.realtime_provider,
                language: row.language,
            },
            respondent: email.transpose()?,
            external_id: row.external_id,
        })
    }
}

impl From<project::Model> for Project {
    fn from(row: project::Model) -> Self {
        Self {
            id: ProjectId(row.id),
            team: TeamId(row.team_id),
            details: ProjectDetails {
                name: row.name,
                description: row.description,
                status: row.status,
                research_goals: row.research_goals,
                interview_guide: row.interview_guide,
                redirect_url: row.redirect_url,
            },
            created_at: row.created_at,
        }
    }
}
