//! Agents: creating rooms and memories, against the raw limit of the database, and listing both.

mod lists;

use super::against_raw::{Rates, Work, batches, rates};
use crate::{
    database::{Inserted, Kind},
    http::agents_request,
    instance::{Environment, Instance},
    plan::{BATCH, Plan},
    report::rounded,
    rows,
    service::Service,
};
use anyhow::{Context, Result};

/// The rooms or memories of a request, with the share of the raw limit that the service must reach.
const WANTED: [(usize, f64); 2] = [(BATCH, 0.8), (1, 1.0)];

/// Measures and prints.
pub fn agents(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let (mut created, mut kept) = (Vec::new(), Vec::new());
    for kind in kinds {
        for (batch, target) in WANTED {
            created.push(create(&Instance::new(environment, *kind)?, batch, target, plan)?);
        }
        for (batch, target) in WANTED {
            kept.push(keep(&Instance::new(environment, *kind)?, batch, target, plan)?);
        }
    }
    rates("Creating rooms of an agent", "rooms", &created);
    let spread = rounded(plan.spread as f64);
    rates(&format!("Keeping memories in {spread} rooms"), "memories", &kept);
    lists::lists(environment, kinds, plan)
}

fn create(instance: &Instance, batch: usize, target: f64, plan: &Plan) -> Result<Rates> {
    let service = instance.start(&[])?;
    let agent = Agent::make(instance, &service)?;
    let work = Work {
        name: format!("{}, {}", instance.kind.name(), batches(batch, "rooms")),
        inserted: Inserted::AgentRooms(&agent.id),
        batch,
        requests: vec![agent.create_rooms(batch)],
        target,
    };
    work.measure(instance, &service, plan)
}

fn keep(instance: &Instance, batch: usize, target: f64, plan: &Plan) -> Result<Rates> {
    let service = instance.start(&[])?;
    let agent = Agent::make(instance, &service)?;
    let work = Work {
        name: format!("{}, {}", instance.kind.name(), batches(batch, "memories")),
        inserted: Inserted::Memories(&agent.id, plan.spread),
        batch,
        requests: (1..=plan.spread)
            .map(|room| agent.create_memories(room, batch))
            .collect(),
        target,
    };
    work.measure(instance, &service, plan)
}

/// An agent with requests on its behalf.
struct Agent<'a> {
    id: String,
    key: &'a str,
}

impl<'a> Agent<'a> {
    /// Creates an agent.
    fn make(instance: &'a Instance, service: &Service) -> Result<Self> {
        let body = format!(r#"{{"name":"{}"}}"#, rows::NAME);
        let made = service.ask(&agents_request("POST", "/api/agents", &instance.key, &body))?;
        let id = made["data"]["id"].as_str().context("an agent without an id")?;
        Ok(Self {
            id: id.to_owned(),
            key: &instance.key,
        })
    }

    /// A request that creates rooms.
    fn create_rooms(&self, rooms: usize) -> Vec<u8> {
        let room = format!(r#"{{"name":"{}"}}"#, rows::NAME);
        self.create("/rooms", "rooms", &room, rooms)
    }

    /// A request that creates memories in the room with a number.
    fn create_memories(&self, room: u64, memories: usize) -> Vec<u8> {
        let memory = format!(r#"{{"content":{{"text":"{}"}}}}"#, rows::SAID);
        let path = format!("/rooms/{}/memories", rows::given(room));
        self.create(&path, "memories", &memory, memories)
    }

    /// A request that creates one object, or many of the same.
    fn create(&self, path: &str, objects: &str, object: &str, count: usize) -> Vec<u8> {
        if count == 1 {
            return self.request("POST", path, object);
        }
        let body = format!(r#"{{"{objects}":[{}]}}"#, vec![object; count].join(","));
        self.request("POST", &format!("{path}/batch"), &body)
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        agents_request(method, &format!("/api/agents/{}{path}", self.id), self.key, body)
    }
}
