//! The style and the script of the pages, within the binary.
//!
//! Their address holds a digest of their content, so a browser may keep them for good and a new version has a new
//! address.

use poem::{
    Response, handler,
    http::{StatusCode, header},
    web::Path,
};
use sha2::{Digest, Sha256};
use std::fmt::Write;

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

impl Asset {
    /// The path under which it can be had.
    pub fn path(&self) -> String {
        format!("/assets/{}/{}", self.digest(), self.name)
    }

    /// The first eight bytes of its SHA-256.
    fn digest(&self) -> String {
        let digest = Sha256::digest(self.content);
        digest[..8].iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// An asset. One under the digest of another version, which a page from before an update asks for, is not kept.
#[handler]
pub fn asset(Path((digest, name)): Path<(String, String)>) -> Response {
    let Some(asset) = [STYLE, SCRIPT].into_iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into();
    };
    let kept = if asset.digest() == digest {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    Response::builder()
        .content_type(asset.content_type)
        .header(header::CACHE_CONTROL, kept)
        .body(asset.content)
}
