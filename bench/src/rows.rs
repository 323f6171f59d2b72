//! The rows of the raw limits: as the service creates them, but derived from a number instead of time and randomness.

/// An id that sorts by `number`, as the service's sort by time.
pub fn id(number: u64) -> u128 {
    (0x01a0 << 112) | (u128::from(number) << 64) | (0x8000 << 48) | u128::from(scattered(number) >> 16)
}

/// Rooms that are created in advance have numbers above this one; all have 12 digits.
pub const GIVEN: u64 = 100_000_000_000;

/// The hyphenated id of the `number`th room that is created in advance. Its digits contain the number.
pub fn given(number: u64) -> String {
    let digits = (GIVEN + number).to_string();
    let (a, b, c) = (&digits[..4], &digits[4..8], &digits[8..]);
    format!("0190{a}-{b}-{c}-7000-800000000000")
}

/// An id as text.
pub fn hyphenated(id: u128) -> String {
    let hex = format!("{id:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The text of every memory; it has no special characters of SQL, JSON, psql or pgbench.
pub const SAID: &str =
    "A sentence or two of a usual length, about what was seen, what it may mean, and what to do next.";

/// The name of every agent and of every room of an agent.
pub const NAME: &str = "Bench";

/// The name of a room.
pub fn name(id: u128) -> String {
    format!("interview-{id:032x}")
}

/// A token's hash; hashes of consecutive numbers are scattered.
pub fn hash(number: u64) -> [u8; 32] {
    let mut hash = [0x5a; 32];
    hash[..8].copy_from_slice(&scattered(number).to_be_bytes());
    hash
}

/// As long as a sealed token, which is not indexed.
pub const SEALED: [u8; 64] = [0xa5; 64];

/// A one-to-one mapping that looks random, the finisher of `SplitMix64`.
pub fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
