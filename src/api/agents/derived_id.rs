//! The ids that `ElizaOS` derives from other ids: a runtime that knows an agent's id and what another platform calls a thing
//! can compute the id of that thing for the agent. The vectors of the tests come from the official library.

use crate::model::ids::AgentId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::{Digest, Sha1};
use uuid::Uuid;

/// The characters that `encodeURIComponent` encodes: all but letters, digits and these (ECMA-262, section 19.2.6.4).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The UUID that a text states; for any other text the first 16 bytes of its SHA-1, with the variant of RFC 9562 and
/// version 0. `ElizaOS` calls it `stringToUuid`.
pub fn string_to_uuid(text: &str) -> Uuid {
    if let (36, Ok(id)) = (text.len(), text.parse()) {
        return id;
    }
    let digest = Sha1::digest(utf8_percent_encode(text, ENCODED).to_string());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes[6] &= 0x0f;
    Uuid::from_bytes(bytes)
}

/// The id, for an agent, of what another platform calls `base`. `ElizaOS` names the function
/// `createUniqueUuid`.
pub fn create_unique_uuid(agent: AgentId, base: &str) -> Uuid {
    if base == agent.to_string() {
        return agent.0;
    }
    string_to_uuid(&format!("{base}:{agent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_equal_those_of_the_official_library() {
        let agent: AgentId = "1a1a99d7-ad68-05f6-ae15-6a7d20336009".parse().unwrap();
        assert_eq!(string_to_uuid("Probe"), agent.0);
        assert_eq!(string_to_uuid(&agent.to_string()), agent.0);
        assert_eq!(create_unique_uuid(agent, &agent.to_string()), agent.0);
        for (base, id) in [
            ("room-1795306357641", "bb7f6a05-eaa9-0fb3-86b3-d3517ea2f67e"),
            ("world-1795306357643", "ff5da871-8ffc-0702-b3fc-db7426bcb3df"),
            (
                "bb7f6a05-eaa9-0fb3-86b3-d3517ea2f67e",
                "a92070d9-d1ed-0d7d-8d18-fb922815b6fa",
            ),
            (
                "c0b118f4-943a-4be3-8f42-20ecf3c0bbcf",
                "a8fdc0d3-0b10-0698-908c-f1ddf79544c9",
            ),
        ] {
            assert_eq!(create_unique_uuid(agent, base).to_string(), id, "{base}");
        }
    }

    #[test]
    fn texts_are_percent_encoded_as_by_a_browser() {
        assert_eq!(
            utf8_percent_encode("a b/ü'(*)~", ENCODED).to_string(),
            "a%20b%2F%C3%BC'(*)~"
        );
    }
}
