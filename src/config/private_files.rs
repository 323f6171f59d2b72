//! Files and folders that only their owner may read: the instance key, and the database with its e-mail addresses.

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
};

/// The permissions of the group and of others.
const NOT_OWNER: u32 = 0o077;

/// Creates a folder, and those above it, with mode 0700. A folder that exists keeps its mode.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Warns if others than its owner may use a file. A missing file is none.
pub fn warn_if_not_private(file: &Path) {
    let Ok(metadata) = file.metadata() else { return };
    let mode = metadata.permissions().mode() & 0o777;
    if mode & NOT_OWNER != 0 {
        let (file, mode) = (file.display(), format!("{mode:03o}"));
        tracing::warn!(%file, mode, "others than its owner may use this file; `chmod 600` it");
    }
}
