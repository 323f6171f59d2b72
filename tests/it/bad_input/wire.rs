//! Input that needs a real socket: bytes that are not text, bodies of unknown length, malformed requests.

use super::{MARK, ROOMS, rooms};
use crate::support::{Reply, TestApp, exchange};
use serde_json::json;
use std::{io::Write, net::SocketAddr};

const MEBIBYTE: usize = 1024 * 1024;

/// The head of an owner's request, without the header that gives the length of the body.
fn head(app: &TestApp, line: &str) -> String {
    let key = app.owner_key();
    format!(
        "{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\n"
    )
}

/// Creates rooms with a chunked body.
async fn in_chunks<'a>(app: &TestApp, address: SocketAddr, chunks: impl IntoIterator<Item = &'a [u8]>) -> Reply {
    let mut request = head(app, &format!("POST {ROOMS}")).into_bytes();
    request.extend(b"Transfer-Encoding: chunked\r\n\r\n");
    for chunk in chunks {
        write!(request, "{:x}\r\n", chunk.len()).unwrap();
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    exchange(address, &request).await
}

#[tokio::test]
async fn a_body_of_unknown_length_is_read_up_to_the_limit() {
    let app = TestApp::start().await;
    let address = app.serve().await;
    let body = json!({ "project_id": app.project }).to_string();
    let (first, second) = body.as_bytes().split_at(10);
    assert_eq!(in_chunks(&app, address, [first, second]).await.status, 200);
    let block = vec![b' '; 1 << 16];
    let filled = MEBIBYTE / block.len();
    let large = in_chunks(&app, address, (0..filled).map(|_| block.as_slice()).chain([&b"1"[..]])).await;
    assert_eq!(large.status, 413);
    assert_eq!(large.json(), json!({ "detail": "The request body is too large" }));
    assert_eq!(rooms(&app).await, 1);
}

#[tokio::test]
async fn a_client_that_sends_far_too_much_still_reads_the_error() {
    let app = TestApp::start().await;
    let address = app.serve().await;
    let length = 8 * MEBIBYTE;
    let mut request = format!(
        "{}Content-Length: {length}\r\n\r\n",
        head(&app, &format!("POST {ROOMS}"))
    )
    .into_bytes();
    request.resize(request.len() + length, b' ');
    let large = exchange(address, &request).await;
    assert_eq!(large.status, 413);
    assert_eq!(large.json(), json!({ "detail": "The request body is too large" }));
}

#[tokio::test]
async fn headers_that_are_not_text_are_treated_as_wrong() {
    let app = TestApp::start().await;
    let address = app.serve().await;
    let body = json!({ "project_id": app.project }).to_string();
    let send = async |header: &[u8]| {
        let mut request = head(&app, &format!("POST {ROOMS}")).into_bytes();
        request.extend(header);
        write!(request, "\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        exchange(address, &request).await
    };
    assert_eq!(send(b"X-Anything: \xff\xfe").await.status, 200);
    assert_eq!(send(b"X-Forwarded-For: \xff\xfe").await.status, 200);
    assert_eq!(send(b"Idempotency-Key: \xff\xfe").await.status, 422);
    assert_eq!(send(b"Content-Encoding: \xff\xfe").await.status, 415);
    assert_eq!(rooms(&app).await, 2);

    let get = format!("GET {ROOMS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ");
    let key = [get.as_bytes(), b"\xff\xfe\r\n\r\n"].concat();
    assert_eq!(exchange(address, &key).await.status, 401);
    let kind = head(&app, &format!("POST {ROOMS}")).replace("application/json", MARK);
    let (before, after) = kind.split_once(MARK).unwrap();
    let kind = [
        before.as_bytes(),
        b"\xff",
        after.as_bytes(),
        b"Content-Length: 2\r\n\r\n{}",
    ]
    .concat();
    assert_eq!(exchange(address, &kind).await.status, 415);
}

#[tokio::test]
async fn bytes_that_are_not_a_request_are_answered_with_400() {
    let app = TestApp::start().await;
    let address = app.serve().await;
    for request in [
        &b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n"[..],
        b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /health HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nA: b\0c\r\n\r\n",
        b"POST /projects/create HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /projects/create HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n",
    ] {
        let reply = exchange(address, request).await;
        assert_eq!(reply.status, 400, "{}", String::from_utf8_lossy(request));
    }
    let health = exchange(address, b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert_eq!(health.status, 200);
}

#[tokio::test]
async fn an_endless_request_head_is_rejected() {
    let app = TestApp::start().await;
    let address = app.serve().await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(MEBIBYTE));
    let reply = exchange(address, long.as_bytes()).await;
    assert_eq!(reply.status, 431);
    let many = format!("GET /health HTTP/1.1\r\nHost: a\r\n{}\r\n", "A: b\r\n".repeat(1000));
    assert_eq!(exchange(address, many.as_bytes()).await.status, 431);
}
