//! Corrects the transcripts of records, and names, archives and erases records. What was recorded stays as it is.

use super::Interviews;
use crate::{
    engine::unit_of_work::UnitOfWork,
    model::{
        access::CanWrite,
        correction::{SpeakerCorrection, UtteranceCorrection},
        error::{EngineError, FieldError, Resource, Result},
        ids::RoomId,
        life_cycle::Action,
        room::InterviewRoom,
        speaker_label::SpeakerLabel,
        transcript::Transcript,
    },
    store::record_corrections,
};
use std::collections::BTreeSet;

/// A correction of a transcript.
#[derive(Clone, Debug)]
pub enum Correction {
    /// Of a speaker.
    Speaker(SpeakerLabel, SpeakerCorrection),
    /// Of the utterance with a number.
    Utterance(i32, UtteranceCorrection),
}

/// Changes to records: all or none.
#[derive(Clone, Debug, Default)]
pub struct UpdateRecords {
    /// New names.
    pub names: Vec<(RoomId, String)>,
    /// Records to archive.
    pub archived: Vec<RoomId>,
    /// Records to take out of the archive.
    pub restored: Vec<RoomId>,
    /// Records to erase.
    pub erased: Vec<RoomId>,
}

impl Correction {
    /// Checks that the transcript has what is corrected.
    fn check(&self, transcript: &Transcript) -> Result<()> {
        let mut utterances = transcript.utterances.iter();
        let (field, is_known) = match self {
            Self::Speaker(label, _) => ("speaker", utterances.any(|utterance| utterance.label == *label)),
            Self::Utterance(number, _) => ("utterance_id", utterances.any(|utterance| utterance.number == *number)),
        };
        let problem = "does not occur in the transcript";
        is_known
            .then_some(())
            .ok_or(EngineError::Invalid(FieldError { field, problem }))
    }
}

impl Interviews {
    /// Corrects the transcript of a record.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such record; `Invalid` if the transcript does not have what is corrected.
    #[tracing::instrument(name = "interviews.correct_record", skip_all, fields(room.id = %record))]
    pub async fn correct_record(&self, permit: CanWrite, record: RoomId, correction: Correction) -> Result<()> {
        let found = self.get_record(permit.to_read(), record).await?;
        correction.check(&found.transcript)?;
        let mut work = self.core.begin().await?;
        lock_record(&mut work, permit, record).await?;
        match correction {
            Correction::Speaker(label, of) => {
                record_corrections::correct_speaker(work.transaction(), record, &label, of).await?;
            }
            Correction::Utterance(number, of) => {
                record_corrections::correct_utterance(work.transaction(), record, number, of).await?;
            }
        }
        work.commit().await
    }

    /// Names, archives and erases records.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller lacks one of the records; then nothing is changed.
    #[tracing::instrument(name = "interviews.update_records", skip_all)]
    pub async fn update_records(&self, permit: CanWrite, update: UpdateRecords) -> Result<()> {
        let mut work = self.core.begin().await?;
        let named = update.names.iter().map(|(record, _)| record);
        let others = update.archived.iter().chain(&update.restored).chain(&update.erased);
        // In the order of their ids, so that two updates cannot wait for each other.
        let all: BTreeSet<RoomId> = named.chain(others).copied().collect();
        let mut locked = Vec::with_capacity(all.len());
        for record in all {
            locked.push(lock_record(&mut work, permit, record).await?);
        }
        for (record, name) in update.names {
            record_corrections::set_name(work.transaction(), record, name).await?;
        }
        let archived_at = Some(work.now());
        for record in update.archived {
            record_corrections::set_archived(work.transaction(), record, archived_at).await?;
        }
        for record in update.restored {
            record_corrections::set_archived(work.transaction(), record, None).await?;
        }
        for mut room in locked.into_iter().filter(|room| update.erased.contains(&room.base.id)) {
            work.apply(&mut room.base, Action::Erase).await?;
            work.erase(room.base.id).await?;
        }
        work.commit().await
    }
}

async fn lock_record(work: &mut UnitOfWork<'_>, permit: CanWrite, record: RoomId) -> Result<InterviewRoom> {
    let room = work.lock_interview(permit.scope, record).await?;
    let room = room.ok_or(Resource::Record)?;
    room.base.record().ok_or(Resource::Record)?;
    Ok(room)
}
