//! Ending due rooms among very many: by `reap --once`, and by the service's reaper while rooms are created.

use crate::{
    database::Kind,
    http::{Connection, request},
    instance::{Environment, Instance},
    load::{self, Measured, pause},
    plan::Plan,
    report::{median, precise, progress, rounded, table},
};
use anyhow::{Result, ensure};
use std::{
    borrow::Cow,
    net::SocketAddr,
    time::{Duration, Instant},
};

/// How often the reaper's counters are read.
const LOOK: Duration = Duration::from_millis(20);
const NO_REAPER: (&str, &str) = ("INTERVIEW_ROOMS_REAPER__ENABLED", "false");

/// Measures and prints.
pub fn reap(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let instance = Instance::new(environment, *kind)?;
        progress(&format!("{}: filling {} rooms", kind.name(), plan.open));
        instance.database.fill(plan.open)?;
        let rounds = (0..plan.rounds)
            .map(|_| Round::measure(&instance, plan))
            .collect::<Result<Vec<_>>>()?;
        rows.push(row(*kind, &rounds));
    }
    let title = format!(
        "Reaping {} due rooms among {}",
        rounded(plan.due as f64),
        rounded(plan.open as f64)
    );
    let heads = [
        "database",
        "`reap --once` rooms/s",
        "during_creates creates rooms/s",
        "single creates/s without",
        "with",
        "p50 ms without",
        "with",
        "p99 ms without",
        "with",
    ];
    table(&title, heads, &rows);
    Ok(())
}

struct Round {
    once: f64,
    during_creates: f64,
    without: Measured,
    with: Measured,
}

impl Round {
    fn measure(instance: &Instance, plan: &Plan) -> Result<Self> {
        instance.database.make_due(plan.due)?;
        let started = Instant::now();
        let printed = instance.installation.run(&["reap", "--once"])?;
        let once = plan.due as f64 / started.elapsed().as_secs_f64();
        ensure!(
            printed.contains(&format!("expired {}\n", plan.due)),
            "reaped something else: {printed}"
        );

        instance.database.make_due(plan.due)?;
        let service = instance.start(&[NO_REAPER])?;
        let without = load::repeat(service.address, &instance.create(1), plan.load)?;
        drop(service);

        instance.database.make_due(plan.due)?;
        let service = instance.start(&[])?;
        let create = instance.create(1);
        let next = || Some(Cow::Borrowed(create.as_slice()));
        let (with, during_creates) = load::run(service.address, next, all_reaped(service.address, plan))?;
        let during_creates = during_creates.unwrap_or_default();
        progress(&format!(
            "{}: {once:.0} rooms/s alone, {during_creates:.0} during_creates creates; p99 {:.2} and {:.2} ms",
            instance.kind.name(),
            without.p99(),
            with.p99(),
        ));
        Ok(Self {
            once,
            during_creates,
            without,
            with,
        })
    }
}

/// Waits until the service has ended all due rooms, and returns rooms per second since the first reading.
async fn all_reaped(address: SocketAddr, plan: &Plan) -> Result<f64> {
    let mut connection = Connection::open(address).await?;
    let ask = request("GET", "/metrics", None, "");
    let mut first = None;
    loop {
        let ended = ended(&String::from_utf8_lossy(connection.send(&ask).await?));
        let (began, at_first) = *first.get_or_insert((Instant::now(), ended));
        if ended >= plan.due as f64 {
            return Ok((ended - at_first) / began.elapsed().as_secs_f64());
        }
        ensure!(began.elapsed() < plan.patience, "the reaper ended only {ended} rooms");
        pause(LOOK).await?;
    }
}

/// The number of rooms that the reaper has ended, from the service's metrics.
fn ended(metrics: &str) -> f64 {
    let counters = metrics
        .lines()
        .filter(|line| line.starts_with("interview_rooms_reaper_rooms_ended_total{"));
    counters
        .filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok())
        .sum()
}

fn row(kind: Kind, rounds: &[Round]) -> [String; 9] {
    let of = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
    [
        kind.name().to_owned(),
        rounded(of(|round| round.once)),
        rounded(of(|round| round.during_creates)),
        rounded(of(|round| round.without.rate())),
        rounded(of(|round| round.with.rate())),
        precise(of(|round| round.without.p50())),
        precise(of(|round| round.with.p50())),
        precise(of(|round| round.without.p99())),
        precise(of(|round| round.with.p99())),
    ]
}
