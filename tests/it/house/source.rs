//! Finds the paths in each file of `src`. It reads tokens instead of syntax, which is enough for `use`, `crate::…` and
//! `super::…`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// A path of modules and items, from the root of the crate.
pub type ModulePath = Vec<String>;

/// A path in a file.
pub struct Named {
    /// The line, counted from 1.
    pub line: usize,
    /// The path from the root of this crate, or starting with another crate.
    pub path: ModulePath,
    /// Whether the path starts at another crate.
    pub is_foreign: bool,
}

/// A file of `src`, without its tests.
pub struct Source {
    /// The file, relative to the repository.
    pub file: String,
    /// The module that the file holds; empty for `lib.rs`.
    pub module: ModulePath,
    /// The paths in the file.
    pub names: Vec<Named>,
    /// The imported names with their paths.
    pub imports: BTreeMap<String, ModulePath>,
}

/// Reads all files of `src`, except tests.
pub fn read_all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = source_files("src").into_iter();
    let files = files.filter(|file| !file.iter().any(|part| part == "tests" || part == "tests.rs"));
    let read = |file: PathBuf| {
        let text = fs::read_to_string(root.join(&file)).expect("a readable file");
        Source::read(file.display().to_string(), &text)
    };
    files.map(read).collect()
}

/// The Rust files below a folder of the repository, relative to the repository.
pub fn source_files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut files) = (vec![root.join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path.strip_prefix(root).expect("a file of the repository").to_owned());
            }
        }
    }
    files.sort();
    files
}

/// A word or a sign with its line.
type Token = (String, usize);

impl Source {
    /// Parses the text of a file.
    pub fn read(file: String, text: &str) -> Self {
        let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
        let module = if inner == "lib" {
            Vec::new()
        } else {
            inner.split('/').map(str::to_owned).collect()
        };
        let mut source = Self {
            file,
            module,
            names: Vec::new(),
            imports: BTreeMap::new(),
        };
        source.walk(&without_tests(&tokens(text)));
        source
    }

    fn walk(&mut self, tokens: &[Token]) {
        let word = |at: usize| tokens.get(at).map_or("", |token| token.0.as_str());
        // Inline modules, with the depth of braces outside of each.
        let mut inline: Vec<(String, usize)> = Vec::new();
        let (mut at, mut depth) = (0, 0);
        while at < tokens.len() {
            match word(at) {
                "use" if word(at + 1) != "<" => at = self.import(tokens, at + 1, &inline),
                "mod" if word(at + 2) == "{" => {
                    inline.push((word(at + 1).to_owned(), depth));
                    at += 2;
                }
                start if is_word(start) && word(at + 1) == "::" => {
                    let (path, next) = plain_path(tokens, at);
                    self.name(path, tokens[at].1, &inline);
                    at = next;
                }
                sign => {
                    depth = depth + usize::from(sign == "{") - usize::from(sign == "}");
                    inline.retain(|(_, outside)| sign != "}" || *outside < depth);
                    at += 1;
                }
            }
        }
    }

    /// Reads the tree of a `use` up to its semicolon and returns where it ends.
    fn import(&mut self, tokens: &[Token], start: usize, inline: &[(String, usize)]) -> usize {
        let mut prefixes: Vec<ModulePath> = vec![Vec::new()];
        let (mut path, mut alias): (ModulePath, Option<String>) = (Vec::new(), None);
        let mut at = start;
        loop {
            let (word, line) = &tokens[at];
            match word.as_str() {
                "::" => {}
                "{" => prefixes.push(std::mem::take(&mut path)),
                "," | "}" | ";" => {
                    if !path.is_empty() {
                        let full = prefixes.concat().into_iter().chain(std::mem::take(&mut path)).collect();
                        self.add_import(full, alias.take(), *line, inline);
                    }
                    if word == "}" {
                        prefixes.pop();
                    } else if word == ";" {
                        return at + 1;
                    }
                }
                "as" => {
                    alias = Some(tokens[at + 1].0.clone());
                    at += 1;
                }
                _ => path.push(word.clone()),
            }
            at += 1;
        }
    }

    fn add_import(&mut self, mut path: ModulePath, alias: Option<String>, line: usize, inline: &[(String, usize)]) {
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let absolute = self.name(path, line, inline);
        if let Some(name) = alias.or_else(|| absolute.last().cloned()) {
            self.imports.insert(name, absolute);
        }
    }

