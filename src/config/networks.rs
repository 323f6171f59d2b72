//! Lists of networks: an array in the file, text with commas in the environment. An address alone is a network of one.

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};
use std::net::{AddrParseError, IpAddr};

#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Text(String),
    Array(Vec<String>),
}

/// Reads networks in either form; empty parts are passed over.
pub(super) fn networks<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<IpNet>, D::Error> {
    let parts = match Form::deserialize(source)? {
        Form::Text(text) => text.split(',').map(str::to_owned).collect(),
        Form::Array(parts) => parts,
    };
    let filled = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    filled
        .map(|part| network(part).map_err(|_| Error::custom(format!("'{part}' is no network such as 10.0.0.0/8"))))
        .collect()
}

fn network(text: &str) -> Result<IpNet, AddrParseError> {
    text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn an_address_alone_is_a_network_of_one() {
        assert_eq!(network("10.0.0.1").unwrap(), network("10.0.0.1/32").unwrap());
        assert_eq!(network("::1").unwrap(), network("::1/128").unwrap());
        assert!(network("ten").is_err());
    }
}
