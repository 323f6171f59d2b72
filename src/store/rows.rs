//! Rows as values of the model. A row that breaks a rule of the model is a named inconsistency, not a panic.

use super::{Result, StoreError};
use crate::model::{
    ids::{KeyId, ProjectId, RoomId, TeamId},
    interview::{Interview, Link, Manner, MaxDuration, Terms},
    life_cycle::LifeCycle,
    project::{Project, ProjectDetails},
    room::Room,
    token::{SealedToken, TokenHash},
};
use ::entity::{interview, project, room};
use std::str::FromStr;

pub(super) fn parsed<T: FromStr>(text: &str, table: &'static str, rule: &'static str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Inconsistent { table, rule })
}

impl TryFrom<(room::Model, Option<interview::Model>)> for Room {
    type Error = StoreError;

    fn try_from((room, interview): (room::Model, Option<interview::Model>)) -> Result<Self> {
        let broken = |rule| StoreError::Inconsistent { table: "room", rule };
        Ok(Self {
            id: RoomId(room.id),
            team: TeamId(room.team_id),
            project: ProjectId(room.project_id.ok_or(broken("an interview's room has a project"))?),
            life: LifeCycle::try_from(&room)?,
            name: room.name,
            created_at: room.created_at,
            created_by: KeyId(room.created_by),
            event_count: room.event_count,
            message_count: room.message_count,
            erased_at: room.erased_at,
            interview: interview.ok_or(broken("the room has an interview"))?.try_into()?,
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
            manner: Manner {
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