    /// Records a path and returns it relative to the root of this crate.
    fn name(&mut self, path: ModulePath, line: usize, inline: &[(String, usize)]) -> ModulePath {
        let mut here: ModulePath = self
            .module
            .iter()
            .chain(inline.iter().map(|(name, _)| name))
            .cloned()
            .collect();
        let is_foreign = !is_relative(&path[0]);
        let mut steps = path.into_iter().peekable();
        while let Some(step) = steps.next_if(|step| is_relative(step)) {
            match step.as_str() {
                "super" => drop(here.pop()),
                "self" => {}
                _ => here.clear(),
            }
        }
        let relative: ModulePath = steps.collect();
        // Without `crate`, a path starts with another crate or with a module below this one.
        let below = [self.module.clone(), relative.clone()].concat();
        let path = if is_foreign {
            relative
        } else {
            [here, relative].concat()
        };
        self.names.push(Named {
            line,
            path: path.clone(),
            is_foreign,
        });
        if is_foreign { below } else { path }
    }
}

/// Reads a path such as `crate::a::b` and returns where it ends.
fn plain_path(tokens: &[Token], start: usize) -> (ModulePath, usize) {
    let mut path = vec![tokens[start].0.clone()];
    let mut at = start + 1;
    while at + 1 < tokens.len() && tokens[at].0 == "::" && is_word(&tokens[at + 1].0) {
        path.push(tokens[at + 1].0.clone());
        at += 2;
    }
    (path, at)
}

fn is_relative(step: &str) -> bool {
    ["crate", "super", "self", "interview_rooms"].contains(&step)
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphanumeric() || first == '_')
}

/// Removes items that are compiled only for tests.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_mark =
            tokens.len() - at >= mark.len() && mark.iter().zip(&tokens[at..]).all(|(one, token)| *one == token.0);
        if is_mark {
            at = end_of_item(tokens, at + mark.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// The end of the item that starts here: after its semicolon or its closing brace.
fn end_of_item(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0;
    for (at, (token, _)) in tokens.iter().enumerate().skip(start) {
        depth = depth + usize::from(token == "{") - usize::from(token == "}");
        if depth == 0 && (token == ";" || token == "}") {
            return at + 1;
        }
    }
    tokens.len()
}

/// The words and signs of Rust code, without comments, strings and characters.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => end_of_string(rest),
            'r' if rest.starts_with("r\"") || rest.starts_with("r#\"") => end_of_raw_string(rest),
            '\'' => end_of_char(rest),
            ':' if rest.starts_with("::") => 2,
            _ if is_word(rest) => rest
                .find(|next: char| !(next.is_alphanumeric() || next == '_'))
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if !first.is_whitespace() && !token.starts_with("//") && !token.contains(['"', '\'']) {
            tokens.push((token.to_owned(), line));
        }
        line += token.matches('\n').count();
        rest = after;
    }
    tokens
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, next) in text.char_indices().skip(1) {
        match next {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn end_of_raw_string(text: &str) -> usize {
    let hashes = text[1..].find('"').expect("a raw string has a quote");
    let end = format!("\"{}", "#".repeat(hashes));
    let opened = hashes + 2;
    text[opened..]
        .find(&end)
        .map_or(text.len(), |at| opened + at + end.len())
}

/// The end of a character literal, or of the apostrophe of a lifetime.
fn end_of_char(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), _) => 4 + text[3..].find('\'').expect("a character ends"),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[test]
fn every_file_is_declared_as_a_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = source_files("src").into_iter().chain(source_files("tests/it"));
    let undeclared = files.filter(|file| {
        let (folder, stem) = (file.parent().expect("a folder"), file.file_stem().expect("a name"));
        let roots = ["src/lib.rs", "src/main.rs", "tests/it/main.rs"].map(PathBuf::from);
        let parents = [
            folder.with_extension("rs"),
            folder.join("lib.rs"),
            folder.join("main.rs"),
        ];
        let declares = |parent: &PathBuf| {
            let text = fs::read_to_string(root.join(parent)).unwrap_or_default();
            let tokens = tokens(&text);
            let mut pairs = tokens.windows(3);
            pairs.any(|next| next[0].0 == "mod" && *next[1].0 == *stem && next[2].0 == ";")
        };
        !roots.contains(file) && !parents.iter().any(declares)
    });
    assert_eq!(
        undeclared.collect::<Vec<_>>(),
        Vec::<PathBuf>::new(),
        "files that are never compiled"
    );
}
