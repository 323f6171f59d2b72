//! `serve`: runs the service until it is told to stop, and says how to try it.

use super::{CliError, say};
use crate::{
    app::Voice,
    config::{Config, FILE},
    serve::{BoundServer, local_url},
    teams::FirstStart,
};
use tokio::signal::unix::{SignalKind, signal};

pub(super) async fn serve(config: Config) -> Result<(), CliError> {
    crate::telemetry::start_log();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    for section in config.without_effect() {
        tracing::warn!(section, "settings of this section have no effect yet");
    }
    let service = BoundServer::start(config).await?;
    let url = local_url(service.address);
    match service.app.voice() {
        Voice::Off => tracing::info!("voice is off: LiveKit is not configured"),
        Voice::WithoutPage => tracing::warn!(
            "voice is off on the page: its script was not built into this program; run `npm ci && npm run build` in \
             web/ before cargo build"
        ),
        Voice::On => tracing::info!("voice is on"),
    }
    if let Some(first) = &service.first_start {
        say(&welcome(first, &url))?;
    }
    say(&format!("listening on {url}"))?;
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
        "\nFirst start: made a team, a sample project and an API key. This is the only time the key is shown:\n\n  \
         {key}\n\nCreate three interview rooms:\n\n  \
         curl -sS {url}/api/interviews/rooms -H 'Authorization: Bearer {key}' \
         -H 'Content-Type: application/json' -d '{{\"project_id\":\"{project}\",\"count\":3}}'\n\n\
         The API is described at {url}/docs. Settings: {FILE} or the environment; see the README.\n"
    )
}
