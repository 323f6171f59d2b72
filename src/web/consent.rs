//! The consent: the sentences of the welcome page to which a respondent agrees, and their version.
//!
//! A consent is stored as this version and a language, so the sentences of a version never change; a test checks their
//! digest.

/// The version of the sentences.
pub const CONSENT_VERSION: &str = "2026-11";

/// The ids of the sentences in the message catalogue.
pub const CONSENT_PARTS: [&str; 5] = [
    "consent-ai",
    "consent-kept",
    "consent-email",
    "consent-free",
    "consent-withdraw",
];
