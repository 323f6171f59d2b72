//! Bulk writes: many rows of several tables in few round trips. Every batch of rooms and messages is written here.
//!
//! Tables, columns and types come from the entities, values from their active models: no column is listed twice.
//! PostgreSQL writes all tables by one statement ([`postgres`]), SQLite table by table in chunks ([`sqlite`]). On both, the
//! text of a statement does not depend on the number of rows, so that it is prepared once per connection.
//!
//! Statements are sea-orm's [`Statement`](sea_orm::Statement) and not sqlx's queries, because sqlx's cannot join a
//! transaction of sea-orm.

mod postgres;
mod sqlite;

use super::Result;
pub(super) use postgres::Guard;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityName, EntityTrait, Iterable,
    PrimaryKeyToColumn, Value,
};

type ColumnOf<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;
type KeyOf<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::PrimaryKey;

/// Rows to write. Tables are written in the order of the calls; a table without rows is left out.
#[derive(Default)]
pub(super) struct BulkWrite(Vec<TableWrite>);

/// Rows of one table, column by column.
struct TableWrite {
    /// The quoted name.
    table: String,
    verb: Verb,
    columns: Vec<Column>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Insert,
    /// Updates the row whose primary key is in the last column.
    Update,
}

struct Column {
    /// The quoted name.
    name: String,
    /// The type of an element on PostgreSQL.
    postgres_type: String,
    is_nullable: bool,
    null: Value,
    values: Vec<Value>,
}

impl BulkWrite {
    /// Inserts rows. The columns are those that the first row sets; a later row without one of them writes null.
    pub fn insert<A: ActiveModelTrait>(self, rows: impl IntoIterator<Item = A>) -> Self {
        self.add(Verb::Insert, rows)
    }

    /// Updates rows by their primary key, which must be one column. The columns are those that the first row sets.
    pub fn update<A: ActiveModelTrait>(self, rows: impl IntoIterator<Item = A>) -> Self {
        self.add(Verb::Update, rows)
    }

    fn add<A: ActiveModelTrait>(mut self, verb: Verb, rows: impl IntoIterator<Item = A>) -> Self {
        let mut rows = rows.into_iter();
        let Some(mut first) = rows.next() else {
            return self;
        };
        let mut columns: Vec<(ColumnOf<A>, Column)> = ColumnOf::<A>::iter()
            .filter_map(|column| Some((column, Column::new(column, first.take(column).into_value()?))))
            .collect();
        if verb == Verb::Update {
            columns.sort_by_key(|(column, _)| KeyOf::<A>::from_column(*column).is_some());
        }
        for mut row in rows {
            for (column, written) in &mut columns {
                let value = row.take(*column).into_value();
                written.values.push(value.unwrap_or_else(|| written.null.clone()));
            }
        }
        self.0.push(TableWrite {
            table: quoted(A::Entity::default().table_name()),
            verb,
            columns: columns.into_iter().map(|(_, written)| written).collect(),
        });
        self
    }

    /// Writes the rows: in one round trip on PostgreSQL, in several on SQLite, where it needs a transaction to be atomic.
    pub async fn execute(self, connection: &impl ConnectionTrait) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        match connection.get_database_backend() {
            DatabaseBackend::Postgres => connection.execute_raw(self.into_statement(None)?).await.map(drop)?,
            _ => self.execute_in_chunks(connection).await?,
        }
        Ok(())
    }
}

impl TableWrite {
    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        names.join(", ")
    }
}

impl Column {
    fn new(column: impl ColumnTrait, first: Value) -> Self {
        let definition = column.def();
        Self {
            name: quoted(column.as_str()),
            postgres_type: postgres::type_name(definition.get_column_type()),
            is_nullable: definition.is_null(),
            null: first.as_null(),
            values: vec![first],
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
