//! The rows of the raw limits: as the service makes them, but from a number instead of clock and chance.

/// An id that sorts by `number`, as the service's sort by time.
pub fn id(number: u64) -> u128 {
    (0x01a0 << 112) | (u128::from(number) << 64) | (0x8000 << 48) | u128::from(scattered(number) >> 16)
}

/// The name of a room.
pub fn name(id: u128) -> String {
    format!("interview-{id:032x}")
}

/// A token's hash: anywhere in its index.
pub fn hash(number: u64) -> [u8; 32] {
    let mut hash = [0x5a; 32];
    hash[..8].copy_from_slice(&scattered(number).to_be_bytes());
    hash
}

/// As long as a sealed token; no index has it.
pub const SEALED: [u8; 64] = [0xa5; 64];

/// A one-to-one mapping that looks random, the finisher of `SplitMix64`.
pub fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
