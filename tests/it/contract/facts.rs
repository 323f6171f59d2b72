//! The facts of a contract, independent of their source.
//!
//! Types are text in the notation of `tests/contract/aseed.toml`, so that statements and documents can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

#[derive(Clone, Default)]
pub struct Contract {
    /// By method and path, as in `GET /health`.
    pub operations: BTreeMap<String, Operation>,
    pub schemas: BTreeMap<String, Schema>,
}

#[derive(Clone)]
pub struct Operation {
    pub id: String,
    pub tags: BTreeSet<String>,
    /// The alternatives; `none` if no credential is needed.
    pub security: BTreeSet<String>,
    /// By place and name, as in `query status`.
    pub parameters: BTreeMap<String, Field>,
    pub body: Option<Field>,
    /// The types of the JSON answers, by status.
    pub answers: BTreeMap<String, String>,
    pub delivered: bool,
}

#[derive(Clone)]
pub enum Schema {
    Object(BTreeMap<String, Field>),
    Other(String),
}

#[derive(Clone)]
pub struct Field {
    pub required: bool,
    pub kind: String,
    pub nullable: bool,
    pub default: Option<Value>,
    /// By keyword of JSON Schema, as in `maxLength`.
    pub limits: BTreeMap<String, Limit>,
}

#[derive(Clone)]
pub struct Limit {
    pub value: Value,
    /// Stated only in prose.
    pub prose: bool,
}

impl Contract {
    /// The delivered operations and what they need.
    pub fn delivered(mut self) -> Self {
        self.operations.retain(|_, operation| operation.delivered);
        self
    }

    /// The contract without limits that are stated only in prose.
    pub fn without_prose(mut self) -> Self {
        let parameters = self
            .operations
            .values_mut()
            .flat_map(|operation| operation.parameters.values_mut());
        let fields = self
            .schemas
            .values_mut()
            .filter_map(Schema::fields_mut)
            .flat_map(BTreeMap::values_mut);
        for field in parameters.chain(fields) {
            field.limits.retain(|_, limit| !limit.prose);
        }
        self
    }

    /// The names in these types that are neither a plain type nor a schema.
    pub fn unknown_types(&self) -> Vec<String> {
        const PLAIN: &str = "any boolean date-time email integer list map null number object of or string uuid";
        let fields = self
            .schemas
            .values()
            .filter_map(Schema::fields)
            .flat_map(BTreeMap::values);
        let sent = self
            .operations
            .values()
            .flat_map(|operation| operation.parameters.values().chain(&operation.body));
        let answers = self
            .operations
            .values()
            .flat_map(|operation| operation.answers.values());
        let kinds = fields.chain(sent).map(|field| &field.kind).chain(answers);
        let known = |word: &str| PLAIN.split(' ').any(|plain| plain == word) || self.schemas.contains_key(word);
        kinds
            .flat_map(|kind| kind.split(' '))
            .filter(|word| !known(word))
            .map(str::to_owned)
            .collect()
    }

    /// The schemas that no operation uses.
    pub fn unreached_schemas(&self) -> Vec<String> {
        let sent = self
            .operations
            .values()
            .flat_map(|operation| operation.body.iter().map(|body| &body.kind));
        let answered = self
            .operations
            .values()
            .flat_map(|operation| operation.answers.values());
        let reached = self.reached_by(sent.chain(answered));
        self.schemas
            .keys()
            .filter(|name| !reached.contains(*name))
            .cloned()
            .collect()
    }

    /// Adds the schemas named by a type and, recursively, those that they name.
    fn reach(&self, kind: &str, reached: &mut BTreeSet<String>) {
        for name in kind.split(' ') {
            let Some(schema) = self.schemas.get(name) else { continue };
            if reached.insert(name.to_owned()) {
                let fields = schema.fields().into_iter().flat_map(BTreeMap::values);
                fields.for_each(|field| self.reach(&field.kind, reached));
            }
        }
    }

    /// The schemas that these types use.
    pub fn reached_by<'a>(&self, kinds: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        kinds.for_each(|kind| self.reach(kind, &mut reached));
        reached
    }
}

impl Schema {
    pub fn fields(&self) -> Option<&BTreeMap<String, Field>> {
        match self {
            Self::Object(fields) => Some(fields),
            Self::Other(_) => None,
        }
    }

    fn fields_mut(&mut self) -> Option<&mut BTreeMap<String, Field>> {
        match self {
            Self::Object(fields) => Some(fields),
            Self::Other(_) => None,
        }
    }
}
