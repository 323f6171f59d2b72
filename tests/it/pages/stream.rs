//! The live stream.

use super::Browser;
use crate::support::{PATIENCE, TestApp, text};
use chrono::TimeDelta;
use interview_rooms::{messages::message, model::language::Language};
use poem::{Endpoint, Request, Response};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader, Lines},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// An open stream.
struct Listener(Lines<BufReader<Box<dyn AsyncRead + Send + Unpin>>>);

/// An event of the stream.
#[derive(Debug, Default)]
struct StreamEvent {
    id: String,
    name: String,
    data: Value,
}

impl Browser<'_> {
    async fn stream(&self, query: &str, last_event: Option<&str>) -> Response {
        let mut request = Request::builder().uri_str(format!("{}/stream{query}", self.path));
        if let Some(cookie) = self.cookie.lock().unwrap().clone() {
            request = request.header("cookie", cookie);
        }
        if let Some(last) = last_event {
            request = request.header("last-event-id", last);
        }
        self.app.endpoint().call(request.finish()).await.unwrap()
    }

    async fn listen(&self, query: &str, last_event: Option<&str>) -> Listener {
        let response = self.stream(query, last_event).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.header("content-type"), Some("text/event-stream"));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let body: Box<dyn AsyncRead + Send + Unpin> = Box::new(response.into_body().into_async_read());
        Listener(BufReader::new(body).lines())
    }
}

impl Listener {
    /// The next event; none if the stream has ended.
    async fn next(&mut self) -> Option<StreamEvent> {
        timeout(PATIENCE, self.read())
            .await
            .expect("the stream sends an event or ends")
    }

    async fn read(&mut self) -> Option<StreamEvent> {
        let mut event = StreamEvent::default();
        loop {
            let line = self.0.next_line().await.unwrap()?;
            match line.split_once(": ") {
                Some(("id", id)) => event.id = id.to_owned(),
                Some(("event", name)) => event.name = name.to_owned(),
                Some(("data", data)) => event.data = serde_json::from_str(data).unwrap(),
                _ if !event.name.is_empty() => return Some(event),
                _ => {}
            }
        }
    }

    async fn turn(&mut self) -> (String, Value) {
        let event = self.next().await.expect("a turn");
        assert_eq!(event.name, "turn");
        assert_eq!(event.id, event.data["number"].to_string());
        (event.id, event.data)
    }

    async fn end(mut self) -> Value {
        let event = self.next().await.expect("an end");
        assert_eq!((event.name.as_str(), event.id.as_str()), ("ended", ""));
        assert!(self.next().await.is_none(), "nothing follows the end");
        event.data["status"].clone()
    }
}

#[tokio::test]
async fn the_stream_delivers_every_turn_with_its_number() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let mut listener = anna.listen("", None).await;
    let (id, first) = listener.turn().await;
    assert_eq!((id.as_str(), &first["speaker"]), ("1", &json!("interviewer")));
    anna.say("1", "Two\nlines").await.expect(200);
    let (_, said) = listener.turn().await;
    let expected = json!({ "number": 2, "speaker": "respondent", "text": "Two\nlines", "at": "2026-03-01T12:00:00.000Z", "closing": false });
    assert_eq!(said, expected);
    assert_eq!(listener.turn().await.1["speaker"], "interviewer");
}

#[tokio::test]
async fn an_interrupted_stream_resumes_after_the_last_delivered_turn() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    anna.say("1", "One").await.expect(200);
    for (query, last, next) in [
        ("", None, "1"),
        ("", Some("2"), "3"),
        ("?after=1", None, "2"),
        ("?after=1", Some("2"), "3"),
        ("?after=x", Some("-"), "1"),
    ] {
        let mut listener = anna.listen(query, last).await;
        assert_eq!(listener.turn().await.0, next, "{query} {last:?}");
    }
}

#[tokio::test]
async fn a_stream_delivers_turns_sent_from_another_device() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let (phone, laptop) = (Browser::of_anna(&app, &room).await, Browser::of_anna(&app, &room).await);
    let mut listener = phone.listen("?after=1", None).await;
    laptop.say("1", "From the laptop").await.expect(200);
    assert_eq!(listener.turn().await.1["text"], "From the laptop");
}

