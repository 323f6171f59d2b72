//! The caller does not choose how long a transaction works.

use super::agents::Team;
use crate::support::text;
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

/// Seeking each name by itself in each text takes several times as long.
const PATIENCE: Duration = Duration::from_secs(6);

#[tokio::test]
async fn long_memories_for_a_thousand_agents_do_not_keep_other_teams_waiting() {
    let team = Team::start().await;
    let mut agents = Vec::new();
    for number in 0..1_000 {
        agents.push(team.agent(&format!("Агент {number}")).await);
    }
    let room = team.room(&agents[0]).await;
    let path = format!("/api/agents/{}/rooms/{room}", agents[0]);
    let added = team.client.post(&format!("{path}/participants"));
    added.json(&json!({ "entityIds": agents })).send().await.expect(201);
    let words = format!("{} Агент 7, что думаешь?", "Слово ".repeat(16_000));
    let memories = vec![json!({ "content": { "text": words } }); 5];
    let long = team.client.post(&format!("{path}/memories/batch"));
    let long = long.json(&json!({ "memories": memories })).send();
    let other = team.app.other_team().await;
    let other_agent = json!({ "name": "Ada" });
    let short = other.post("/api/agents").json(&other_agent).send();
    let (long, short) = timeout(PATIENCE, async { tokio::join!(long, short) })
        .await
        .expect("both are answered soon");
    long.expect(201);
    short.expect(201);
    let events = team
        .client
        .get(&format!("{path}/events?after=1000"))
        .send()
        .await
        .expect(200);
    let events = events.body["data"]["events"].as_array().unwrap().clone();
    let asked: Vec<_> = events.iter().filter(|event| event["type"] == "MESSAGE_SENT").collect();
    assert_eq!(asked.len(), 5);
    for event in asked {
        assert!(
            event.to_string().contains(&agents[7]),
            "the agent that is named is asked"
        );
        assert!(!event.to_string().contains(&agents[8]), "no other agent is asked");
    }
}

#[tokio::test]
async fn a_long_text_of_names_that_contain_each_other_keeps_nobody_waiting() {
    let team = Team::start().await;
    let mut agents = Vec::new();
    for words in 1..=99 {
        agents.push(team.agent(["a"; 99][..words].join(" ").as_str()).await);
    }
    let room = team.room(&agents[0]).await;
    let path = format!("/api/agents/{}/rooms/{room}", agents[0]);
    let added = team.client.post(&format!("{path}/participants"));
    added.json(&json!({ "entityIds": agents })).send().await.expect(201);
    let memories = vec![json!({ "content": { "text": "a ".repeat(49_000) } }); 5];
    let long = team.client.post(&format!("{path}/memories/batch"));
    let long = long.json(&json!({ "memories": memories })).send();
    let long = timeout(PATIENCE, long).await.expect("it is answered soon");
    long.expect(201);
}

#[tokio::test]
async fn an_agent_with_more_rooms_than_one_transaction_takes_is_deleted_with_all_of_them() {
    let team = Team::start().await;
    let (ada, bob) = (team.agent("Ada").await, team.agent("Bob").await);
    let mut rooms = Vec::new();
    for number in 0..230 {
        // Of half of the rooms she is the owner, in the others she takes part.
        let owner = if number % 2 == 0 { &ada } else { &bob };
        let room = team.room(owner).await;
        if number % 2 == 1 {
            let path = format!("/api/agents/{bob}/rooms/{room}/participants");
            let added = team
                .client
                .post(&path)
                .json(&json!({ "entityIds": [ada] }))
                .send()
                .await;
            added.expect(201);
        }
        rooms.push(room);
    }
    team.client
        .delete(&format!("/api/agents/{ada}"))
        .send()
        .await
        .expect(204);
    team.client.get(&format!("/api/agents/{ada}")).send().await.expect(404);
    let left = team
        .client
        .get(&format!("/api/agents/{bob}/rooms?limit=1000"))
        .send()
        .await
        .expect(200);
    let left = left.body["data"]["rooms"].as_array().unwrap().clone();
    let lounges: Vec<_> = left.iter().filter(|room| room["name"] == "Lounge").collect();
    assert_eq!(lounges.len(), 115, "only the rooms of others are left");
    let some = text(lounges[0], "id");
    let participants = team
        .client
        .get(&format!("/api/agents/{bob}/rooms/{some}/participants"))
        .send()
        .await;
    assert!(!participants.expect(200).text.contains(&ada), "she has left them");
}
