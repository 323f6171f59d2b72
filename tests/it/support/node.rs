//! Checks by official client libraries for Node.js.

use serde_json::Value;
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Runs `tests/clients/<folder>/check.mjs`, which reads its input from standard input and prints its results as JSON.
/// Blocks until the check has ended. `library` is the package that the check needs.
pub fn run_client_check(folder: &str, library: &str, input: &Value) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(folder);
    assert!(
        folder.join("node_modules").join(library).is_dir(),
        "{library} is missing; run: npm ci --prefix {}",
        folder.display()
    );
    let mut child = Command::new("node")
        .arg(folder.join("check.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs; Node.js 20 or newer is needed");
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the check failed; its messages are above");
    serde_json::from_slice(&output.stdout).unwrap()
}
