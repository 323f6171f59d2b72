//! AgentRooms by voice without an interview: a token for whoever listens and speaks, and a worker for each character.
//!
//! The row comes first and the media server second, as in interviews. A character's worker is sent for once: whoever
//! claims the participant does it, and a claim of which nothing was heard is looked into before anybody is sent for again.

use super::seen;
use crate::{
    engine::AgentRooms,
    entropy::random,
    livekit::{Livekit, LivekitError},
    model::{
        access::CanUseAgentRooms,
        agent::Agent,
        agent_room::{LivekitRoom, Mode},
        error::{EngineError, Resource, Result},
        hex::hex,
        ids::{EntityId, RoomId},
        participant::Participant,
        room::{AgentRoom, agent_room_name},
        short_id::ShortId,
        status::Status,
    },
    store::{agent_rooms, agents, participants},
};
use chrono::TimeDelta;
use serde_json::json;

/// After how long a claim of which nothing was heard is looked into.
const CLAIM: TimeDelta = TimeDelta::seconds(30);

/// How somebody joins a room by voice.
pub struct VoiceAccess {
    /// Where the media server is.
    pub url: String,
    /// What it lets them in by.
    pub token: String,
}

/// A worker that was sent for.
pub(super) struct Sent {
    /// The room's name on the media server.
    pub(super) room: String,
    /// The media server's id of it.
    pub(super) dispatch: String,
}

impl AgentRooms {
    /// A token with which a person joins an active room by voice.
    pub async fn voice_token(&self, permit: CanUseAgentRooms, id: RoomId) -> Result<VoiceAccess> {
        let room = self.by_voice(permit, id).await?;
        let livekit = self.core.livekit.as_ref().ok_or(EngineError::NoVoice)?;
        self.expect_media(&room).await?;
        let identity = format!("user-{}", hex(&random::<8>(&*self.core.entropy)?));
        let token = livekit
            .agent_room_token(&room.name, &identity)
            .map_err(|error| no_voice(&error))?;
        Ok(VoiceAccess {
            url: livekit.url().socket(),
            token,
        })
    }

    /// Lets the characters of an active room speak: makes the room on the media server and sends for a worker for each,
    /// once, however often this is asked for.
    pub async fn start_voice(&self, permit: CanUseAgentRooms, id: RoomId) -> Result<()> {
        let room = self.by_voice(permit, id).await?;
        let participants = participants::agents_of(self.core.store.reader(), &[id]).await?;
        if participants.is_empty() {
            return Err(EngineError::NoParticipants);
        }
        let livekit = self.core.livekit.as_ref().ok_or(EngineError::NoVoice)?;
        self.expect_media(&room).await?;
        let made = livekit.create_agent_room_room(&room.name).await;
        let made = made.map_err(|error| no_voice(&error))?;
        self.note_media(permit, id, &made.sid).await?;
        let entities: Vec<EntityId> = participants.iter().map(|participant| participant.entity).collect();
        let cast = agents::among(self.core.store.reader(), &entities).await?;
        for participant in &participants {
            let agent = cast.iter().find(|agent| agent.id.0 == participant.entity.0);
            self.send_for(livekit, &room, participant, agent).await?;
        }
        Ok(())
    }

    async fn by_voice(&self, permit: CanUseAgentRooms, id: RoomId) -> Result<AgentRoom> {
        let room = seen(self.core.store.reader(), permit.to_read(), None, id).await?;
        if room.interview.is_some() {
            return Err(EngineError::VoiceOfInterview);
        }
        match room.life.at(self.core.clock.now()).status {
            Status::Active => Ok(room),
            status => Err(EngineError::WrongStatus(status)),
        }
    }

    /// Notes that the room may stand on the media server from now on, so that it is ended there in time: whoever joins
    /// makes it, and so does a call whose answer is lost.
    async fn expect_media(&self, room: &AgentRoom) -> Result<()> {
        if room
            .details
            .as_ref()
            .is_some_and(|details| details.livekit_room.is_none())
        {
            agent_rooms::mark_livekit_room_pending(self.core.store.writer(), room.id).await?;
        }
        Ok(())
    }

