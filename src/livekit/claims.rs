//! Signing and checking claims: JSON Web Tokens with HS256 (RFC 7515 and 7519), the one algorithm that LiveKit takes.
//!
//! The claims are those of the official crate `livekit-token`; only its signing is not used, since it reads the wall
//! clock. What a token claims is believed after the signature was checked, and never before.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use livekit_token::Claims;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::Sha256;

/// A token with these claims.
pub(super) fn sign(claims: &Claims, secret: &SecretString) -> Option<String> {
    let header = BASE64_URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"HS256"}"#);
    let payload = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).ok()?);
    let signed = format!("{header}.{payload}");
    let signature = BASE64_URL_SAFE_NO_PAD.encode(mac(&signed, secret)?.finalize().into_bytes());
    Some(format!("{signed}.{signature}"))
}

/// The claims of a token, if the secret that belongs to their issuer signed it. Says nothing about their time.
pub(super) fn verified<'a>(token: &str, secret_of: impl Fn(&str) -> Option<&'a SecretString>) -> Option<Claims> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let Header { alg } = decoded(header)?;
    let claims: Claims = decoded(payload)?;
    let secret = (alg == "HS256").then(|| secret_of(&claims.iss))??;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    mac(signed, secret)?.verify_slice(&signature).ok()?;
    Some(claims)
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

fn decoded<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn mac(signed: &str, secret: &SecretString) -> Option<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).ok()?;
    Some(mac.chain_update(signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7515, appendix A.1, has a binary key; this one was made with a key of letters.
    const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjIsImlzcyI6ImtleSIsIm5iZiI6MX0.";

    fn claims() -> Claims {
        Claims {
            exp: 2,
            nbf: 1,
            iss: "key".to_owned(),
            ..Claims::default()
        }
    }

    #[test]
    fn what_the_secret_of_the_issuer_signed_is_believed_and_nothing_else() {
        let (secret, other) = (SecretString::from("secret"), SecretString::from("other"));
        let token = sign(&claims(), &secret).unwrap();
        assert!(token.starts_with(TOKEN), "{token}");
        let by = |secret| verified(&token, |issuer| (issuer == "key").then_some(secret));
        assert_eq!(by(&secret), Some(claims()));
        assert_eq!(by(&other), None);
        assert_eq!(verified(&token, |_| None), None);
        assert_eq!(verified(&format!("{token}A"), |_| Some(&secret)), None);
        assert_eq!(verified(&token.replacen(".eyJ", ".eyK", 1), |_| Some(&secret)), None);
    }

    #[test]
    fn a_token_says_itself_that_it_is_unsigned_or_signed_otherwise_in_vain() {
        let secret = SecretString::from("secret");
        let payload = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims()).unwrap());
        for algorithm in ["none", "None", "hs256", "HS512", "RS256", ""] {
            let header = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{algorithm}"}}"#));
            let signed = format!("{header}.{payload}");
            let signature = BASE64_URL_SAFE_NO_PAD.encode(mac(&signed, &secret).unwrap().finalize().into_bytes());
            for token in [format!("{signed}."), format!("{signed}.{signature}")] {
                assert_eq!(verified(&token, |_| Some(&secret)), None, "{algorithm}");
            }
        }
        for token in ["", ".", "..", "a.b.c", "Bearer x"] {
            assert_eq!(verified(token, |_| Some(&secret)), None, "{token}");
        }
    }
}
