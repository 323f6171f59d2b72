//! JSON objects that are kept whole: what is in them besides the fields that we know is the caller's.

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::{IsObjectType, ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{borrow::Cow, marker::PhantomData};

/// An object that has the fields of `T`, and any others.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Open<T>(pub Map<String, Value>, PhantomData<fn() -> T>);

/// An object of any form.
pub type AnyObject = Open<Anything>;

/// No fields that we know.
#[derive(Debug)]
pub struct Anything;

/// What of an object is documented.
pub trait Known: Send + Sync {
    /// Its name.
    fn name() -> Cow<'static, str>;
    /// Its schema.
    fn schema_ref() -> MetaSchemaRef;
    /// Puts the schema where it belongs.
    fn register(_registry: &mut Registry) {}
}

impl<T: IsObjectType> Known for T {
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

impl Known for Anything {
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

impl<T: Known> Type for Open<T> {
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

impl<T: Known> ParseFromJSON for Open<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::Object(object)) => Ok(object.into()),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl<T: Known> ToJSON for Open<T> {
    fn to_json(&self) -> Option<Value> {
        Some(Value::Object(self.0.clone()))
    }
}
