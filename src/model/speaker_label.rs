//! Labels of speakers in transcripts.

use super::turn::Speaker;
use std::str::FromStr;
use strum::VariantArray;

/// What the label of a speaker begins with.
const LABEL: &str = "Speaker_";
/// The longest label of a speaker behind its beginning, in characters.
const MAX_LABEL: usize = 8;

/// The label of a speaker in transcripts, such as `Speaker_A` or `Speaker_1A`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpeakerLabel(String);

impl SpeakerLabel {
    /// The label, with its beginning.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The label without its beginning, as speech recognizers write it.
    pub fn short(&self) -> &str {
        self.0.strip_prefix(LABEL).unwrap_or(&self.0)
    }

    /// The label of those who speak in this role.
    pub fn of(speaker: Speaker) -> Self {
        Self(format!("{LABEL}{}", speaker.letter()))
    }

    /// The name of a speaker that has no other: its role or, for a label that a team made up, the label.
    pub fn name(&self) -> &str {
        match self.role() {
            Some(role) => role.label(),
            None => self.as_str(),
        }
    }

    /// The role whose label it is. A label that a team made up belongs to none.
    pub fn role(&self) -> Option<Speaker> {
        let mut roles = Speaker::VARIANTS.iter().copied();
        roles.find(|role| self.short() == role.letter())
    }
}

impl FromStr for SpeakerLabel {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let short = text.strip_prefix(LABEL).unwrap_or_default();
        let fits = (1..=MAX_LABEL).contains(&short.len()) && short.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then(|| Self(text.to_owned()))
            .ok_or("should be Speaker_ and one to eight letters or digits, such as Speaker_A")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_the_word_speaker_with_one_to_eight_letters_or_digits() {
        for text in ["Speaker_A", "Speaker_1", "Speaker_1A", "Speaker_abcdefgh"] {
            assert_eq!(text.parse::<SpeakerLabel>().unwrap().as_str(), text);
        }
        for text in [
            "",
            "Speaker_",
            "A",
            "speaker_A",
            "Speaker_abcdefghi",
            "Speaker_A B",
            "Speaker_é",
            "Speaker_A\n",
        ] {
            assert!(text.parse::<SpeakerLabel>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_labels_of_the_roles_lead_back_to_them() {
        for role in Speaker::VARIANTS.iter().copied() {
            let label = SpeakerLabel::of(role);
            assert_eq!((label.role(), label.name()), (Some(role), role.label()));
        }
        let invented: SpeakerLabel = "Speaker_7".parse().unwrap();
        assert_eq!(
            (invented.role(), invented.name(), invented.short()),
            (None, "Speaker_7", "7")
        );
    }
}
