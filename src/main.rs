//! The program. See [`interview_rooms::cli`].

use clap::Parser;
use interview_rooms::cli::{self, Cli};
use std::{io::Write, process::ExitCode};

/// Requests and rows are many small allocations on several threads: see `docs/decisions/0015-allocator.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With standard error gone there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "interview-rooms: {error}");
            ExitCode::FAILURE
        }
    }
}