    /// Keeps which room stands on the media server. In another one than before, nobody has been sent for yet.
    async fn note_media(&self, permit: CanUseAgentRooms, id: RoomId, sid: &str) -> Result<()> {
        let transaction = self.core.store.begin().await?;
        let Some(mut room) = agent_rooms::lock(&transaction, permit.scope, id).await? else {
            drop(transaction);
            // It was deleted meanwhile, and nothing is left to tell of what was made.
            self.end_media(&[agent_room_name(id)]).await;
            return Err(EngineError::NotFound(Resource::Room));
        };
        if agent_rooms::set_livekit_room(&transaction, id, Some(LivekitRoom::Sid(sid.to_owned()))).await? {
            participants::clear_dispatches(&transaction, id).await?;
        }
        room.life = room.life.at(self.core.clock.now());
        self.core.store.commit(transaction).await?;
        if room.life.status == Status::Active {
            return Ok(());
        }
        // It ended meanwhile: what was made is ended, too.
        self.core.wake_voice();
        Err(EngineError::WrongStatus(room.life.status))
    }

    async fn send_for(
        &self,
        livekit: &Livekit,
        room: &AgentRoom,
        participant: &Participant,
        agent: Option<&Agent>,
    ) -> Result<()> {
        let now = self.core.clock.now();
        let writing = self.core.store.writer();
        if !participants::claim(writing, participant.id, now, now - CLAIM).await? {
            return Ok(());
        }
        let sent = self.dispatch(livekit, room, participant, agent).await;
        let id = sent.as_ref().ok().map(String::as_str);
        participants::set_dispatch(writing, participant.id, now, id).await?;
        sent.map(drop).map_err(|error| no_voice(&error))
    }

    /// The media server's id of the one job for a participant.
    async fn dispatch(
        &self,
        livekit: &Livekit,
        room: &AgentRoom,
        participant: &Participant,
        agent: Option<&Agent>,
    ) -> Result<String, LivekitError> {
        // Somebody may have sent before: who was not heard of again, or to whom the answer was lost.
        let mark = ShortId("participant", participant.id.0).to_string();
        let sent = livekit.list_dispatch(&room.name).await?;
        if let Some(known) = sent.into_iter().find(|sent| sent.metadata.contains(&mark)) {
            return Ok(known.id);
        }
        Ok(livekit
            .create_dispatch(&room.name, &job(room, participant, agent))
            .await?
            .id)
    }

    /// Ends what stands for a room on the media server.
    pub(super) async fn end_media_of(&self, room: &AgentRoom) -> Result<()> {
        let Some(livekit) = self.core.livekit.as_ref() else {
            return Ok(());
        };
        for name in agent_rooms::livekit_rooms(self.core.store.reader(), room).await? {
            livekit.delete_room(&name).await.map_err(|error| no_voice(&error))?;
        }
        Ok(())
    }

    /// Takes back that workers were sent for. One that cannot be reached is found again when its character comes back.
    pub(super) async fn call_back(&self, sent: &[Sent]) {
        let Some(livekit) = self.core.livekit.as_ref() else {
            return;
        };
        for Sent { room, dispatch } in sent {
            if let Err(error) = livekit.delete_dispatch(room, dispatch).await {
                tracing::warn!(%error, "the worker of a character that left was not called back");
            }
        }
    }

    /// Ends rooms on the media server that have no rows here any more.
    pub(super) async fn end_media(&self, names: &[String]) {
        let Some(livekit) = self.core.livekit.as_ref() else {
            return;
        };
        for name in names {
            if let Err(error) = livekit.delete_room(name).await {
                tracing::warn!(%error, "a room on the media server was left to end by itself");
            }
        }
    }
}

/// What the worker of a character is told. Only it can read this.
fn job(room: &AgentRoom, participant: &Participant, agent: Option<&Agent>) -> String {
    let details = room.details_or_default();
    let character = ShortId("character", participant.entity.0).to_string();
    let profile = agent.map(|agent| &agent.profile);
    json!({
        "room_id": ShortId("room", room.id.0).to_string(),
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
        // As the agents' routes know them, where what is said can be kept.
        "agent_id": participant.entity.to_string(),
        "agent_room_id": room.id.to_string(),
    })
    .to_string()
}

fn no_voice(error: &LivekitError) -> EngineError {
    tracing::warn!(%error, "a room cannot be held by voice");
    EngineError::NoVoice
}
