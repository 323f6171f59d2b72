//! The list of dialects.

use super::{agents, dialect::Dialect, interviews, openapi::Documents, voice_rooms};
use poem::Route;
use std::sync::Arc;

/// All dialects. The interviews dialect comes last, because every path that no other dialect has belongs to it.
static DIALECTS: [&Dialect; 3] = [&voice_rooms::DIALECT, &agents::DIALECT, &interviews::DIALECT];

/// The server of the committed documents: a service with the default settings.
const DEFAULT_SERVER: &str = "http://127.0.0.1:8080";

impl Documents {
    /// The OpenAPI documents of all dialects, as they are committed. Needs neither database nor secrets.
    pub fn all() -> Self {
        Self::served_at(DEFAULT_SERVER)
    }

    /// The documents of all dialects, of a service that is reached at `url`.
    pub fn served_at(url: &str) -> Self {
        Self::new(&DIALECTS, url)
    }
}

/// Adds the routes of all dialects.
pub fn mount(mut route: Route) -> Route {
    for dialect in DIALECTS {
        let routes = Arc::new((dialect.routes)());
        for prefix in dialect.prefixes {
            let path = if prefix.is_empty() { "/" } else { prefix };
            route = route.nest_no_strip(path, routes.clone());
        }
    }
    route
}
