//! Deleting a room, an agent or the rooms of a world while others remain.

use crate::{
    agents::{Agent, data, person},
    support::{ANNA, TestApp, text},
};
use entity::event;
use interview_rooms::model::event::EventKind;
use proptest::{collection::vec, prelude::*};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement, prelude::Uuid};
use serde_json::{Value, json};

/// What is deleted.
#[derive(Clone, Copy, Debug)]
pub enum Deletion {
    Room,
    Agent,
    World,
    Group,
    Channel,
}

/// The contents of a room: the number of people, and of messages of each.
type Filling = (usize, usize);

/// The deletion, the contents of the deleted rooms and the contents of the remaining rooms.
type Plan = (Deletion, Vec<Filling>, Vec<Filling>);

/// Any plan.
pub fn plan() -> impl Strategy<Value = Plan> {
    let what = prop_oneof![
        Just(Deletion::Room),
        Just(Deletion::Agent),
        Just(Deletion::World),
        Just(Deletion::Group),
        Just(Deletion::Channel),
    ];
    let rooms = || vec((0..3_usize, 0..3_usize), 1..4);
    (what, rooms(), rooms())
}

/// Executes a plan and checks the result. `host` is the agent of the remaining rooms.
pub async fn check(app: &TestApp, host: &Agent, (deletion, going, staying): Plan) {
    let guest = Agent::make(&host.client, "Guest").await;
    let world = data(guest.post("/worlds", json!({ "name": "Theirs" })).await, 201)["world"]["id"].clone();
    let mut gone = Vec::new();
    for filling in going {
        gone.push(filled(&guest, &world, host, filling).await);
    }
    let mut stay = Vec::new();
    for filling in staying {
        stay.push(filled(host, &Value::Null, &guest, filling).await);
    }
    let interview = interview(app, &guest).await;
    let said_there = said_in(app, &interview).await;
    if matches!(deletion, Deletion::Agent) {
        gone.push(guest.id.clone());
    }
    let before = kept(host, &stay).await;
    delete(deletion, &guest, &world, &gone).await;
    for room in &gone {
        assert_gone(app, room).await;
    }
    if !matches!(deletion, Deletion::Agent) {
        assert_eq!(kept(host, &stay).await, before, "other rooms are untouched");
    }
    for room in &stay {
        let said: usize = before
            .iter()
            .filter(|one| one[0] == **room)
            .map(|one| one[1].as_array().unwrap().len())
            .sum();
        assert_eq!(host.memories(room, "").await.len(), said);
    }
    let kept = said_in(app, &interview).await;
    assert_eq!(kept, said_there, "the messages of an interview remain");
}

/// A room of `owner` with a guest, people and messages in it.
async fn filled(owner: &Agent, world: &Value, guest: &Agent, (people, messages): Filling) -> String {
    let room = text(
        &owner.room(json!({ "worldId": world, "metadata": { "k": 1 } })).await,
        "id",
    )
    .to_owned();
    owner.add_participants(&room, &[&guest.id]).await.expect(201);
    for one in 0..people {
        owner.add_participants(&room, &[&person(one)]).await.expect(201);
        for message in 0..messages {
            owner.say(&room, &person(one), &message.to_string()).await;
        }
    }
    room
}

/// An interview in which the agent has posted and which is otherwise unrelated to the deletion.
async fn interview(app: &TestApp, agent: &Agent) -> String {
    let room = app.create_room().await;
    let id = text(&room, "id").to_owned();
    agent.is_added_to(&id).await;
    app.join(&room, ANNA).await.expect(200);
    agent.say(&id, &agent.id, "Welcome").await;
    id
}

async fn delete(deletion: Deletion, guest: &Agent, world: &Value, rooms: &[String]) {
    let world = world.as_str().unwrap();
    match deletion {
        Deletion::Room => {
            for room in rooms {
                guest.delete(&format!("/rooms/{room}")).await.expect(204);
            }
        }
        Deletion::Channel => {
            for room in rooms {
                let path = format!("/api/messaging/channels/{room}");
                guest.client.delete(&path).send().await.expect(204);
            }
        }
        Deletion::Agent => drop(guest.delete("").await.expect(204)),
        Deletion::World => {
            let deleted = data(guest.delete(&format!("/worlds/{world}/rooms")).await, 200);
            assert_eq!(deleted, json!({ "deleted": rooms.len() }));
        }
        Deletion::Group => {
            let path = format!("/api/memory/groups/{world}");
            guest.client.delete(&path).send().await.expect(204);
        }
    }
}

/// Everything that can be read of rooms.
async fn kept(host: &Agent, rooms: &[String]) -> Vec<Value> {
    let mut kept = Vec::new();
    for room in rooms {
        let (messages, events) = (host.memories(room, "").await, host.events(room).await);
        kept.push(json!([room, messages, events, host.participant_bodies(room).await]));
    }
    kept
}

/// The tables with a column for the room.
async fn tables(app: &TestApp) -> Vec<String> {
    let sql = if app.is_postgres() {
        "SELECT table_name::text FROM information_schema.columns
         WHERE column_name = 'room_id' AND table_schema = 'public'"
    } else {
        "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
         WHERE m.type = 'table' AND c.name = 'room_id'"
    };
    let query = Statement::from_string(app.store().backend(), sql);
    let rows = app.store().reader().query_all_raw(query).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn count(app: &TestApp, table: &str, column: &str, room: &str) -> i64 {
    let id: Uuid = room.parse().unwrap();
    let sql = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
    let query = Statement::from_sql_and_values(app.store().backend(), sql, [id.into()]);
    let row = app.store().reader().query_one_raw(query).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn said_in(app: &TestApp, room: &str) -> i64 {
    count(app, "message", "room_id", room).await
}

/// Asserts that only events remain of a room, without payloads and with its deletion as the last.
async fn assert_gone(app: &TestApp, room: &str) {
    let tables = tables(app).await;
    for table in ["event", "message", "participant", "agent_room", "interview"] {
        assert!(tables.contains(&table.to_owned()), "{table} is not among {tables:?}");
    }
    for table in tables.iter().filter(|table| *table != "event") {
        assert_eq!(count(app, table, "room_id", room).await, 0, "{table}");
    }
    assert_eq!(count(app, "room", "id", room).await, 0);
    let id: Uuid = room.parse().unwrap();
    let events = event::Entity::find()
        .filter(event::Column::RoomId.eq(id))
        .order_by_asc(event::Column::Sequence);
    let events = events.all(app.store().reader()).await.unwrap();
    assert!((1..).zip(&events).all(|(number, event)| event.sequence == number));
    assert!(events.iter().all(|event| event.payload.is_none()));
    assert_eq!(events.last().expect("there are events").kind, EventKind::RoomDeleted);
}
