//! Creating rooms against the raw limit of the database, and the service's memory meanwhile.

use super::against_raw::{Work, batches, rates};
use crate::{
    database::{Inserted, Kind},
    instance::{Environment, Instance},
    plan::{BATCH, Plan},
    report::{rounded, table},
    service::Memory,
};
use anyhow::Result;

/// The rooms of a request, with the share of the raw limit that the service must reach.
const fn wanted(kind: Kind) -> [(usize, f64); 2] {
    match kind {
        Kind::Postgres => [(BATCH, 0.9), (1, 1.2)],
        Kind::Sqlite => [(BATCH, 0.6), (1, 1.3)],
    }
}

/// Measures and prints.
pub fn create(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let (mut rows, mut memories) = (Vec::new(), Vec::new());
    for kind in kinds {
        for (batch, target) in wanted(*kind) {
            let instance = Instance::new(environment, *kind)?;
            let service = instance.start(&[])?;
            let rest = service.memory()?;
            let work = Work {
                name: format!("{}, {}", kind.name(), batches(batch, "rooms")),
                inserted: Inserted::Interviews,
                batch,
                requests: vec![instance.create(batch)],
                target,
            };
            rows.push(work.measure(&instance, &service, plan)?);
            memories.push(memory_row(&work.name, rest, service.memory()?));
        }
    }
    rates("Creating rooms", "rooms", &rows);
    table(
        "Memory, resident MB",
        ["case", "at rest", "at most under load"],
        &memories,
    );
    Ok(())
}

fn memory_row(name: &str, rest: Memory, loaded: Memory) -> [String; 3] {
    [name.to_owned(), rounded(rest.now), rounded(loaded.most)]
}
