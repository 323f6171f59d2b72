//! The bounds of connections, over real sockets: incomplete requests, idle connections, clients that do not read, too
//! many clients.
//!
//! No test sleeps. To let a deadline pass for one connection, a test waits until the server closes another one with an
//! incomplete request ([`Server::outlast_deadline`]). A client that sends at a pace uses an interval.

mod addresses;
mod descriptors;

use std::{
    future::pending,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::support::PATIENCE;
use futures_util::{Stream, stream};
use interview_rooms::http::{self, Limits};
use metrics_exporter_prometheus::PrometheusBuilder;
use poem::{
    Body, EndpointExt, IntoEndpoint, Response, Route,
    endpoint::{make, make_sync},
    get, handler, post,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, oneshot},
    time::{Instant, timeout},
};

/// The time limit of the servers under test.
const DEADLINE: Duration = Duration::from_millis(250);
const LIMITS: Limits = Limits {
    max_connections: 100,
    max_connections_per_address: 0,
    idle: PATIENCE,
    request: DEADLINE,
    write_stall: DEADLINE,
    accept_backoff: DEADLINE,
};

const GET_OK: &str = "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n";

#[handler]
fn ok() -> &'static str {
    "fine"
}

#[handler]
async fn length(body: Body) -> poem::Result<String> {
    Ok(format!("length {}", body.into_bytes().await?.len()))
}

/// The routes of most tests.
fn routes() -> Route {
    Route::new().at("/ok", get(ok)).at("/length", post(length))
}

/// A server that runs until the test's runtime ends.
struct Server {
    address: SocketAddr,
}

impl Server {
    async fn start(limits: Limits, routes: impl IntoEndpoint<Endpoint: 'static>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let endpoint = routes.into_endpoint().map_to_response();
        tokio::spawn(http::serve(
            listener,
            endpoint,
            limits,
            Vec::new(),
            pending(),
            Duration::ZERO,
        ));
        Self { address }
    }

    /// A new client that has sent these bytes.
    async fn client(&self, bytes: &str) -> Client {
        let mut client = Client {
            stream: TcpStream::connect(self.address).await.unwrap(),
        };
        client.send(bytes).await;
        client
    }

    /// Returns when more than one deadline has passed.
    async fn outlast_deadline(&self) {
        for _ in 0..2 {
            self.client("GET /ok").await.closed().await;
        }
    }
}

struct Client {
    stream: TcpStream,
}

impl Client {
    async fn send(&mut self, bytes: &str) {
        self.stream.write_all(bytes.as_bytes()).await.unwrap();
    }

    /// Reads until the received bytes end with this text.
    async fn expect(&mut self, text: &str) {
        let mut received = Vec::new();
        while !received.ends_with(text.as_bytes()) {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut received))
                .await
                .expect("no answer in time");
            assert_ne!(
                read.unwrap(),
                0,
                "closed after {:?}",
                String::from_utf8_lossy(&received)
            );
        }
    }

    /// Reads until the server closes the connection, and returns what was received.
    async fn closed(&mut self) -> String {
        let mut received = Vec::new();
        let end = timeout(PATIENCE, self.stream.read_to_end(&mut received))
            .await
            .expect("not closed in time");
        // The kernel resets the connection if the server leaves bytes unread.
        assert!(end.is_ok() || end.is_err_and(|e| e.kind() == io::ErrorKind::ConnectionReset));
        String::from_utf8(received).unwrap()
    }
}

#[tokio::test]
async fn an_incomplete_request_is_closed_after_the_deadline() {
    let asleep = make(|_| async { pending::<poem::Result<()>>().await });
    let server = Server::start(LIMITS, routes().at("/asleep", asleep)).await;
    for incomplete in [
        "G",
        "PRI * HT",
        "GET /ok HTTP/1.1\r\nHost: a\r\n",
        "\r\nGET /ok HTTP/1.1\r\n",
        "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234",
        "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "POST /asleep HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234",
    ] {
        let started = Instant::now();
        assert_eq!(server.client(incomplete).await.closed().await, "", "{incomplete:?}");
        assert!(started.elapsed() >= DEADLINE, "{incomplete:?}");
    }
}

