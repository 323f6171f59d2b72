//! Retention of transcripts and e-mails.

use super::de::number;
use crate::model::retention::RetainedData;
use chrono::TimeDelta;
use serde::Deserialize;
use strum::VariantArray;

/// Settings of retention. By default nothing is erased automatically.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionConfig {
    /// Days for which transcripts are kept after the end of the interview, 0 to 36,500; 0 keeps them for ever. Workers' reports and the
    /// respondent's e-mail are erased with them.
    #[serde(deserialize_with = "number::<0, 36_500, _, _>")]
    pub transcript_days: u16,
    /// Days for which the respondent's e-mail is kept after the end of the room, 0 to 36,500; 0 keeps it as long as the transcript.
    #[serde(deserialize_with = "number::<0, 36_500, _, _>")]
    pub email_days: u16,
}

impl RetentionConfig {
    /// The data that is not kept for ever, with the time for which it is kept.
    pub fn periods(&self) -> impl Iterator<Item = (RetainedData, TimeDelta)> {
        RetainedData::VARIANTS.iter().filter_map(|&data| {
            let days = match data {
                RetainedData::Transcript => self.transcript_days,
                RetainedData::Email => self.email_days,
            };
            (days > 0).then(|| (data, TimeDelta::days(days.into())))
        })
    }
}
