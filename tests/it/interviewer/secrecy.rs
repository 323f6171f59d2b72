//! Prompts and replies of the model do not reach the log.

use super::{Interview, log::Log, model};
use crate::support::Says;

#[tokio::test]
async fn prompts_answers_and_the_key_never_reach_the_log() {
    let log = Log::listen();
    let (server, interviewer) = model(Says::Text("[follow-up]\nsecret-reply?")).await;
    let interview = Interview::default();
    for says in [
        Says::Text("[follow-up]\nsecret-reply?"),
        Says::Text("secret-reply"),
        Says::Body("secret-reply, and no JSON"),
        Says::Body("{\"choices\": \"secret-reply\"}"),
        // After three failures in a row the endpoint would not be asked.
        Says::Text("[follow-up]\nsecret-reply?"),
        Says::Status(400),
        Says::Status(500),
    ] {
        server.says(says);
        interviewer.next(&interview.context()).await;
    }
    let log = log.text();
    assert!(log.contains("the guide replies instead"), "{log}");
    assert!(log.contains("status=500"), "{log}");
    for secret in ["hunter2", "secret-answer", "secret-goal", "secret-reply", "With what?"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}
