//! The addresses that pages refer to, as browsers see them.

use super::super::assets;
use crate::livekit::Livekit;
use poem::http::{Uri, uri::Authority};

/// The addresses that pages refer to, as browsers see them.
#[derive(Clone, Debug)]
pub struct Site {
    /// The path prefix under which a proxy serves the pages; empty if there is none.
    pub base: String,
    /// The origin under which browsers see the pages, such as `https://rooms.example.org`.
    pub origin: String,
    /// Whether browsers connect by HTTPS.
    pub is_secure: bool,
    /// The path of the style sheet.
    pub style: String,
    /// The path of the script.
    pub script: String,
    /// The path of the icon.
    pub icon: String,
    /// Voice interviews, if the pages offer them.
    pub voice: Option<Voice>,
}

/// What pages need in order to offer voice interviews.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The path of the voice script.
    pub script: String,
    /// The origins of the LiveKit server, as the content security policy lists them.
    pub origins: String,
}

impl Site {
    /// A site without voice that respondents reach at `public_url`.
    pub fn at(public_url: &str) -> Self {
        let uri: Uri = public_url.parse().unwrap_or_default();
        let base = uri.path().trim_end_matches('/').to_owned();
        let (scheme, host) = (uri.scheme_str().unwrap_or_default(), uri.authority());
        Self {
            origin: format!("{scheme}://{}", host.map(Authority::as_str).unwrap_or_default()),
            is_secure: uri.scheme_str() == Some("https"),
            style: base.clone() + &assets::STYLE.path(),
            script: base.clone() + &assets::SCRIPT.path(),
            icon: base.clone() + &assets::ICON.path(),
            voice: None,
            base,
        }
    }

    /// Offers voice if LiveKit is configured and the voice script was built in.
    #[must_use]
    pub fn with_voice(mut self, livekit: Option<&Livekit>) -> Self {
        self.voice = livekit
            .zip(assets::VOICE_SCRIPT.as_ref())
            .map(|(livekit, script)| Voice {
                script: self.base.clone() + &script.path(),
                origins: livekit.url().origins().join(" "),
            });
        self
    }
}
