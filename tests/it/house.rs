//! The structure of the code: which folder may use which, and whether the entities describe the migrated schema.

mod arrows;
mod circles;
mod schema;
mod source;
