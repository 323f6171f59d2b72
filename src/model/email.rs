//! E-mail addresses, in the one form in which they are compared, stored and read.
//!
//! A text is first brought into this form, and then the form is checked. Changing a text after its check could make an
//! address that is stored and cannot be read again.

use email_address::{EmailAddress, Options};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::{fmt, str::FromStr};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest address that mail servers accept, in bytes of its canonical form (RFC 5321, section 4.5.3.1.3, without the
/// angle brackets).
pub const EMAIL_MAX_LENGTH: usize = 254;
/// The longest local part, in bytes of its canonical form (RFC 5321, section 4.5.3.1.1).
const LOCAL_MAX_LENGTH: usize = 64;
/// A longer text, in bytes, is no address in any form, and its canonical form is not computed.
const MAX_TYPED_LENGTH: usize = 4 * EMAIL_MAX_LENGTH;

/// A valid e-mail address in its canonical form, so that a person is recognized however the address is typed: nothing
/// blank around it, in lower case, composed (NFC), and the domain as DNS has it (`bücher.example` is
/// `xn--bcher-kva.example`). Parsing the text of an `Email` gives the same `Email`. `Debug` hides it.
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

    fn from_str(text: &str) -> Result<Self, NotAnEmail> {
        let address = canonical(text)?;
        // What is checked is what is stored. Its canonical form must be itself, so that it is read as it was written.
        if is_valid(&address) && canonical(&address).as_ref() == Ok(&address) {
            Ok(Self(address))
        } else {
            Err(NotAnEmail)
        }
    }
}

/// The canonical form of an address, which need not be valid.
fn canonical(text: &str) -> Result<String, NotAnEmail> {
    let text = text.trim_matches(is_blank);
    if text.len() > MAX_TYPED_LENGTH {
        return Err(NotAnEmail);
    }
    let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
    let local: String = local.nfc().collect::<String>().to_lowercase().nfc().collect();
    let domain = Uts46::new().to_ascii(
        domain.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::Allow,
        DnsLength::Verify,
    );
    Ok(format!("{local}@{}", domain.map_err(|_| NotAnEmail)?))
}

/// Whether mail can be sent to a canonical address: a host name with a dot, no display name, no IP address, nothing
/// invisible.
fn is_valid(address: &str) -> bool {
    let options = Options::default()
        .with_required_tld()
        .without_domain_literal()
        .without_display_text();
    // The parser knows neither all letters nor marks, such as the dot that lower case takes off `İ`.
    let in_ascii: String = address
        .chars()
        .map(|character| if is_other_letter(character) { 'x' } else { character })
        .collect();
    let local_length = address.rfind('@').unwrap_or_default();
    local_length <= LOCAL_MAX_LENGTH
        && address.len() <= EMAIL_MAX_LENGTH
        && EmailAddress::parse_with_options(&in_ascii, options).is_ok()
}

/// Whether a character belongs to a word in another script than ASCII's.
fn is_other_letter(character: char) -> bool {
    !character.is_ascii() && (character.is_alphanumeric() || is_combining_mark(character))
}

/// Whether a character is copied along with an address and not seen: white space, marks of direction, and others without
/// width.
fn is_blank(character: char) -> bool {
    let without_width = [
        '\u{200b}'..='\u{200f}',
        '\u{202a}'..='\u{202e}',
        '\u{2060}'..='\u{2069}',
    ];
    character.is_whitespace() || character == '\u{feff}' || without_width.iter().any(|range| range.contains(&character))
}

impl fmt::Debug for Email {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Email(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_has_one_form_however_it_is_typed() {
        for (typed, form) in [
            (" Anna@Example.ORG ", "anna@example.org"),
            ("\u{feff}anna@example.org\u{200b}", "anna@example.org"),
            ("\u{2068}anna@example.org\u{2069}", "anna@example.org"),
            ("\u{130}pek@example.org", "i\u{307}pek@example.org"),
            ("Rene\u{301}@example.org", "ren\u{e9}@example.org"),
            ("anna@B\u{dc}CHER.example", "anna@xn--bcher-kva.example"),
            ("anna@bu\u{308}cher.example", "anna@xn--bcher-kva.example"),
            ("anna@XN--BCHER-KVA.example", "anna@xn--bcher-kva.example"),
            ("anna@b\u{fc}cher\u{3002}example", "anna@xn--bcher-kva.example"),
            ("विकास@उदाहरण.example", "विकास@xn--p1b6ci4b4b3a.example"),
        ] {
            let email: Email = typed.parse().unwrap_or_else(|_| panic!("{typed}"));
            assert_eq!(email.expose(), form);
        }
    }

    #[test]
    fn the_length_that_counts_is_that_of_the_stored_form() {
        // Lower case makes this letter longer: two bytes become three.
        let repeated = |count: usize| format!("{}@example.org", "\u{23a}".repeat(count)).parse::<Email>();
        assert!(repeated(21).is_ok());
        assert_eq!(repeated(22), Err(NotAnEmail));
        // So does the form of a label that DNS has, which is at most 63 bytes long.
        let label = "\u{fc}".repeat(62);
        assert_eq!(format!("anna@{label}.example").parse::<Email>(), Err(NotAnEmail));
    }

    proptest! {
        #[test]
        fn what_is_stored_is_read_as_the_same_address(text in "\\PC{1,12}@\\PC{1,12}\\.[a-zé]{2,5}") {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert_eq!(email.expose().parse(), Ok(email.clone()));
            }
        }

        #[test]
        fn letters_of_all_scripts_are_stored_as_they_are_read(text in "[\\p{L}\\p{M}]{1,8}@\\p{L}{1,8}\\.[a-z]{2,5}") {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert_eq!(email.expose().parse(), Ok(email.clone()));
            }
        }
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
            "an\u{200b}na@example.org",
            "anna@xn--a.example",
            "anna@example.org\0",
            "an\0na@example.org",
            "\u{1f600}@example.org",
        ] {
            assert_eq!(text.parse::<Email>(), Err(NotAnEmail), "{text}");
        }
        let long = format!("{}@{}.org", "a".repeat(64), "b".repeat(EMAIL_MAX_LENGTH));
        assert_eq!(long.parse::<Email>(), Err(NotAnEmail));
    }
}
