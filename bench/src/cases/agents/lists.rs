//! Listing 50 rows of few and of very many: memories of a room, and rooms of an agent.

use super::Agent;
use crate::{
    database::Kind,
    instance::{Environment, Instance},
    load::{self, Measured},
    plan::Plan,
    report::{median, precise, progress, rounded, table},
    rows,
    service::Service,
};
use anyhow::{Context, Result, ensure};

/// The number of rooms of the small agent and of memories of the small room.
const FEW: u64 = 100;
/// The number of listed rows.
const LISTED: usize = 50;
/// The page limit of the service.
const MAX_PAGE: u64 = 1000;

/// The same list of few and of many rows.
struct Lists {
    name: &'static str,
    /// The field of the response with the list.
    objects: &'static str,
    few: Vec<u8>,
    many: Vec<u8>,
}

/// Measures and prints.
pub fn lists(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let instance = Instance::new(environment, *kind)?;
        let service = instance.start(&[])?;
        for lists in fill(&instance, &service, plan)? {
            rows.push(lists.measure(&instance, &service, plan)?);
        }
    }
    let (few, many) = (rounded(FEW as f64), rounded(plan.listed as f64));
    let heads = [
        "case, 32 connections",
        &format!("p50 ms of {few}"),
        "p99 ms",
        &format!("p50 ms of {many}"),
        "p99 ms",
        "ratio of p50",
        "ratio of p99",
    ];
    table(&format!("Listing {LISTED} of {few} and of {many}"), heads, &rows);
    Ok(())
}

/// Creates an agent with few rooms and one with many, a room with few memories and one with many, and the requests for them.
fn fill(instance: &Instance, service: &Service, plan: &Plan) -> Result<[Lists; 3]> {
    progress(&format!(
        "{}: filling {} rooms and as many memories",
        instance.kind.name(),
        plan.listed
    ));
    let (few, many) = (Agent::make(instance, service)?, Agent::make(instance, service)?);
    instance.database.fill_agent_rooms(&few.id, 1..=FEW)?;
    instance
        .database
        .fill_agent_rooms(&many.id, FEW + 1..=FEW + plan.listed)?;
    let (short, long) = (1, 2);
    instance.database.fill_memories(&few.id, short, FEW)?;
    instance.database.fill_memories(&few.id, long, plan.listed)?;
    Ok([
        Lists {
            name: "the newest memories",
            objects: "memories",
            few: few.memories(short),
            many: few.memories(long),
        },
        Lists {
            name: "the newest rooms",
            objects: "rooms",
            few: few.rooms(LISTED, None),
            many: many.rooms(LISTED, None),
        },
        Lists {
            name: "rooms in the middle",
            objects: "rooms",
            few: few.rooms(LISTED, Some(&few.middle(service, FEW)?)),
            many: many.rooms(LISTED, Some(&many.middle(service, plan.listed)?)),
        },
    ])
}

impl Lists {
    fn measure(&self, instance: &Instance, service: &Service, plan: &Plan) -> Result<[String; 7]> {
        let name = format!("{}, {}", instance.kind.name(), self.name);
        for request in [&self.few, &self.many] {
            let answer = service.ask(request)?;
            let listed = answer["data"][self.objects].as_array().map(Vec::len);
            ensure!(listed == Some(LISTED), "{name}: listed {listed:?}");
        }
        let (mut few, mut many) = (Vec::new(), Vec::new());
        for _ in 0..plan.rounds {
            few.push(load::repeat(service.address, &self.few, plan.load)?);
            many.push(load::repeat(service.address, &self.many, plan.load)?);
            let p50 = [&few, &many].map(|all| all.last().map(Measured::p50).unwrap_or_default());
            progress(&format!("{name}: p50 {p50:.2?} ms"));
        }
        let of = |rounds: &[Measured], figure: fn(&Measured) -> f64| median(rounds.iter().map(figure));
        let [few_p50, few_p99] = [Measured::p50, Measured::p99].map(|figure| of(&few, figure));
        let [many_p50, many_p99] = [Measured::p50, Measured::p99].map(|figure| of(&many, figure));
        Ok([
            name,
            precise(few_p50),
            precise(few_p99),
            precise(many_p50),
            precise(many_p99),
            precise(many_p50 / few_p50),
            precise(many_p99 / few_p99),
        ])
    }
}

impl Agent<'_> {
    /// A request that lists the newest memories of the room with a number.
    fn memories(&self, room: u64) -> Vec<u8> {
        let path = format!("/rooms/{}/memories?limit={LISTED}", rows::given(room));
        self.request("GET", &path, "")
    }

    /// A request that lists a page of its rooms.
    fn rooms(&self, limit: usize, cursor: Option<&str>) -> Vec<u8> {
        let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        self.request("GET", &format!("/rooms?limit={limit}{cursor}"), "")
    }

    /// The cursor after half of its rooms, found by reading the pages up to there.
    fn middle(&self, service: &Service, rooms: u64) -> Result<String> {
        let (half, mut cursor) = (rooms / 2, None::<String>);
        let page = half.min(MAX_PAGE);
        for _ in 0..half / page {
            let answer = service.ask(&self.rooms(usize::try_from(page)?, cursor.as_deref()))?;
            let next = answer["data"]["nextCursor"].as_str().context("too few rooms")?;
            cursor = Some(next.to_owned());
        }
        cursor.context("no rooms")
    }
}
