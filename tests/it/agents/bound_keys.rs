//! Keys that are bound to a project, and what belongs to the whole team.

use super::{AGENTS, data, start};
use interview_rooms::model::access::Role;
use serde_json::json;

#[tokio::test]
async fn a_key_of_one_project_does_not_change_the_agents_and_worlds_of_the_whole_team() {
    let (app, ada) = start().await;
    let bound = app.holder(&app.make_key(Role::Owner, Some(&app.project)).await);
    let world = ada.path(&format!("/worlds/{}", ada.id));
    bound
        .patch(&world)
        .json(&json!({ "name": "Mine" }))
        .send()
        .await
        .expect(404);
    bound.delete(&world).send().await.expect(404);
    bound
        .patch(&ada.path(""))
        .json(&json!({ "name": "Mine" }))
        .send()
        .await
        .expect(404);
    let seen = data(app.owner().get(&ada.path("/worlds")).send().await, 200);
    assert!(!seen.to_string().contains("Mine"), "{seen}");

    let own = data(bound.post(AGENTS).json(&json!({ "name": "Bo" })).send().await, 201);
    let id = own["id"].as_str().unwrap();
    let path = format!("{AGENTS}/{id}/worlds/{id}");
    for path in [&path, &format!("{AGENTS}/{id}")] {
        let change = json!({ "name": "Mine" });
        bound.patch(path).json(&change).send().await.expect(200);
    }
    bound.delete(&path).send().await.expect(204);
}
