//! The service under load, as a separate process.

use crate::{http::Connection, installation::Installation};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Stdio},
};

/// A running service; stopped when dropped.
pub struct Service {
    /// Its address.
    pub address: SocketAddr,
    process: Child,
}

/// Resident memory, in MB.
#[derive(Clone, Copy)]
pub struct Memory {
    pub now: f64,
    pub most: f64,
}

impl Service {
    /// Starts the service of an installation, with additional settings, and waits until it listens.
    pub fn start(installation: &Installation, settings: &[(&str, &str)]) -> Result<Self> {
        let log = File::options().append(true).create(true).open(installation.log())?;
        let mut process = installation
            .command(&["serve"])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let printed = process.stdout.take().context("no standard output")?;
        let listening = BufReader::new(printed)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on http://")?.parse().ok());
        let Some(address) = listening else {
            let log = fs::read_to_string(installation.log()).unwrap_or_default();
            anyhow::bail!("the service does not start: {log}");
        };
        Ok(Self { address, process })
    }

    /// Sends one request and returns its response.
    pub fn ask(&self, request: &[u8]) -> Result<Value> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = Connection::open(self.address).await?;
            Ok(serde_json::from_slice(connection.send(request).await?)?)
        })
    }

    /// Its current and its largest memory use.
    pub fn memory(&self) -> Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
            kilobytes
                .map(|kilobytes| kilobytes / 1024.0)
                .context("no memory figures")
        };
        Ok(Memory {
            now: megabytes("VmRSS:")?,
            most: megabytes("VmHWM:")?,
        })
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
