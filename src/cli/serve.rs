//! `serve`: runs the service until a signal stops it. The first start prints how to try it.

use super::{CliError, print_line};
use crate::{
    app::Voice,
    config::{Config, FILE},
    serve::{BoundServer, local_url},
    teams::FirstStart,
};
use tokio::signal::unix::{SignalKind, signal};

/// `SIGXFSZ`, the signal that a file has reached the limit of its size. Unhandled, it ends the process.
const FILE_TOO_LARGE: SignalKind = SignalKind::from_raw(25);

pub(super) async fn serve(config: Config) -> Result<(), CliError> {
    crate::telemetry::init_logging();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    // Handled by nobody, so that the write fails like one to a full disk, and only what needed it.
    let _file_too_large = signal(FILE_TOO_LARGE)?;
    if config.webhooks.is_some() {
        tracing::warn!(section = "webhooks", "the settings of this section have no effect yet");
    }
    let service = BoundServer::start(config).await?;
    let url = local_url(service.address);
    match service.app.voice() {
        Voice::Off => tracing::info!("voice is off: LiveKit is not configured"),
        Voice::WithoutPage => tracing::warn!(
            "voice is off on the page: its script was not built into this program; run `npm ci && npm run build` in \
             web/ before `cargo build`"
        ),
        Voice::On => tracing::info!("voice is on"),
    }
    if let Some(first) = &service.first_start {
        print_line(&welcome(first, &url))?;
    }
    print_line(&format!("listening on {url}"))?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    };
    service.run(stop).await;
    Ok(())
}

fn welcome(first: &FirstStart, url: &str) -> String {
    let (key, project) = (first.key.expose(), first.project);
    format!(
        "\nFirst start: created a team, a sample project and an API key. This is the only time the key is shown:\n\n  \
         {key}\n\nCreate three interview rooms:\n\n  \
         curl -sS {url}/api/interviews/rooms -H 'Authorization: Bearer {key}' \
         -H 'Content-Type: application/json' -d '{{\"project_id\":\"{project}\",\"count\":3}}'\n\n\
         The API is documented at {url}/docs. Settings are read from {FILE} and the environment; see docs/configuration.md.\n"
    )
}
