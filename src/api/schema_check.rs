//! Checks a JSON value against the schema that the document states, and tells everything that is wrong, in the words
//! and with the types of FastAPI's validation errors.
//!
//! Strict: a number in quotes is no number. A value that is neither required nor has a default may be null.

use super::refusal::{Loc, ValidationError};
use crate::model::email::Email;
use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::Value;
use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

const TWO_TO_THE_63: f64 = 9_223_372_036_854_775_808.0;

/// The schema of a type, with all that it refers to.
pub(super) struct Schemas {
    registry: Registry,
    root: MetaSchemaRef,
}

impl Schemas {
    /// The schemas of `T`; made once.
    pub(super) fn of<T: Type + 'static>() -> Arc<Self> {
        static MADE: LazyLock<RwLock<HashMap<TypeId, Arc<Schemas>>>> = LazyLock::new(RwLock::default);
        let id = TypeId::of::<T>();
        if let Some(made) = MADE.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return made.clone();
        }
        let mut registry = Registry::new();
        T::register(&mut registry);
        let made = Arc::new(Self {
            registry,
            root: T::schema_ref(),
        });
        MADE.write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, made.clone());
        made
    }

    /// Everything that is wrong with `value` as a body; empty when it keeps the schema.
    pub(super) fn check(&self, value: &Value) -> Vec<ValidationError> {
        let mut check = Check {
            registry: &self.registry,
            at: vec![Loc::Name("body".to_owned())],
            wrong: Vec::new(),
        };
        check.value(value, &self.root);
        check.wrong
    }
}

struct Check<'a> {
    registry: &'a Registry,
    at: Vec<Loc>,
    wrong: Vec<ValidationError>,
}

impl Check<'_> {
    fn value(&mut self, value: &Value, schema: &MetaSchemaRef) {
        match schema {
            MetaSchemaRef::Inline(schema) => self.against(value, schema),
            MetaSchemaRef::Reference(name) => {
                if let Some(schema) = self.registry.schemas.get(name) {
                    self.against(value, schema);
                }
            }
        }
    }

    fn against(&mut self, value: &Value, schema: &MetaSchema) {
        // A reference with an addition, such as a default, stands in allOf.
        for part in &schema.all_of {
            self.value(value, part);
        }
        match (schema.ty, value) {
            ("object", Value::Object(fields)) => self.fields(fields, schema),
            ("object", _) if schema.all_of.is_empty() => {
                self.is(
                    "model_attributes_type",
                    "Input should be a valid dictionary or object to extract fields from",
                );
            }
            ("array", Value::Array(items)) => self.items(items, schema),
            ("array", _) => self.is("list_type", "Input should be a valid list"),
            ("string", Value::String(text)) => self.text(text, schema),
            ("string", _) => self.is("string_type", "Input should be a valid string"),
            ("integer", Value::Number(number)) => self.integer(number, schema),
            ("integer", _) => self.is("int_type", "Input should be a valid integer"),
            ("boolean", value) if !value.is_boolean() => self.is("bool_type", "Input should be a valid boolean"),
            _ => {}
        }
    }

    fn fields(&mut self, fields: &serde_json::Map<String, Value>, schema: &MetaSchema) {
        for (name, property) in &schema.properties {
            let required = schema.required.contains(name);
            self.at.push(Loc::Name((*name).to_owned()));
            match fields.get(*name) {
                None if required => self.is("missing", "Field required"),
                Some(Value::Null) if !required && !self.has_default(property) => {}
                Some(value) => self.value(value, property),
                None => {}
            }
            self.at.pop();
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

    fn items(&mut self, items: &[Value], schema: &MetaSchema) {
        let count = items.len();
        if let Some(most) = schema.max_items.filter(|most| count > *most) {
            self.is(
                "too_long",
                &format!("List should have at most {most} items, not {count}"),
            );
        }
        if let Some(least) = schema.min_items.filter(|least| count < *least) {
            self.is(
                "too_short",
                &format!("List should have at least {least} items, not {count}"),
            );
        }
        let Some(kind) = &schema.items else { return };
        // What is beyond the limit need not be looked at.
        let most = schema.max_items.unwrap_or(usize::MAX);
        for (position, item) in (0..).zip(items.iter().take(most)) {
            self.at.push(Loc::Position(position));
            self.value(item, kind);
            self.at.pop();
        }
    }

    fn text(&mut self, text: &str, schema: &MetaSchema) {
        let length = text.chars().count();
        if let Some(most) = schema.max_length.filter(|most| length > *most) {
            self.is(
                "string_too_long",
                &format!("String should have at most {most} characters"),
            );
        }
        if let Some(least) = schema.min_length.filter(|least| length < *least) {
            self.is(
                "string_too_short",
                &format!("String should have at least {least} characters"),
            );
        }
        // PostgreSQL keeps no such text.
        if text.contains('\0') {
            self.is("string_type", "Input should not contain NUL characters");
        }
        match schema.format {
            Some("uuid") if text.parse::<uuid::Uuid>().is_err() => {
                self.is("uuid_parsing", "Input should be a valid UUID");
            }
            Some("date-time") if chrono::DateTime::parse_from_rfc3339(text).is_err() => {
                self.is("datetime_parsing", "Input should be a valid datetime with a time zone");
            }
            Some("email") if text.parse::<Email>().is_err() => {
                self.is("value_error", "value is not a valid email address");
            }
            _ => {}
        }
    }

    fn integer(&mut self, number: &serde_json::Number, schema: &MetaSchema) {
        let Some(number) = number.as_i64() else {
            // Digits beyond 64 bits are read as a float, which has no fraction.
            let beyond = number.as_f64().is_none_or(|float| float.abs() >= TWO_TO_THE_63);
            let problem = if number.is_f64() && !beyond {
                (
                    "int_from_float",
                    "Input should be a valid integer, got a number with a fractional part",
                )
            } else {
                ("int_parsing_size", "Input should be an integer of at most 32 bits")
            };
            return self.is(problem.0, problem.1);
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "bounds are small, and larger numbers stay larger"
        )]
        let value = number as f64;
        if let Some(most) = schema.maximum.filter(|most| value > *most) {
            self.is(
                "less_than_equal",
                &format!("Input should be less than or equal to {most}"),
            );
        } else if let Some(least) = schema.minimum.filter(|least| value < *least) {
            self.is(
                "greater_than_equal",
                &format!("Input should be greater than or equal to {least}"),
            );
        } else if schema.format != Some("int64") && i32::try_from(number).is_err() {
            self.is("int_parsing_size", "Input should be an integer of at most 32 bits");
        }
    }

    fn is(&mut self, kind: &str, msg: &str) {
        self.wrong.push(ValidationError {
            loc: self.at.clone(),
            msg: msg.to_owned(),
            kind: kind.to_owned(),
        });
    }
}
