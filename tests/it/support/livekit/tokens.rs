//! Tokens of the double, independent of the product's code: HS256, as in the official libraries.

use super::{LIVEKIT_KEY, LIVEKIT_SECRET};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

/// Signs claims.
pub(super) fn sign(claims: &Value) -> String {
    let header = BASE64.encode(r#"{"alg":"HS256"}"#);
    let signed = format!("{header}.{}", BASE64.encode(claims.to_string()));
    let signature = BASE64.encode(mac(&signed).finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// The claims of a token that is signed with our key and has an expiry.
pub(super) fn verified(token: &str) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    mac(signed).verify_slice(&BASE64.decode(signature).ok()?).ok()?;
    let claims: Value = serde_json::from_slice(&BASE64.decode(signed.split_once('.')?.1).ok()?).ok()?;
    (claims["iss"] == LIVEKIT_KEY && claims["exp"].is_u64()).then_some(claims)
}

fn mac(signed: &str) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(LIVEKIT_SECRET.as_bytes())
        .unwrap()
        .chain_update(signed)
}
