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

/// The style sheet of all pages.
pub static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_bytes!("assets/page.css");
    Asset::new("page.css", "text/css; charset=utf-8", content.as_slice().into())
});
/// The script of all pages.
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_bytes!("assets/interview.js");
    Asset::new("interview.js", JAVASCRIPT, content.as_slice().into())
});
/// The icon of all pages. Without one, browsers request `/favicon.ico`.
pub static ICON: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_bytes!("assets/icon.svg");
    Asset::new("icon.svg", "image/svg+xml", content.as_slice().into())
});
/// The script for voice interviews, if it was built in.
pub static VOICE_SCRIPT: LazyLock<Option<Asset>> = LazyLock::new(|| {
    let content = VoiceBuild::get("voice.js")?.data;
    Some(Asset {
        gzip: VoiceBuild::get("voice.js.gz").map(|file| file.data),
        ..Asset::new("voice.js", JAVASCRIPT, content)
    })
});

/// The output of the build in `web/`. It may be missing; the pages then offer no voice.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct VoiceBuild;

/// An asset of the pages.
pub struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: Cow<'static, [u8]>,
    gzip: Option<Cow<'static, [u8]>>,
    digest: String,
}

impl Asset {
    fn new(name: &'static str, content_type: &'static str, content: Cow<'static, [u8]>) -> Self {
        Self {
            name,
            content_type,
            // Eight bytes are enough to tell versions apart.
            digest: hex::encode(&Sha256::digest(&content)[..8]),
            content,
            gzip: None,
        }
    }

    /// The path under which the asset is served.
    pub fn path(&self) -> String {
        format!("/assets/{}/{}", self.digest, self.name)
    }

    fn response(&'static self, requested_digest: &str, accepts_gzip: bool) -> Response {
        // Pages from before an update request the digest of another version. They get the current one, but must not cache
        // it under that path.
        let cache_control = if requested_digest == self.digest {
            "public, max-age=31536000, immutable"
        } else {
            "no-store"
        };
        let response = Response::builder()
            .content_type(self.content_type)
            .header(header::CACHE_CONTROL, cache_control);
        let Some(gzip) = &self.gzip else {
            return response.body(&*self.content);
        };
        let response = response.header(header::VARY, "accept-encoding");
        if accepts_gzip {
            response.header(header::CONTENT_ENCODING, "gzip").body(&**gzip)
        } else {
            response.body(&*self.content)
        }
    }
}

/// Serves an asset by its name.
#[handler]
pub fn asset(request: &Request, Path((digest, name)): Path<(String, String)>) -> Response {
    let all = [Some(&*STYLE), Some(&*SCRIPT), Some(&*ICON), VOICE_SCRIPT.as_ref()];
    let Some(asset) = all.into_iter().flatten().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into();
    };
    let encodings = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
    asset.response(&digest, encodings.split(',').any(|encoding| encoding.trim() == "gzip"))
}
