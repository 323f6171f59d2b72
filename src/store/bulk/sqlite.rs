//! Bulk writes on SQLite: an `INSERT` with several rows for each chunk, an `UPDATE` for each row.
//!
//! Parameters are plain `?`. Numbered ones have names, which sqlx asks for one by one and SQLite keeps in a list, so that
//! binding would take quadratic time.

use super::{BulkWrite, TableWrite, Verb};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use std::iter::repeat_n;

/// The numbers of rows that an `INSERT` may have, largest first. Any number of rows is a sum of these.
const CHUNKS: [usize; 5] = [100, 30, 10, 3, 1];

impl BulkWrite {
    pub(super) async fn execute_in_chunks(self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        for table in self.0 {
            table.execute_in_chunks(connection).await?;
        }
        Ok(())
    }
}

impl TableWrite {
    async fn execute_in_chunks(self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        let mut left = self.columns.first().map_or(0, |column| column.values.len());
        let (head, row) = self.sql();
        let chunks: &[usize] = match self.verb {
            Verb::Insert => &CHUNKS,
            Verb::Update => &[1],
        };
        let mut columns: Vec<_> = self
            .columns
            .into_iter()
            .map(|column| column.values.into_iter())
            .collect();
        for &rows in chunks {
            while left >= rows {
                let mut values: Vec<Value> = Vec::with_capacity(rows * columns.len());
                for _ in 0..rows {
                    values.extend(columns.iter_mut().filter_map(Iterator::next));
                }
                let sql = head.clone() + &repeat_n(row.as_str(), rows).collect::<Vec<_>>().join(",");
                let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
                connection.execute_raw(statement).await?;
                left -= rows;
            }
        }
        Ok(())
    }

    /// The beginning of the statement, and its part for one row.
    fn sql(&self) -> (String, String) {
        let table = &self.table;
        if let (Verb::Update, Some((key, changed))) = (self.verb, self.columns.split_last()) {
            let changed: Vec<String> = changed.iter().map(|column| format!("{} = ?", column.name)).collect();
            let head = format!("UPDATE {table} SET {} WHERE {} = ", changed.join(", "), key.name);
            return (head, "?".to_owned());
        }
        let head = format!("INSERT INTO {table} ({}) VALUES ", self.names());
        let row = vec!["?"; self.columns.len()].join(",");
        (head, format!("({row})"))
    }
}
