//! What the service inserts a second, beside the raw limit of its database.

use crate::{
    database::Inserted,
    load::{self, Measured},
    plan::Plan,
    report::{fine, median, progress, table, whole},
    service::Service,
    site::Site,
};
use anyhow::{Context, Result};
use std::collections::BTreeMap;

/// What is to be measured.
pub struct Work<'a> {
    /// As the table calls it.
    pub name: String,
    /// What the raw limit inserts, and the service, too.
    pub inserted: Inserted<'a>,
    /// How many of them one transaction and one request insert.
    pub batch: usize,
    /// The requests that are sent in turn.
    pub requests: Vec<Vec<u8>>,
    /// The share of the raw limit that the service must reach.
    pub target: f64,
}

/// What was measured: a row of the table.
pub type Rates = [String; 8];

struct Round {
    raw: Vec<(usize, f64)>,
    service: Measured,
}

impl Work<'_> {
    /// Measures the raw limit and the service in turn, on the same database, emptied before each.
    pub fn measure(&self, site: &Site, service: &Service, plan: &Plan) -> Result<Rates> {
        let rounds = (0..plan.rounds).map(|_| self.round(site, service, plan));
        self.rates(&rounds.collect::<Result<Vec<_>>>()?)
    }

    fn round(&self, site: &Site, service: &Service, plan: &Plan) -> Result<Round> {
        let raw = site.database.raw_limits(self.inserted, self.batch, plan.raw)?;
        site.database.prepare(self.inserted)?;
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
            whole(raw),
            clients.to_string(),
            whole(service),
            fine(service / raw),
            fine(self.target),
            fine(of_service(Measured::p50)),
            fine(of_service(Measured::p99)),
        ])
    }
}

/// Prints what was measured.
pub fn rates(title: &str, things: &str, rows: &[Rates]) {
    let heads = [
        "case, 32 connections",
        &format!("raw {things}/s"),
        "clients",
        &format!("service {things}/s"),
        "ratio",
        "must reach",
        "p50 ms",
        "p99 ms",
    ];
    table(title, heads, rows);
}

/// What a request carries, in words.
pub fn batches(batch: usize, things: &str) -> String {
    if batch == 1 {
        format!("single {things}")
    } else {
        format!("batches of {batch}")
    }
}
