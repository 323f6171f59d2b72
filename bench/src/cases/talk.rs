//! Written interviews: answers per second in 1,000 live rooms with the latency until the next question arrives, and the
//! memory of many live streams in one process.

use crate::{
    database::Kind,
    http::{Connection, request},
    instance::{Environment, Instance},
    plan::{BATCH, CONNECTIONS, Plan},
    report::{median, precise, progress, rounded, table},
    respondent::Respondent,
    service::Service,
};
use anyhow::{Context, Result};
use futures_util::{StreamExt, TryStreamExt, future::try_join_all, stream};
use hdrhistogram::Histogram;
use serde_json::{Value, json};
use std::{
    cell::RefCell,
    collections::VecDeque,
    time::{Duration, Instant},
};

/// The number of respondents that start concurrently.
const STARTING: usize = 16;
/// A guide that is long enough that no interview ends during a round.
const QUESTIONS: usize = 60;
/// Lifts the limits that are meant for one person.
const SETTINGS: [(&str, &str); 2] = [
    ("INTERVIEW_ROOMS_LIMITS__TURNS_PER_MINUTE", "0"),
    ("INTERVIEW_ROOMS_HTTP__MAX_CONNECTIONS", "20000"),
];

/// The results of a round.
struct Measured {
    rate: f64,
    p50: f64,
    p99: f64,
}

/// Measures and prints.
pub fn talk(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let instance = Instance::new(environment, *kind)?;
        let service = instance.start(&SETTINGS)?;
        let mut rounds = Vec::new();
        for _ in 0..plan.rounds {
            let tokens = rooms(&instance, &service, plan.live)?;
            instance.database.settle()?;
            let measured = alone(async {
                let respondents = start(&service, &tokens).await?;
                converse(&service, respondents, plan.load).await
            })?;
            progress(&format!("{}: {:.0} answers a second", kind.name(), measured.rate));
            rounds.push(measured);
        }
        let of = |figure: fn(&Measured) -> f64| median(rounds.iter().map(figure));
        rows.push([
            kind.name().to_owned(),
            rounded(of(|round| round.rate)),
            precise(of(|round| round.p50)),
            precise(of(|round| round.p99)),
        ]);
    }
    table(
        &format!(
            "Answers, each with the next question, in {} live rooms",
            rounded(plan.live as f64)
        ),
        ["32 answers at once", "answers/s", "p50 ms to the question", "p99 ms"],
        &rows,
    );
    Ok(())
}

/// Measures and prints.
pub fn streams(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let instance = Instance::new(environment, *kind)?;
        let service = instance.start(&SETTINGS)?;
        let tokens = rooms(&instance, &service, plan.streams)?;
        let few = tokens.len() / 10;
        let (row, rate) = alone(async {
            let mut respondents = start(&service, &tokens[..few]).await?;
            let before = service.memory()?.now;
            respondents.extend(start(&service, &tokens[few..]).await?);
            let after = service.memory()?.now;
            let each = (after - before) * 1024.0 / (tokens.len() - few) as f64;
            let talked = converse(&service, respondents, plan.load).await?;
            let row = [
                kind.name().to_owned(),
                rounded(tokens.len() as f64),
                precise(after),
                precise(each),
                rounded(talked.rate),
                precise(talked.p50),
                precise(talked.p99),
            ];
            Ok((row, talked.rate))
        })?;
        progress(&format!(
            "{}: {rate:.0} answers a second beside all streams",
            kind.name()
        ));
        rows.push(row);
    }
    table(
        "Live streams held by one process, each of a respondent of its own",
        [
            "database",
            "streams",
            "service MB",
            "KB a stream",
            "answers/s meanwhile",
            "p50 ms to the question",
            "p99 ms",
        ],
        &rows,
    );
    Ok(())
}

/// Runs on one thread, like every load.
fn alone<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

async fn start(service: &Service, tokens: &[String]) -> Result<VecDeque<Respondent>> {
    stream::iter(tokens)
        .map(|token| Respondent::start(service.address, token))
        .buffer_unordered(STARTING)
        .try_collect()
        .await
}

/// Lets respondents answer in turn, 32 concurrently, for a time.
async fn converse(service: &Service, respondents: VecDeque<Respondent>, time: Duration) -> Result<Measured> {
    let (waiting, started) = (RefCell::new(respondents), Instant::now());
    let workers = (0..CONNECTIONS).map(|_| async {
        let mut connection = Connection::open(service.address).await?;
        let mut latencies = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3)?;
        while started.elapsed() < time {
            let next = waiting.borrow_mut().pop_front();
            let mut respondent = next.context("too few respondents")?;
            let sent = Instant::now();
            respondent.answer(&mut connection).await?;
            latencies.saturating_record(u64::try_from(sent.elapsed().as_micros())?);
            waiting.borrow_mut().push_back(respondent);
        }
        anyhow::Ok(latencies)
    });
    let all = try_join_all(workers).await?;
    let elapsed = started.elapsed();
    let mut latencies = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3)?;
    for one in all {
        latencies.add(one)?;
    }
    let at = |share| latencies.value_at_quantile(share) as f64 / 1000.0;
    Ok(Measured {
        rate: latencies.len() as f64 / elapsed.as_secs_f64(),
        p50: at(0.5),
        p99: at(0.99),
    })
}

/// Creates rooms with a long guide and returns the tokens of their links.
fn rooms(instance: &Instance, service: &Service, wanted: usize) -> Result<Vec<String>> {
    let guide: Vec<String> = (0..QUESTIONS).map(|number| format!("What of {number}?")).collect();
    let path = format!("/projects/{}", instance.project);
    let change = json!({ "interview_guide": guide.join("\n") }).to_string();
    service.ask(&request("PUT", &path, Some(&instance.key), &change))?;
    let mut tokens = Vec::with_capacity(wanted);
    while tokens.len() < wanted {
        let made: Value = service.ask(&instance.create(BATCH.min(wanted - tokens.len())))?;
        for room in made["rooms"].as_array().context("no rooms")? {
            tokens.push(room["access_token"].as_str().context("no token")?.to_owned());
        }
    }
    Ok(tokens)
}
