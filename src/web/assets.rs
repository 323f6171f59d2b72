//! The style sheet, the scripts and the icon of the pages, compiled into the binary.
//!
//! Their paths contain a digest of their content, so browsers may cache them forever and a new version gets a new path.

use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::Path,
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, sync::LazyLock};

/// The route of the assets.
pub const PATH: &str = "/assets/:digest/:name";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const VOICE_SCRIPT: &str = "voice.js";

/// An asset of the pages.
pub struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: &'static str,
}

/// The style sheet of all pages.
pub const STYLE: Asset = Asset {
    name: "page.css",
    content_type: "text/css; charset=utf-8",
    content: include_str!("assets/page.css"),
};

/// The script of all pages.
pub const SCRIPT: Asset = Asset {
    name: "interview.js",
    content_type: JAVASCRIPT,
    content: include_str!("assets/interview.js"),
};

/// The icon of all pages. Without one, browsers request `/favicon.ico`.
pub const ICON: Asset = Asset {
    name: "icon.svg",
    content_type: "image/svg+xml",
    content: include_str!("assets/icon.svg"),
};

impl Asset {
    /// The path under which the asset is served.
    pub fn path(&self) -> String {
        format!("/assets/{}/{}", self.digest(), self.name)
    }

    fn digest(&self) -> String {
        digest(self.content.as_bytes())
    }
}

/// The output of the build in `web/`. It may be missing; the pages then offer no voice.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct VoiceBuild;

/// The voice script.
pub struct VoiceScript {
    digest: String,
    content: Cow<'static, [u8]>,
    gzip: Option<Cow<'static, [u8]>>,
}

/// The voice script, if it was built in.
pub fn voice_script() -> Option<&'static VoiceScript> {
    static SCRIPT: LazyLock<Option<VoiceScript>> = LazyLock::new(|| {
        let content = VoiceBuild::get(VOICE_SCRIPT)?.data;
        Some(VoiceScript {
            digest: digest(&content),
            gzip: VoiceBuild::get("voice.js.gz").map(|file| file.data),
            content,
        })
    });
    SCRIPT.as_ref()
}

impl VoiceScript {
    /// The path under which the script is served.
    pub fn path(&self) -> String {
        format!("/assets/{}/{VOICE_SCRIPT}", self.digest)
    }

    fn response(&'static self, requested_digest: &str, accepts_gzip: bool) -> Response {
        let response = Response::builder()
            .content_type(JAVASCRIPT)
            .header(header::CACHE_CONTROL, cache_control(requested_digest == self.digest))
            .header(header::VARY, "accept-encoding");
        match &self.gzip {
            Some(gzip) if accepts_gzip => response.header(header::CONTENT_ENCODING, "gzip").body(&**gzip),
            _ => response.body(&*self.content),
        }
    }
}

/// Pages from before an update request the digest of another version. They get the current one, but must not cache it
/// under that path.
fn cache_control(is_current: bool) -> &'static str {
    if is_current {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    }
}

/// The first eight bytes of the content's SHA-256, in hexadecimal.
fn digest(content: &[u8]) -> String {
    hex::encode(&Sha256::digest(content)[..8])
}

/// Serves an asset by its name.
#[handler]
pub fn asset(request: &Request, Path((digest, name)): Path<(String, String)>) -> Response {
    if let Some(script) = voice_script().filter(|_| name == VOICE_SCRIPT) {
        let encodings = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
        let accepts_gzip = encodings.split(',').any(|encoding| encoding.trim() == "gzip");
        return script.response(&digest, accepts_gzip);
    }
    let Some(asset) = [STYLE, SCRIPT, ICON].into_iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into();
    };
    Response::builder()
        .content_type(asset.content_type)
        .header(header::CACHE_CONTROL, cache_control(asset.digest() == digest))
        .body(asset.content)
}
