//! How long what was said, and who said it, is kept.

use crate::model::retention::RetainedData;
use chrono::TimeDelta;
use serde::Deserialize;

/// Settings of retention. Nothing goes by itself unless one of them is set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionConfig {
    /// Days after the end of an interview for which what was said is kept; 0 = for ever.
    pub transcript_days: u16,
    /// Days after the end of a room for which the respondent's e-mail is kept; 0 = as long as what was said.
    pub email_days: u16,
}

impl RetentionConfig {
    /// How long something is kept; nothing for ever.
    pub fn time(&self, what: RetainedData) -> Option<TimeDelta> {
        let days = match what {
            RetainedData::Transcript => self.transcript_days,
            RetainedData::Email => self.email_days,
        };
        (days > 0).then(|| TimeDelta::days(days.into()))
    }
}
