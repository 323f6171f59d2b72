//! The service as it is installed for a case: its program, its working directory and its settings.

use anyhow::{Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A program with a working directory and settings. The directory is removed when this is dropped.
pub struct Installation {
    pub program: PathBuf,
    pub folder: TempDir,
    /// Environment variables with their values.
    pub settings: Vec<(&'static str, String)>,
}

impl Installation {
    /// The program with the settings of this installation.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        let settings = self.settings.iter().map(|(name, value)| (name, value));
        command.args(arguments).current_dir(self.folder.path()).envs(settings);
        command
    }

    /// Runs a subcommand and returns what it prints.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).output()?;
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?} failed: {error}");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// The file to which the service logs.
    pub fn log(&self) -> PathBuf {
        Path::new(self.folder.path()).join("service.log")
    }
}
