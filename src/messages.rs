//! What respondents read, in their language: the catalogue under `locales/`, in Fluent, within the binary.

use crate::model::language::Language;
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};
use std::{borrow::Cow, collections::HashMap};

static_loader! {
    static MESSAGES = {
        locales: "./locales",
        fallback_language: "en",
        // The marks that set off inserted values from text of the other direction are for plain text; pages use markup.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The message `id` in a language.
pub fn message(language: Language, id: &str) -> String {
    MESSAGES.lookup(&identifier(language), id)
}

/// The message `id` in a language, with values in it.
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
    // Every tag of ours is a valid identifier, which a test proves; English is what is left.
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
