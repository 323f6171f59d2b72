//! An in-process client of the service. It checks that every response has a status and a body that its operation
//! documents.

use super::{PUBLIC_URL, documents, validator, violations};
use jsonschema::Validator;
use poem::{Endpoint, Request, Response, endpoint::BoxEndpoint, http::Method};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(documents);
/// Statuses that need not be documented: unknown paths and wrong methods.
const UNDOCUMENTED: [u16; 2] = [404, 405];

/// A client.
#[derive(Clone)]
pub struct Client {
    endpoint: Arc<BoxEndpoint<'static, Response>>,
    key: Option<String>,
    by_header: bool,
}

/// A request that has not been sent yet.
#[derive(Clone)]
pub struct Call {
    client: Client,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: poem::http::HeaderMap,
    /// The body as JSON; null if it is not JSON.
    pub body: Value,
    /// The body as text.
    pub text: String,
}

impl Client {
    /// A client with or without a key.
    pub fn new(endpoint: Arc<BoxEndpoint<'static, Response>>, key: Option<String>) -> Self {
        Self {
            endpoint,
            key,
            by_header: false,
        }
    }

    /// The same client, sending its key in `X-API-KEY` as clients of the agents dialect do.
    pub fn by_header(mut self) -> Self {
        self.by_header = true;
        self
    }

    /// Any call.
    pub fn call(&self, method: Method, path: &str) -> Call {
        Call {
            client: self.clone(),
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A GET.
    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    /// A POST.
    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    /// A PATCH.
    pub fn patch(&self, path: &str) -> Call {
        self.call(Method::PATCH, path)
    }

    /// A PUT.
    pub fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    /// A DELETE.
    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Reads the pages of a list from this one to the last.
    pub async fn pages(&self, first: &str) -> Vec<Vec<Value>> {
        let (mut pages, mut path) = (Vec::new(), Some(first.to_owned()));
        while let Some(here) = path {
            let answer = self.get(&here).send().await.expect(200);
            path = answer.next_page();
            pages.push(answer.body.as_array().expect("a page is an array").clone());
        }
        pages
    }
}

impl Call {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.json_bytes(body.to_string())
    }

    /// Sets a body with the content type of JSON, whether or not it is JSON.
    pub fn json_bytes(self, body: impl Into<Vec<u8>>) -> Self {
        self.header("content-type", "application/json").bytes(body)
    }

    /// Sets the body.
    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it.
    pub async fn send(self) -> Answer {
        let (method, path) = (self.method.clone(), self.path.clone());
        let answer = self.send_to_fail().await;
        assert_documented(&method, &path, &answer);
        answer
    }

    /// Sends it without checking that the status is documented, for internal errors.
    pub async fn send_to_fail(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri_str(&self.path);
        if let Some(key) = &self.client.key {
            request = if self.client.by_header {
                request.header("x-api-key", key)
            } else {
                request.header("authorization", format!("Bearer {key}"))
            };
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let mut response = self
            .client
            .endpoint
            .call(request.body(self.body))
            .await
            .expect("the endpoint never fails");
        let text = response.take_body().into_string().await.expect("answers are text");
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        }
    }
}

impl Answer {
    /// Asserts the status and returns the response.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The path of the next page of a list, from the `Link` header.
    pub fn next_page(&self) -> Option<String> {
        let link = self.header("link")?;
        let url = link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")?;
        Some(url.strip_prefix(PUBLIC_URL)?.to_owned())
    }

    /// The `detail` of an error.
    #[track_caller]
    pub fn detail(&self) -> &str {
        self.body["detail"]
            .as_str()
            .unwrap_or_else(|| panic!("no sentence in {}", self.text))
    }

    /// The locations and types of validation errors, as `body.count less_than_equal`.
    #[track_caller]
    pub fn wrong(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{}", self.text);
        let errors = self.body["detail"]
            .as_array()
            .unwrap_or_else(|| panic!("no list in {}", self.text));
        errors.iter().map(wrong).collect()
    }
}

fn wrong(error: &Value) -> String {
    let steps = error["loc"].as_array().expect("a place is a list").iter();
    let steps: Vec<String> = steps
        .map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned))
        .collect();
    assert!(error["msg"].is_string(), "{error}");
    format!(
        "{} {}",
        steps.join("."),
        error["type"].as_str().expect("a kind is a text")
    )
}

/// The validators of the bodies of responses, by operation and status.
type Validators = Mutex<HashMap<(String, String), Arc<Validator>>>;

static VALIDATORS: LazyLock<Validators> = LazyLock::new(Validators::default);

fn assert_documented(method: &Method, path: &str, answer: &Answer) {
    let Some((document, operation)) = operation(method, path.split('?').next().unwrap_or(path)) else {
        return;
    };
    let status = answer.status.to_string();
    let response = operation["responses"].get(&status);
    let id = operation["operationId"].as_str().expect("operations have ids");
    assert!(
        response.is_some() || UNDOCUMENTED.contains(&answer.status),
        "{id} does not document {status}: {}",
        answer.text
    );
    let media = response.map(|response| &response["content"]["application/json"]);
    let Some(schema) = media.and_then(|media| media.get("schema")) else {
        return;
    };
    if answer.header("content-type") != Some("application/json") {
        return;
    }
    let validator = VALIDATORS
        .lock()
        .unwrap()
        .entry((id.to_owned(), status.clone()))
        .or_insert_with(|| Arc::new(validator(document, schema)))
        .clone();
    assert_eq!(
        violations(&validator, &answer.body),
        Vec::<String>::new(),
        "{id} {status} differs from its schema: {}",
        answer.text
    );
}

/// The documented operation of a call, with its document.
pub fn operation(method: &Method, path: &str) -> Option<(&'static Value, &'static Value)> {
    let fits = |template: &str| {
        let (wanted, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        wanted.len() == given.len()
            && wanted
                .iter()
                .zip(given)
                .all(|(wanted, given)| *wanted == given || wanted.starts_with('{'))
    };
    let paths = || {
        let documents = DOCUMENTS.iter();
        documents.flat_map(|document| {
            let paths = document["paths"].as_object().into_iter().flatten();
            paths.map(move |(template, found)| (document, template, found))
        })
    };
    // A literal path takes precedence over one with a parameter.
    let (document, _, found) = paths()
        .find(|(_, template, _)| *template == path)
        .or_else(|| paths().find(|(_, template, _)| fits(template)))?;
    Some((document, found.get(method.as_str().to_lowercase())?))
}
