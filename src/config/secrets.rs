//! The instance key: everything that is sealed is sealed under it.

use super::{DatabaseConfig, DatabaseKind};
use crate::{
    entropy::{Entropy, EntropyError, random},
    model::secret::{KEY_LENGTH, Sealer},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::{
    fs::{File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

const KEY_FILE: &str = "instance.key";
/// Where the key is made when the database is not a file of ours.
const DEFAULT_FOLDER: &str = "data";

/// Settings of the instance key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecretsConfig {
    /// Base64 of 32 bytes. Without it, a key is made once beside the SQLite file (in `data/` with PostgreSQL). Replicas
    /// need the same one.
    pub key: Option<SecretString>,
}

/// The instance key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Neither configuration nor file hold base64 of 32 bytes.
    #[error("{0} is not base64 of 32 bytes; `openssl rand -base64 32` makes one")]
    Malformed(String),
    /// The key file cannot be read or made.
    #[error("cannot use the key file {file}: {source}")]
    File {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// No key could be drawn.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl SecretsConfig {
    /// The sealer under the configured key, or under the one kept beside the database, which is made when missing.
    pub fn sealer(&self, database: &DatabaseConfig, entropy: &dyn Entropy) -> Result<Sealer, KeyError> {
        if let Some(key) = &self.key {
            return decode(key.expose_secret(), "INTERVIEW_ROOMS_SECRETS__KEY");
        }
        let file = match database.kind() {
            DatabaseKind::Sqlite { file } => file.with_file_name(KEY_FILE),
            DatabaseKind::Postgres => Path::new(DEFAULT_FOLDER).join(KEY_FILE),
        };
        let text = read_or_make(&file, entropy).map_err(|error| match error {
            MakeError::File(source) => KeyError::File {
                file: file.clone(),
                source,
            },
            MakeError::Entropy(error) => error.into(),
        })?;
        decode(&text, &file.display().to_string())
    }
}

fn decode(text: &str, origin: &str) -> Result<Sealer, KeyError> {
    let bytes = BASE64_STANDARD.decode(text.trim()).ok();
    let key: Option<[u8; KEY_LENGTH]> = bytes.and_then(|bytes| bytes.try_into().ok());
    key.map(|key| Sealer::new(&key))
        .ok_or_else(|| KeyError::Malformed(origin.to_owned()))
}

enum MakeError {
    File(io::Error),
    Entropy(EntropyError),
}

/// Of several processes that start at once, all end up with the same key: it is written whole under another name and
/// then linked into place, which only the first can do.
fn read_or_make(file: &Path, entropy: &dyn Entropy) -> Result<String, MakeError> {
    match std::fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read.map_err(MakeError::File),
    }
    let key: [u8; KEY_LENGTH] = random(entropy).map_err(MakeError::Entropy)?;
    let mark: [u8; 8] = random(entropy).map_err(MakeError::Entropy)?;
    make(file, u64::from_ne_bytes(mark), &BASE64_STANDARD.encode(key)).map_err(MakeError::File)?;
    std::fs::read_to_string(file).map_err(MakeError::File)
}

fn make(file: &Path, mark: u64, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let draft = file.with_extension(format!("{mark:016x}"));
    let mut written: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    written.set_permissions(Permissions::from_mode(0o600))?;
    written.write_all(text.as_bytes())?;
    written.sync_all()?;
    let linked = std::fs::hard_link(&draft, file);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use crate::model::secret::Purpose;

    fn database(folder: &Path) -> DatabaseConfig {
        DatabaseConfig {
            url: format!("sqlite://{}/rooms.db", folder.display()).into(),
            max_connections: std::num::NonZeroU32::MIN,
        }
    }

    #[test]
    fn a_key_is_made_once_beside_the_database_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let sealer = || {
            SecretsConfig::default()
                .sealer(&database(folder.path()), &SystemEntropy)
                .unwrap()
        };
        let sealed = sealer()
            .seal(&SystemEntropy, Purpose::AccessToken, b"", b"text")
            .unwrap();
        assert_eq!(sealer().open(Purpose::AccessToken, b"", &sealed).unwrap(), b"text");
        let mode = folder.path().join(KEY_FILE).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_key_of_the_wrong_length_is_refused_without_being_printed() {
        let config = SecretsConfig {
            key: Some("c2hvcnQ=".into()),
        };
        let error = config.sealer(&DatabaseConfig::default(), &SystemEntropy).err().unwrap();
        assert!(!error.to_string().contains("c2hvcnQ"), "{error}");
    }
}
