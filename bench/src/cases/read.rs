//! Joining rooms, each once, and listing 100 of many.

use crate::{
    database::Kind,
    http::request,
    instance::{Environment, Instance},
    load::{self, Measured},
    plan::{BATCH, Plan},
    report::{median, precise, progress, rounded, table},
    service::Service,
};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{borrow::Cow, cell::Cell, future::pending};

const JOIN: &str = r#"{"email":"respondent@example.org"}"#;

/// Measures and prints.
pub fn read(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let instance = Instance::new(environment, *kind)?;
        let service = instance.start(&[])?;
        let (mut joined, mut listed) = (Vec::new(), Vec::new());
        for _ in 0..plan.rounds {
            instance.database.clear()?;
            let tokens = make_rooms(&instance, &service, plan.joins)?;
            instance.database.settle()?;
            listed.push(load::repeat(service.address, &instance.list(BATCH), plan.load)?);
            joined.push(join(&service, &tokens)?);
            let rates = [&joined, &listed].map(|all| all.last().map(Measured::rate).unwrap_or_default());
            progress(&format!("{}: join and list {rates:.0?} a second", kind.name()));
        }
        rows.push(row(&format!("{}, join", kind.name()), &joined));
        rows.push(row(&format!("{}, list of 100", kind.name()), &listed));
    }
    table(
        "Joining and listing",
        ["case, 32 connections", "requests/s", "p50 ms", "p99 ms"],
        &rows,
    );
    Ok(())
}

/// Joins every room once.
fn join(service: &Service, tokens: &[String]) -> Result<Measured> {
    let place = Cell::new(0);
    let next = || {
        let token = tokens.get(place.replace(place.get() + 1))?;
        let path = format!("/api/interviews/join/{token}");
        Some(Cow::Owned(request("POST", &path, None, JOIN)))
    };
    Ok(load::run(service.address, next, pending::<Result<()>>())?.0)
}

/// Creates rooms and returns the tokens of their links.
fn make_rooms(instance: &Instance, service: &Service, rooms: usize) -> Result<Vec<String>> {
    let mut tokens = Vec::with_capacity(rooms);
    while tokens.len() < rooms {
        let made: Value = service.ask(&instance.create(BATCH))?;
        let made = made["rooms"].as_array().context("no rooms")?;
        let token = |room: &Value| room["access_token"].as_str().map(str::to_owned).context("no token");
        tokens.extend(made.iter().map(token).collect::<Result<Vec<_>>>()?);
    }
    Ok(tokens)
}

fn row(name: &str, rounds: &[Measured]) -> [String; 4] {
    let of = |figure: fn(&Measured) -> f64| median(rounds.iter().map(figure));
    [
        name.to_owned(),
        rounded(of(Measured::rate)),
        precise(of(Measured::p50)),
        precise(of(Measured::p99)),
    ]
}
