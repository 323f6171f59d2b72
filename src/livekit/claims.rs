//! Signing and verifying the claims of LiveKit's access tokens: JSON Web Tokens with HS256, the only algorithm of LiveKit.
//!
//! The claims are those of the official crate `livekit-token`, whose own functions are not used because they read the
//! wall clock. Whether the claims are valid at the present time is left to the caller.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, dangerous};
use livekit_token::Claims;
use secrecy::{ExposeSecret, SecretString};

/// Signs claims; `None` if they cannot be serialized.
pub(super) fn sign(claims: &Claims, secret: &SecretString) -> Option<String> {
    let key = EncodingKey::from_secret(secret.expose_secret().as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).ok()
}

/// The claims of a token that is signed with its issuer's secret.
pub(super) fn verify<'a>(token: &str, secret_of: impl Fn(&str) -> Option<&'a SecretString>) -> Option<Claims> {
    let unverified = dangerous::insecure_decode::<Claims>(token).ok()?;
    let secret = secret_of(&unverified.claims.iss)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    // Checking these would read the wall clock.
    (validation.validate_exp, validation.validate_nbf) = (false, false);
    validation.validate_aud = false;
    let key = DecodingKey::from_secret(secret.expose_secret().as_bytes());
    let verified = jsonwebtoken::decode(token, &key, &validation).ok()?;
    Some(verified.claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    /// Header and payload of the claims below.
    const UNSIGNED: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjIsImlzcyI6ImtleSIsIm5iZiI6MX0.";

    fn claims() -> Claims {
        Claims {
            exp: 2,
            nbf: 1,
            iss: "key".to_owned(),
            ..Claims::default()
        }
    }

    #[test]
    fn only_a_token_that_is_signed_with_the_secret_of_its_issuer_is_verified() {
        let (secret, other) = (SecretString::from("secret"), SecretString::from("other"));
        let token = sign(&claims(), &secret).unwrap();
        assert!(token.starts_with(UNSIGNED), "{token}");
        let with = |secret| verify(&token, |issuer| (issuer == "key").then_some(secret));
        assert_eq!(with(&secret), Some(claims()));
        assert_eq!(with(&other), None);
        assert_eq!(verify(&token, |_| None), None);
        assert_eq!(verify(&format!("{token}A"), |_| Some(&secret)), None);
        assert_eq!(verify(&token.replacen(".eyJ", ".eyK", 1), |_| Some(&secret)), None);
    }

    #[test]
    fn the_algorithm_in_a_tokens_header_is_not_trusted() {
        let secret = SecretString::from("secret");
        let key = EncodingKey::from_secret(b"secret");
        let payload = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims()).unwrap());
        for algorithm in ["none", "None", "hs256", "HS512", "RS256", ""] {
            let header = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{algorithm}"}}"#));
            let message = format!("{header}.{payload}");
            let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
            for token in [format!("{message}."), format!("{message}.{signature}")] {
                assert_eq!(verify(&token, |_| Some(&secret)), None, "{algorithm}");
            }
        }
        for token in ["", ".", "..", "a.b.c", "Bearer x"] {
            assert_eq!(verify(token, |_| Some(&secret)), None, "{token}");
        }
    }
}
