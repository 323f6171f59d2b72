//! `PgBouncer` in front of the server: in session mode the service works, in transaction mode it says what is wrong.

use crate::support::{Service, TestDatabase, program};
use std::{
    fs,
    io::ErrorKind,
    net::TcpListener,
    process::{Child, Command, Stdio},
};

/// A running `PgBouncer`. Killed when dropped.
struct Pooler {
    process: Child,
    url: String,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Pooler {
    fn start(database: &TestDatabase, mode: &str) -> Self {
        let (_, rest) = database.url().split_once('@').unwrap();
        let (server, name) = rest.split_once('/').unwrap();
        let (host, server_port) = server.split_once(':').unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "[databases]\n{name} = host={host} port={server_port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\n"
        );
        // The address forces the user, because with this authentication PgBouncer takes it from the settings.
        let settings = settings.replace("[pgbouncer]", "[pgbouncer]\nadmin_users = postgres");
        let settings = settings.replace(
            &format!("port={server_port}"),
            &format!("port={server_port} user=postgres"),
        );
        let file = database.folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let mut start = Command::new("pgbouncer");
        start.arg("-q").arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
        if is_root() {
            // PgBouncer refuses to run as root; the folder must be readable for the other user.
            Command::new("chmod")
                .args(["-R", "a+rX"])
                .arg(database.folder.path())
                .status()
                .unwrap();
            start.args(["-u", "nobody"]);
        }
        let process = match start.spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                panic!("pgbouncer is missing; scripts/test installs it")
            }
            process => process.unwrap(),
        };
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {}
        let url = format!("postgres://postgres@127.0.0.1:{port}/{name}");
        Self { process, url }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

#[tokio::test]
#[ignore = "needs pgbouncer, which scripts/test installs"]
async fn behind_a_pooler_the_service_works_in_session_mode_and_refuses_transaction_mode() {
    let database = TestDatabase::create().await;
    if !database.is_postgres() {
        println!("skipped: poolers are for PostgreSQL");
        return;
    }
    let pooler = Pooler::start(&database, "session");
    let service = Service::start(&database, &[("INTERVIEW_ROOMS_DATABASE__URL", &pooler.url)]);
    assert!(service.stop().0);
    drop(pooler);

    let pooler = Pooler::start(&database, "transaction");
    let mut start = program(&database);
    let output = start
        .env("INTERVIEW_ROOMS_DATABASE__URL", &pooler.url)
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("pool_mode = session"), "{complaint}");
}