#[tokio::test]
async fn a_request_whose_body_never_follows_100_continue_is_closed() {
    let server = Server::start(LIMITS, routes()).await;
    let mut client = server
        .client("POST /length HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        .await;
    assert_eq!(client.closed().await, "HTTP/1.1 100 Continue\r\n\r\n");
}

#[tokio::test]
async fn a_trickle_does_not_extend_the_deadline() {
    let server = Server::start(LIMITS, routes()).await;
    for start in [
        "GET /ok HTTP/1.1\r\nA: ",
        "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n",
    ] {
        let (mut from_server, mut to_server) = server.client(start).await.stream.into_split();
        let trickle = async {
            let mut interval = tokio::time::interval(DEADLINE / 10);
            while to_server.write_all(b"a").await.is_ok() {
                interval.tick().await;
            }
        };
        let mut received = Vec::new();
        let closed = async { from_server.read_to_end(&mut received).await };
        let ((), _) = timeout(PATIENCE, async { tokio::join!(trickle, closed) })
            .await
            .expect("not closed in time");
        assert!(received.is_empty());
    }
}

#[tokio::test]
async fn the_deadline_of_a_request_does_not_close_idle_connections() {
    let server = Server::start(LIMITS, routes()).await;
    let mut silent = server.client("").await;
    let mut idle = server.client(GET_OK).await;
    idle.expect("fine").await;
    server.outlast_deadline().await;
    for client in [&mut silent, &mut idle] {
        client.send(GET_OK).await;
        client.expect("fine").await;
    }
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed_after_the_idle_time() {
    let limits = Limits {
        idle: DEADLINE,
        request: 2 * PATIENCE,
        ..LIMITS
    };
    let server = Server::start(limits, routes()).await;
    for (sent, answer) in [
        (String::new(), ""),
        ("\r\n".to_owned(), ""),
        ("\r\n\r\n".to_owned(), ""),
        (GET_OK.to_owned(), "fine"),
        (format!("{GET_OK}\r\n\r\n"), "fine"),
        (GET_OK.replacen("GET", "HEAD", 1), "\r\n\r\n"),
    ] {
        let started = Instant::now();
        let received = server.client(&sent).await.closed().await;
        assert!(received.ends_with(answer), "{sent:?}: {received:?}");
        assert!(started.elapsed() >= DEADLINE, "{sent:?}");
    }
}

#[tokio::test]
async fn line_breaks_do_not_extend_the_idle_time() {
    let limits = Limits {
        idle: DEADLINE,
        ..LIMITS
    };
    let server = Server::start(limits, routes()).await;
    let (mut from_server, mut to_server) = server.client("").await.stream.into_split();
    let trickle = async {
        let mut interval = tokio::time::interval(DEADLINE / 10);
        while to_server.write_all(b"\r\n").await.is_ok() {
            interval.tick().await;
        }
    };
    let closed = async { from_server.read_to_end(&mut Vec::new()).await };
    let ((), _) = timeout(PATIENCE, async { tokio::join!(trickle, closed) })
        .await
        .expect("not closed in time");
}

#[tokio::test]
async fn a_silent_response_is_not_idle() {
    let (parts, body) = parts();
    let limits = Limits {
        idle: DEADLINE,
        ..LIMITS
    };
    let server = Server::start(limits, routes().at("/events", once(body))).await;
    let mut client = server.client("GET /events HTTP/1.1\r\nHost: a\r\n\r\n").await;
    server.outlast_deadline().await;
    parts.send("part").await.unwrap();
    client.expect("part\r\n").await;
}

#[tokio::test]
async fn a_head_of_16_kib_is_refused() {
    const LIMIT: usize = 16 * 1024;
    let server = Server::start(LIMITS, routes()).await;
    let head = "GET /ok HTTP/1.1\r\nConnection: close\r\nA: ";
    let shorter = format!("{head}{}\r\n\r\n", "a".repeat(LIMIT - 100));
    // Exactly as much as the server reads: bytes left unread would reset the connection before the response is read.
    let longer = format!("{head}{}", "a".repeat(LIMIT - head.len()));
    for (head, status) in [(shorter, "200"), (longer, "431")] {
        let answer = server.client(&head).await.closed().await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer:?}");
    }
}

#[tokio::test]
async fn a_slow_handler_is_not_cut() {
    let go = Arc::new(Semaphore::new(0));
    let slow = {
        let go = Arc::clone(&go);
        make(move |mut request| {
            let go = Arc::clone(&go);
            async move {
                let body = request.take_body().into_bytes().await?;
                let _turn = go.acquire().await.unwrap();
                Ok::<_, poem::Error>(format!("slow {}", body.len()))
            }
        })
    };
    let limits = Limits {
        idle: DEADLINE,
        ..LIMITS
    };
    let server = Server::start(limits, routes().at("/slow", slow.boxed())).await;
    let request = "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345";
    let mut plain = server.client(request).await;
    let mut pipelined = server.client(&format!("{request}GET /ok")).await;
    server.outlast_deadline().await;
    go.add_permits(2);
    for client in [&mut plain, &mut pipelined] {
        client.expect("slow 5").await;
    }
    assert_eq!(pipelined.closed().await, "", "the incomplete request after it");
}

/// An endpoint that responds once, with this body.
fn once(body: Body) -> impl IntoEndpoint<Endpoint: 'static> {
    let body = Mutex::new(Some(body));
    make_sync(move |_| Response::builder().body(body.lock().unwrap().take().unwrap()))
}

