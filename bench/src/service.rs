//! The service under load: a process of its own, as an operator runs it.

use crate::{http::Connection, site::Site};
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
    /// Where it listens.
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
    /// Starts the service of a site and waits until it listens.
    pub fn start(site: &Site, settings: &[(&str, &str)]) -> Result<Self> {
        let log = File::options()
            .append(true)
            .create(true)
            .open(site.folder().join("service.log"))?;
        let mut process = site
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
            let log = fs::read_to_string(site.folder().join("service.log")).unwrap_or_default();
            anyhow::bail!("the service does not start: {log}");
        };
        Ok(Self { address, process })
    }

    /// Sends one request and reads its answer.
    pub fn ask(&self, request: &[u8]) -> Result<Value> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = Connection::open(self.address).await?;
            Ok(serde_json::from_slice(connection.send(request).await?)?)
        })
    }

    /// How much memory it holds, and has held at most.
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
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
