//! `healthcheck`: asks the service on this machine whether it is alive. For images without a shell.

use super::CliError;
use crate::config::Config;
use std::{net::Ipv4Addr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PATIENCE: Duration = Duration::from_secs(3);
const REQUEST: &[u8] = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

pub(super) async fn ask(config: &Config) -> Result<(), CliError> {
    let mut address = config.http.listen;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(REQUEST).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    let refused = |why: String| CliError::Refused(format!("{address} is not alive: {why}"));
    let answer = tokio::time::timeout(PATIENCE, exchange)
        .await
        .map_err(|_| refused("no answer in time".to_owned()))?;
    let answer = answer.map_err(|error| refused(error.to_string()))?;
    if !answer.starts_with(b"HTTP/1.1 200") {
        return Err(refused("it answered with an error".to_owned()));
    }
    Ok(())
}
