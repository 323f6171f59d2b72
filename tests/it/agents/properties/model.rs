//! Runs the service and the model in parallel.

use super::{
    Agent,
    steps::{ENTITIES, ROOMS, Step},
};
use crate::{
    agents::{data, items, person, texts, words},
    support::{TestApp, assert_gapless, text},
};
use entity::message;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, prelude::Uuid};
use serde_json::{Value, json};

/// The expected participant.
#[derive(Clone, Debug)]
struct Participant {
    entity: usize,
    state: Option<&'static str>,
    present: bool,
    /// The id that the service first returned.
    id: Option<String>,
}

/// The expected room.
#[derive(Debug)]
struct Room {
    id: String,
    participants: Vec<Participant>,
    /// The texts of messages, in order.
    said: Vec<String>,
    events: Vec<&'static str>,
}

/// The execution of a sequence of steps.
pub struct Run<'a> {
    callers: &'a [Agent; 2],
    entities: Vec<String>,
    rooms: Vec<Room>,
    posted: usize,
}

impl Room {
    fn add(&mut self, entity: usize) {
        match self
            .participants
            .iter_mut()
            .find(|participant| participant.entity == entity)
        {
            Some(participant) if participant.present => return,
            Some(participant) => participant.present = true,
            None => self.participants.push(Participant {
                entity,
                state: None,
                present: true,
                id: None,
            }),
        }
        self.events.push("ROOM_JOINED");
    }

    fn present(&mut self, entity: usize) -> Option<&mut Participant> {
        self.participants
            .iter_mut()
            .find(|participant| participant.entity == entity && participant.present)
    }
}

impl<'a> Run<'a> {
    /// Creates rooms of a new agent, which takes part in all of them.
    pub async fn new(callers: &'a [Agent; 2]) -> Self {
        let mut entities: Vec<String> = (2..ENTITIES).map(person).collect();
        for name in ["Second", "First"] {
            entities.insert(0, Agent::make(&callers[0].client, name).await.id);
        }
        let mut rooms = Vec::new();
        for _ in 0..ROOMS {
            let id = callers[0].other(&entities[0]).make_room().await;
            let first = Participant {
                entity: 0,
                state: Some("FOLLOWED"),
                present: true,
                id: None,
            };
            rooms.push(Room {
                id,
                participants: vec![first],
                said: Vec::new(),
                events: vec!["ROOM_JOINED"],
            });
        }
        Self {
            callers,
            entities,
            rooms,
            posted: 0,
        }
    }

    fn agent(&self, replica: usize) -> Agent {
        self.callers[replica].other(&self.entities[0])
    }

    /// Takes a step on one replica and compares the result through the other.
    pub async fn take(&mut self, step: Step, replica: usize) {
        let agent = self.agent(replica);
        let room = step.room();
        match step {
            Step::Add { entities, .. } => self.add_participants(&agent, room, &entities).await,
            Step::Remove { entity, .. } => self.remove_participant(&agent, room, entity).await,
            Step::SetState { entity, state, .. } => self.set_state(&agent, room, entity, state).await,
            Step::PostBatch { entity, count, .. } => self.post(&agent, room, entity, count).await,
            Step::Clear { .. } => self.clear(&agent, room).await,
        }
        let other = self.agent(1 - replica);
        self.compare(&other, room).await;
    }

    async fn add_participants(&mut self, agent: &Agent, room: usize, entities: &[usize]) {
        let ids: Vec<&str> = entities.iter().map(|entity| self.entities[*entity].as_str()).collect();
        agent.add_participants(&self.rooms[room].id, &ids).await.expect(201);
        let room = &mut self.rooms[room];
        // Events of returning participants come before those of new ones.
        let known =
            |room: &Room, entity: usize| room.participants.iter().any(|participant| participant.entity == entity);
        let (back, new): (Vec<usize>, Vec<usize>) = entities.iter().partition(|entity| known(room, **entity));
        back.into_iter().chain(new).for_each(|entity| room.add(entity));
    }

