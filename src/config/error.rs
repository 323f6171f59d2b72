//! Errors in the settings, as one line that repeats no value: a wrong value may be a misplaced password.

use config::ConfigError as SourceError;

/// The settings are invalid or cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the settings cannot be read: {0}")]
pub struct ConfigError(String);

impl From<SourceError> for ConfigError {
    fn from(error: SourceError) -> Self {
        Self(describe(&error))
    }
}

fn describe(error: &SourceError) -> String {
    match error {
        SourceError::Type { expected, key, .. } => {
            format!("{} for key `{}`", expectation(expected), key.as_deref().unwrap_or("?"))
        }
        // serde's message, `invalid type: string "…", expected …`, repeats the value.
        SourceError::Message(text) if text.starts_with("invalid type: ") => expectation(
            text.rsplit_once(", expected ")
                .map_or("another type", |(_, expected)| expected),
        ),
        SourceError::At {
            error, key: Some(key), ..
        } => format!("{} for key `{key}`", describe(error)),
        SourceError::FileParse { uri, cause } => {
            let text = cause.to_string();
            format!("{}: {}", uri.as_deref().unwrap_or("the file"), without_excerpt(&text))
        }
        other => other.to_string(),
    }
}

fn expectation(expected: &str) -> String {
    let expected = if expected.starts_with("struct ") {
        "a section"
    } else {
        expected
    };
    format!("expected {expected}")
}

/// The first and the last line of the parser's message: the place and the problem. The lines between them repeat the file.
fn without_excerpt(text: &str) -> String {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    match (lines.next(), lines.next_back()) {
        (Some(place), Some(problem)) => format!("{place}: {problem}"),
        (only, _) => only.unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ConfigError;
    use config::{Config, File, FileFormat};

    fn error_of(text: &str) -> String {
        let built = Config::builder()
            .add_source(File::from_str(text, FileFormat::Toml))
            .build();
        let error = match built {
            Err(error) => error,
            Ok(sources) => sources.try_deserialize::<crate::config::Config>().unwrap_err(),
        };
        ConfigError::from(error).to_string()
    }

    #[test]
    fn an_error_names_the_place_on_one_line_and_repeats_no_value() {
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
            let line = error_of(text);
            assert!(line.contains(place), "{line}");
            assert!(!line.contains("hunter2"), "{line}");
            assert_eq!(line.lines().count(), 1, "{line}");
        }
    }
}
