//! Rate limits: a token bucket for each API key, one for each address on the public join routes, and one for the turns
//! of each room's respondent.

use super::refusal::ApiError;
use crate::{
    clock::SharedClock,
    config::LimitsConfig,
    model::ids::{KeyId, RoomId},
};
use governor::{
    NotUntil, Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

type Bucket<K> = RateLimiter<K, DashMapStateStore<K>, BucketClock, NoOpMiddleware<Nanos>>;

/// The buckets of this process. Each replica counts for itself.
pub struct Limits {
    clock: BucketClock,
    keys: Option<Bucket<KeyId>>,
    addresses: Option<Bucket<IpAddr>>,
    turns: Option<Bucket<RoomId>>,
}

/// How many turns may come at once.
const TURNS_AT_ONCE: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");

impl Limits {
    /// The buckets that the settings ask for.
    pub fn new(config: &LimitsConfig, clock: SharedClock) -> Self {
        let clock = BucketClock(clock);
        let burst = |rate: NonZeroU32| rate.saturating_mul(NonZeroU32::MIN.saturating_add(1));
        let keys = NonZeroU32::new(config.requests_per_second)
            .map(|rate| bucket(Quota::per_second(rate).allow_burst(burst(rate)), &clock));
        let addresses = NonZeroU32::new(config.joins_per_minute).map(|rate| bucket(Quota::per_minute(rate), &clock));
        let turns = NonZeroU32::new(config.turns_per_minute)
            .map(|rate| bucket(Quota::per_minute(rate).allow_burst(TURNS_AT_ONCE), &clock));
        Self {
            clock,
            keys,
            addresses,
            turns,
        }
    }

    /// Takes a token of a key's.
    pub fn take_for_key(&self, key: KeyId) -> Result<(), ApiError> {
        take(self.keys.as_ref(), &key, &self.clock)
    }

    /// Takes a token of an address's. One IPv6 host has a whole /64 network of addresses (RFC 6177): they share a bucket.
    pub fn take_for_address(&self, address: IpAddr) -> Result<(), ApiError> {
        take(self.addresses.as_ref(), &household(address), &self.clock)
    }

    /// Takes a token of a room's respondent.
    pub fn take_for_turn(&self, room: RoomId) -> Result<(), ApiError> {
        take(self.turns.as_ref(), &room, &self.clock)
    }

    /// Forgets the buckets that are full again.
    pub fn tidy(&self) {
        self.keys.iter().for_each(RateLimiter::retain_recent);
        self.addresses.iter().for_each(RateLimiter::retain_recent);
        self.turns.iter().for_each(RateLimiter::retain_recent);
    }
}

fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn bucket<K: Hash + Eq + Clone>(quota: Quota, clock: &BucketClock) -> Bucket<K> {
    RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
}

fn take<K: Hash + Eq + Clone>(bucket: Option<&Bucket<K>>, whose: &K, clock: &BucketClock) -> Result<(), ApiError> {
    let Some(bucket) = bucket else { return Ok(()) };
    bucket.check_key(whose).map_err(|until: NotUntil<Nanos>| {
        let wait = until.wait_time_from(clock.now());
        // Rounded up: whoever comes back after whole seconds must find a token.
        ApiError::too_many(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
    })
}

/// The injected clock as the buckets want it.
#[derive(Clone)]
struct BucketClock(SharedClock);

impl Clock for BucketClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let micros = u64::try_from(self.0.now().timestamp_micros()).unwrap_or_default();
        Nanos::from(micros.saturating_mul(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::household;

    #[test]
    fn the_addresses_of_one_ipv6_network_share_a_bucket_and_ipv4_addresses_do_not() {
        let of = |text: &str| household(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::2"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
