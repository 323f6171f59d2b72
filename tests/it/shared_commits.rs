//! Requests that create rooms at the same time share a group commit; one that fails must not fail the others.

use crate::support::{Answer, TestApp, text};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::HashSet;

/// The number of copies of the mix that are sent concurrently.
const MIXES: usize = 15;

#[tokio::test]
async fn a_failing_request_never_fails_the_requests_in_the_same_group_commit() {
    let app = TestApp::start().await;
    let deleted = app.make_project(&app.owner(), "Deleted").await;
    let gone = app.owner().delete(&format!("/projects/{deleted}")).send().await;
    gone.expect(200);
    let foreign = app.make_project(&app.other_team().await, "Of another team").await;

    let mixes = join_all((0..MIXES).map(|mix| {
        let (app, deleted, foreign) = (&app, &deleted, &foreign);
        async move {
            futures_util::join!(
                create(
                    app,
                    json!({ "project_id": app.project, "display_name": format!("single {mix}") })
                ),
                create(app, json!({ "project_id": deleted, "count": 2 })),
                create(
                    app,
                    json!({ "project_id": app.project, "respondents": [{ "external_id": "same" }] })
                ),
                create(app, json!({ "project_id": foreign })),
                create(
                    app,
                    json!({ "project_id": app.project, "count": 5, "display_name": format!("batch {mix}") })
                ),
                // One respondent is new and one is not: the batch conflicts with another and is repeated.
                create(
                    app,
                    json!({
                        "project_id": app.project,
                        "respondents": [{ "external_id": format!("own {mix}") }, { "external_id": "same" }],
                    })
                ),
            )
        }
    }))
    .await;

    let (mut fresh, mut same) = (HashSet::new(), HashSet::new());
    for (single, in_deleted, named, in_foreign, batch, mixed) in &mixes {
        assert_eq!((in_deleted.status, in_foreign.status), (404, 404));
        let named = ids(named);
        let mixed = ids(mixed);
        assert_eq!(
            (named.len(), mixed.len(), ids(single).len(), ids(batch).len()),
            (1, 2, 1, 5)
        );
        fresh.extend(ids(single).into_iter().chain(ids(batch)).chain([mixed[0]]));
        same.extend([named[0], mixed[1]]);
    }
    assert_eq!(fresh.len(), MIXES * 7, "every request got new rooms");
    assert_eq!(same.len(), 1, "a respondent of the project has one room");

    let listed = app.owner().get("/api/interviews/rooms").send().await.expect(200).body;
    let listed: HashSet<&str> = listed.as_array().unwrap().iter().map(|room| text(room, "id")).collect();
    assert_eq!(
        listed,
        fresh.union(&same).copied().collect(),
        "the list has exactly the rooms of the responses"
    );
}

async fn create(app: &TestApp, request: Value) -> Answer {
    app.owner().post("/api/interviews/rooms").json(&request).send().await
}

fn ids(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let rooms = answer.body["rooms"].as_array().unwrap();
    rooms.iter().map(|room| text(room, "id")).collect()
}
