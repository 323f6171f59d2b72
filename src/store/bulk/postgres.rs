//! Bulk writes on PostgreSQL: one statement writes all tables, each by a common table expression of its own. Columns are
//! bound as arrays, which `unnest` turns back into rows. The benchmark rejected multi-row `VALUES`: their text differs for
//! every number of rows.

use super::{BulkWrite, Column, TableWrite, Verb};
use sea_orm::{
    ColumnType, DatabaseBackend, DbErr, Statement, Value,
    sea_query::{PostgresQueryBuilder, TableBuilder},
};
use std::borrow::Cow;

/// A condition of a bulk write, evaluated by the statement that writes.
pub(in crate::store) struct Guard {
    /// A common table expression for the condition and the answer to read.
    pub with: &'static str,
    /// The values of its parameters, from `$1` on.
    pub values: Vec<Value>,
    /// Nothing is written unless this is true. It must not depend on the row.
    pub condition: &'static str,
    /// The query that gives the statement's answer.
    pub answer: &'static str,
}

impl BulkWrite {
    /// The statement that writes everything, with the guard's answer as its result.
    pub fn into_statement(self, guard: Option<Guard>) -> Result<Statement, DbErr> {
        let (with, mut values, condition, answer) = match guard {
            Some(guard) => (Some(guard.with.to_owned()), guard.values, guard.condition, guard.answer),
            None => (None, Vec::new(), "TRUE", "SELECT"),
        };
        let mut expressions = Vec::from_iter(with);
        for (number, table) in self.0.into_iter().enumerate() {
            let write = table.into_sql(&mut values, condition)?;
            expressions.push(format!("write_{number} AS ({write})"));
        }
        let sql = format!("WITH {} {answer}", expressions.join(", "));
        Ok(Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, values))
    }
}

impl TableWrite {
    /// The SQL that writes the table's rows. Adds an array for each column to `values`.
    fn into_sql(self, values: &mut Vec<Value>, condition: &str) -> Result<String, DbErr> {
        let (table, names) = (&self.table, self.names());
        let arrays = (values.len() + 1..).zip(&self.columns);
        let arrays: Vec<String> = arrays
            .map(|(number, column)| format!("${number}::{}[]", column.postgres_type))
            .collect();
        let rows = format!("unnest({}) AS new ({names})", arrays.join(", "));
        let sql = match (self.verb, self.columns.split_last()) {
            (Verb::Update, Some((Column { name: key, .. }, changed))) => {
                let changed = changed.iter().map(|Column { name, .. }| format!("{name} = new.{name}"));
                let changed: Vec<String> = changed.collect();
                let changed = changed.join(", ");
                format!("UPDATE {table} SET {changed} FROM {rows} WHERE {table}.{key} = new.{key} AND {condition}")
            }
            _ => format!("INSERT INTO {table} ({names}) SELECT {names} FROM {rows} WHERE {condition}"),
        };
        for column in self.columns {
            values.push(column.into_array()?);
        }
        Ok(sql)
    }
}

impl Column {
    fn into_array(self) -> Result<Value, DbErr> {
        if self.is_nullable {
            return array_literal(&self.values);
        }
        Ok(Value::Array(self.null.array_type(), Some(Box::new(self.values))))
    }
}

/// The values in PostgreSQL's text form of an array; null if all of them are, because `unnest` fills up the shorter array
/// with nulls. For nullable columns: sea-query panics when it binds an array that holds a null.
fn array_literal(values: &[Value]) -> Result<Value, DbErr> {
    let elements: Vec<Option<Cow<'_, str>>> = values.iter().map(text).collect::<Result<_, _>>()?;
    if elements.iter().all(Option::is_none) {
        return Ok(Value::String(None));
    }
    let mut literal = String::new();
    for element in elements {
        literal.push(if literal.is_empty() { '{' } else { ',' });
        match element {
            Some(text) => push_quoted(&mut literal, &text),
            None => literal.push_str("NULL"),
        }
    }
    literal.push('}');
    Ok(literal.into())
}

fn push_quoted(literal: &mut String, text: &str) {
    literal.push('"');
    let mut start = 0;
    for (special, _) in text.match_indices(['"', '\\']) {
        literal.push_str(&text[start..special]);
        literal.push('\\');
        start = special;
    }
    literal.push_str(&text[start..]);
    literal.push('"');
}

/// A value as text that PostgreSQL reads as the column's type.
fn text(value: &Value) -> Result<Option<Cow<'_, str>>, DbErr> {
    Ok(match value {
        Value::String(text) => text.as_deref().map(Cow::from),
        Value::Uuid(id) => id.map(|id| id.to_string().into()),
        Value::ChronoDateTimeUtc(time) => time.map(|time| time.to_rfc3339().into()),
        Value::Int(number) => number.map(|number| number.to_string().into()),
        Value::BigInt(number) => number.map(|number| number.to_string().into()),
        _ => {
            let reason = "a bulk write cannot send this type of a nullable column";
            return Err(DbErr::Type(reason.to_owned()));
        }
    })
}

/// PostgreSQL's name of a type.
pub(super) fn type_name(of: &ColumnType) -> String {
    let mut name = String::new();
    PostgresQueryBuilder.prepare_column_type(of, &mut name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        ids::{EntityId, ParticipantId, RoomId},
        participant::ParticipantKind,
    };
    use ::entity::participant;
    use sea_orm::IntoActiveModel;
    use uuid::Uuid;

    fn participant(name: Option<&str>) -> participant::ActiveModel {
        participant::Model {
            id: ParticipantId(Uuid::from_u128(1)),
            room_id: RoomId(Uuid::from_u128(2)),
            entity_id: EntityId(Uuid::from_u128(3)),
            kind: ParticipantKind::Member,
            name: name.map(str::to_owned),
            state: None,
            joined_at: chrono::DateTime::UNIX_EPOCH,
            left_at: None,
            dispatched_at: None,
            dispatch_id: None,
        }
        .into_active_model()
    }

    #[test]
    fn the_text_does_not_depend_on_the_rows() {
        let statement =
            |rows: Vec<participant::ActiveModel>| BulkWrite::default().insert(rows).into_statement(None).unwrap();
        let one = statement(vec![participant(None)]);
        let two = statement(vec![participant(Some("Ada")), participant(None)]);
        assert_eq!(one.sql, two.sql);
        assert_eq!(one.values.unwrap().0.len(), two.values.unwrap().0.len());
    }

    #[test]
    fn an_array_literal_keeps_nulls_quotes_and_backslashes() {
        let texts = [Some(r#"{"a": "\n"}"#), None, Some(""), Some("NULL")];
        let values = texts.map(|text| Value::String(text.map(str::to_owned)));
        let literal = r#"{"{\"a\": \"\\n\"}",NULL,"","NULL"}"#;
        assert_eq!(array_literal(&values).unwrap(), Value::from(literal));
        assert_eq!(array_literal(&[Value::Uuid(None)]).unwrap(), Value::String(None));
    }
}
