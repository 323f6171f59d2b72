//! Tells an interviewer's worker how to hold an interview.

use super::Interviews;
use crate::{
    model::{
        access::CanInterview,
        error::{Resource, Result},
        ids::RoomId,
        room::InterviewRoom,
    },
    store::{interview_starts, projects, rooms},
};

/// What a worker needs to know to hold an interview.
#[derive(Clone)]
pub struct AgentConfig {
    /// The room.
    pub room: InterviewRoom,
    /// The research goals.
    pub research_goals: Option<String>,
    /// The interview guide.
    pub interview_guide: Option<String>,
    /// The language of the interview, if it is known.
    pub language: Option<String>,
}

impl Interviews {
    /// Returns how to hold an interview: as fixed when it started, else as the room and its project say now. The room's
    /// own goals and guide take precedence over the project's. The language is the room's, else the one in which the
    /// respondent consented.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such room.
    #[tracing::instrument(name = "interviews.agent_config", skip_all, fields(room.id = %id))]
    pub async fn agent_config(&self, permit: CanInterview, id: RoomId) -> Result<AgentConfig> {
        let connection = self.core.store.reader();
        let stored = rooms::find(connection, permit.scope, id).await?;
        let room = stored.ok_or(Resource::Room)?.at(self.core.clock.now());
        let start = interview_starts::find(connection, id).await?;
        let consented = start.as_ref().filter(|start| start.consent.is_some());
        let language = room.interview.options.language.clone();
        let language = language.or(consented.map(|start| start.language.to_string()));
        let (research_goals, interview_guide) = if let Some(start) = start {
            (start.research_goals, start.interview_guide)
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
