//! Statements that several migrations write alike.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseBackend, DbErr},
};

/// A migration that creates tables with their indexes. Undoing it drops the tables.
pub(crate) struct NewTables {
    /// The name by which the database records the migration.
    pub(crate) name: &'static str,
    /// The tables, each after those that it refers to.
    pub(crate) tables: Vec<TableCreateStatement>,
    pub(crate) indexes: Vec<IndexCreateStatement>,
    /// A statement for PostgreSQL alone, executed last.
    pub(crate) on_postgres: Option<&'static str>,
}

impl MigrationName for NewTables {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for NewTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in &self.tables {
            manager.create_table(table.clone()).await?;
        }
        for index in &self.indexes {
            manager.create_index(index.clone()).await?;
        }
        if let (Some(sql), DatabaseBackend::Postgres) = (self.on_postgres, manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in self
            .tables
            .iter()
            .rev()
            .filter_map(TableCreateStatement::get_table_name)
        {
            manager.drop_table(Table::drop().table(name.clone()).to_owned()).await?;
        }
        Ok(())
    }
}

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
