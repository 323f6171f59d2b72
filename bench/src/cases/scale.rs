//! Whether creating rooms stays as fast when there are very many.

use super::beside_raw::batches;
use crate::{
    database::Kind,
    load,
    plan::{BATCH, Plan},
    report::{fine, median, progress, table, whole},
    service::Service,
    site::{Setting, Site},
};
use anyhow::Result;

/// The share of the rate beside few rooms that must be left beside many.
const TARGET: f64 = 0.85;

/// Measures and prints.
pub fn scale(setting: &Setting, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let (few, many) = (Site::new(setting, *kind)?, Site::new(setting, *kind)?);
        progress(&format!("{}: filling {} rooms", kind.name(), plan.many));
        many.database.fill(plan.many)?;
        let (beside_few, beside_many) = (Service::start(&few, &[])?, Service::start(&many, &[])?);
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
    let (few, many) = (whole(plan.few as f64), whole(plan.many as f64));
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

fn rooms_per_second(site: &Site, service: &Service, batch: usize, plan: &Plan) -> Result<f64> {
    Ok(load::repeat(service.address, &site.create(batch), plan.load)?.rate() * batch as f64)
}

fn row(kind: Kind, batch: usize, small: f64, large: f64) -> [String; 5] {
    [
        format!("{}, {}", kind.name(), batches(batch, "rooms")),
        whole(small),
        whole(large),
        fine(large / small),
        fine(TARGET),
    ]
}