    async fn remove_participant(&mut self, agent: &Agent, room: usize, entity: usize) {
        let room = &mut self.rooms[room];
        let answer = agent.remove_participant(&room.id, &self.entities[entity]).await;
        match room.present(entity) {
            Some(participant) => {
                participant.present = false;
                room.events.push("ROOM_LEFT");
                answer.expect(204);
            }
            None => drop(answer.expect(404)),
        }
    }

    async fn set_state(&mut self, agent: &Agent, room: usize, entity: usize, state: Option<&'static str>) {
        let room = &mut self.rooms[room];
        let answer = agent.set_state(&room.id, &self.entities[entity], json!(state)).await;
        match room.present(entity) {
            Some(participant) => {
                participant.state = state;
                assert_eq!(data(answer, 200), json!({ "state": state }));
            }
            None => drop(answer.expect(404)),
        }
    }

    async fn post(&mut self, agent: &Agent, room: usize, entity: usize, count: usize) {
        let room = &mut self.rooms[room];
        let said: Vec<String> = (self.posted..self.posted + count)
            .map(|number| number.to_string())
            .collect();
        self.posted += count;
        let author = &self.entities[entity];
        let memories: Vec<Value> = said
            .iter()
            .map(|words| json!({ "entityId": author, "content": { "text": words } }))
            .collect();
        let path = format!("/rooms/{}/memories/batch", room.id);
        let kept = data(agent.post(&path, json!({ "memories": memories })).await, 201);
        assert_eq!(words(&items(&kept, "memories")), said);
        room.add(entity);
        let kind = if entity < 2 { "MESSAGE_SENT" } else { "MESSAGE_RECEIVED" };
        room.events.extend(vec![kind; count]);
        room.said.extend(said);
    }

    async fn clear(&mut self, agent: &Agent, room: usize) {
        let room = &mut self.rooms[room];
        agent.delete(&format!("/memories/all/{}", room.id)).await.expect(204);
        if !room.said.is_empty() {
            room.events.push("CHANNEL_CLEARED");
            room.said.clear();
        }
    }

    async fn compare(&mut self, agent: &Agent, number: usize) {
        let room = &mut self.rooms[number];
        let participants = agent.participant_bodies(&room.id).await;
        let mut there = texts(&participants, "entityId");
        let mut expected: Vec<&String> = Vec::new();
        for participant in room.participants.iter_mut().filter(|participant| participant.present) {
            let entity = &self.entities[participant.entity];
            let shown = participants.iter().find(|shown| shown["entityId"] == **entity);
            let shown = shown.unwrap_or_else(|| panic!("{entity} is not there"));
            assert_eq!(shown["state"], json!(participant.state));
            let id = participant.id.get_or_insert_with(|| text(shown, "id").to_owned());
            assert_eq!(text(shown, "id"), id, "an entity that returns keeps its participant");
            expected.push(entity);
        }
        there.sort_unstable();
        expected.sort_unstable();
        assert!(there.iter().eq(expected), "each present participant is listed once");
        let mut said = agent.words(&room.id, "?count=1000").await;
        said.reverse();
        assert_eq!(said, room.said);
        assert_eq!(agent.history(&room.id).await, room.events);
    }

    /// Checks what no response shows: message numbers increase and no event is missing.
    pub async fn end(self, app: &TestApp) {
        for room in &self.rooms {
            let id: Uuid = room.id.parse().unwrap();
            let rows = message::Entity::find()
                .filter(message::Column::RoomId.eq(id))
                .order_by_asc(message::Column::Number);
            let rows = rows.all(app.store().reader()).await.unwrap();
            assert!(rows.windows(2).all(|pair| pair[0].number < pair[1].number));
            let said: Vec<&String> = rows.iter().map(|row| &row.text).collect();
            assert!(
                said.into_iter().eq(&room.said),
                "messages are numbered in the order of arrival"
            );
        }
        assert_gapless(app.store()).await;
    }
}
