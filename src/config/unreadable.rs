//! What is wrong with the settings, in one line that repeats no value: a wrong one may be a password in the wrong place.

use config::ConfigError;

/// The settings cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the settings cannot be read: {0}")]
pub struct Unreadable(String);

impl From<ConfigError> for Unreadable {
    fn from(error: ConfigError) -> Self {
        Self(line(&error))
    }
}

fn line(error: &ConfigError) -> String {
    match error {
        ConfigError::Type { expected, key, .. } => {
            format!("{} for key `{}`", wanted(expected), key.as_deref().unwrap_or("?"))
        }
        // serde's own words: `invalid type: string "…", expected …`
        ConfigError::Message(text) if text.starts_with("invalid type: ") => wanted(
            text.rsplit_once(", expected ")
                .map_or("another type", |(_, expected)| expected),
        ),
        ConfigError::At {
            error, key: Some(key), ..
        } => format!("{} for key `{key}`", line(error)),
        ConfigError::FileParse { uri, cause } => {
            let text = cause.to_string();
            format!("{}: {}", uri.as_deref().unwrap_or("the file"), around_excerpt(&text))
        }
        other => other.to_string(),
    }
}

fn wanted(expected: &str) -> String {
    let expected = if expected.starts_with("struct ") {
        "a section"
    } else {
        expected
    };
    format!("expected {expected}")
}

/// The first and last line of the parser's words: where, and what. Between them it shows the text of the file.
fn around_excerpt(text: &str) -> String {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    match (lines.next(), lines.next_back()) {
        (Some(place), Some(problem)) => format!("{place}: {problem}"),
        (only, _) => only.unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Unreadable;
    use config::{Config, File, FileFormat};

    fn refused(text: &str) -> String {
        let built = Config::builder()
            .add_source(File::from_str(text, FileFormat::Toml))
            .build();
        let error = match built {
            Err(error) => error,
            Ok(sources) => sources.try_deserialize::<crate::config::Config>().unwrap_err(),
        };
        Unreadable::from(error).to_string()
    }

    #[test]
    fn the_line_says_where_and_what_and_repeats_no_value() {
        for (text, place) in [
            ("[database]\nurl = \"postgres://me:hunter2@db/rooms", "line 2"),
            ("[secrets]\nkey = hunter2", "line 2"),
            ("[secrets]\nkey = [\"hunter2\"]", "`secrets.key`"),
            ("secrets = \"hunter2\"", "`secrets`"),
            (
                "[database]\nmax_connections = \"hunter2\"",
                "`database.max_connections`",
            ),
        ] {
            let line = refused(text);
            assert!(line.contains(place), "{line}");
            assert!(!line.contains("hunter2"), "{line}");
            assert_eq!(line.lines().count(), 1, "{line}");
        }
    }
}
