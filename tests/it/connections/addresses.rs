//! The number of connections of one address is limited, and so is what a connection may hold without a request.

use super::{GET_OK, LIMITS, Server, routes};
use crate::support::{PATIENCE, Service, TestDatabase};
use interview_rooms::http::{self, Limits};
use poem::{EndpointExt, IntoEndpoint};
use std::{
    future::pending,
    io,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    time::timeout,
};

const ANNA: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const BEN: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const PROXY: Ipv4Addr = Ipv4Addr::new(127, 9, 0, 1);

async fn connect(from: Ipv4Addr, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((from, 0))).unwrap();
    socket.connect(to).await.unwrap()
}

/// Sends bytes, and returns the first bytes of the answer; none if the server closes the connection.
async fn ask(stream: &mut TcpStream, bytes: &[u8]) -> String {
    // The server may have closed it already.
    let _ = stream.write_all(bytes).await;
    let mut answer = [0; 1024];
    match timeout(PATIENCE, stream.read(&mut answer))
        .await
        .expect("an answer or an end")
    {
        Ok(read) => String::from_utf8_lossy(&answer[..read]).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => String::new(),
        Err(error) => panic!("{error}"),
    }
}

async fn is_served(stream: &mut TcpStream) -> bool {
    ask(stream, GET_OK.as_bytes()).await.starts_with("HTTP/1.1 200")
}

#[tokio::test]
async fn an_address_with_its_maximum_of_connections_is_refused_another_until_one_closes() {
    let limits = Limits {
        max_connections_per_address: 2,
        ..LIMITS
    };
    let server = Server::start(limits, routes()).await;
    let mut first = connect(ANNA, server.address).await;
    let mut second = connect(ANNA, server.address).await;
    assert!(is_served(&mut first).await && is_served(&mut second).await);
    assert!(!is_served(&mut connect(ANNA, server.address).await).await);
    assert!(
        is_served(&mut connect(BEN, server.address).await).await,
        "another address"
    );
    assert_eq!(
        ask(&mut first, b"NONSENSE\r\n\r\n").await.get(..12),
        Some("HTTP/1.1 400")
    );
    assert_eq!(ask(&mut first, b"").await, "", "closed by the server");
    // Its place is free when the server has dropped it, which may be a moment after the client has seen the end.
    let served = async { while !is_served(&mut connect(ANNA, server.address).await).await {} };
    timeout(PATIENCE, served).await.expect("a place is free again");
}

#[tokio::test]
async fn trusted_proxies_may_have_any_number_of_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits {
        max_connections_per_address: 1,
        ..LIMITS
    };
    let endpoint = routes().into_endpoint().map_to_response();
    let proxies = vec!["127.9.0.0/16".parse().unwrap()];
    tokio::spawn(http::serve(
        listener,
        endpoint,
        limits,
        proxies,
        pending(),
        Duration::ZERO,
    ));
    let mut open = Vec::new();
    for _ in 0..5 {
        let mut stream = connect(PROXY, address).await;
        assert!(is_served(&mut stream).await);
        open.push(stream);
    }
    assert!(is_served(&mut connect(BEN, address).await).await);
}

#[tokio::test]
async fn the_program_bounds_heads_silence_and_connections_of_an_address() {
    let database = TestDatabase::create().await;
    let settings = [
        ("INTERVIEW_ROOMS_HTTP__MAX_CONNECTIONS_PER_ADDRESS", "2"),
        ("INTERVIEW_ROOMS_HTTP__IDLE_SECONDS", "1"),
    ];
    let service = Service::start(&database, &settings);
    let address: SocketAddr = service.address.parse().unwrap();
    // A head that never ends, of more than the 16 KiB that a head may have.
    let mut head = b"GET /livez HTTP/1.1\r\nA: ".to_vec();
    head.resize(16 * 1024, b'a');
    assert_eq!(
        ask(&mut connect(BEN, address).await, &head).await.get(..12),
        Some("HTTP/1.1 431")
    );
    let mut silent = [connect(ANNA, address).await, connect(ANNA, address).await];
    for stream in &mut silent {
        stream.write_all(b"\r\n").await.unwrap();
    }
    assert_eq!(ask(&mut connect(ANNA, address).await, b"").await, "", "refused at once");
    for stream in &mut silent {
        assert_eq!(ask(stream, b"").await, "", "closed after the idle time");
    }
}
