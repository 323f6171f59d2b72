//! Rate limits: one bucket per API key, and one per address on the public routes.

mod addresses;
mod keys;
mod wrong_keys;
