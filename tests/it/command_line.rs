//! The command line of the program.

mod first_start;
mod keys;
mod private_files;
mod setting_limits;
mod settings;
mod subcommands;

use crate::support::{TestDatabase, run};
use std::process::Output;

/// The standard output of a command, which must have succeeded.
#[track_caller]
fn printed(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", complaint(output));
    text
}

/// The standard error of a command.
fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts that a command failed with one line on standard error, and returns the line.
#[track_caller]
fn refused(output: &Output) -> String {
    let complaint = complaint(output);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.starts_with("interview-rooms: "), "{complaint}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    complaint
}

/// Creates a key and returns it.
#[track_caller]
fn make_key(database: &TestDatabase, arguments: &[&str]) -> String {
    let output = run(database, &[&["keys", "create", "--name", "test"], arguments].concat());
    let text = printed(&output);
    let key = text.trim_end().to_owned();
    assert_eq!(text, format!("{key}\n"), "only the key is printed");
    assert!(key.starts_with("ir_") && key.len() == 41, "{key}");
    key
}
