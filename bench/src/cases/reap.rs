//! Ending the due rooms among very many: by the command alone, and by the service's reaper while rooms are created.

use crate::{
    database::Kind,
    http::{Connection, request},
    load::{self, Measured, pause},
    plan::Plan,
    report::{fine, median, progress, table, whole},
    service::Service,
    site::{Setting, Site},
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
pub fn reap(setting: &Setting, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let site = Site::new(setting, *kind)?;
        progress(&format!("{}: filling {} rooms", kind.name(), plan.open));
        site.database.fill(plan.open)?;
        let rounds = (0..plan.rounds)
            .map(|_| Round::measure(&site, plan))
            .collect::<Result<Vec<_>>>()?;
        rows.push(row(*kind, &rounds));
    }
    let title = format!(
        "Reaping {} due rooms among {}",
        whole(plan.due as f64),
        whole(plan.open as f64)
    );
    let heads = [
        "database",
        "`reap --once` rooms/s",
        "beside creates rooms/s",
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
    beside: f64,
    without: Measured,
    with: Measured,
}

impl Round {
    fn measure(site: &Site, plan: &Plan) -> Result<Self> {
        site.database.make_due(plan.due)?;
        let started = Instant::now();
        let printed = site.print(&["reap", "--once"])?;
        let once = plan.due as f64 / started.elapsed().as_secs_f64();
        ensure!(
            printed.contains(&format!("expired {}\n", plan.due)),
            "reaped something else: {printed}"
        );

        site.database.make_due(plan.due)?;
        let service = Service::start(site, &[NO_REAPER])?;
        let without = load::repeat(service.address, &site.create(1), plan.load)?;
        drop(service);

        site.database.make_due(plan.due)?;
        let service = Service::start(site, &[])?;
        let create = site.create(1);
        let next = || Some(Cow::Borrowed(create.as_slice()));
        let (with, beside) = load::run(service.address, next, all_reaped(service.address, plan))?;
        let beside = beside.unwrap_or_default();
        progress(&format!(
            "{}: {once:.0} rooms/s alone, {beside:.0} beside creates; p99 {:.2} and {:.2} ms",
            site.kind.name(),
            without.p99(),
            with.p99(),
        ));
        Ok(Self {
            once,
            beside,
            without,
            with,
        })
    }
}

/// Waits until the service has ended what was due; rooms a second since the first look.
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

/// How many rooms the reaper has ended, by the service's metrics.
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
        whole(of(|round| round.once)),
        whole(of(|round| round.beside)),
        whole(of(|round| round.without.rate())),
        whole(of(|round| round.with.rate())),
        fine(of(|round| round.without.p50())),
        fine(of(|round| round.with.p50())),
        fine(of(|round| round.without.p99())),
        fine(of(|round| round.with.p99())),
    ]
}
