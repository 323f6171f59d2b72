//! Compares the paths that the files of `src` use with the arrows of ARCHITECTURE.md and with the rules below.

use super::source::{Named, Source, read_all};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Crates that only some folders may use, with the folders.
const CRATES: [(&[&str], &[&str]); 3] = [
    (&["sea_orm", "sqlx", "sea_query", "migration"], &["store"]),
    // The model re-exports the ids and the stored enums.
    (&["entity"], &["store", "model"]),
    (
        &["poem", "poem_openapi", "hyper", "hyper_util"],
        &["api", "web", "limits", "http", "app", "serve", "config"],
    ),
];
/// The folders of the dialects. Only the list of dialects may use them from outside.
const DIALECTS: [&str; 3] = ["interviews", "voice_rooms", "agents"];
const LIST_OF_DIALECTS: &str = "dialects";

/// The folders that each folder may use, from ARCHITECTURE.md.
struct Arrows {
    allowed: BTreeMap<String, BTreeSet<String>>,
    everyone: BTreeSet<String>,
}

impl Arrows {
    fn read() -> Self {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
        let page = fs::read_to_string(page).expect("ARCHITECTURE.md is there");
        let (_, block) = page
            .split_once("```arrows\n")
            .expect("ARCHITECTURE.md has a block of arrows");
        let (block, _) = block.split_once("```").expect("the block ends");
        let mut allowed: BTreeMap<_, _> = block.lines().map(line).collect();
        let everyone = allowed.remove("everyone").expect("there is a line for everyone");
        Self { allowed, everyone }
    }

    fn allow(&self, from: &str, to: &str) -> bool {
        let own = self.allowed.get(from);
        from == to || self.everyone.contains(to) || own.is_some_and(|own| own.contains(to))
    }
}

/// Parses `a → b, c`.
fn line(line: &str) -> (String, BTreeSet<String>) {
    let (from, to) = line
        .split_once('→')
        .unwrap_or_else(|| panic!("no arrow in `{line}` of ARCHITECTURE.md"));
    (
        from.trim().to_owned(),
        to.split(',').map(|to| to.trim().to_owned()).collect(),
    )
}

/// The top-level module of a path; none for the root of the crate.
fn folder(path: &[String]) -> Option<&str> {
    path.first().map(String::as_str)
}

fn wrong(source: &Source, named: &Named, rule: &str) -> String {
    format!("{}:{}: `{}`: {rule}", source.file, named.line, named.path.join("::"))
}

/// Every path in `src`, with its file and its top-level module.
fn all_names(sources: &[Source]) -> impl Iterator<Item = (&Source, &str, &Named)> {
    sources.iter().flat_map(|source| {
        let folder = folder(&source.module).unwrap_or("lib");
        source.names.iter().map(move |named| (source, folder, named))
    })
}

#[track_caller]
fn assert_none(wrong: impl Iterator<Item = String>) {
    let wrong: BTreeSet<String> = wrong.collect();
    let lines: Vec<&str> = wrong.iter().map(String::as_str).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn folders_use_only_what_the_arrows_in_the_architecture_allow() {
    let (arrows, sources) = (Arrows::read(), read_all());
    let forbidden = all_names(&sources).filter_map(|(source, from, named)| {
        let to = folder(&named.path).filter(|_| !named.is_foreign)?;
        let rule = format!("ARCHITECTURE.md has no arrow {from} → {to}");
        (from != "lib" && !arrows.allow(from, to)).then(|| wrong(source, named, &rule))
    });
    assert_none(forbidden);
}

#[test]
fn the_arrows_cover_every_folder_and_have_no_circle() {
    let arrows = Arrows::read();
    let modules: BTreeSet<String> = read_all()
        .iter()
        .filter_map(|source| folder(&source.module).map(str::to_owned))
        .collect();
    let targets = arrows.allowed.values().flatten().chain(&arrows.everyone);
    let named: BTreeSet<String> = arrows.allowed.keys().chain(targets).cloned().collect();
    assert_eq!(
        named, modules,
        "left: folders that ARCHITECTURE.md names; right: folders of src"
    );
    let circle = super::circles::find(&arrows.allowed);
    assert!(
        circle.is_empty(),
        "the arrows of ARCHITECTURE.md form a circle: {circle:?}"
    );
}

#[test]
fn only_the_store_uses_the_database_crates_and_only_the_edges_use_http_crates() {
    let sources = read_all();
    let forbidden = all_names(&sources).filter_map(|(source, from, named)| {
        let named_crate = folder(&named.path).filter(|_| named.is_foreign)?;
        let (_, folders) = CRATES.iter().find(|(crates, _)| crates.contains(&named_crate))?;
        let rule = format!("only {} may use this crate", folders.join(", "));
        (!folders.contains(&from)).then(|| wrong(source, named, &rule))
    });
    assert_none(forbidden);
}

/// The dialect of a module path.
fn dialect(path: &[String]) -> Option<&str> {
    let [api, dialect, ..] = path else { return None };
    let dialect = dialect.as_str();
    (api == "api" && DIALECTS.contains(&dialect)).then_some(dialect)
}

#[test]
fn dialects_are_used_only_by_the_list_of_dialects() {
    let sources = read_all();
    let forbidden = all_names(&sources).filter_map(|(source, from, named)| {
        let to = dialect(&named.path).filter(|_| !named.is_foreign)?;
        let is_list = source.module.get(1).is_some_and(|name| name == LIST_OF_DIALECTS);
        let allowed = dialect(&source.module) == Some(to) || (from == "api" && is_list);
        (!allowed).then(|| wrong(source, named, "only the list of dialects knows a dialect from outside"))
    });
    assert_none(forbidden);
}
