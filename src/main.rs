//! The program; its commands are in [`interview_rooms::cli`].

use clap::Parser;
use interview_rooms::cli::{self, Cli};
use std::{io::Write, process::ExitCode};

/// See `docs/decisions/0015-allocator.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do if standard error is closed.
            let _ = writeln!(std::io::stderr(), "interview-rooms: {error}");
            ExitCode::FAILURE
        }
    }
}
