//! `healthcheck`: asks the service on this machine whether it is alive, for images without a shell.

use super::CliError;
use crate::config::Config;
use std::{error::Error, net::Ipv4Addr, time::Duration};

/// Time for the whole exchange.
const TIMEOUT: Duration = Duration::from_secs(3);

pub(super) async fn run(config: &Config) -> Result<(), CliError> {
    let mut address = config.http.listen;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let response = get(format!("http://{address}/livez")).await;
    match response.and_then(reqwest::Response::error_for_status) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("{address} is not alive: {}", root_cause(&error)).into()),
    }
}

async fn get(url: String) -> reqwest::Result<reqwest::Response> {
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .no_proxy()
        // Plain HTTP needs no certificates, and an image may have none.
        .tls_certs_only([])
        .build()?;
    client.get(url).send().await
}

/// The last error of the chain, such as "Connection refused"; those before it repeat the address.
fn root_cause(error: &dyn Error) -> &dyn Error {
    error.source().map_or(error, root_cause)
}