/// A body whose parts are sent by the test.
fn parts() -> (mpsc::Sender<&'static str>, Body) {
    let (sender, mut parts) = mpsc::channel(1);
    let parts = stream::poll_fn(move |cx| parts.poll_recv(cx).map(|part| part.map(Ok::<_, io::Error>)));
    (sender, Body::from_bytes_stream(parts))
}

#[tokio::test]
async fn a_long_response_is_not_cut_but_an_incomplete_request_after_it_is() {
    let (parts, body) = parts();
    let server = Server::start(LIMITS, routes().at("/events", once(body))).await;
    let mut client = server.client("GET /events HTTP/1.1\r\nHost: a\r\n\r\n").await;
    for part in ["one", "two", "three"] {
        parts.send(part).await.unwrap();
        client.expect(&format!("{part}\r\n")).await;
        server.outlast_deadline().await;
    }
    drop(parts);
    client.expect("0\r\n\r\n").await;

    let started = Instant::now();
    client.send("GET /ok").await;
    assert_eq!(client.closed().await, "");
    assert!(started.elapsed() >= DEADLINE);
}

#[tokio::test]
async fn a_response_is_not_cut_for_an_incomplete_request_behind_it() {
    let deadline = 4 * DEADLINE;
    let (parts, body) = parts();
    let limits = Limits {
        request: deadline,
        ..LIMITS
    };
    let server = Server::start(limits, routes().at("/events", once(body))).await;
    let mut client = server.client("GET /events HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let mut interval = tokio::time::interval(deadline / 20);
    for _ in 0..30 {
        parts.send("part").await.unwrap();
        client.expect("part\r\n").await;
        client.send("a").await;
        interval.tick().await;
    }
    drop(parts);
    client.expect("0\r\n\r\n").await;
    assert_eq!(client.closed().await, "", "once the response is complete");
}

/// An endless body that drops `ended` with itself.
fn endless(ended: oneshot::Sender<()>) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    stream::repeat_with(move || {
        let _owned = &ended;
        Ok(vec![b'a'; 1 << 16])
    })
}

#[tokio::test]
async fn a_client_that_does_not_read_its_response_is_cut() {
    let (ended, end) = oneshot::channel();
    let body = Body::from_bytes_stream(endless(ended));
    let server = Server::start(LIMITS, routes().at("/endless", once(body))).await;
    let _client = server.client("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(timeout(PATIENCE, end).await.expect("not cut in time").is_err());
}

#[tokio::test]
async fn a_client_beyond_the_maximum_waits_until_another_leaves() {
    let server = Server::start(
        Limits {
            max_connections: 2,
            ..LIMITS
        },
        routes(),
    )
    .await;
    let mut first = server.client(GET_OK).await;
    let mut second = server.client(GET_OK).await;
    let mut third = server.client(GET_OK).await;
    for _ in 0..20 {
        for client in [&mut first, &mut second] {
            client.expect("fine").await;
            client.send(GET_OK).await;
        }
    }
    let nothing = third.stream.try_read(&mut [0]).unwrap_err();
    assert_eq!(nothing.kind(), io::ErrorKind::WouldBlock);
    drop(first);
    third.expect("fine").await;
}

#[tokio::test]
async fn http_2_is_refused_at_once() {
    let endless = Limits {
        request: 2 * PATIENCE,
        ..LIMITS
    };
    let server = Server::start(endless, routes()).await;
    assert_eq!(
        server.client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.closed().await,
        ""
    );
}

#[tokio::test]
async fn connections_are_counted() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let lines = || recorder.handle().render();
    let server = Server::start(LIMITS, routes()).await;
    let mut idle = server.client(GET_OK).await;
    idle.expect("fine").await;
    server.client("GET /ok").await.closed().await;
    let counted = lines();
    assert!(counted.contains("interview_rooms_connections_open 1\n"), "{counted}");
    assert!(
        counted.contains("interview_rooms_connections_timed_out_total 1\n"),
        "{counted}"
    );
}
