//! The message catalogue: every message exists in every language.

use interview_rooms::{
    messages::message,
    model::language::Language,
    web::{CONSENT_PARTS, CONSENT_VERSION},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use strum::VariantArray;

/// The messages of a language with their variables.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(language.tag());
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line
                .split_once(" =")
                .filter(|_| line.starts_with(|first: char| first.is_ascii_lowercase()))
            {
                assert!(
                    found.insert(id.to_owned(), BTreeSet::new()).is_none(),
                    "{id} is there twice in {language}"
                );
                current = id.to_owned();
            }
            let variables = line
                .split('$')
                .skip(1)
                .map(|rest| rest.split(|other: char| !other.is_alphanumeric()).next());
            if let Some(message) = found.get_mut(&current) {
                message.extend(variables.flatten().map(str::to_owned));
            }
        }
    }
    found
}

#[test]
fn every_language_has_the_same_messages_with_the_same_variables() {
    let english = messages(Language::English);
    assert!(english.len() > 100, "the catalogue was found");
    for &language in Language::VARIANTS {
        assert_eq!(messages(language), english, "{language}");
    }
}

#[test]
fn no_language_leaves_a_message_in_english() {
    for (id, variables) in messages(Language::English) {
        let english = message(Language::English, &id);
        // A message of one word may be the same in another language.
        if variables.is_empty() && english.contains(' ') {
            for &language in Language::VARIANTS
                .iter()
                .filter(|language| **language != Language::English)
            {
                assert_ne!(message(language, &id), english, "{id} in {language}");
            }
        }
    }
}

/// Consent is stored as a version. If this fails, give the new text a new version, and its digest here.
#[test]
fn the_consent_text_of_a_version_never_changes() {
    let mut digest = Sha256::new();
    for &language in Language::VARIANTS {
        for part in CONSENT_PARTS.iter().chain(&["consent-agree"]) {
            digest.update(message(language, part));
        }
    }
    let digest = u64::from_be_bytes(digest.finalize()[..8].try_into().unwrap());
    assert_eq!((CONSENT_VERSION, digest), ("2026-11", 0x733d_74a2_f208_64b0));
}
