//! Prompts and replies of the model do not reach the log.

use super::{Interview, model};
use crate::support::Says;
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing::{
    Dispatch,
    subscriber::{self, NoSubscriber},
};

/// The log of this thread at trace level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn prompts_answers_and_the_key_never_reach_the_log() {
    let log = Log::default();
    let writer = log.clone();
    let listening = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _listening = subscriber::set_default(listening);
    // With a single subscriber, tracing caches the interest of the thread that reaches a callsite first, which may belong to
    // another test. With two subscribers it asks each of them.
    let _second = Dispatch::new(NoSubscriber::new());
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
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the guide replies instead"), "{log}");
    assert!(log.contains("status=500"), "{log}");
    for secret in ["hunter2", "secret-answer", "secret-goal", "secret-reply", "With what?"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}
