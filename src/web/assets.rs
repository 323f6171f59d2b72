//! The style, the script and the icon of the pages, within the binary.
//!
//! Their address holds a digest of their content, so a browser may keep them for good and a new version has a new
//! address.

use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::Path,
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, sync::LazyLock};

/// Where assets are.
pub const ASSETS: &str = "/assets/:digest/:name";

/// A file that pages refer to.
pub struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: &'static str,
}

/// The style of all pages.
pub const STYLE: Asset = Asset {
    name: "page.css",
    content_type: "text/css; charset=utf-8",
    content: include_str!("assets/page.css"),
};

/// The script of all pages.
pub const SCRIPT: Asset = Asset {
    name: "interview.js",
    content_type: "text/javascript; charset=utf-8",
    content: include_str!("assets/interview.js"),
};

/// The icon of all pages; without one, browsers ask for an address that is not there.
pub const ICON: Asset = Asset {
    name: "icon.svg",
    content_type: "image/svg+xml",
    content: include_str!("assets/icon.svg"),
};

impl Asset {
    /// The path under which it can be had.
    pub fn path(&self) -> String {
        format!("/assets/{}/{}", self.digest(), self.name)
    }

    fn digest(&self) -> String {
        digest(self.content.as_bytes())
    }
}

/// The script for speaking, as `web/` builds it. A program that was built without it works, too.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// The script for speaking.
pub struct VoiceScript {
    digest: String,
    content: Cow<'static, [u8]>,
    packed: Option<Cow<'static, [u8]>>,
}

const VOICE: &str = "voice.js";

/// The script for speaking, if it was built in.
pub fn voice() -> Option<&'static VoiceScript> {
    static SCRIPT: LazyLock<Option<VoiceScript>> = LazyLock::new(|| {
        let content = Built::get(VOICE)?.data;
        Some(VoiceScript {
            digest: digest(&content),
            packed: Built::get("voice.js.gz").map(|file| file.data),
            content,
        })
    });
    SCRIPT.as_ref()
}

impl VoiceScript {
    /// The path under which it can be had.
    pub fn path(&self) -> String {
        format!("/assets/{}/{VOICE}", self.digest)
    }

    fn answer(&'static self, asked: &str, packed: bool) -> Response {
        let answer = Response::builder()
            .content_type(SCRIPT.content_type)
            .header(header::CACHE_CONTROL, kept(asked == self.digest))
            .header(header::VARY, "accept-encoding");
        match &self.packed {
            Some(bytes) if packed => answer.header(header::CONTENT_ENCODING, "gzip").body(&**bytes),
            _ => answer.body(&*self.content),
        }
    }
}

fn kept(is_current: bool) -> &'static str {
    if is_current {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    }
}

/// The first eight bytes of a content's SHA-256.
fn digest(content: &[u8]) -> String {
    hex::encode(&Sha256::digest(content)[..8])
}

/// An asset. One under the digest of another version, which a page from before an update asks for, is not kept.
#[handler]
pub fn asset(request: &Request, Path((digest, name)): Path<(String, String)>) -> Response {
    if let Some(script) = voice().filter(|_| name == VOICE) {
        let codings = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
        let packed = codings.split(',').any(|coding| coding.trim() == "gzip");
        return script.answer(&digest, packed);
    }
    let Some(asset) = [STYLE, SCRIPT, ICON].into_iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into();
    };
    Response::builder()
        .content_type(asset.content_type)
        .header(header::CACHE_CONTROL, kept(asset.digest() == digest))
        .body(asset.content)
}
