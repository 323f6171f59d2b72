//! The instance key, under which access tokens and respondent sessions are sealed.

use super::{DatabaseConfig, DatabaseKind, create_private_folder, warn_if_not_private};
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
/// Where the key file is created with PostgreSQL.
const DEFAULT_FOLDER: &str = "data";

/// Settings of the instance key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecretsConfig {
    /// The key: base64 of 32 bytes. By default a key is created once, in a file beside the SQLite file (in `data/` with
    /// PostgreSQL). Replicas need the same key.
    pub key: Option<SecretString>,
}

/// There is no usable instance key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The setting, or the key file, is not base64 of 32 bytes.
    #[error("{0} is not base64 of 32 bytes; `openssl rand -base64 32` creates such a key")]
    Malformed(String),
    /// The key file cannot be read or created.
    #[error("cannot use the key file {file}: {source}")]
    File {
        /// The path of the file.
        file: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The key file is missing, and the database was made under the key that was in it.
    #[error(
        "the key file {0} is missing, and the links in the database cannot be read with a new key; put the file back, \
         or set INTERVIEW_ROOMS_SECRETS__KEY to the key that was in it"
    )]
    Lost(PathBuf),
    /// The random source failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl SecretsConfig {
    /// A sealer with the configured key, or the key of the key file. A missing file is created, unless the database
    /// `has_key`: was made under a key, which a new one would not replace.
    ///
    /// # Errors
    /// When the key is malformed, or the file cannot be read or created.
    pub fn sealer(&self, database: &DatabaseConfig, has_key: bool, entropy: &dyn Entropy) -> Result<Sealer, KeyError> {
        if let Some(key) = &self.key {
            return decode(key.expose_secret(), "INTERVIEW_ROOMS_SECRETS__KEY");
        }
        let file = match database.kind() {
            DatabaseKind::Sqlite { file } => file.with_file_name(KEY_FILE),
            DatabaseKind::Postgres => Path::new(DEFAULT_FOLDER).join(KEY_FILE),
        };
        if has_key && matches!(file.try_exists(), Ok(false)) {
            return Err(KeyError::Lost(file));
        }
        let text = read_or_create(&file, entropy)?;
        warn_if_not_private(&file);
        decode(&text, &file.display().to_string())
    }
}

fn decode(text: &str, origin: &str) -> Result<Sealer, KeyError> {
    let bytes = BASE64_STANDARD.decode(text.trim()).ok();
    let key: Option<[u8; KEY_LENGTH]> = bytes.and_then(|bytes| bytes.try_into().ok());
    key.map(|key| Sealer::new(&key))
        .ok_or_else(|| KeyError::Malformed(origin.to_owned()))
}

/// Several processes that start at the same time get the same key: each writes a key to a file of its own and links that
/// file into place, and only the first link succeeds.
fn read_or_create(file: &Path, entropy: &dyn Entropy) -> Result<String, KeyError> {
    let unusable = |source| KeyError::File {
        file: file.to_owned(),
        source,
    };
    match std::fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read.map_err(unusable),
    }
    let (key, suffix): ([u8; KEY_LENGTH], [u8; 8]) = (random(entropy)?, random(entropy)?);
    create(file, u64::from_ne_bytes(suffix), &BASE64_STANDARD.encode(key)).map_err(unusable)?;
    std::fs::read_to_string(file).map_err(unusable)
}

fn create(file: &Path, suffix: u64, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        create_private_folder(folder)?;
    }
    let draft = file.with_extension(format!("{suffix:016x}"));
    let mut output: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    output.set_permissions(Permissions::from_mode(0o600))?;
    output.write_all(text.as_bytes())?;
    output.sync_all()?;
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
            ..DatabaseConfig::default()
        }
    }

    #[test]
    fn a_key_file_is_created_once_beside_the_database_and_only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let sealer = || {
            SecretsConfig::default()
                .sealer(&database(folder.path()), false, &SystemEntropy)
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
    fn a_key_of_the_wrong_length_is_refused_and_not_printed() {
        let config = SecretsConfig {
            key: Some("c2hvcnQ=".into()),
        };
        let error = config
            .sealer(&DatabaseConfig::default(), false, &SystemEntropy)
            .err()
            .unwrap();
        assert!(!error.to_string().contains("c2hvcnQ"), "{error}");
    }
}
