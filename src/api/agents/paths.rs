//! Paths: their parameters in the document, and routes that have two of them. In the `ElizaOS` API, rooms and memories of
//! agents are found under `/api/agents` and `/api/memory`, and some messaging paths have an old name.

use serde_json::{Map, Value, json};

/// Old names of messaging paths, with their new names.
const RENAMED: [(&str, &str); 3] = [
    ("/api/messaging/central-channels", "/api/messaging/channels"),
    ("/api/messaging/central-servers", "/api/messaging/message-servers"),
    ("/api/messaging/servers", "/api/messaging/message-servers"),
];

/// The path of the route that a path is an alias of, if it is one.
pub fn canonical_path(path: &str) -> Option<String> {
    if let Some(rest) = path.strip_prefix("/api/memory/")
        && rest.split('/').next() != Some("groups")
    {
        return Some(format!("/api/agents/{rest}"));
    }
    RENAMED.iter().find_map(|(old, new)| {
        let rest = path.strip_prefix(old)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("{new}{rest}"))
    })
}

/// Documents the parameters of paths. Operations read them through their first argument (`caller`); each is a UUID.
pub fn with_parameters(mut document: Value) -> Value {
    let paths = std::mem::take(&mut document["paths"]);
    let mut renamed = Map::new();
    for (path, mut item) in paths.as_object().cloned().unwrap_or_default() {
        // The framework leaves `:name` in the prefix of a table of routes as it is.
        let segments = path.split('/').map(|segment| match segment.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None => segment.to_owned(),
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let names = path.split(['{', '}']).skip(1).step_by(2);
        let parameters: Vec<Value> = names.map(path_parameter).collect();
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let others = operation["parameters"].as_array().cloned().unwrap_or_default();
            let all = [parameters.clone(), others].concat();
            if !all.is_empty() {
                operation["parameters"] = all.into();
            }
        }
        renamed.insert(path, item);
    }
    document["paths"] = renamed.into();
    document
}

fn path_parameter(name: &str) -> Value {
    let title = name[..1].to_uppercase() + &name[1..].to_lowercase();
    let schema = json!({ "type": "string", "format": "uuid", "title": title });
    json!({ "name": name, "schema": schema, "in": "path", "required": true })
}

/// Adds the paths under `/api/memory` to the document. Old names stay undocumented.
pub fn with_aliases(mut document: Value) -> Value {
    const UNDER_BOTH: [&str; 3] = ["/rooms", "/memories", "/connections"];
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return document;
    };
    let aliases: Map<String, Value> = paths
        .iter()
        .filter_map(|(path, item)| {
            let rest = path.strip_prefix("/api/agents/{agentId}")?;
            let has_alias = UNDER_BOTH.iter().any(|prefix| rest.starts_with(prefix));
            has_alias.then(|| (format!("/api/memory/{{agentId}}{rest}"), alias(item)))
        })
        .collect();
    paths.extend(aliases);
    document
}

/// The operations of a path with the names that they have under its alias.
fn alias(item: &Value) -> Value {
    let mut item = item.clone();
    for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
        for (field, suffix) in [("operationId", "UnderMemory"), ("summary", " (under /api/memory)")] {
            if let Some(text) = operation[field].as_str() {
                operation[field] = format!("{text}{suffix}").into();
            }
        }
    }
    item
}

#[cfg(test)]
mod tests {
    use super::canonical_path;

    #[test]
    fn an_alias_leads_to_the_path_of_its_route() {
        for (path, canonical) in [
            ("/api/memory/a/rooms", Some("/api/agents/a/rooms")),
            ("/api/memory/groups/a", None),
            (
                "/api/messaging/servers/a/channels",
                Some("/api/messaging/message-servers/a/channels"),
            ),
            ("/api/messaging/central-channels", Some("/api/messaging/channels")),
            ("/api/messaging/serverside", None),
            ("/api/agents", None),
        ] {
            assert_eq!(canonical_path(path).as_deref(), canonical, "{path}");
        }
    }
}
