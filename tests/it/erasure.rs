//! Erased means gone: for the next respondent of the room, and from the files of the database.

mod files;
mod new_life;
