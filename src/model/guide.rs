//! The interview guide: what the interviewer asks, in order.

use std::{fmt, str::FromStr};

/// Which part of the guide a turn of the interviewer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// The words of welcome.
    Opening,
    /// A question, by its place among the guide's questions, from 0.
    Question(u16),
    /// A follow-up of a question, by its place among that question's, from 0.
    FollowUp(u16, u16),
    /// A question of the interviewer's own, between the guide's.
    Probe,
    /// The words of farewell; nothing is asked after them.
    Closing,
}

impl fmt::Display for Cue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opening => out.write_str("opening"),
            Self::Question(question) => write!(out, "question {question}"),
            Self::FollowUp(question, follow_up) => write!(out, "follow-up {question} {follow_up}"),
            Self::Probe => out.write_str("probe"),
            Self::Closing => out.write_str("closing"),
        }
    }
}

impl FromStr for Cue {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let place = |text: &str| text.parse().map_err(|_| ());
        match text.split(' ').collect::<Vec<_>>().as_slice() {
            ["opening"] => Ok(Self::Opening),
            ["question", question] => Ok(Self::Question(place(question)?)),
            ["follow-up", question, follow_up] => Ok(Self::FollowUp(place(question)?, place(follow_up)?)),
            ["probe"] => Ok(Self::Probe),
            ["closing"] => Ok(Self::Closing),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_is_read_back_as_it_was_written() {
        for cue in [
            Cue::Opening,
            Cue::Question(0),
            Cue::FollowUp(12, 3),
            Cue::Probe,
            Cue::Closing,
        ] {
            assert_eq!(cue.to_string().parse(), Ok(cue));
        }
        for text in ["", "question", "question -1", "question 1 2", "closing 1"] {
            assert_eq!(text.parse::<Cue>(), Err(()), "{text}");
        }
    }
}
