//! Agent rooms by voice: a LiveKit token for people, and a worker for each character.
//!
//! As with voice sessions, the row is written before LiveKit is called. A replica claims a participant before it dispatches
//! the participant's worker, so that one worker is dispatched. After 30 seconds, another call may take over a claim
//! without a dispatch: it looks for the dispatch at LiveKit first.

use crate::{
    engine::{AgentRooms, core::voice_unavailable},
    entropy::random,
    livekit::{Livekit, LivekitError},
    model::{
        access::CanUseAgentRooms,
        agent::{Agent, find_agent},
        agent_room::{LivekitRoom, Mode},
        error::{EngineError, Resource, Result},
        ids::{EntityId, RoomHandle},
        participant::Participant,
        room::AgentRoom,
        short_id::ShortId,
        status::Status,
    },
    store::{agent_rooms, agents, participants},
};
use chrono::TimeDelta;
use serde_json::json;

/// After this time, a claim without a dispatch counts as abandoned.
const CLAIM_TIMEOUT: TimeDelta = TimeDelta::seconds(30);

/// What a person needs to join a room by voice.
pub struct VoiceAccess {
    /// The address of LiveKit, for web sockets.
    pub url: String,
    /// The LiveKit token.
    pub token: String,
}

/// A worker that was dispatched for a participant.
pub(super) struct Dispatched {
    /// The name of the LiveKit room.
    pub(super) room: String,
    /// LiveKit's id of the dispatch.
    pub(super) dispatch: String,
}

impl AgentRooms {
    /// Returns a token by which a person joins an active room by voice.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room; `VoiceFromPageOnly` if it is an interview; `WrongStatus` if it has ended;
    /// `VoiceUnavailable` if LiveKit is not configured.
    #[tracing::instrument(name = "agent_rooms.voice_token", skip_all, fields(room.id = %id))]
    pub async fn voice_token(&self, permit: CanUseAgentRooms, id: RoomHandle) -> Result<VoiceAccess> {
        let room = self.find_voice_room(permit, id).await?;
        let livekit = self.core.require_livekit()?;
        self.expect_livekit_room(&room).await?;
        let identity = format!("user-{}", hex::encode(random::<8>(&*self.core.entropy)?));
        let token = livekit.agent_room_token(&room.base.name, &identity);
        Ok(VoiceAccess {
            url: livekit.url().socket(),
            token: token.map_err(voice_unavailable)?,
        })
    }

    /// Lets the characters of an active room speak: creates the LiveKit room and dispatches a worker for each character,
    /// once, however often it is called.
    ///
    /// # Errors
    ///
    /// As [`AgentRooms::voice_token`]; `NoParticipants` if no character takes part.
    #[tracing::instrument(name = "agent_rooms.start_voice", skip_all, fields(room.id = %id))]
    pub async fn start_voice(&self, permit: CanUseAgentRooms, id: RoomHandle) -> Result<()> {
        let room = self.find_voice_room(permit, id).await?;
        let participants = participants::agents_of(self.core.store.reader(), &[room.base.id]).await?;
        if participants.is_empty() {
            return Err(EngineError::NoParticipants);
        }
        let livekit = self.core.require_livekit()?;
        self.expect_livekit_room(&room).await?;
        let created = livekit.create_agent_room(&room.base.name).await;
        let created = created.map_err(voice_unavailable)?;
        self.set_livekit_sid(permit, &room, &created.sid).await?;
        let entities: Vec<EntityId> = participants.iter().map(|participant| participant.entity).collect();
        let agents = agents::of_entities(self.core.store.reader(), permit.scope.team, &entities).await?;
        for participant in &participants {
            let agent = find_agent(&agents, participant.entity);
            self.dispatch_once(livekit, &room, participant, agent).await?;
        }
        Ok(())
    }

    async fn find_voice_room(&self, permit: CanUseAgentRooms, id: RoomHandle) -> Result<AgentRoom> {
        let room = self.get(permit.to_read(), None, id).await?;
        if room.interview.is_some() {
            return Err(EngineError::VoiceFromPageOnly);
        }
        match room.base.life.status {
            Status::Active => Ok(room),
            status => Err(EngineError::WrongStatus(status)),
        }
    }

    /// Records that a LiveKit room may be open from now on, so that maintenance closes it: the first who joins creates it,
    /// and a creating call may succeed although its answer is lost.
    async fn expect_livekit_room(&self, room: &AgentRoom) -> Result<()> {
        let details = room.details.as_ref();
        if details.is_some_and(|details| details.livekit_room.is_none()) {
            agent_rooms::mark_livekit_room_pending(self.core.store.writer(), room.base.id).await?;
        }
        Ok(())
    }

