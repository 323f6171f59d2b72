//! Inserts per second of the service, compared with the raw limit of its database.

use crate::{
    database::Inserted,
    instance::Instance,
    load::{self, Measured},
    plan::Plan,
    report::{median, precise, progress, rounded, table},
    service::Service,
};
use anyhow::{Context, Result};
use std::collections::BTreeMap;

/// A measurement.
pub struct Work<'a> {
    /// Its name in the table.
    pub name: String,
    /// What the raw limit and the service insert.
    pub inserted: Inserted<'a>,
    /// The number of inserted objects per transaction and request.
    pub batch: usize,
    /// The requests that are sent in turn.
    pub requests: Vec<Vec<u8>>,
    /// The share of the raw limit that the service must reach.
    pub target: f64,
}

/// The results: a row of the table.
pub type Rates = [String; 8];

struct Round {
    raw: Vec<(usize, f64)>,
    service: Measured,
}

impl Work<'_> {
    /// Measures the raw limit and the service in turn on the same database, which is emptied before each.
    pub fn measure(&self, instance: &Instance, service: &Service, plan: &Plan) -> Result<Rates> {
        let rounds = (0..plan.rounds).map(|_| self.round(instance, service, plan));
        self.rates(&rounds.collect::<Result<Vec<_>>>()?)
    }

    fn round(&self, instance: &Instance, service: &Service, plan: &Plan) -> Result<Round> {
        let raw = instance.database.raw_limits(self.inserted, self.batch, plan.raw)?;
        instance.database.prepare(self.inserted)?;
        let loaded = load::cycle(service.address, &self.requests, plan.load)?;
        let rate = loaded.rate() * self.batch as f64;
        progress(&format!("{}: raw {raw:.0?}, service {rate:.0} a second", self.name));
        Ok(Round { raw, service: loaded })
    }

    fn rates(&self, rounds: &[Round]) -> Result<Rates> {
        let mut by_clients: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for (clients, rate) in rounds.iter().flat_map(|round| &round.raw) {
            by_clients.entry(*clients).or_default().push(*rate);
        }
        let medians = by_clients.into_iter().map(|(clients, rates)| (clients, median(rates)));
        let (clients, raw) = medians.max_by(|a, b| a.1.total_cmp(&b.1)).context("no raw limit")?;
        let of_service = |figure: fn(&Measured) -> f64| median(rounds.iter().map(|round| figure(&round.service)));
        let service = of_service(Measured::rate) * self.batch as f64;
        Ok([
            self.name.clone(),
            rounded(raw),
            clients.to_string(),
            rounded(service),
            precise(service / raw),
            precise(self.target),
            precise(of_service(Measured::p50)),
            precise(of_service(Measured::p99)),
        ])
    }
}

/// Prints the results.
pub fn rates(title: &str, objects: &str, rows: &[Rates]) {
    let heads = [
        "case, 32 connections",
        &format!("raw {objects}/s"),
        "clients",
        &format!("service {objects}/s"),
        "ratio",
        "must reach",
        "p50 ms",
        "p99 ms",
    ];
    table(title, heads, rows);
}

/// The contents of a request, in words.
pub fn batches(batch: usize, objects: &str) -> String {
    if batch == 1 {
        format!("single {objects}")
    } else {
        format!("batches of {batch}")
    }
}