#[tokio::test]
async fn a_stream_delivers_turns_accepted_by_another_replica() {
    let app = TestApp::start().await;
    if !app.is_postgres() {
        // Replicas notify each other through PostgreSQL only.
        return;
    }
    let replica = app.replica().await;
    let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
    let room = app.create_room().await;
    let (here, there) = (
        Browser::of_anna(&app, &room).await,
        Browser::of_anna(&replica, &room).await,
    );
    let id = text(&room, "id").parse().expect("a room's id is a UUID");
    let mut follower = replica.app.engine.interviews.follow(id);
    replica.app.start_jobs(&tracker, &stop);
    // The job wakes all followers once it listens; later notifications are not missed.
    timeout(PATIENCE, follower.changed()).await.expect("the job listens");
    let mut listener = there.listen("?after=1", None).await;
    here.say("1", "From here").await.expect(200);
    assert_eq!(listener.turn().await.1["text"], "From here");
    stop.cancel();
    tracker.close();
    tracker.wait().await;
}

#[tokio::test]
async fn the_stream_ends_with_the_interview_for_every_ending() {
    let app = TestApp::start().await;
    for (status, how) in [
        ("completed", "finish"),
        ("over", "withdraw"),
        ("cancelled", "cancel"),
        ("completed", "time"),
        ("over", "rotate"),
    ] {
        let room = app.create_room().await;
        let anna = Browser::of_anna(&app, &room).await;
        let mut listener = anna.listen("", None).await;
        listener.turn().await;
        match how {
            "finish" => drop(anna.submit("/finish", &[]).await.expect(303)),
            "withdraw" => drop(anna.submit("/withdraw", &[]).await.expect(303)),
            "cancel" => drop(app.cancel(&room).await.expect(200)),
            "rotate" => drop(app.rotate(&room).await.expect(200)),
            _ => app.pass(TimeDelta::hours(2)),
        }
        assert_eq!(listener.end().await, status, "{how}");
    }
}

#[tokio::test]
async fn a_stream_of_an_ended_interview_delivers_the_rest_and_ends() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    anna.submit("/finish", &[]).await.expect(303);
    let mut listener = anna.listen("", None).await;
    listener.turn().await;
    assert_eq!(listener.end().await, "completed");
}

#[tokio::test]
async fn only_the_respondent_of_the_room_can_open_the_stream() {
    let app = TestApp::start().await;
    let (room, other) = (app.create_room().await, app.create_room().await);
    let (anna, stranger) = (Browser::of_anna(&app, &other).await, Browser::at(&app, &room));
    Browser::of_anna(&app, &room).await;
    let elsewhere = anna.cookie.lock().unwrap().clone();
    for cookie in [None, Some("interview_session=nonsense".to_owned()), elsewhere] {
        *stranger.cookie.lock().unwrap() = cookie;
        let mut refused = stranger.stream("", None).await;
        assert_eq!(refused.status(), 401);
        let body: Value = refused.take_body().into_json().await.unwrap();
        assert_eq!(body["error"], message(Language::English, "session-over"));
    }
}

#[tokio::test]
async fn streams_end_when_the_service_stops() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let mut listener = anna.listen("", None).await;
    listener.turn().await;
    app.app.engine.hub().close();
    assert!(listener.next().await.is_none());
}

#[tokio::test]
async fn a_disconnected_browser_is_unsubscribed() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let mut listener = anna.listen("", None).await;
    listener.turn().await;
    assert_eq!(app.app.engine.hub().followers(), 1);
    drop(listener);
    assert_eq!(app.app.engine.hub().followers(), 0);
}

#[tokio::test]
async fn a_question_lost_in_a_crash_is_produced_when_the_respondent_returns() {
    for listens in [true, false] {
        let app = TestApp::start().await;
        let anna = Browser::of_anna(&app, &app.create_room().await).await;
        anna.say("1", "One").await.expect(200);
        for lost in [
            "DELETE FROM message WHERE number = 3",
            "UPDATE room SET message_count = 2",
        ] {
            app.store().writer().execute_unprepared(lost).await.unwrap();
        }
        if !listens {
            let page = anna.open("").await.expect(200);
            assert!(page.text.contains("class=\"thinking\">"), "{}", page.text);
        }
        let mut listener = anna.listen("?after=2", None).await;
        assert_eq!(listener.turn().await.0, "3");
    }
}
