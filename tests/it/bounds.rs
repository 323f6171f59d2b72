//! Bounds on what one caller can make the service do: work within a transaction, bytes, findings, time.

mod agents;
mod bytes;
mod clocks;
mod findings;
mod lists;
mod storage;
mod wake_ups;
mod work;
