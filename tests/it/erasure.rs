//! Erased means gone: for whoever comes later, and from the files of the database.

mod files;
mod new_life;
