//! A server on loopback that speaks the chat completions protocol of `OpenAI`, correctly or with failures.

use futures_util::stream::{self, StreamExt};
use poem::{
    Body, Endpoint, IntoResponse, Request, Response, Server,
    http::{HeaderMap, Method, StatusCode, header},
    listener::{Acceptor, Listener, TcpListener},
};
use serde_json::{Value, json};
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{sync::mpsc, task::JoinHandle};

/// How the server answers.
#[derive(Clone)]
pub enum Says {
    /// A completion with this text.
    Text(&'static str),
    /// This body.
    Body(&'static str),
    /// This status, with a body that repeats what was sent.
    Status(u16),
    /// This status, with this `Retry-After`, to the first request; then a completion with this text.
    Overloaded(u16, &'static str, &'static str),
    /// 400 with the complaint that this function has about the request; a completion with this text if it has none.
    Unless(fn(&Value) -> Option<&'static str>, &'static str),
    /// A completion with a text of this many characters.
    Long(usize),
    /// An endless body.
    Endless,
    /// Nothing.
    Nothing,
    /// The head and the first bytes of the body, then nothing.
    Half,
}

/// A received request.
pub struct Asked {
    /// The address and port of the client, which identify the connection.
    pub peer: String,
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

/// The server. It stops when dropped.
pub struct ModelServer {
    address: SocketAddr,
    says: Arc<Mutex<Says>>,
    asked: mpsc::UnboundedReceiver<Asked>,
    task: JoinHandle<()>,
}

struct Model {
    says: Arc<Mutex<Says>>,
    asked: mpsc::UnboundedSender<Asked>,
}

impl ModelServer {
    /// Starts a server that answers in this way.
    pub async fn start(says: Says) -> Self {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = *acceptor.local_addr()[0].as_socket_addr().unwrap();
        let says = Arc::new(Mutex::new(says));
        let (sender, asked) = mpsc::unbounded_channel();
        let model = Model {
            says: Arc::clone(&says),
            asked: sender,
        };
        let task = tokio::spawn(async move { Server::new_with_acceptor(acceptor).run(model).await.unwrap() });
        Self {
            address,
            says,
            asked,
            task,
        }
    }

    /// The base URL for the settings.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Changes how the server answers.
    pub fn says(&self, says: Says) {
        *self.says.lock().unwrap() = says;
    }

    /// Waits for the next request.
    pub async fn asked(&mut self) -> Asked {
        let asked = tokio::time::timeout(super::PATIENCE, self.asked.recv()).await;
        asked.expect("a request").expect("the server")
    }

    /// Whether there is a request that the test has not read.
    pub fn was_asked_more(&mut self) -> bool {
        self.asked.try_recv().is_ok()
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Endpoint for Model {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let sent = request.take_body().into_string().await?;
        let says = {
            let mut says = self.says.lock().unwrap();
            let now = says.clone();
            if let Says::Overloaded(_, _, text) = now {
                *says = Says::Text(text);
            }
            now
        };
        let asked = Asked {
            peer: request.remote_addr().to_string(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            headers: request.headers().clone(),
            body: serde_json::from_str(&sent).unwrap_or_default(),
        };
        let body = asked.body.clone();
        // The receiver is gone once the test has ended.
        let _ = self.asked.send(asked);
        Ok(match says {
            Says::Text(text) => completion(text),
            Says::Long(length) => completion(&format!("[follow-up] {}?", "a".repeat(length))),
            Says::Body(body) => json_body(Body::from(body)),
            Says::Status(status) => (StatusCode::from_u16(status).unwrap(), sent)
                .with_header(header::LOCATION, "/elsewhere")
                .into_response(),
            Says::Overloaded(status, retry_after, _) => StatusCode::from_u16(status)
                .unwrap()
                .with_header(header::RETRY_AFTER, retry_after)
                .into_response(),
            Says::Unless(complaint, text) => match complaint(&body) {
                Some(complaint) => (StatusCode::BAD_REQUEST, complaint).into_response(),
                None => completion(text),
            },
            Says::Endless => json_body(streamed(stream::repeat("a".repeat(64 * 1024)))),
            Says::Nothing => std::future::pending().await,
            Says::Half => json_body(streamed(stream::iter(["{".to_owned()]).chain(stream::pending()))),
        })
    }
}

fn completion(text: &str) -> Response {
    let message = json!({ "role": "assistant", "content": text, "refusal": null });
    let body = json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_772_366_400,
        "model": "small",
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21 },
    });
    json_body(Body::from(body.to_string()))
}

fn json_body(body: Body) -> Response {
    Response::builder().content_type("application/json").body(body)
}

fn streamed(chunks: impl stream::Stream<Item = String> + Send + 'static) -> Body {
    Body::from_bytes_stream(chunks.map(Ok::<_, io::Error>))
}
