//! The languages in which respondents are spoken to.

use std::{fmt, str::FromStr};

/// A language of the respondent's page and of the built-in interviewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Russian.
    Russian,
    /// Arabic, which is written from right to left.
    Arabic,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::German,
        Self::Spanish,
        Self::French,
        Self::Russian,
        Self::Arabic,
    ];

    /// The language's tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Russian => "ru",
            Self::Arabic => "ar",
        }
    }

    /// The direction of its script, as HTML names it.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// The language that `wanted`, a tag or a name in English, stands for: `de`, `de-AT` and `German` are German. `auto` is none.
    pub fn of(wanted: &str) -> Option<Self> {
        let wanted = wanted.trim().to_ascii_lowercase();
        let primary = wanted.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == primary || language.name() == wanted)
    }

    /// The first of an `Accept-Language` header (RFC 9110, section 12.5.4) that is spoken here, by its weights.
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
        // A stable sort: of equal weights the first named wins.
        wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        wanted.first().map(|(_, language)| *language)
    }

    /// Its name in English, in small letters.
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

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|language| language.tag() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_its_region_and_its_name() {
        for wanted in ["de", "DE", "de-AT", "de_CH", "German", " german "] {
            assert_eq!(Language::of(wanted), Some(Language::German), "{wanted}");
        }
        for wanted in ["auto", "", "xx", "nl-DE"] {
            assert_eq!(Language::of(wanted), None, "{wanted}");
        }
    }

    #[test]
    fn of_what_a_browser_accepts_the_heaviest_that_is_spoken_here_wins() {
        let chosen = |header| Language::accepted(header);
        assert_eq!(chosen("nl,fr;q=0.8,ru;q=0.9"), Some(Language::Russian));
        assert_eq!(chosen("es-MX, en;q=0.5"), Some(Language::Spanish));
        assert_eq!(chosen("de;q=0, ar;q=0.1"), Some(Language::Arabic));
        assert_eq!(chosen("en,de"), Some(Language::English));
        assert_eq!(chosen("*, xx;q=nonsense"), None);
    }
}