    /// Records which LiveKit room is open. No worker has been dispatched to a room that was not known before.
    async fn set_livekit_sid(&self, permit: CanUseAgentRooms, room: &AgentRoom, sid: &str) -> Result<()> {
        let mut work = self.core.begin().await?;
        let (id, name) = (room.base.id, &room.base.name);
        let Some(room) = work.lock_agent_room(permit.acting_as(None), room.base.handle()).await? else {
            drop(work);
            // Deleted meanwhile: no row is left by which maintenance would close the room.
            self.close_livekit_rooms(std::slice::from_ref(name)).await;
            return Err(EngineError::NotFound(Resource::Room));
        };
        if agent_rooms::set_livekit_room(work.transaction(), id, Some(LivekitRoom::Sid(sid.to_owned()))).await? {
            participants::clear_dispatches(work.transaction(), id).await?;
        }
        let status = room.base.life.status;
        if status.is_final() {
            // Ended meanwhile: maintenance closes what was created.
            work.wake_voice();
        }
        work.commit().await?;
        match status {
            Status::Active => Ok(()),
            status => Err(EngineError::WrongStatus(status)),
        }
    }

    async fn dispatch_once(
        &self,
        livekit: &Livekit,
        room: &AgentRoom,
        participant: &Participant,
        agent: Option<&Agent>,
    ) -> Result<()> {
        let now = self.core.clock.now();
        let writer = self.core.store.writer();
        if !participants::claim(writer, participant.id, now, now - CLAIM_TIMEOUT).await? {
            return Ok(());
        }
        let dispatched = find_or_create_dispatch(livekit, room, participant, agent).await;
        let id = dispatched.as_ref().ok().map(String::as_str);
        participants::set_dispatch(writer, participant.id, now, id).await?;
        dispatched.map(drop).map_err(voice_unavailable)
    }

    /// Closes the LiveKit rooms that may be open for a room.
    pub(super) async fn close_livekit_rooms_of(&self, room: &AgentRoom) -> Result<()> {
        let Some(livekit) = &self.core.livekit else {
            return Ok(());
        };
        for name in agent_rooms::livekit_rooms(self.core.store.reader(), room).await? {
            livekit.delete_room(&name).await.map_err(voice_unavailable)?;
        }
        Ok(())
    }

    /// Cancels dispatches. One that cannot be cancelled is found again when its character comes back.
    pub(super) async fn cancel_dispatches(&self, dispatched: &[Dispatched]) {
        let Some(livekit) = &self.core.livekit else { return };
        for Dispatched { room, dispatch } in dispatched {
            if let Err(error) = livekit.delete_dispatch(room, dispatch).await {
                tracing::warn!(%error, "voice: the dispatch of a character that left was not cancelled");
            }
        }
    }

    /// Closes LiveKit rooms whose rows have been deleted.
    pub(super) async fn close_livekit_rooms(&self, names: &[String]) {
        let Some(livekit) = &self.core.livekit else { return };
        for name in names {
            if let Err(error) = livekit.delete_room(name).await {
                tracing::warn!(%error, "voice: a LiveKit room was not closed; LiveKit closes it when it is empty");
            }
        }
    }
}

/// Returns LiveKit's id of the one dispatch for a participant.
async fn find_or_create_dispatch(
    livekit: &Livekit,
    room: &AgentRoom,
    participant: &Participant,
    agent: Option<&Agent>,
) -> Result<String, LivekitError> {
    // A dispatch may exist whose answer was lost, or whose replica stopped before it was recorded.
    let id = ShortId("participant", participant.id.0).to_string();
    let dispatches = livekit.list_dispatch(&room.base.name).await?;
    if let Some(known) = dispatches.into_iter().find(|dispatch| dispatch.metadata.contains(&id)) {
        return Ok(known.id);
    }
    let metadata = job_metadata(room, participant, agent);
    Ok(livekit.create_dispatch(&room.base.name, &metadata).await?.id)
}

/// The metadata of a character's job, which only its worker can read.
fn job_metadata(room: &AgentRoom, participant: &Participant, agent: Option<&Agent>) -> String {
    let details = room.details_or_default();
    let character = ShortId("character", participant.entity.0).to_string();
    let profile = agent.map(|agent| &agent.profile);
    json!({
        // The field in which the job of an interview names its room: the id by which the worker's secret finds it.
        "interview_room_id": room.base.id.to_string(),
        "room_id": ShortId("room", room.base.handle().0).to_string(),
        "participant_id": ShortId("participant", participant.id.0).to_string(),
        "conversation_id": ShortId("conv", participant.id.0).to_string(),
        "livekit_identity": format!("agent-{character}"),
        "character_id": character,
        "name": participant.name,
        "description": profile.and_then(|profile| profile.description.as_ref()),
        "voice_id": profile.and_then(|profile| profile.voice_id.as_ref()),
        "voice_description": profile.and_then(|profile| profile.voice_description.as_ref()),
        "mode": details.mode.to_string(),
        "scene_prompt": details.scene_prompt.filter(|_| details.mode == Mode::Scripted),
        // The ids by which the worker can post what is said through the agents' routes.
        "agent_id": participant.entity.to_string(),
        "agent_room_id": room.base.handle().to_string(),
    })
    .to_string()
}
