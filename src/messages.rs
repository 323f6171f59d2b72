//! The message catalogue: the texts that respondents read, in their language. It is written in Fluent, under `locales/`,
//! and compiled into the binary.

use crate::model::language::Language;
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};
use std::{borrow::Cow, collections::HashMap};

static_loader! {
    static MESSAGES = {
        locales: "./locales",
        fallback_language: "en",
        // Without directional isolation marks around values: those are for plain text, and pages use markup.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Returns the message `id` in a language.
pub fn message(language: Language, id: &str) -> String {
    MESSAGES.lookup(&identifier(language), id)
}

/// Returns the message `id` in a language, with these values for its variables.
pub fn message_with<const N: usize>(
    language: Language,
    id: &str,
    values: [(&'static str, FluentValue<'static>); N],
) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'static>> =
        values.into_iter().map(|(name, value)| (name.into(), value)).collect();
    MESSAGES.lookup_with_args(&identifier(language), id, &values)
}

fn identifier(language: Language) -> LanguageIdentifier {
    // Never the default: every tag is a valid identifier, as the test below checks.
    language.tag().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn every_language_is_in_the_catalogue() {
        for &language in Language::VARIANTS {
            assert_eq!(message(language, "language-tag"), language.tag());
        }
    }
}
