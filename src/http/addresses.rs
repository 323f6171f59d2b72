//! The connections that each address has open, so that one client cannot take the places of all others.

use crate::model::subnet::subnet;
use ipnet::IpNet;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Counts open connections by address.
pub(super) struct Addresses {
    /// The most connections of one address; 0 for no limit.
    max: usize,
    /// Networks that are not counted.
    exempt: Vec<IpNet>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// The place of a connection, until it is dropped.
pub(super) struct Slot {
    /// `None` if the connection is not counted.
    address: Option<IpAddr>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Addresses {
    pub(super) fn new(max: usize, exempt: Vec<IpNet>) -> Self {
        Self {
            max,
            exempt,
            open: Arc::default(),
        }
    }

    /// A place for a connection from `peer`; `None` if its address has as many as it may have.
    pub(super) fn take(&self, peer: IpAddr) -> Option<Slot> {
        let peer = peer.to_canonical();
        let is_counted = self.max > 0 && !self.exempt.iter().any(|network| network.contains(&peer));
        let address = is_counted.then(|| subnet(peer));
        if let Some(address) = address {
            let mut open = lock(&self.open);
            let count = open.entry(address).or_default();
            if *count >= self.max {
                return None;
            }
            *count += 1;
        }
        Some(Slot {
            address,
            open: self.open.clone(),
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut open = lock(&self.open);
        if let Some(count) = open.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&address);
            }
        }
    }
}

fn lock(open: &Mutex<HashMap<IpAddr, usize>>) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_places_and_a_place_is_free_again_when_it_is_dropped() {
        let addresses = Addresses::new(2, vec!["10.0.0.0/8".parse().unwrap()]);
        let take = |address: &str| addresses.take(address.parse().unwrap());
        let (first, _second) = (take("192.0.2.1").unwrap(), take("::ffff:192.0.2.1").unwrap());
        assert!(take("192.0.2.1").is_none() && take("192.0.2.2").is_some());
        drop(first);
        assert!(take("192.0.2.1").is_some());
        let of_proxy: Vec<_> = (0..10).map(|_| take("10.1.2.3")).collect();
        assert!(of_proxy.iter().all(Option::is_some));
        drop(of_proxy);
        assert_eq!(lock(&addresses.open).len(), 1, "only open connections take memory");
    }

    #[test]
    fn a_maximum_of_0_means_no_limit() {
        let addresses = Addresses::new(0, Vec::new());
        let taken: Vec<_> = (0..10).map(|_| addresses.take("192.0.2.1".parse().unwrap())).collect();
        assert!(taken.iter().all(Option::is_some));
    }
}
