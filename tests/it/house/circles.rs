//! The files and folders in a folder must not use each other in a circle.

use super::source::{ModulePath, Source, read_all};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes with the nodes that they use.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

/// The nodes on circles, and between circles, of a graph.
pub fn find(graph: &Graph) -> BTreeSet<&String> {
    let mut left: BTreeSet<&String> = graph.keys().collect();
    loop {
        let uses = |one: &String| graph[one].iter().any(|other| other != one && left.contains(other));
        let is_used = |one: &String| left.iter().any(|other| *other != one && graph[*other].contains(one));
        let rest: BTreeSet<&String> = left.iter().copied().filter(|one| uses(one) && is_used(one)).collect();
        if rest.len() == left.len() {
            return rest;
        }
        left = rest;
    }
}

/// The modules by their paths.
struct Modules<'a>(BTreeMap<&'a [String], &'a Source>);

impl Modules<'_> {
    /// The module that declares the item of a path, after following re-exports.
    fn declaring(&self, path: &[String]) -> ModulePath {
        let mut path = path.to_vec();
        // No chain of re-exports is longer.
        for _ in 0..8 {
            let depth = (0..=path.len())
                .rev()
                .find(|depth| self.0.contains_key(&path[..*depth]))
                .unwrap_or(0);
            let imported = path
                .get(depth)
                .and_then(|name| self.0.get(&path[..depth])?.imports.get(name));
            match imported {
                Some(target) if *target != path[..=depth] => path = [target, &path[depth + 1..]].concat(),
                _ => return path[..depth].to_vec(),
            }
        }
        path
    }
}

#[test]
fn the_entries_of_a_folder_have_no_circle() {
    let sources = read_all();
    let modules = Modules(sources.iter().map(|source| (&source.module[..], source)).collect());
    // For each folder, which of its entries uses which other entry.
    let mut folders: BTreeMap<ModulePath, Graph> = BTreeMap::new();
    let mut places: BTreeMap<[String; 2], BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        for named in source.names.iter().filter(|named| !named.is_foreign) {
            let target = modules.declaring(&named.path);
            let common = source
                .module
                .iter()
                .zip(&target)
                .take_while(|(one, other)| one == other)
                .count();
            let (Some(from), Some(to)) = (source.module.get(common), target.get(common)) else {
                continue;
            };
            let graph = folders.entry(target[..common].to_vec()).or_default();
            graph.entry(to.clone()).or_default();
            graph.entry(from.clone()).or_default().insert(to.clone());
            let place = format!("{}:{}", source.file, named.line);
            places.entry([from.clone(), to.clone()]).or_default().insert(place);
        }
    }
    let mut found = Vec::new();
    for (folder, graph) in &folders {
        let circle = find(graph);
        for [from, to] in places.keys().filter(|tie| tie.iter().all(|one| circle.contains(one))) {
            if graph[from].contains(to) {
                let places = &places[&[from.clone(), to.clone()]];
                found.push(format!("{}: {from} → {to}: {places:?}", folder.join("::")));
            }
        }
    }
    assert!(found.is_empty(), "circles:\n{}", found.join("\n"));
}
