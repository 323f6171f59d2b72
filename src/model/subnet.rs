//! Which addresses count as one client, for limits per address.

use std::net::{IpAddr, Ipv6Addr};

/// What limits count an address by. One IPv6 host usually has a whole /64 network (RFC 6177), which counts as one.
pub fn subnet(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::subnet;

    #[test]
    fn ipv6_addresses_of_one_64_network_count_as_one_and_ipv4_addresses_do_not() {
        let of = |text: &str| subnet(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::2"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
