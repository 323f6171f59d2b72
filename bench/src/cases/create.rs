//! Creating rooms against the raw limit of the database, and the service's memory meanwhile.

use crate::{
    database::Kind,
    load::{self, Measured},
    plan::{BATCH, Plan},
    report::{fine, median, progress, table, whole},
    service::{Memory, Service},
    site::{Setting, Site},
};
use anyhow::{Context, Result};
use std::collections::BTreeMap;

/// The rooms of a request, with the share of the raw limit that the service must reach.
const fn wanted(kind: Kind) -> [(usize, f64); 2] {
    match kind {
        Kind::Postgres => [(BATCH, 0.9), (1, 1.2)],
        Kind::Sqlite => [(BATCH, 0.6), (1, 1.3)],
    }
}

/// Measures and prints.
pub fn create(setting: &Setting, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let (mut rates, mut memories) = (Vec::new(), Vec::new());
    for kind in kinds {
        for (batch, target) in wanted(*kind) {
            let name = format!("{}, {}", kind.name(), batches(batch));
            let site = Site::new(setting, *kind)?;
            let service = Service::start(&site, &[])?;
            let rest = service.memory()?;
            let rounds = (0..plan.rounds)
                .map(|_| Round::measure(&site, &service, batch, plan, &name))
                .collect::<Result<Vec<_>>>()?;
            memories.push(memory_row(&name, rest, service.memory()?));
            rates.push(rate_row(&name, &rounds, batch, target)?);
        }
    }
    let heads = [
        "case, 32 connections",
        "raw rooms/s",
        "clients",
        "service rooms/s",
        "ratio",
        "must reach",
        "p50 ms",
        "p99 ms",
    ];
    table("Creating rooms", heads, &rates);
    table(
        "Memory, resident MB",
        ["case", "at rest", "at most under load"],
        &memories,
    );
    Ok(())
}

/// What a request carries, in words.
pub fn batches(batch: usize) -> String {
    if batch == 1 {
        "single rooms".to_owned()
    } else {
        format!("batches of {batch}")
    }
}

struct Round {
    raw: Vec<(usize, f64)>,
    service: Measured,
}

impl Round {
    fn measure(site: &Site, service: &Service, batch: usize, plan: &Plan, name: &str) -> Result<Self> {
        let raw = site.database.raw_limits(batch, plan.raw)?;
        site.database.clear()?;
        let loaded = load::repeat(service.address, &site.create(batch), plan.load)?;
        let rooms = loaded.rate() * batch as f64;
        progress(&format!("{name}: raw {raw:.0?}, service {rooms:.0} rooms/s"));
        Ok(Self { raw, service: loaded })
    }
}

fn rate_row(name: &str, rounds: &[Round], batch: usize, target: f64) -> Result<[String; 8]> {
    let mut by_clients: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (clients, rate) in rounds.iter().flat_map(|round| &round.raw) {
        by_clients.entry(*clients).or_default().push(*rate);
    }
    let medians = by_clients.into_iter().map(|(clients, rates)| (clients, median(rates)));
    let (clients, raw) = medians.max_by(|a, b| a.1.total_cmp(&b.1)).context("no raw limit")?;
    let of_service = |figure: fn(&Measured) -> f64| median(rounds.iter().map(|round| figure(&round.service)));
    let service = of_service(Measured::rate) * batch as f64;
    Ok([
        name.to_owned(),
        whole(raw),
        clients.to_string(),
        whole(service),
        fine(service / raw),
        fine(target),
        fine(of_service(Measured::p50)),
        fine(of_service(Measured::p99)),
    ])
}

fn memory_row(name: &str, rest: Memory, loaded: Memory) -> [String; 3] {
    [name.to_owned(), whole(rest.now), whole(loaded.most)]
}
