//! The differences between two contracts.
//!
//! Additional operations, parameters, fields, responses and limits are no differences if callers need not send more.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Value;

use super::facts::{Contract, Field, Operation, Schema};

/// Differences, each with the operations that have it.
#[derive(Default)]
pub struct Differences(BTreeMap<String, BTreeSet<String>>);

impl Differences {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, operation: &str, problem: String) {
        self.0.entry(problem).or_default().insert(operation.to_owned());
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (problem, operations) in &self.0 {
            let operations: Vec<&str> = operations.iter().map(String::as_str).collect();
            writeln!(out, "- {problem}  [{}]", operations.join(", "))?;
        }
        Ok(())
    }
}

/// What `found` lacks or contradicts of `stated`, for every stated operation.
pub fn shortfalls(stated: &Contract, found: &Contract) -> Differences {
    let mut differences = Differences::default();
    for (call, operation) in &stated.operations {
        match found.operations.get(call) {
            None => differences.add(call, "operation is missing".to_owned()),
            Some(other) => {
                let mut comparison = Comparison {
                    stated,
                    found,
                    call,
                    differences: &mut differences,
                };
                comparison.operation(operation, other);
            }
        }
    }
    differences
}

/// One operation of two contracts.
struct Comparison<'a> {
    stated: &'a Contract,
    found: &'a Contract,
    call: &'a str,
    differences: &'a mut Differences,
}

impl Comparison<'_> {
    fn operation(&mut self, stated: &Operation, found: &Operation) {
        self.same("operation id", &stated.id, &found.id);
        self.includes("tag", &stated.tags, &found.tags);
        self.includes("security", &stated.security, &found.security);
        if found.security.contains("none") && !stated.security.contains("none") {
            self.report("security is not needed".to_owned());
        }
        self.fields("parameter ", &stated.parameters, &found.parameters, true);
        self.body(stated.body.as_ref(), found.body.as_ref());
        self.answers(&stated.answers, &found.answers);
        let sent = self.stated.reached_by(stated.body.iter().map(|body| &body.kind));
        let answered = self.stated.reached_by(stated.answers.values());
        for name in sent.union(&answered) {
            self.schema(name, sent.contains(name));
        }
    }

    fn body(&mut self, stated: Option<&Field>, found: Option<&Field>) {
        match (stated, found) {
            (Some(stated), Some(found)) => self.field("request body", stated, found, true),
            (Some(_), None) => self.report("request body is missing".to_owned()),
            (None, Some(found)) if found.required => self.report("request body is required and not stated".to_owned()),
            (None, _) => {}
        }
    }

    fn answers(&mut self, stated: &BTreeMap<String, String>, found: &BTreeMap<String, String>) {
        for (status, kind) in stated {
            match found.get(status) {
                None => self.report(format!("answer {status} is missing")),
                Some(other) if kind != "any" => self.same(&format!("answer {status}"), kind, other),
                Some(_) => {}
            }
        }
    }

    fn schema(&mut self, name: &str, sent: bool) {
        match (&self.stated.schemas[name], self.found.schemas.get(name)) {
            (_, None) => self.report(format!("schema {name} is missing")),
            (Schema::Object(stated), Some(Schema::Object(found))) => {
                self.fields(&format!("{name}."), stated, found, sent);
            }
            (Schema::Other(stated), Some(Schema::Other(found))) => self.same(name, stated, found),
            (_, Some(_)) => self.report(format!("{name} is an object on one side only")),
        }
    }

    /// Compares named fields; with `sent`, `found` may require only stated fields.
    fn fields(&mut self, owner: &str, stated: &BTreeMap<String, Field>, found: &BTreeMap<String, Field>, sent: bool) {
        for (name, field) in stated {
            match found.get(name) {
                None => self.report(format!("{owner}{name} is missing")),
                Some(other) => self.field(&format!("{owner}{name}"), field, other, sent),
            }
        }
        for (name, _) in found
            .iter()
            .filter(|(name, field)| sent && field.required && !stated.contains_key(*name))
        {
            self.report(format!("{owner}{name} is required and not stated"));
        }
    }

    fn field(&mut self, what: &str, stated: &Field, found: &Field, sent: bool) {
        // A response may say which texts a text can be; a request must not be restricted to some.
        let is_enumerated = !sent && stated.kind == "string" && found.kind.starts_with("one of ");
        if !is_enumerated {
            self.same(&format!("{what}: type"), &stated.kind, &found.kind);
        }
        self.same(&format!("{what}: required"), &stated.required, &found.required);
        self.same(&format!("{what}: nullable"), &stated.nullable, &found.nullable);
        self.same(
            &format!("{what}: default"),
            &shown(stated.default.as_ref()),
            &shown(found.default.as_ref()),
        );
        for (keyword, limit) in &stated.limits {
            let other = found.limits.get(keyword).map(|limit| &limit.value);
            self.same(&format!("{what}: {keyword}"), &shown(Some(&limit.value)), &shown(other));
        }
    }

    fn same<T: PartialEq + fmt::Display>(&mut self, what: &str, stated: &T, found: &T) {
        if stated != found {
            self.report(format!("{what} is stated as `{stated}` and found as `{found}`"));
        }
    }

    fn includes(&mut self, what: &str, stated: &BTreeSet<String>, found: &BTreeSet<String>) {
        for missing in stated.difference(found) {
            self.report(format!("{what} `{missing}` is missing, found {found:?}"));
        }
    }

    fn report(&mut self, problem: String) {
        self.differences.add(self.call, problem);
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "none".to_owned(), Value::to_string)
}
