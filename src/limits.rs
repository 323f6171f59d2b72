//! Rate limits: one token bucket per API key, two per client address, for the public routes and for wrong API keys, and one
//! per room for the respondent's turns.
//!
//! Buckets live in memory, so each replica limits on its own. They fill by the monotonic clock: nobody is kept out because
//! the wall clock was set.

use crate::{
    clock::SharedClock,
    config::LimitsConfig,
    model::{
        ids::{KeyId, RoomId},
        subnet::subnet,
    },
};
use governor::{
    NotUntil, Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use ipnet::IpNet;
use poem::Request;
use std::{
    hash::Hash,
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
};

type Buckets<K> = RateLimiter<K, DashMapStateStore<K>, BucketClock, NoOpMiddleware<Nanos>>;

/// The number of turns that a respondent may send in a burst.
const TURN_BURST: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");

/// The rate limiters of this process. A limit that is set to 0 has none.
pub struct Limits {
    clock: BucketClock,
    trusted_proxies: Vec<IpNet>,
    keys: Option<Buckets<KeyId>>,
    addresses: Option<Buckets<IpAddr>>,
    wrong_keys: Option<Buckets<IpAddr>>,
    turns: Option<Buckets<RoomId>>,
}

/// The caller has used up its rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rate limit exceeded; retry in {retry_after_seconds} s")]
pub struct RateLimited {
    /// When the next request will be accepted, in whole seconds from now, rounded up.
    pub retry_after_seconds: u64,
}

impl Limits {
    /// Creates the limiters that the settings ask for. Forwarding headers are read only from `trusted_proxies`.
    pub fn new(config: &LimitsConfig, trusted_proxies: Vec<IpNet>, clock: SharedClock) -> Self {
        let clock = BucketClock(clock);
        let keys = NonZeroU32::new(config.requests_per_second).map(|rate| {
            let twice = rate.saturating_add(rate.get());
            buckets(Quota::per_second(rate).allow_burst(twice), &clock)
        });
        let addresses = NonZeroU32::new(config.joins_per_minute).map(|rate| buckets(Quota::per_minute(rate), &clock));
        let wrong_keys =
            NonZeroU32::new(config.wrong_keys_per_minute).map(|rate| buckets(Quota::per_minute(rate), &clock));
        let turns = NonZeroU32::new(config.turns_per_minute)
            .map(|rate| buckets(Quota::per_minute(rate).allow_burst(TURN_BURST), &clock));
        Self {
            clock,
            trusted_proxies,
            keys,
            addresses,
            wrong_keys,
            turns,
        }
    }

    /// Counts a request of an API key.
    pub fn take_for_key(&self, key: KeyId) -> Result<(), RateLimited> {
        take(self.keys.as_ref(), &key, &self.clock)
    }

    /// Counts a request against its client's address. Requests without an IP address are not limited.
    pub fn take_for_client(&self, request: &Request) -> Result<(), RateLimited> {
        client_address(request, &self.trusted_proxies).map_or(Ok(()), |address| {
            take(self.addresses.as_ref(), &subnet(address), &self.clock)
        })
    }

    /// Counts a request with a wrong API key against its client's address. Requests without an IP address are not limited.
    pub fn take_for_wrong_key(&self, request: &Request) -> Result<(), RateLimited> {
        client_address(request, &self.trusted_proxies).map_or(Ok(()), |address| {
            take(self.wrong_keys.as_ref(), &subnet(address), &self.clock)
        })
    }

    /// Counts a turn of a room's respondent.
    pub fn take_for_turn(&self, room: RoomId) -> Result<(), RateLimited> {
        take(self.turns.as_ref(), &room, &self.clock)
    }

    /// Drops the buckets that are full again, to free their memory.
    pub fn drop_idle(&self) {
        self.keys.iter().for_each(RateLimiter::retain_recent);
        self.addresses.iter().for_each(RateLimiter::retain_recent);
        self.wrong_keys.iter().for_each(RateLimiter::retain_recent);
        self.turns.iter().for_each(RateLimiter::retain_recent);
    }
}

/// Returns the client's address: the peer's, or, when the peer is a trusted proxy, the last one in `X-Forwarded-For`
/// that is not a trusted proxy itself.
fn client_address(request: &Request, trusted_proxies: &[IpNet]) -> Option<IpAddr> {
    let peer = request.remote_addr().as_socket_addr()?.ip().to_canonical();
    let is_trusted = |address: &IpAddr| trusted_proxies.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    // From the nearest hop outwards: everything before the first untrusted hop may be forged.
    let mut client = peer;
    for hop in hops.iter().rev() {
        let Some(address) = hop_address(hop) else { break };
        client = address.to_canonical();
        if !is_trusted(&client) {
            break;
        }
    }
    Some(client)
}

/// The address of a hop, which some proxies write with its port: `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`,
/// `[2001:db8::1]` or `[2001:db8::1]:443`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let address = hop.parse().ok();
    let with_port = || hop.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    address.or_else(with_port).or_else(bracketed)
}

fn buckets<K: Hash + Eq + Clone>(quota: Quota, clock: &BucketClock) -> Buckets<K> {
    RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
}

fn take<K: Hash + Eq + Clone>(buckets: Option<&Buckets<K>>, key: &K, clock: &BucketClock) -> Result<(), RateLimited> {
    let Some(buckets) = buckets else { return Ok(()) };
    buckets.check_key(key).map_err(|until: NotUntil<Nanos>| {
        let wait = until.wait_time_from(clock.now());
        // Rounded up, so that a client that waits this long is accepted.
        RateLimited {
            retry_after_seconds: wait.as_secs() + u64::from(wait.subsec_nanos() > 0),
        }
    })
}

/// Adapts the injected clock to governor.
#[derive(Clone)]
struct BucketClock(SharedClock);

impl Clock for BucketClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.uptime().into()
    }
}

#[cfg(test)]
mod tests {
    use super::hop_address;

    #[test]
    fn a_hop_is_read_with_and_without_a_port() {
        for (hop, address) in [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1:54321", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
        ] {
            assert_eq!(hop_address(hop), address.parse().ok(), "{hop}");
        }
        for hop in [
            "",
            "unknown",
            "_hidden",
            "192.0.2.1:",
            "192.0.2.1:x",
            "[192.0.2.1]",
            "[2001:db8::1",
        ] {
            assert_eq!(hop_address(hop), None, "{hop}");
        }
    }
}
