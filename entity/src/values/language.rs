//! The languages of the respondent's page and of the built-in interviewer.

use sea_orm::DeriveValueType;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// A language, written as its BCP 47 tag.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType,
)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum Language {
    /// English.
    #[default]
    #[strum(serialize = "en")]
    English,
    /// German.
    #[strum(serialize = "de")]
    German,
    /// Spanish.
    #[strum(serialize = "es")]
    Spanish,
    /// French.
    #[strum(serialize = "fr")]
    French,
    /// Russian.
    #[strum(serialize = "ru")]
    Russian,
    /// Arabic, which is written from right to left.
    #[strum(serialize = "ar")]
    Arabic,
}

impl Language {
    /// The language's tag (BCP 47).
    pub fn tag(self) -> &'static str {
        self.into()
    }

    /// The direction of its script, as HTML names it.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// The language of a tag or of an English name: `de`, `de-AT` and `German` are German. `None` for `auto` and for any
    /// other text.
    pub fn of(wanted: &str) -> Option<Self> {
        let wanted = wanted.trim().to_ascii_lowercase();
        let primary = wanted.split(['-', '_']).next().unwrap_or_default();
        let mut all = Self::VARIANTS.iter().copied();
        all.find(|language| language.tag() == primary || language.name() == wanted)
    }

    /// The supported language with the highest weight in an `Accept-Language` header (RFC 9110, section 12.5.4).
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';');
                let language = Self::of(parts.next()?)?;
                let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok());
                Some((weight.unwrap_or(1.0), language))
            })
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        // The sort is stable: of equal weights, the first in the header wins.
        wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        wanted.first().map(|(_, language)| *language)
    }

    /// The English name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "english",
            Self::German => "german",
            Self::Spanish => "spanish",
            Self::French => "french",
            Self::Russian => "russian",
            Self::Arabic => "arabic",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_tag_region_or_name() {
        for wanted in ["de", "DE", "de-AT", "de_CH", "German", " german "] {
            assert_eq!(Language::of(wanted), Some(Language::German), "{wanted}");
        }
        for wanted in ["auto", "", "xx", "nl-DE"] {
            assert_eq!(Language::of(wanted), None, "{wanted}");
        }
    }

    #[test]
    fn the_supported_language_with_the_highest_weight_is_accepted() {
        let chosen = |header| Language::accepted(header);
        assert_eq!(chosen("nl,fr;q=0.8,ru;q=0.9"), Some(Language::Russian));
        assert_eq!(chosen("es-MX, en;q=0.5"), Some(Language::Spanish));
        assert_eq!(chosen("de;q=0, ar;q=0.1"), Some(Language::Arabic));
        assert_eq!(chosen("en,de"), Some(Language::English));
        assert_eq!(chosen("*, xx;q=nonsense"), None);
    }
}
