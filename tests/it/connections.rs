//! Bad connections over real sockets: half requests, stalled readers, too many clients.
//!
//! No test sleeps. To let a deadline pass for one connection, a test leaves another request half sent until the server
//! closes its connection ([`Server::outlast_deadline`]). A client that must send or receive slowly uses an interval.

mod descriptors;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{Stream, stream};
use interview_rooms::connections::{ConnectionLimits, GuardedAcceptor};
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

/// The deadline of the servers under test.
const DEADLINE: Duration = Duration::from_millis(250);
/// Bounds only how long a failing test hangs.
const PATIENCE: Duration = Duration::from_secs(30);

const LIMITS: ConnectionLimits = ConnectionLimits {
    max_connections: 100,
    request_deadline: DEADLINE,
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

/// The routes that most tests use; a test adds its own.
fn routes() -> Route {
    Route::new().at("/ok", get(ok)).at("/length", post(length))
}

/// A server in the runtime of the test; it ends with the test.
struct Server {
    address: SocketAddr,
}

impl Server {
    async fn start(limits: ConnectionLimits, routes: impl IntoEndpoint<Endpoint: 'static>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = GuardedAcceptor::new(listener, limits).unwrap();
        tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(routes.into_endpoint()));
        Self { address }
    }

    /// Connects and sends these bytes.
    async fn client(&self, bytes: &str) -> Client {
        let mut client = Client {
            stream: TcpStream::connect(self.address).await.unwrap(),
        };
        client.send(bytes).await;
        client
    }

    /// Returns after more than one deadline.
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
        let mut seen = Vec::new();
        while !seen.ends_with(text.as_bytes()) {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut seen))
                .await
                .expect("an answer");
            assert_ne!(read.unwrap(), 0, "closed after {:?}", String::from_utf8_lossy(&seen));
        }
    }

    /// Reads until the server closes the connection and returns the received bytes.
    async fn closed(&mut self) -> String {
        let mut seen = Vec::new();
        let end = timeout(PATIENCE, self.stream.read_to_end(&mut seen))
            .await
            .expect("an end");
        // The kernel sends a reset if the server closes before it has read everything.
        assert!(end.is_ok() || end.is_err_and(|e| e.kind() == io::ErrorKind::ConnectionReset));
        String::from_utf8(seen).unwrap()
    }
}

#[tokio::test]
async fn a_connection_with_half_a_request_is_closed_after_the_deadline() {
    let asleep = make(|_| async { std::future::pending::<poem::Result<()>>().await });
    let server = Server::start(LIMITS, routes().at("/asleep", asleep)).await;
    for half in [
        "G",
        "PRI * HT",
        "GET /ok HTTP/1.1\r\nHost: a\r\n",
        "\r\nGET /ok HTTP/1.1\r\n",
        "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234",
        "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "POST /asleep HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234",
    ] {
        let started = Instant::now();
        assert_eq!(server.client(half).await.closed().await, "", "{half:?}");
        assert!(started.elapsed() >= DEADLINE, "{half:?}");
    }
}

#[tokio::test]
async fn a_connection_whose_announced_body_never_arrives_is_closed() {
    let server = Server::start(LIMITS, routes()).await;
    let mut client = server
        .client("POST /length HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        .await;
    assert_eq!(client.closed().await, "HTTP/1.1 100 Continue\r\n\r\n");
}

#[tokio::test]
async fn a_trickle_does_not_extend_the_deadline() {
    let server = Server::start(LIMITS, routes()).await;
    for begun in [
        "GET /ok HTTP/1.1\r\nA: ",
        "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n",
    ] {
        let (mut from_server, mut to_server) = server.client(begun).await.stream.into_split();
        let trickle = async {
            let mut beat = tokio::time::interval(DEADLINE / 10);
            while to_server.write_all(b"a").await.is_ok() {
                beat.tick().await;
            }
        };
        let mut seen = Vec::new();
        let closed = async { from_server.read_to_end(&mut seen).await };
        let ((), _end) = timeout(PATIENCE, async { tokio::join!(trickle, closed) })
            .await
            .expect("an end");
        assert!(seen.is_empty());
    }
}

#[tokio::test]
async fn an_idle_connection_stays_open_past_the_deadline() {
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
async fn a_slow_handler_is_not_interrupted() {
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
    let server = Server::start(LIMITS, routes().at("/slow", slow.boxed())).await;
    let request = "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345";
    let mut plain = server.client(request).await;
    let mut hasty = server.client(&format!("{request}GET /ok")).await;
    server.outlast_deadline().await;
    go.add_permits(2);
    for client in [&mut plain, &mut hasty] {
        client.expect("slow 5").await;
    }
    assert_eq!(hasty.closed().await, "", "the half request after it is");
}

/// An endpoint that answers one request with this body.
fn once(body: Body) -> impl IntoEndpoint<Endpoint: 'static> {
    let body = Mutex::new(Some(body));
    make_sync(move |_| Response::builder().body(body.lock().unwrap().take().unwrap()))
}

/// A body of the parts that the sender sends.
fn parts() -> (mpsc::Sender<&'static str>, Body) {
    let (sender, mut parts) = mpsc::channel(1);
    let parts = stream::poll_fn(move |cx| parts.poll_recv(cx).map(|part| part.map(Ok::<_, io::Error>)));
    (sender, Body::from_bytes_stream(parts))
}

#[tokio::test]
async fn a_long_response_completes_and_a_half_request_after_it_is_closed() {
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
async fn a_half_request_does_not_interrupt_the_response_before_it() {
    let deadline = 4 * DEADLINE;
    let (parts, body) = parts();
    let limits = ConnectionLimits {
        request_deadline: deadline,
        ..LIMITS
    };
    let server = Server::start(limits, routes().at("/events", once(body))).await;
    let mut client = server.client("GET /events HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let mut beat = tokio::time::interval(deadline / 20);
    for _ in 0..30 {
        parts.send("part").await.unwrap();
        client.expect("part\r\n").await;
        client.send("a").await;
        beat.tick().await;
    }
    assert_eq!(client.closed().await, "", "once the writing stops");
}

/// An endless body that signals when it is dropped.
fn endless(ended: oneshot::Sender<()>) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    stream::repeat_with(move || {
        let _until_dropped = &ended;
        Ok(vec![b'a'; 1 << 16])
    })
}

#[tokio::test]
async fn a_client_that_reads_nothing_of_its_response_is_disconnected() {
    let (ended, end) = oneshot::channel();
    let body = Body::from_bytes_stream(endless(ended));
    let server = Server::start(LIMITS, routes().at("/endless", once(body))).await;
    let _client = server.client("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(timeout(PATIENCE, end).await.expect("the response to end").is_err());
}

#[tokio::test]
async fn a_client_beyond_the_connection_limit_waits_until_another_leaves() {
    let server = Server::start(
        ConnectionLimits {
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
async fn http_2_is_rejected_immediately() {
    let endless = ConnectionLimits {
        request_deadline: 2 * PATIENCE,
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
