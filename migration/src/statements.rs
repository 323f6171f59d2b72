//! Statements that several migrations write alike.

use sea_orm_migration::prelude::*;

/// A foreign key to the `id` of another table.
pub(crate) fn references(table: &'static str, column: &'static str, parent: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(parent, "id").to_owned()
}

/// A foreign key to the `id` of another table whose row takes this one along when it is deleted.
pub(crate) fn part_of(table: &'static str, column: &'static str, parent: &'static str) -> ForeignKeyCreateStatement {
    references(table, column, parent)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

pub(crate) fn index<const N: usize>(
    name: &'static str,
    table: &'static str,
    columns: [&'static str; N],
) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(column);
    }
    index
}

pub(crate) async fn drop_table(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table(table).to_owned()).await
}
