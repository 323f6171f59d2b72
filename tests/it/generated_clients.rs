//! Clients that common generators make from our documents, against the real service.

use crate::support::{TestApp, tools};
use std::process::{Command, Stdio};

/// Generates the clients in the target folder, unless they are there from the same documents, and runs them.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the generators of tests/clients/generated, which scripts/test installs"]
async fn clients_generated_from_the_documents_create_join_and_leave() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 0).await;
    let address = app.serve().await;
    let mut check = Command::new("tests/clients/generated/check");
    check
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg(tools("generated-clients"))
        .arg(tools("tools-generators"))
        .env("URL", format!("http://{address}"))
        .env("KEY", app.owner_key())
        .stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || check.output())
        .await
        .unwrap()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
