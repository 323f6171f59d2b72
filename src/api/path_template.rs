//! Path templates as OpenAPI writes them: `/rooms/{room_id}`.

/// Whether `path` matches `template`, segment by segment.
pub(super) fn matches(template: &str, path: &str) -> bool {
    let (mut expected, mut actual) = (template.split('/'), path.split('/'));
    loop {
        match (expected.next(), actual.next()) {
            (None, None) => return true,
            (Some(expected), Some(actual)) if expected == actual || expected.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_path_matches_its_template_segment_by_segment() {
        assert!(matches("/rooms/{room_id}/rotate", "/rooms/1/rotate"));
        assert!(matches("/projects/", "/projects/"));
        for path in ["/rooms/1", "/rooms/1/rotate/2", "/rooms/1/reopen", "/projects"] {
            assert!(!matches("/rooms/{room_id}/rotate", path), "{path}");
        }
    }
}
