//! Lists of networks: an array, or comma-separated text as in the environment. A single address is a network, too.

use super::list::parts;
use ipnet::IpNet;
use serde::{Deserializer, de::Error};
use std::net::{AddrParseError, IpAddr};

/// Reads networks in either form. Empty parts are ignored.
pub(super) fn networks<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<IpNet>, D::Error> {
    let parts = parts(source)?.into_iter();
    parts
        .map(|part| network(&part).map_err(|_| Error::custom(format!("'{part}' is not a network such as 10.0.0.0/8"))))
        .collect()
}

fn network(text: &str) -> Result<IpNet, AddrParseError> {
    text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_single_address_is_a_network() {
        assert_eq!(network("10.0.0.1").unwrap(), network("10.0.0.1/32").unwrap());
        assert_eq!(network("::1").unwrap(), network("::1/128").unwrap());
        assert!(network("ten").is_err());
    }
}
