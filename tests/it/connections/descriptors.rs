//! The real program without free file descriptors (Linux only: CPU time is read from `/proc`).

use std::{path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::{Instant, timeout},
};

use super::Server;
use crate::support::PATIENCE;

/// A service with few file descriptors, whose log is read together with its output.
struct LimitedService {
    process: Child,
    output: Lines<BufReader<ChildStdout>>,
}

impl LimitedService {
    fn start(descriptors: usize, directory: &Path) -> Self {
        let mut process = Command::new("sh")
            .args(["-c", &format!("ulimit -n {descriptors}; exec \"$0\" 2>&1")])
            .arg(env!("CARGO_BIN_EXE_interview-rooms"))
            .env("INTERVIEW_ROOMS_HTTP__LISTEN", "127.0.0.1:0")
            .env(
                "INTERVIEW_ROOMS_DATABASE__URL",
                format!("sqlite://{}/t.db", directory.display()),
            )
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, output }
    }

    /// Reads up to the next line that contains this text.
    async fn line_with(&mut self, text: &str) -> String {
        let found = async {
            loop {
                let line = self.output.next_line().await.unwrap().expect("the service ended");
                if line.contains(text) {
                    return line;
                }
            }
        };
        timeout(PATIENCE, found)
            .await
            .unwrap_or_else(|_| panic!("no line contains {text:?}"))
    }

    async fn server(&mut self) -> Server {
        let line = self.line_with("listening on http://").await;
        let (_, address) = line.split_once("http://").unwrap();
        Server {
            address: address.trim().parse().unwrap(),
        }
    }

    /// The CPU time of the process, user and system; the kernel counts in ticks of 10 ms.
    fn cpu_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id().unwrap())).unwrap();
        let (_, after_name) = stat.rsplit_once(')').unwrap();
        let ticks = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|n| n.parse::<u64>().unwrap());
        Duration::from_millis(10 * ticks.sum::<u64>())
    }
}

#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads /proc")]
async fn a_lack_of_descriptors_does_not_spin_and_ends_when_some_are_free() {
    const DESCRIPTORS: usize = 96;
    const ACCEPT_FAILED: &str = "could not accept a connection";
    let directory = tempfile::tempdir().unwrap();
    let mut service = LimitedService::start(DESCRIPTORS, directory.path());
    let server = service.server().await;

    let mut clients = Vec::new();
    for _ in 0..DESCRIPTORS + 10 {
        clients.push(server.client("").await);
    }
    service.line_with(ACCEPT_FAILED).await;
    let (started, cpu) = (Instant::now(), service.cpu_time());
    while started.elapsed() < Duration::from_secs(1) {
        service.line_with(ACCEPT_FAILED).await;
    }
    let (wall, cpu) = (started.elapsed(), service.cpu_time().saturating_sub(cpu));
    assert!(cpu <= wall / 4, "{cpu:?} of {wall:?} at the limit");

    clients.clear();
    let mut client = server
        .client("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await;
    let answer = client.closed().await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:?}");
}
