//! Measures the service under load and, in the same run, the raw limit of the same database.
//!
//! Prints Markdown tables of medians over alternating rounds. `bench/run` starts it; see `bench/README.md`.

mod cases;
mod database;
mod http;
mod installation;
mod instance;
mod load;
mod pgbench;
mod plan;
mod postgres;
mod report;
mod respondent;
mod rows;
mod service;
mod sqlite;
mod sqlite_loop;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use database::Kind;
use instance::Environment;
use plan::Plan;
use std::path::PathBuf;

/// Measures interview-rooms under load. Without cases: all of them.
#[derive(Parser)]
#[command(name = "bench/run")]
struct Arguments {
    /// The cases to measure.
    cases: Vec<Case>,
    /// Only on one of the databases.
    #[arg(long)]
    only: Option<Kind>,
    /// One short round of everything, to check the harness; the figures are meaningless.
    #[arg(long)]
    quick: bool,
    /// The number of rounds.
    #[arg(long)]
    rounds: Option<usize>,
    /// The service's program.
    #[arg(long, env = "BENCH_PROGRAM", hide = true)]
    program: PathBuf,
    /// An empty folder on a real disk.
    #[arg(long, env = "BENCH_FOLDER", hide = true)]
    folder: PathBuf,
    /// A PostgreSQL server with default durability, as a superuser.
    #[arg(long, env = "TEST_DATABASE_URL", hide = true)]
    postgres: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Case {
    /// Creating rooms in batches of 100 and one by one, against the raw limit, with the memory used.
    Create,
    /// Joining a room, and listing 100 of many.
    Read,
    /// Ending due rooms among a million, alone and while rooms are created.
    Reap,
    /// Creating rooms with few and with very many existing rooms.
    Scale,
    /// Answers and the next questions in many live interviews.
    Talk,
    /// Live streams held by one process.
    Streams,
    /// Rooms and memories of agents: creating them against the raw limit, and listing some of few and of many.
    Agents,
    /// Memory with clients that do not read long answers, and with large reports.
    Hostile,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut plan = if arguments.quick { Plan::QUICK } else { Plan::FULL };
    plan.rounds = arguments.rounds.unwrap_or(plan.rounds);
    let environment = Environment {
        program: arguments.program,
        folder: arguments.folder,
        postgres: arguments.postgres,
    };
    let kinds: Vec<Kind> = Kind::value_variants()
        .iter()
        .copied()
        .filter(|kind| arguments.only.is_none_or(|only| only == *kind))
        .collect();
    for case in Case::value_variants() {
        if arguments.cases.is_empty() || arguments.cases.contains(case) {
            let measure = match case {
                Case::Create => cases::create,
                Case::Read => cases::read,
                Case::Reap => cases::reap,
                Case::Scale => cases::scale,
                Case::Talk => cases::talk,
                Case::Streams => cases::streams,
                Case::Agents => cases::agents,
                Case::Hostile => cases::hostile,
            };
            measure(&environment, &kinds, &plan)?;
        }
    }
    Ok(())
}
