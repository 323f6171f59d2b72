//! What a respondent agrees to: the sentences of the welcome page and their version.
//!
//! What was agreed is kept as this version and a language, so the sentences of a version never change; a test holds
//! them to it.

/// The version of the sentences.
pub const CONSENT_VERSION: &str = "2026-11";

/// The sentences, as the catalogue names them.
pub const CONSENT_PARTS: [&str; 5] = [
    "consent-ai",
    "consent-kept",
    "consent-email",
    "consent-free",
    "consent-withdraw",
];
