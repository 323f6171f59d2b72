//! What is kept for a time, and then no longer.

/// What is kept for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetainedData {
    /// What was said, the workers' reports of it, and who said it.
    Transcript,
    /// Who was interviewed.
    Email,
}

impl RetainedData {
    /// Both, in the order in which they go: a transcript takes the e-mail with it.
    pub const ALL: [Self; 2] = [Self::Transcript, Self::Email];

    /// What is kept, in a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transcript => "transcript",
            Self::Email => "email",
        }
    }
}
