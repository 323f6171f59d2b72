//! Rate limits: a bucket for each key, and one for each address on the routes that anybody may use.

mod addresses;
mod keys;
