//! The token of a respondent session: what a respondent gets by joining and presents from then on.
//!
//! It is sealed, short-lived and bound to one link, one room and one person. It contains two ids and a time, no e-mail
//! address and no secret.

use super::{
    email::Email,
    ids::{RoomId, from_digest},
    secret::{Purpose, SealError, Sealer},
    token::TokenHash,
};
use crate::{clock::Timestamp, entropy::Entropy};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The contents of a respondent's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RespondentPass {
    /// The room.
    pub room: RoomId,
    /// The respondent, as [`respondent_id`] computes it.
    pub respondent_id: Uuid,
    /// When the token expires.
    pub expires_at: Timestamp,
}

/// The id of a respondent within a room: the same each time the person joins, different in every room, and without the
/// e-mail address that it is derived from.
pub fn respondent_id(room: RoomId, respondent: &Email) -> Uuid {
    from_digest(Sha256::new().chain_update(room.0).chain_update(respondent.expose()))
}

impl RespondentPass {
    /// Seals the token for use at a link.
    ///
    /// # Errors
    /// When the random source fails.
    pub fn seal(&self, link: TokenHash, sealer: &Sealer, entropy: &dyn Entropy) -> Result<String, SealError> {
        let mut plain = Vec::with_capacity(40);
        plain.extend_from_slice(self.room.0.as_bytes());
        plain.extend_from_slice(self.respondent_id.as_bytes());
        plain.extend_from_slice(&self.expires_at.timestamp_micros().to_be_bytes());
        let sealed = sealer.seal(entropy, Purpose::Respondent, &link.0, &plain)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens a token; `None` if it was not sealed for this link with this instance key, or has expired.
    pub fn open(token: &str, link: TokenHash, sealer: &Sealer, now: Timestamp) -> Option<Self> {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let plain = sealer.open(Purpose::Respondent, &link.0, &sealed).ok()?;
        let (room, rest) = plain.split_first_chunk::<16>()?;
        let (respondent_id, micros) = rest.split_first_chunk::<16>()?;
        let pass = Self {
            room: RoomId(Uuid::from_bytes(*room)),
            respondent_id: Uuid::from_bytes(*respondent_id),
            expires_at: Timestamp::from_timestamp_micros(i64::from_be_bytes(micros.try_into().ok()?))?,
        };
        (now < pass.expires_at).then_some(pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use chrono::TimeDelta;

    #[test]
    fn a_token_is_valid_until_it_expires_and_only_at_its_link_and_with_the_same_key() {
        let (link, other_link) = (TokenHash([1; 32]), TokenHash([2; 32]));
        let (sealer, now) = (Sealer::new(&[3; 32]), Timestamp::UNIX_EPOCH);
        let (room, anna) = (RoomId(Uuid::from_u128(1)), "anna@example.org".parse().unwrap());
        let pass = RespondentPass {
            room,
            respondent_id: respondent_id(room, &anna),
            expires_at: now + TimeDelta::minutes(10),
        };
        let token = pass.seal(link, &sealer, &SystemEntropy).unwrap();
        assert_eq!(RespondentPass::open(&token, link, &sealer, now), Some(pass));
        assert_eq!(RespondentPass::open(&token, other_link, &sealer, now), None);
        assert_eq!(RespondentPass::open(&token, link, &sealer, pass.expires_at), None);
        assert_eq!(RespondentPass::open(&token, link, &Sealer::new(&[4; 32]), now), None);
        assert_eq!(RespondentPass::open("nonsense", link, &sealer, now), None);
    }

    #[test]
    fn a_person_has_one_id_in_a_room_and_another_id_in_another_room() {
        let (anna, ben): (Email, Email) = ("anna@example.org".parse().unwrap(), "ben@example.org".parse().unwrap());
        let (one, two) = (RoomId(Uuid::from_u128(1)), RoomId(Uuid::from_u128(2)));
        assert_eq!(respondent_id(one, &anna), respondent_id(one, &anna));
        assert_ne!(respondent_id(one, &anna), respondent_id(two, &anna));
        assert_ne!(respondent_id(one, &anna), respondent_id(one, &ben));
    }
}
