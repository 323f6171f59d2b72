//! Briefing an interviewer's worker: what it needs to know to hold an interview.

use super::Interviews;
use crate::{
    model::{
        access::CanInterview,
        error::{EngineError, Resource, Result},
        ids::RoomId,
        room::InterviewRoom,
    },
    store::{interview_starts, projects, rooms},
};

/// What a worker needs to know.
#[derive(Clone)]
pub struct AgentConfig {
    /// The room.
    pub room: InterviewRoom,
    /// What the team wants to learn.
    pub research_goals: Option<String>,
    /// What is asked.
    pub interview_guide: Option<String>,
    /// The language of the interview, if it is known.
    pub language: Option<String>,
}

impl Interviews {
    /// The briefing for an interview: from its start as it stood then, before as it stands now. A room's own goals and
    /// guide win over its project's. The language is the room's, else the one in which the respondent agreed to start.
    pub async fn agent_config(&self, permit: CanInterview, id: RoomId) -> Result<AgentConfig> {
        let connection = self.core.store.reader();
        let room = match permit.scope {
            Some(scope) => rooms::find(connection, scope, id).await?,
            None => rooms::find_by_id(connection, id).await?,
        };
        let room = room.ok_or(EngineError::NotFound(Resource::Room))?;
        let session = interview_starts::find(connection, id).await?;
        let agreed = session.as_ref().filter(|session| session.consent.is_some());
        let language = room.interview.manner.language.clone();
        let language = language.or(agreed.map(|session| session.language.to_string()));
        let (research_goals, interview_guide) = if let Some(session) = session {
            (session.research_goals, session.interview_guide)
        } else {
            let project = projects::find_by_id(connection, room.project).await?;
            room.interview.terms.goals_and_guide(project)
        };
        Ok(AgentConfig {
            room,
            research_goals,
            interview_guide,
            language,
        })
    }
}
