//! Creating rooms with few and with very many existing rooms.

use super::against_raw::batches;
use crate::{
    database::Kind,
    instance::{Environment, Instance},
    load,
    plan::{BATCH, Plan},
    report::{median, precise, progress, rounded, table},
    service::Service,
};
use anyhow::Result;

/// The share of the rate with few rooms that must be reached with many.
const TARGET: f64 = 0.85;

/// Measures and prints.
pub fn scale(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let (few, many) = (Instance::new(environment, *kind)?, Instance::new(environment, *kind)?);
        progress(&format!("{}: filling {} rooms", kind.name(), plan.many));
        many.database.fill(plan.many)?;
        let (beside_few, beside_many) = (few.start(&[])?, many.start(&[])?);
        for batch in [BATCH, 1] {
            let (mut small, mut large) = (Vec::new(), Vec::new());
            for _ in 0..plan.rounds {
                few.database.clear()?;
                few.database.fill(plan.few)?;
                small.push(rooms_per_second(&few, &beside_few, batch, plan)?);
                many.database.settle()?;
                large.push(rooms_per_second(&many, &beside_many, batch, plan)?);
                let name = format!("{}, {}", kind.name(), batches(batch, "rooms"));
                progress(&format!(
                    "{name}: {:.0?} and {:.0?} rooms/s",
                    small.last(),
                    large.last()
                ));
            }
            rows.push(row(*kind, batch, median(small), median(large)));
        }
    }
    let (few, many) = (rounded(plan.few as f64), rounded(plan.many as f64));
    let heads = [
        "case, 32 connections",
        &format!("at {few} rooms/s"),
        &format!("at {many} rooms/s"),
        "ratio",
        "must reach",
    ];
    table(&format!("Creating beside {few} and beside {many} rooms"), heads, &rows);
    Ok(())
}

fn rooms_per_second(instance: &Instance, service: &Service, batch: usize, plan: &Plan) -> Result<f64> {
    Ok(load::repeat(service.address, &instance.create(batch), plan.load)?.rate() * batch as f64)
}

fn row(kind: Kind, batch: usize, small: f64, large: f64) -> [String; 5] {
    [
        format!("{}, {}", kind.name(), batches(batch, "rooms")),
        rounded(small),
        rounded(large),
        precise(large / small),
        precise(TARGET),
    ]
}
