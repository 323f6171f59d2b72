//! E-mail addresses.

use email_address::{EmailAddress, Options};
use std::{fmt, str::FromStr};

/// The longest address that mail servers accept, in bytes (RFC 5321, section 4.5.3.1.3, without the angle brackets).
pub const EMAIL_MAX_LENGTH: usize = 254;

/// A valid e-mail address in lower case, so that a person is recognized however the address is typed. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

/// The text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("value is not a valid email address")]
pub struct NotAnEmail;

impl Email {
    /// The address in the examples of the OpenAPI documents.
    pub fn example() -> Self {
        Self("anna@example.org".to_owned())
    }

    /// The address as text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = NotAnEmail;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        // A host name with a dot, no display name, no IP address: an address that can receive an invitation.
        let options = Options::default()
            .with_required_tld()
            .without_domain_literal()
            .without_display_text();
        if text.len() > EMAIL_MAX_LENGTH || EmailAddress::parse_with_options(text, options).is_err() {
            return Err(NotAnEmail);
        }
        Ok(Self(text.to_lowercase()))
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Email(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_white_space_around_an_address_do_not_matter() {
        assert_eq!(" Anna@Example.ORG ".parse::<Email>(), "anna@example.org".parse());
    }

    #[test]
    fn texts_that_cannot_receive_mail_are_refused() {
        for text in [
            "",
            "anna",
            "anna@",
            "@example.org",
            "anna@localhost",
            "a b@example.org",
            "Anna <a@example.org>",
            "a@[127.0.0.1]",
        ] {
            assert_eq!(text.parse::<Email>(), Err(NotAnEmail), "{text}");
        }
        let long = format!("{}@{}.org", "a".repeat(64), "b".repeat(EMAIL_MAX_LENGTH));
        assert_eq!(long.parse::<Email>(), Err(NotAnEmail));
    }
}
