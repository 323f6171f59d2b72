//! One connection: hyper's HTTP/1 between the socket and the endpoint.

use super::{
    Accepted, Limits,
    addresses::Slot,
    progress::Progress,
    watched::{WatchedBody, WatchedStream},
};
use futures_util::{StreamExt, stream};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{rt::TokioIo, server::graceful::Watcher};
use poem::{Body, Endpoint, Request, Response, http::uri::Scheme};
use std::{convert::Infallible, sync::Arc, task::Poll};

/// The most that hyper buffers of a request or a response, in bytes, and thereby the largest head of a request; a larger
/// one is answered with 431. Buffers start at 8 KiB.
const MAX_BUFFER: usize = 16 * 1024;

/// Serves a connection until the client leaves, keeps the server waiting beyond a limit, or `shutdown` ends it.
pub(super) async fn serve<E: Endpoint<Output = Response> + 'static>(
    (stream, local, remote): Accepted,
    _place: Slot,
    endpoint: Arc<E>,
    limits: Limits,
    shutdown: Watcher,
) {
    let progress = Progress::new(limits);
    let io = TokioIo::new(WatchedStream::new(stream, progress.clone()));
    let of_requests = progress.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (endpoint, progress) = (endpoint.clone(), of_requests.clone());
        let request = Request::from((request, local.clone(), remote.clone(), Scheme::HTTP));
        // hyper keeps the future's memory as long as the connection; boxed, it is freed with the response's head.
        Box::pin(async move {
            let response = endpoint.get_response(watch_body(request, &progress)).await;
            progress.responding();
            Ok::<_, Infallible>(hyper::Response::from(response).map(|body| WatchedBody::new(body, progress)))
        })
    });
    let connection = http1::Builder::new()
        .max_buf_size(MAX_BUFFER)
        // It would count the wait for a request and the reading of its head as one.
        .header_read_timeout(None)
        .serve_connection(io, service);
    tokio::select! {
        // The deadline may change whenever hyper is polled, so it is checked afterwards.
        biased;
        ended = shutdown.watch(connection) => {
            if let Err(error) = ended {
                tracing::debug!(%error, "connection failed");
            }
        }
        () = progress.deadline_passed() => {}
    }
}

/// Has the progress informed when the whole body has been read.
fn watch_body(mut request: Request, progress: &Progress) -> Request {
    let body = request.take_body();
    if body.is_empty() {
        progress.responding();
        return request;
    }
    progress.receiving();
    let progress = progress.clone();
    let end = stream::poll_fn(move |_| {
        progress.responding();
        Poll::Ready(None)
    });
    request.set_body(Body::from_bytes_stream(body.into_bytes_stream().chain(end)));
    request
}
