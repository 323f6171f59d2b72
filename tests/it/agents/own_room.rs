//! An agent always has a room and a world of its own: a runtime that starts again finds both.

use super::{Agent, CHANNELS, data, items, person, start, texts, words};
use crate::support::text;
use serde_json::{Value, json};

/// Asserts that the agent has its own room, to which it can post, and its own world.
async fn lives_on(ada: &Agent) {
    let own = data(ada.get(&format!("/rooms/{}", ada.id)).await, 200);
    assert_eq!((text(&own, "type"), text(&own, "worldId")), ("SELF", &*ada.id));
    assert_eq!(ada.participants(&ada.id).await, [&*ada.id]);
    assert!(texts(&ada.rooms("").await, "id").contains(&ada.id));
    ada.say(&ada.id, &ada.id, "I am here").await;
    data(ada.get(&format!("/worlds/{}", ada.id)).await, 200);
    // What a runtime asks for when it starts.
    let asked = json!({ "name": "Ada", "type": "SELF", "roomId": ada.id, "worldId": ada.id });
    let room = data(ada.post("/rooms", asked).await, 201);
    assert_eq!((text(&room, "id"), text(&room, "type")), (&*ada.id, "SELF"));
    let connection = json!({ "entityId": ada.id, "roomId": ada.id, "type": "SELF", "worldId": ada.id });
    data(ada.post("/connections", connection).await, 200);
}

#[tokio::test]
async fn an_agent_whose_own_room_is_deleted_has_a_new_empty_one() {
    let (_app, ada) = start().await;
    ada.say(&ada.id, &ada.id, "A thought").await;
    ada.delete(&format!("/rooms/{}", ada.id)).await.expect(204);
    assert_eq!(ada.memories(&ada.id, "").await, [] as [Value; 0]);
    lives_on(&ada).await;
}

#[tokio::test]
async fn an_own_room_is_created_again_by_whichever_route_it_is_deleted() {
    let (app, ada) = start().await;
    let chosen = Agent::made_of(&ada.client, json!({ "name": "Ada", "id": person(7) })).await;
    for agent in [&ada, &chosen] {
        for path in [
            agent.path(&format!("/rooms/{}", agent.id)),
            format!("{CHANNELS}/{}", agent.id),
            format!("/v1/rooms/{}", agent.id),
        ] {
            let deleted = app.owner().delete(&path).send().await;
            assert!([200, 204].contains(&deleted.status), "{path}: {}", deleted.text);
            lives_on(agent).await;
        }
        let group = format!("/api/memory/groups/{}", agent.id);
        agent.client.delete(&group).send().await.expect(204);
        lives_on(agent).await;
    }
}

#[tokio::test]
async fn an_agent_keeps_its_own_room_when_the_rooms_of_its_world_are_deleted() {
    let (_app, ada) = start().await;
    let other = ada.room(json!({ "worldId": ada.id })).await;
    let deleted = data(ada.delete(&format!("/worlds/{}/rooms", ada.id)).await, 200);
    assert_eq!(deleted["deleted"], 1);
    ada.get(&format!("/rooms/{}", text(&other, "id"))).await.expect(404);
    lives_on(&ada).await;
}

#[tokio::test]
async fn an_agent_whose_own_world_is_deleted_has_a_new_one() {
    let (_app, ada) = start().await;
    ada.patch(&format!("/worlds/{}", ada.id), json!({ "name": "Renamed" }))
        .await
        .expect(200);
    ada.delete(&format!("/worlds/{}", ada.id)).await.expect(204);
    let own = data(ada.get(&format!("/worlds/{}", ada.id)).await, 200);
    assert_eq!(own["world"]["name"], "Ada's World");
    lives_on(&ada).await;
}

#[tokio::test]
async fn only_the_agents_own_room_may_be_of_the_type_self() {
    let (_app, ada) = start().await;
    for room in [
        json!({ "type": "SELF" }),
        json!({ "type": "SELF", "roomId": person(1) }),
    ] {
        let mut request = json!({ "name": "x" });
        crate::support::merge(&mut request, room);
        ada.post("/rooms", request).await.expect(400);
    }
}

#[tokio::test]
async fn a_list_by_ids_shows_a_room_whose_id_is_derived_from_one_of_them() {
    let (_app, ada) = start().await;
    let group = json!({ "agentIds": [ada.id] });
    let made = ada
        .client
        .post(&format!("/api/memory/groups/{}", person(9)))
        .json(&group);
    let room = data(made.send().await, 201)[0].clone();
    let found = data(ada.get(&format!("/rooms/{}", person(9))).await, 200);
    assert_eq!(found["id"], room["id"]);
    let listed = ada.rooms(&format!("?roomIds={}", person(9))).await;
    assert_eq!(texts(&listed, "id"), [text(&room, "id")]);
    ada.say(text(&room, "id"), &ada.id, "Hello").await;
    let memories = data(ada.get(&format!("/memories?roomIds={}", person(9))).await, 200);
    assert_eq!(words(&items(&memories, "memories")), ["Hello"]);
}

#[tokio::test]
async fn lists_by_room_or_world_show_what_the_agent_finds_also_where_it_takes_no_part() {
    let (_app, ada) = start().await;
    let room = ada.room(json!({ "worldId": person(9) })).await;
    let id = text(&room, "id");
    ada.remove_participant(id, &ada.id).await.expect(204);
    data(ada.get(&format!("/rooms/{id}")).await, 200);
    for query in [
        format!("?roomIds={id}"),
        format!("?worldId={}", person(9)),
        format!("?roomIds={id}&worldId={}", person(9)),
    ] {
        assert_eq!(texts(&ada.rooms(&query).await, "id"), [id], "{query}");
    }
    assert!(!texts(&ada.rooms("").await, "id").contains(&id.to_owned()));
    let bob = Agent::make(&ada.client, "Bob").await;
    for query in [format!("?roomIds={id}"), format!("?worldId={}", person(9))] {
        assert_eq!(bob.rooms(&query).await, [] as [Value; 0], "{query}");
    }
}
