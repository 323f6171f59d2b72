//! Checks a JSON value against the schema in the OpenAPI document, and reports the violations, at most a hundred, with the
//! messages and types of FastAPI's validation errors.
//!
//! Strict: a number in quotes is not a number. A field that is neither required nor has a default may be null.

use crate::{
    api::error::{FieldViolation, Loc, Violations},
    model::email::Email,
};
use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::Value;
use std::{
    any::TypeId,
    collections::HashMap,
    fmt,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

const TWO_TO_THE_63: f64 = 9_223_372_036_854_775_808.0;

/// The schema of a type, with all schemas that it refers to.
pub(super) struct Schemas {
    registry: Registry,
    root: MetaSchemaRef,
}

impl Schemas {
    /// The schemas of `T`, built on first use.
    pub(super) fn of<T: Type + 'static>() -> Arc<Self> {
        static CACHE: LazyLock<RwLock<HashMap<TypeId, Arc<Schemas>>>> = LazyLock::new(RwLock::default);
        let id = TypeId::of::<T>();
        if let Some(schemas) = CACHE.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return schemas.clone();
        }
        let mut registry = Registry::new();
        T::register(&mut registry);
        let schemas = Arc::new(Self {
            registry,
            root: T::schema_ref(),
        });
        CACHE
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, schemas.clone());
        schemas
    }

    /// The violations of the schema by `value` as a body; empty if it is valid.
    pub(super) fn check(&self, value: &Value) -> Violations {
        let mut check = Check {
            registry: &self.registry,
            loc: vec![Loc::Name("body".to_owned())],
            violations: Violations::default(),
        };
        check.check_value(value, &self.root);
        check.violations
    }

    /// The parameters of a query that the schema, an object's, declares, or the violation by the first invalid one.
    pub(super) fn parse_parameters(&self, sent: &[(String, String)]) -> Result<Value, FieldViolation> {
        let mut object = serde_json::Map::new();
        let properties = self.schema(&self.root).map(|schema| &schema.properties);
        for (name, property) in properties.into_iter().flatten() {
            let Some((_, text)) = sent.iter().find(|(sent, _)| sent == name) else {
                continue;
            };
            let value = self
                .schema(property)
                .map_or(Ok(text.as_str().into()), |schema| parse_text(text, schema));
            let value = value.map_err(|(kind, message)| FieldViolation::new(&["query", name], kind, message))?;
            let mut check = Check {
                registry: &self.registry,
                loc: ["query", name].map(|part| Loc::Name(part.to_owned())).into(),
                violations: Violations::default(),
            };
            check.check_value(&value, property);
            if let Some(violation) = check.violations.into_list().into_iter().next() {
                return Err(violation);
            }
            object.insert((*name).to_owned(), value);
        }
        Ok(object.into())
    }

    fn schema<'a>(&'a self, schema: &'a MetaSchemaRef) -> Option<&'a MetaSchema> {
        match schema {
            MetaSchemaRef::Inline(schema) => Some(schema),
            MetaSchemaRef::Reference(name) => self.registry.schemas.get(name),
        }
    }
}

/// The value that a parameter states, or the kind and the message of the violation.
fn parse_text(text: &str, schema: &MetaSchema) -> Result<Value, (&'static str, &'static str)> {
    let integer = ("int_parsing", "Input should be a valid integer");
    match (schema.ty, schema.format) {
        ("integer", Some("int64")) => text.parse().map(|number: i64| number.into()).map_err(|_| integer),
        ("integer", _) => text.parse().map(|number: i32| number.into()).map_err(|_| integer),
        ("boolean", _) => {
            let value = text.parse().map(Value::Bool);
            value.map_err(|_| ("value_error", "Value is not valid"))
        }
        _ => Ok(text.into()),
    }
}

struct Check<'a> {
    registry: &'a Registry,
    loc: Vec<Loc>,
    violations: Violations,
}

