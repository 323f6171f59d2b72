//! Memory while clients ask for long answers that they do not read, and while large session reports arrive.

use crate::{
    database::Kind,
    http::{agents_request, request},
    instance::{Environment, Instance},
    plan::Plan,
    report::{precise, progress, table},
    service::Service,
};
use anyhow::{Context, Result};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};

/// Reports that arrive at the same time, and the bytes of each: a little less than a report may have.
const REPORTS: usize = 8;
const REPORT_BYTES: usize = 15_900_000;
/// How long a client waits for the answer to a report.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the readers do not read.
const HELD: Duration = Duration::from_secs(5);

/// Measures and prints.
pub fn hostile(environment: &Environment, kinds: &[Kind], plan: &Plan) -> Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        let instance = Instance::new(environment, *kind)?;
        let service = instance.start(&[])?;
        let rest = service.memory()?.now;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let worker = instance
            .installation
            .run(&["keys", "create", "--name", "worker", "--role", "agent"])?;
        let room = service.ask(&instance.create(1))?["rooms"][0].clone();
        let link = format!(
            "/api/interviews/join/{}",
            room["access_token"].as_str().context("a link")?
        );
        service.ask(&request("POST", &link, None, r#"{"email":"anna@example.org"}"#))?;
        for item in [r#""""#, "NaN", r#"{"a":0}"#] {
            let answers = runtime.block_on(report(&service, &worker, &room, item))?;
            progress(&format!("{}: reports of {item}: {answers:?}", kind.name()));
        }
        let reports = service.memory()?.most;
        let paths = long_lists(&instance, &service)?;
        let readers = runtime.block_on(hold(&instance, &service, &paths, plan.readers))?;
        progress(&format!("{}: {reports:.0} MB, then {readers:.0} MB", kind.name()));
        rows.push([
            kind.name().to_owned(),
            precise(rest),
            precise(reports),
            precise(readers),
        ]);
    }
    table(
        &format!(
            "Memory, resident MB: {REPORTS} reports of 16 MB at once, then {} clients that do not read long answers",
            plan.readers
        ),
        ["database", "at rest", "most with reports", "most with readers, too"],
        &rows,
    );
    Ok(())
}

/// Creates agents with long characters and a room with long memories, and returns the paths of their lists.
fn long_lists(instance: &Instance, service: &Service) -> Result<Vec<String>> {
    let post = |path: &str, body: Value| service.ask(&agents_request("POST", path, &instance.key, &body.to_string()));
    let mut agent = String::new();
    for number in 0..60 {
        let created = post(
            "/api/agents",
            json!({ "name": number.to_string(), "bio": ["Ж".repeat(100_000)] }),
        )?;
        created["data"]["id"]
            .as_str()
            .context("an agent without an id")?
            .clone_into(&mut agent);
    }
    let room = post(&format!("/api/agents/{agent}/rooms"), json!({ "name": "Long" }))?;
    let room = room["data"]["id"].as_str().context("a room without an id")?;
    let memory = json!({ "content": { "text": "Ж".repeat(90_000) } });
    for _ in 0..20 {
        let path = format!("/api/agents/{agent}/rooms/{room}/memories/batch");
        post(&path, json!({ "memories": vec![&memory; 5] }))?;
    }
    Ok(vec![
        format!("/v1/rooms/{room}/transcript"),
        "/characters?limit=1000".to_owned(),
    ])
}

/// Opens `count` connections that ask for a list and read nothing, and returns the most memory meanwhile.
async fn hold(instance: &Instance, service: &Service, paths: &[String], count: usize) -> Result<f64> {
    let mut open = Vec::new();
    for path in paths.iter().cycle().take(count) {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        let mut stream = socket.connect(service.address).await?;
        stream.write_all(&request("GET", path, Some(&instance.key), "")).await?;
        open.push(stream);
    }
    sleep(HELD).await;
    Ok(service.memory()?.most)
}

/// Sends reports that are an array of many items each, and returns how they were answered. The service may refuse them, and
/// close the connection before it has read everything.
async fn report(service: &Service, key: &str, room: &Value, item: &str) -> Result<Vec<String>> {
    let items = vec![item; REPORT_BYTES / (item.len() + 1)].join(",");
    let body = format!(r#"{{"interview_room_id":{},"report":{{"x":[{items}]}}}}"#, room["id"]);
    let sent = request("POST", "/api/interviews/session-report", Some(key), &body);
    let clients = (0..REPORTS).map(|_| async {
        let mut stream = TcpStream::connect(service.address).await?;
        let written = stream.write_all(&sent).await;
        let mut answer = [0; 12];
        let read = timeout(PATIENCE, stream.read_exact(&mut answer)).await;
        anyhow::Ok(match (written, read) {
            (_, Ok(Ok(_))) => String::from_utf8_lossy(&answer[9..]).into_owned(),
            _ => "closed".to_owned(),
        })
    });
    join_all(clients).await.into_iter().collect()
}
