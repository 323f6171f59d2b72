//! Data that is kept for a limited time.

use strum::{IntoStaticStr, VariantArray};

/// A category of data with a retention period of its own. Purged in the order of the variants: a transcript takes the
/// e-mail address with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RetainedData {
    /// What was said, the workers' reports of it, and the respondent's e-mail address.
    Transcript,
    /// The respondent's e-mail address.
    Email,
}
