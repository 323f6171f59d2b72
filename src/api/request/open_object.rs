//! JSON objects that are kept whole: fields beside the declared ones belong to the caller.

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::{IsObjectType, ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{borrow::Cow, marker::PhantomData};

/// An object with the declared fields of `T`, and any others.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Open<T>(pub Map<String, Value>, PhantomData<fn() -> T>);

/// An object with any fields.
pub type AnyObject = Open<NoFields>;

/// Declares no fields.
#[derive(Debug)]
pub struct NoFields;

/// The fields of an object that its schema declares.
pub trait DeclaredFields: Send + Sync {
    /// The name of the schema.
    fn name() -> Cow<'static, str>;
    /// The schema.
    fn schema_ref() -> MetaSchemaRef;
    /// Registers the schema.
    fn register(_registry: &mut Registry) {}
}

impl<T: IsObjectType> DeclaredFields for T {
    fn name() -> Cow<'static, str> {
        <T as Type>::name()
    }

    fn schema_ref() -> MetaSchemaRef {
        <T as Type>::schema_ref()
    }

    fn register(registry: &mut Registry) {
        <T as Type>::register(registry);
    }
}

impl DeclaredFields for NoFields {
    fn name() -> Cow<'static, str> {
        "object".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new("object")))
    }
}

impl<T> From<Map<String, Value>> for Open<T> {
    fn from(object: Map<String, Value>) -> Self {
        Self(object, PhantomData)
    }
}

impl<T> FromIterator<(String, Value)> for Open<T> {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(fields: I) -> Self {
        Map::from_iter(fields).into()
    }
}

impl<T> Clone for Open<T> {
    fn clone(&self) -> Self {
        self.0.clone().into()
    }
}

impl<T: DeclaredFields> Type for Open<T> {
    const IS_REQUIRED: bool = true;

    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl<T: DeclaredFields> ParseFromJSON for Open<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::Object(object)) => Ok(object.into()),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl<T: DeclaredFields> ToJSON for Open<T> {
    fn to_json(&self) -> Option<Value> {
        Some(Value::Object(self.0.clone()))
    }
}
