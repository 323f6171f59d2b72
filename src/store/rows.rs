//! Rows as values of the model. A row that breaks a rule of the model is a named inconsistency, not a panic.

use super::{Result, StoreError};
use crate::model::{
    interview::{Interview, InterviewOptions, Link, MaxDuration, Terms},
    life_cycle::LifeCycle,
    project::{Project, ProjectDetails},
    room::{InterviewRoom, Room},
    token::{SealedToken, TokenHash},
};
use ::entity::{interview, project, room};

impl TryFrom<(room::Model, interview::Model)> for InterviewRoom {
    type Error = StoreError;

    fn try_from((room, interview): (room::Model, interview::Model)) -> Result<Self> {
        Ok(Self {
            project: interview.project_id,
            interview: interview.try_into()?,
            base: room.into(),
        })
    }
}

impl From<room::Model> for Room {
    fn from(row: room::Model) -> Self {
        let life = LifeCycle {
            status: row.status,
            started_at: row.started_at,
            finished_at: row.finished_at,
            end_reason: row.end_reason,
            deadline_at: row.deadline_at,
        };
        Self {
            id: row.id,
            team: row.team_id,
            chosen_id: row.chosen_id,
            project: row.project_id,
            life,
            stored: life,
            name: row.name,
            created_at: row.created_at,
            created_by: row.created_by,
            event_count: row.event_count,
            message_count: row.message_count,
            message_bytes: row.message_bytes,
            erased_at: row.erased_at,
            open_to_agents: row.open_to_agents,
        }
    }
}

impl TryFrom<interview::Model> for Interview {
    type Error = StoreError;

    fn try_from(row: interview::Model) -> Result<Self> {
        let broken = |rule| StoreError::Inconsistent {
            table: "interview",
            rule,
        };
        let hash = row.token_hash.try_into();
        let email = row.respondent_email.map(|text| text.parse()).transpose();
        Ok(Self {
            link: Link {
                hash: TokenHash(hash.map_err(|_| broken("the token hash has 32 bytes"))?),
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
            respondent: email.map_err(|_| broken("the e-mail address is valid"))?,
            external_id: row.external_id,
            last_erased_at: row.last_erased_at,
            is_superseded: row.is_superseded,
        })
    }
}

impl From<project::Model> for Project {
    fn from(row: project::Model) -> Self {
        Self {
            id: row.id,
            team: row.team_id,
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