impl Check<'_> {
    fn check_value(&mut self, value: &Value, schema: &MetaSchemaRef) {
        match schema {
            MetaSchemaRef::Inline(schema) => self.check_schema(value, schema),
            MetaSchemaRef::Reference(name) => {
                if let Some(schema) = self.registry.schemas.get(name) {
                    self.check_schema(value, schema);
                }
            }
        }
    }

    fn check_schema(&mut self, value: &Value, schema: &MetaSchema) {
        // poem-openapi writes a reference with siblings, such as a default, as `allOf`.
        for part in &schema.all_of {
            self.check_value(value, part);
        }
        match (schema.ty, value) {
            ("object", Value::Object(fields)) => self.check_fields(fields, schema),
            ("object", _) if schema.all_of.is_empty() => {
                self.report(
                    "model_attributes_type",
                    "Input should be a valid dictionary or object to extract fields from",
                );
            }
            ("array", Value::Array(items)) => self.check_items(items, schema),
            ("array", _) => self.report("list_type", "Input should be a valid list"),
            ("string", Value::String(text)) => self.check_text(text, schema),
            ("string", _) => self.report("string_type", "Input should be a valid string"),
            ("integer", Value::Number(number)) => self.check_integer(number, schema),
            ("integer", _) => self.report("int_type", "Input should be a valid integer"),
            ("boolean", value) if !value.is_boolean() => self.report("bool_type", "Input should be a valid boolean"),
            _ => {}
        }
    }

    fn check_fields(&mut self, fields: &serde_json::Map<String, Value>, schema: &MetaSchema) {
        for (name, property) in &schema.properties {
            let required = schema.required.contains(name);
            self.loc.push(Loc::Name((*name).to_owned()));
            match fields.get(*name) {
                None if required => self.report("missing", "Field required"),
                Some(Value::Null) if !required && !self.has_default(property) => {}
                Some(value) => self.check_value(value, property),
                None => {}
            }
            self.loc.pop();
        }
    }

    fn has_default(&self, property: &MetaSchemaRef) -> bool {
        match property {
            MetaSchemaRef::Inline(schema) => schema.default.is_some(),
            MetaSchemaRef::Reference(name) => self
                .registry
                .schemas
                .get(name)
                .is_some_and(|schema| schema.default.is_some()),
        }
    }

    fn check_items(&mut self, items: &[Value], schema: &MetaSchema) {
        let count = items.len();
        if let Some(max) = schema.max_items.filter(|max| count > *max) {
            self.report(
                "too_long",
                format_args!("List should have at most {max} items, not {count}"),
            );
        }
        if let Some(min) = schema.min_items.filter(|min| count < *min) {
            self.report(
                "too_short",
                format_args!("List should have at least {min} items, not {count}"),
            );
        }
        let Some(kind) = &schema.items else { return };
        // Items beyond the limit are not checked.
        let max = schema.max_items.unwrap_or(usize::MAX);
        for (index, item) in (0..).zip(items.iter().take(max)) {
            self.loc.push(Loc::Index(index));
            self.check_value(item, kind);
            self.loc.pop();
        }
    }

    fn check_text(&mut self, text: &str, schema: &MetaSchema) {
        let length = text.chars().count();
        if let Some(max) = schema.max_length.filter(|max| length > *max) {
            self.report(
                "string_too_long",
                format_args!("String should have at most {max} characters"),
            );
        }
        if let Some(min) = schema.min_length.filter(|min| length < *min) {
            self.report(
                "string_too_short",
                format_args!("String should have at least {min} characters"),
            );
        }
        // PostgreSQL cannot store NUL characters.
        if text.contains('\0') {
            self.report("string_type", "Input should not contain NUL characters");
        }
        match schema.format {
            Some("uuid") if text.parse::<uuid::Uuid>().is_err() => {
                self.report("uuid_parsing", "Input should be a valid UUID");
            }
            Some("date-time") if chrono::DateTime::parse_from_rfc3339(text).is_err() => {
                self.report("datetime_parsing", "Input should be a valid datetime with a time zone");
            }
            Some("email") if text.parse::<Email>().is_err() => {
                self.report("value_error", "value is not a valid email address");
            }
            _ => {}
        }
    }

    fn check_integer(&mut self, number: &serde_json::Number, schema: &MetaSchema) {
        let Some(number) = number.as_i64() else {
            // serde_json reads integers beyond 64 bits as floats.
            let is_too_large = number.as_f64().is_none_or(|float| float.abs() >= TWO_TO_THE_63);
            let (kind, message) = if number.is_f64() && !is_too_large {
                (
                    "int_from_float",
                    "Input should be a valid integer, got a number with a fractional part",
                )
            } else {
                ("int_parsing_size", "Input should be an integer of at most 32 bits")
            };
            return self.report(kind, message);
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "bounds are small, and rounding keeps large numbers beyond them"
        )]
        let value = number as f64;
        if let Some(max) = schema.maximum.filter(|max| value > *max) {
            self.report(
                "less_than_equal",
                format_args!("Input should be less than or equal to {max}"),
            );
        } else if let Some(min) = schema.minimum.filter(|min| value < *min) {
            self.report(
                "greater_than_equal",
                format_args!("Input should be greater than or equal to {min}"),
            );
        } else if schema.format != Some("int64") && i32::try_from(number).is_err() {
            self.report("int_parsing_size", "Input should be an integer of at most 32 bits");
        }
    }

    fn report(&mut self, kind: &str, message: impl fmt::Display) {
        let loc = &self.loc;
        self.violations.add(|| FieldViolation {
            loc: loc.clone(),
            message: message.to_string(),
            kind: kind.to_owned(),
        });
    }
}
