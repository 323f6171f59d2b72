//! Adding and removing columns: one at a time, which is what SQLite can do.

use sea_orm_migration::prelude::*;

pub(crate) async fn add(manager: &SchemaManager<'_>, table: impl IntoTableRef, column: ColumnDef) -> Result<(), DbErr> {
    let add = Table::alter().table(table).add_column(column).to_owned();
    manager.alter_table(add).await
}

pub(crate) async fn remove(
    manager: &SchemaManager<'_>,
    table: impl IntoTableRef,
    column: impl IntoIden,
) -> Result<(), DbErr> {
    let remove = Table::alter().table(table).drop_column(column).to_owned();
    manager.alter_table(remove).await
}
