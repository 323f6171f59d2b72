//! Origins of web pages, as browsers name them.

use super::list::parts;
use poem::http::Uri;
use serde::{Deserializer, de::Error};

/// Every origin.
const ANY: &str = "*";

/// Reads origins, or `*`.
pub(super) fn origins<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<String>, D::Error> {
    let problem = |part: &str| format!("'{part}' is not an origin such as https://app.example.org, and not *");
    let parts = parts(source)?.into_iter();
    parts
        .map(|part| origin(&part).ok_or_else(|| Error::custom(problem(&part))))
        .collect()
}

/// An origin as browsers send it: in lower case, without the default port of its scheme and without a path.
fn origin(text: &str) -> Option<String> {
    if text == ANY {
        return Some(ANY.to_owned());
    }
    let text = text.strip_suffix('/').unwrap_or(text).to_lowercase();
    let uri: Uri = text.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let is_bare = text == format!("{scheme}://{authority}") && !authority.as_str().contains('@');
    is_bare.then(|| text.strip_suffix(default_port).unwrap_or(&text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_nothing_behind_them() {
        for (text, expected) in [
            ("https://app.example.org", "https://app.example.org"),
            ("HTTPS://App.example.org/", "https://app.example.org"),
            ("https://app.example.org:443", "https://app.example.org"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:80", "http://[::1]"),
            ("*", "*"),
        ] {
            assert_eq!(origin(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "app.example.org",
            "https://app.example.org/path",
            "https://app.example.org?a",
            "https://me:word@app.example.org",
            "ftp://example.org",
            "null",
            "",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }
}
