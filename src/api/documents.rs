//! The OpenAPI documents of the dialects: what is served, committed, and asked about parameters and methods; and in which
//! shape each dialect refuses.

use super::{
    agents, interviews,
    openapi31::openapi31,
    refusal::{ApiError, ValidationError},
    voice_rooms,
};
use poem::{Response, error::ResponseError};
use poem_openapi::{OpenApi, OpenApiService, Webhook};
use serde_json::Value;

/// What a dialect is to those who are not of it.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    /// The name of its document.
    pub name: &'static str,
    /// The paths under which it is found.
    pub prefixes: &'static [&'static str],
    /// The answer to an error of its own.
    pub known: fn(&poem::Error) -> Option<Response>,
    /// The answer to what the framework refuses, at a path.
    pub refuse: fn(&ApiError, &str) -> Response,
}

/// Everything that no other dialect has is the interviews dialect's.
pub(super) const INTERVIEWS: Surface = Surface {
    name: "interviews",
    prefixes: &[""],
    known: |_| None,
    refuse: |refused, _| refused.as_response(),
};

/// An OpenAPI 3.1 document.
#[derive(Clone, Debug)]
pub struct Document {
    surface: Surface,
    value: Value,
    page: String,
}

/// The documents of all dialects.
#[derive(Clone, Debug)]
pub struct Documents(Vec<Document>);

impl Documents {
    /// All of them. Takes neither database nor secrets.
    pub fn all() -> Self {
        // The interviews last: they have what is left.
        Self(vec![
            voice_rooms::document(),
            agents::document(),
            interviews::document(),
        ])
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.iter()
    }

    /// The one that a path belongs to.
    pub fn of(&self, path: &str) -> &Document {
        let found = self.0.iter().find(|document| document.has(path));
        found.unwrap_or(&self.0[self.0.len() - 1])
    }
}

impl Document {
    /// The document of a service.
    pub fn of<T: OpenApi + 'static, W: Webhook + 'static>(service: &OpenApiService<T, W>, surface: Surface) -> Self {
        Self::changed(service, surface, |value| value)
    }

    /// The document of a service after a change.
    pub(super) fn changed<T: OpenApi + 'static, W: Webhook + 'static>(
        service: &OpenApiService<T, W>,
        surface: Surface,
        change: fn(Value) -> Value,
    ) -> Self {
        let spec = service.spec();
        let value = change(openapi31(serde_json::from_str(&spec).unwrap_or_default()));
        // The page is made for the document as the library writes it; it is to show ours.
        let page = service.swagger_ui_html().replace(&spec, &value.to_string());
        Self { surface, value, page }
    }

    /// Its name, as in `/openapi/{name}.json`.
    pub const fn name(&self) -> &'static str {
        self.surface.name
    }

    /// The dialect that it describes.
    pub(super) const fn surface(&self) -> &Surface {
        &self.surface
    }

    fn has(&self, path: &str) -> bool {
        self.surface.prefixes.iter().any(|prefix| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The document as it is committed: indented, with a newline at the end.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.value)
    }

    /// A page that shows it, with everything inside.
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

    /// The methods that `path` has, for the `Allow` header. What the document does not describe can only be read.
    pub fn methods(&self, path: &str) -> Vec<String> {
        let paths = &self.value["paths"];
        // A path that is written out wins over one with a parameter, as it does among the routes.
        let template = paths
            .get(path)
            .map(|_| path)
            .or_else(|| self.templates().find(|one| matches(one, path)));
        let Some(operations) = template.and_then(|template| paths[template].as_object()) else {
            return vec!["GET".to_owned(), "HEAD".to_owned()];
        };
        let mut methods: Vec<String> = operations.keys().map(|method| method.to_uppercase()).collect();
        if methods.iter().any(|method| method == "GET") {
            methods.push("HEAD".to_owned());
        }
        methods
    }

    /// What is wrong with a parameter that the framework could not read. The framework knows path parameters by their
    /// number only.
    pub(super) fn parameter_error(&self, operation: Option<&str>, name: &str, reason: &str) -> ValidationError {
        let parameters = self
            .operation(operation)
            .and_then(|found| found["parameters"].as_array());
        let mut parameters = parameters.into_iter().flatten();
        let found = match name.strip_prefix("param").and_then(|number| number.parse().ok()) {
            Some(number) => parameters.filter(|parameter| parameter["in"] == "path").nth(number),
            None => parameters.find(|parameter| parameter["name"] == name),
        };
        let Some(found) = found else {
            return ValidationError::at(&["query", name], "value_error", "Value is not valid");
        };
        let text = |key: &str| found[key].as_str().unwrap_or_default();
        let (kind, msg) = problem(&found["schema"], reason);
        ValidationError::at(&[text("in"), text("name")], kind, msg)
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

/// Whether `path` is one of `template`'s.
pub(super) fn matches(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// What is wrong with a value that does not fit its schema. Never repeats the value.
fn problem(schema: &Value, reason: &str) -> (&'static str, String) {
    let alternatives = schema["anyOf"].as_array();
    let schema = alternatives
        .and_then(|all| all.iter().find(|one| one["type"] != "null"))
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

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_path_fits_its_template_segment_by_segment() {
        assert!(matches("/rooms/{room_id}/rotate", "/rooms/1/rotate"));
        assert!(matches("/projects/", "/projects/"));
        for path in ["/rooms/1", "/rooms/1/rotate/2", "/rooms/1/reopen", "/projects"] {
            assert!(!matches("/rooms/{room_id}/rotate", path), "{path}");
        }
    }
}
