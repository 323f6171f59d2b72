//! Clients that create, join, leave and cancel until the service is killed, and record the responses.

use super::http::Connection;
use crate::support::{ANNA, Service, TestDatabase, run, text};
use serde_json::{Value, json};
use std::{convert::Infallible, io};
use tokio::sync::mpsc::UnboundedSender;

/// The batch sizes that clients request in turn.
const SIZES: [usize; 8] = [1, 100, 1, 7, 1, 30, 1, 2];

/// The credentials of all clients.
#[derive(Clone)]
pub struct Team {
    /// A key of the team.
    pub key: String,
    /// A project of the team.
    pub project: String,
}

/// What a client has requested and received.
#[derive(Default)]
pub struct Record {
    /// The batches that it has requested.
    pub batches: Vec<Batch>,
    /// The rooms in responses.
    pub rooms: Vec<KnownRoom>,
}

/// A batch of rooms; its name is the display name of each room and the idempotency key of the request.
#[derive(Debug)]
pub struct Batch {
    pub name: String,
    pub size: usize,
    pub answered: bool,
}

/// A room in a response.
pub struct KnownRoom {
    pub link: String,
    /// The last acknowledged status, and the last requested one if it was not acknowledged.
    pub may_be: Vec<&'static str>,
    id: String,
}

impl Team {
    /// Creates a team with a key and a project.
    pub async fn make(database: &TestDatabase) -> Self {
        let made = run(database, &["keys", "create", "--name", "load", "--team", "load"]);
        let key = String::from_utf8(made.stdout).unwrap().trim().to_owned();
        let service = Service::start(database, &[]);
        let mut connection = Connection::open(&service.address, &key).await.unwrap();
        let name = json!({ "name": "Load" });
        let (status, project) = connection.call("POST", "/projects/create", "", &name).await.unwrap();
        assert_eq!(status, 200, "{project}");
        Self {
            key,
            project: text(&project, "id").to_owned(),
        }
    }
}

/// Works until the service is killed and counts successful responses in `successes`. Each client starts with another of [`SIZES`] and [`ACTS`].
pub async fn client(
    (round, number): (usize, usize),
    address: String,
    team: Team,
    successes: UnboundedSender<()>,
) -> Record {
    let mut record = Record::default();
    let name = format!("round-{round}-client-{number}");
    let Err(_gone) = work((&name, number), &address, &team, &successes, &mut record).await;
    record
}

async fn work(
    (name, first_turn): (&str, usize),
    address: &str,
    team: &Team,
    successes: &UnboundedSender<()>,
    record: &mut Record,
) -> io::Result<Infallible> {
    let mut connection = Connection::open(address, &team.key).await?;
    for turn in first_turn.. {
        record.batches.push(Batch {
            name: format!("{name}-turn-{turn}"),
            size: SIZES[turn % SIZES.len()],
            answered: false,
        });
        let batch = record.batches.last_mut().unwrap();
        let first = record.rooms.len();
        record.rooms.extend(create(&mut connection, team, batch).await?);
        batch.answered = true;
        // The receiver is gone once the service is to be killed.
        let _ = successes.send(());
        for room in record.rooms[first..].iter_mut().take(2) {
            for act in ACTS[turn % ACTS.len()] {
                act.on(room, &mut connection).await?;
                let _ = successes.send(());
            }
        }
    }
    unreachable!("the service is killed before the turns run out")
}

/// Requests a batch.
pub async fn create(connection: &mut Connection, team: &Team, batch: &Batch) -> io::Result<Vec<KnownRoom>> {
    let request = json!({ "project_id": team.project, "count": batch.size, "display_name": batch.name });
    let header = format!("Idempotency-Key: {}\r\n", batch.name);
    let (status, answer) = connection
        .call("POST", "/api/interviews/rooms", &header, &request)
        .await?;
    assert_eq!(status, 200, "{answer}");
    let rooms = answer["rooms"].as_array().unwrap().iter();
    let known = rooms.map(|room| KnownRoom {
        link: text(room, "access_token").to_owned(),
        may_be: vec!["pending"],
        id: text(room, "id").to_owned(),
    });
    Ok(known.collect())
}

/// The actions of clients on rooms, in turn.
const ACTS: [&[Act]; 4] = [
    &[Act::Join],
    &[Act::Join, Act::Leave],
    &[Act::Cancel],
    &[Act::Join, Act::Cancel],
];

enum Act {
    Join,
    Leave,
    Cancel,
}

impl Act {
    async fn on(&self, room: &mut KnownRoom, connection: &mut Connection) -> io::Result<()> {
        let link = format!("/api/interviews/join/{}", room.link);
        let (method, path, body, then) = match self {
            Self::Join => ("POST", link, json!({ "email": ANNA }), "active"),
            Self::Leave => ("POST", format!("{link}/leave"), Value::Null, "completed"),
            Self::Cancel => (
                "DELETE",
                format!("/api/interviews/rooms/{}", room.id),
                Value::Null,
                "cancelled",
            ),
        };
        room.may_be.push(then);
        let (status, answer) = connection.call(method, &path, "", &body).await?;
        assert_eq!(status, 200, "{answer}");
        room.may_be = vec![then];
        Ok(())
    }
}
