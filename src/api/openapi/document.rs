//! The OpenAPI documents as they are served, committed, and asked about paths, methods and parameters.

use super::convert::to_openapi_3_1;
use crate::api::{
    dialect::{Dialect, Generated},
    error::FieldViolation,
    path_template::matches,
};
use serde_json::{Value, json};

/// The OpenAPI 3.1 document of a dialect.
#[derive(Clone, Debug)]
pub struct Document {
    dialect: &'static Dialect,
    value: Value,
    page: String,
}

/// The documents of all dialects.
#[derive(Clone, Debug)]
pub struct Documents(Vec<Document>);

impl Documents {
    /// The documents of these dialects, of a service that is reached at `server`. A path that none of them has belongs to
    /// the last.
    pub(in crate::api) fn new(dialects: &[&'static Dialect], server: &str) -> Self {
        let documents = dialects.iter().map(|dialect| Document::new(dialect, server));
        Self(documents.collect())
    }

    /// Each document.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.iter()
    }

    /// The document that a path belongs to.
    pub fn of(&self, path: &str) -> &Document {
        let document = self.0.iter().find(|document| document.dialect.has_path(path));
        document.unwrap_or(&self.0[self.0.len() - 1])
    }
}

impl Document {
    fn new(dialect: &'static Dialect, server: &str) -> Self {
        let Generated { spec, page } = (dialect.openapi)();
        let generated = serde_json::from_str(&spec).unwrap_or_default();
        let value = (dialect.amend_document)(to_openapi_3_1(generated, dialect.exceptions));
        let value = with_origin(value, server);
        // The generated page contains the generated document.
        let page = page.replace(&spec, &value.to_string());
        Self { dialect, value, page }
    }

    /// Its name, as in `/openapi/{name}.json`.
    pub const fn name(&self) -> &'static str {
        self.dialect.name
    }

    /// The dialect that it describes.
    pub(in crate::api) const fn dialect(&self) -> &'static Dialect {
        self.dialect
    }

    /// The document as it is committed: indented, with a newline at the end.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.value)
    }

    /// A self-contained HTML page that shows the document.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// The templates of all paths.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        self.value["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(template, _)| template.as_str())
    }

    /// Whether `path` is the path of an operation.
    pub(in crate::api) fn has_path(&self, path: &str) -> bool {
        self.templates().any(|template| matches(template, path))
    }

    /// The methods that `path` supports. A path that is not in the document supports only reading.
    pub fn methods(&self, path: &str) -> Vec<String> {
        let paths = &self.value["paths"];
        // Like the router, prefers a literal path to one with parameters.
        let literal = paths.get(path).map(|_| path);
        let template = literal.or_else(|| self.templates().find(|template| matches(template, path)));
        let Some(operations) = template.and_then(|template| paths[template].as_object()) else {
            return vec!["GET".to_owned(), "HEAD".to_owned()];
        };
        let mut methods: Vec<String> = operations.keys().map(|method| method.to_uppercase()).collect();
        if methods.iter().any(|method| method == "GET") {
            methods.push("HEAD".to_owned());
        }
        methods
    }

    /// The violation of a parameter that the framework could not parse. The framework names path parameters
    /// `param<index>`.
    pub(in crate::api) fn parameter_violation(
        &self,
        operation: Option<&str>,
        name: &str,
        reason: &str,
    ) -> FieldViolation {
        let parameters = self
            .operation(operation)
            .and_then(|operation| operation["parameters"].as_array());
        let mut parameters = parameters.into_iter().flatten();
        let parameter = match name.strip_prefix("param").and_then(|index| index.parse().ok()) {
            Some(index) => parameters.filter(|parameter| parameter["in"] == "path").nth(index),
            None => parameters.find(|parameter| parameter["name"] == name),
        };
        let Some(parameter) = parameter else {
            return FieldViolation::new(&["query", name], "value_error", "Value is not valid");
        };
        let text = |key: &str| parameter[key].as_str().unwrap_or_default();
        let (kind, message) = broken_rule(&parameter["schema"], reason);
        FieldViolation::new(&[text("in"), text("name")], kind, message)
    }

    fn operation(&self, id: Option<&str>) -> Option<&Value> {
        let id = id?;
        let paths = self.value["paths"].as_object()?;
        paths
            .values()
            .filter_map(Value::as_object)
            .flat_map(|methods| methods.values())
            .find(|operation| operation["operationId"] == id)
    }
}

/// Adds who publishes the document, under which licence, and where the service is.
fn with_origin(mut document: Value, server: &str) -> Value {
    document["info"]["contact"] = json!({ "name": "Interview Rooms" });
    document["info"]["license"] = json!({ "name": "Apache License 2.0", "identifier": env!("CARGO_PKG_LICENSE") });
    if let Some(root) = document.as_object_mut() {
        let after_info = root.keys().position(|key| key == "info").map_or(0, |index| index + 1);
        root.shift_insert(after_info, "servers".to_owned(), json!([{ "url": server }]));
    }
    document
}

/// The kind and the message of the rule of a schema that a value breaks, from the framework's reason.
fn broken_rule(schema: &Value, reason: &str) -> (&'static str, String) {
    let variants = schema["anyOf"].as_array();
    let schema = variants
        .and_then(|variants| variants.iter().find(|variant| variant["type"] != "null"))
        .unwrap_or(schema);
    let bound = |key: &str| schema[key].as_i64().unwrap_or_default();
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (_, Some("uuid")) => ("uuid_parsing", "Input should be a valid UUID".to_owned()),
        (Some("integer"), _) if reason.contains("maximum") => (
            "less_than_equal",
            format!("Input should be less than or equal to {}", bound("maximum")),
        ),
        (Some("integer"), _) if reason.contains("minimum") => (
            "greater_than_equal",
            format!("Input should be greater than or equal to {}", bound("minimum")),
        ),
        (Some("integer"), _) => ("int_parsing", "Input should be a valid integer".to_owned()),
        (Some("string"), _) if reason.contains("Length") => (
            "string_too_long",
            format!("String should have at most {} characters", bound("maxLength")),
        ),
        _ => ("value_error", "Value is not valid".to_owned()),
    }
}
