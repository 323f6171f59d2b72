//! The interviews dialect.

mod create;
