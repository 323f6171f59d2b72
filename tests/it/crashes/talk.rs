//! Respondents who answer until the service is killed, and record the acknowledged answers.

use super::{PATIENCE, http::Connection, load::Team};
use crate::support::{ANNA, Service, TestDatabase, text};
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet, time::timeout};

/// The number of concurrent respondents.
const RESPONDENTS: usize = 8;
/// The number of acknowledged answers after which the service is killed, for each round.
const ROUNDS: [usize; 3] = [40, 90, 60];
const SETTINGS: [(&str, &str); 1] = [("INTERVIEW_ROOMS_LIMITS__TURNS_PER_MINUTE", "0")];

/// A respondent in an own room.
struct Respondent {
    room: String,
    link: String,
    session: String,
    /// The number of acknowledged answers.
    acknowledged: usize,
}

impl Respondent {
    /// Sends the next answer and counts it if it is acknowledged.
    async fn answer(&mut self, connection: &mut Connection) -> std::io::Result<()> {
        let number = self.acknowledged + 1;
        let turn = json!({ "id": number.to_string(), "text": answer(number) });
        let path = format!("/interview/{}/turns", self.link);
        let headers = format!(
            "Accept: application/json\r\nCookie: interview_session={}\r\n",
            self.session
        );
        let (status, answer) = connection.call("POST", &path, &headers, &turn).await?;
        assert_eq!(status, 200, "{answer}");
        self.acknowledged = number;
        Ok(())
    }
}

fn answer(number: usize) -> String {
    format!("This is answer {number}, and it is long enough for nobody to ask for more of it.")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_resumes_after_a_kill_without_losing_an_acknowledged_answer() {
    let database = TestDatabase::create().await;
    let team = Team::make(&database).await;
    let mut service = Service::start(&database, &SETTINGS);
    let mut respondents = start(&service, &team).await;
    for answers in ROUNDS {
        respondents = answer_until_killed(service, respondents, answers).await;
        service = Service::start(&database, &SETTINGS);
    }
    let mut connection = Connection::open(&service.address, &team.key).await.unwrap();
    for mut respondent in respondents {
        // An unacknowledged answer is sent again, whether or not it was stored.
        respondent.answer(&mut connection).await.unwrap();
        check(&mut connection, &respondent).await;
    }
}

async fn start(service: &Service, team: &Team) -> Vec<Respondent> {
    let mut connection = Connection::open(&service.address, &team.key).await.unwrap();
    let questions: Vec<_> = (1..=500).map(|number| format!("Question {number}?")).collect();
    let guide = json!({ "interview_guide": questions.join("\n") });
    let project = format!("/projects/{}", team.project);
    connection.call("PUT", &project, "", &guide).await.unwrap();
    let wanted = json!({ "project_id": team.project, "count": RESPONDENTS });
    let made = connection
        .call("POST", "/api/interviews/rooms", "", &wanted)
        .await
        .unwrap();
    let mut respondents = Vec::new();
    for room in made.1["rooms"].as_array().unwrap() {
        let link = text(room, "access_token").to_owned();
        let join = format!("/api/interviews/join/{link}");
        let joined = connection
            .call("POST", &join, "", &json!({ "email": ANNA }))
            .await
            .unwrap();
        respondents.push(Respondent {
            room: text(room, "id").to_owned(),
            session: text(&joined.1, "token").to_owned(),
            acknowledged: 0,
            link,
        });
    }
    respondents
}

async fn answer_until_killed(service: Service, respondents: Vec<Respondent>, answers: usize) -> Vec<Respondent> {
    let (acknowledged, mut acknowledgements) = mpsc::unbounded_channel();
    let mut all = JoinSet::new();
    for mut respondent in respondents {
        let (address, acknowledged) = (service.address.clone(), acknowledged.clone());
        all.spawn(async move {
            let mut connection = Connection::open(&address, "").await.unwrap();
            while respondent.answer(&mut connection).await.is_ok() {
                // The receiver may be gone already.
                let _ = acknowledged.send(());
            }
            respondent
        });
    }
    for _ in 0..answers {
        let next = timeout(PATIENCE, acknowledgements.recv()).await;
        next.expect("answers are acknowledged").expect("respondents go on");
    }
    service.kill();
    all.join_all().await
}

/// Asserts that every acknowledged answer is stored once, in order, each followed by the next question.
async fn check(connection: &mut Connection, respondent: &Respondent) {
    let leave = format!("/api/interviews/join/{}/leave", respondent.link);
    assert_eq!(connection.call("POST", &leave, "", &Value::Null).await.unwrap().0, 200);
    let record = format!("/insight/{}/", respondent.room);
    let (_, record) = connection.call("GET", &record, "", &Value::Null).await.unwrap();
    let turns = record["transcripts"].as_array().unwrap();
    let said = |by: bool| turns.iter().filter(move |turn| turn["is_respondent"] == by);
    let answers: Vec<_> = said(true).map(|turn| text(turn, "text").to_owned()).collect();
    let expected: Vec<_> = (1..=respondent.acknowledged).map(answer).collect();
    assert_eq!(answers, expected);
    for (number, question) in (1..).zip(said(false)) {
        assert!(text(question, "text").ends_with(&format!("Question {number}?")));
    }
    assert_eq!(said(false).count(), respondent.acknowledged + 1);
}
