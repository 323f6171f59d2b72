//! The entities describe the tables that the migrations create: the same tables and columns, with types and
//! nullability that fit.

use super::source::source_files;
use crate::support::TestApp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IdenStatic, Iterable, Statement, sea_query::ColumnType,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Every table with its columns.
type Tables = BTreeMap<String, BTreeSet<Column>>;

/// A column of an entity or of a table.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    name: String,
    kind: &'static str,
    is_nullable: bool,
}

/// The tables of the entities in these modules, with the names of the modules.
macro_rules! entities {
    ($($module:ident)*) => {
        [$((stringify!($module), table::<entity::$module::Entity>())),*]
    };
}

/// All entities. `every_entity_is_compared` fails when one is missing here.
fn entities() -> Vec<(&'static str, (String, BTreeSet<Column>))> {
    Vec::from(entities! {
        agent agent_room api_key event idempotent_request instance interview interview_start livekit_event message
        participant project readiness record record_speaker record_utterance replaced_link room session_report team
        voice_session world
    })
}

fn table<E: EntityTrait>() -> (String, BTreeSet<Column>) {
    let column = |column: E::Column| Column {
        name: column.as_str().to_owned(),
        kind: kind_in_entity(column.def().get_column_type()),
        is_nullable: column.def().is_null(),
    };
    let name = E::default().table_name().to_owned();
    (name, E::Column::iter().map(column).collect())
}

fn kind_in_entity(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Uuid => "uuid",
        ColumnType::Text | ColumnType::String(_) | ColumnType::Enum { .. } => "text",
        ColumnType::Integer => "integer",
        ColumnType::BigInteger => "bigint",
        ColumnType::Boolean => "boolean",
        ColumnType::TimestampWithTimeZone => "timestamp",
        ColumnType::VarBinary(_) | ColumnType::Binary(_) | ColumnType::Blob => "bytes",
        ColumnType::Json | ColumnType::JsonBinary => "json",
        other => panic!("no column had the type {other:?} before: say here which type of the databases fits"),
    }
}

/// The kind of a type as the database spells it. SQLite has one integer type for all widths.
fn kind_in_table(spelled: &str, backend: DatabaseBackend) -> &'static str {
    let kinds = [
        ("uuid", "uuid"),
        ("timestamp", "timestamp"),
        ("json", "json"),
        ("bool", "boolean"),
        ("bytea", "bytes"),
        ("blob", "bytes"),
        ("binary", "bytes"),
        ("int8", "bigint"),
        ("bigint", "bigint"),
        ("int", "integer"),
        ("char", "text"),
        ("text", "text"),
    ];
    let found = kinds.iter().find(|(part, _)| spelled.to_lowercase().contains(part));
    let (_, kind) = found.unwrap_or_else(|| panic!("no column had the type {spelled} before"));
    widened(kind, backend)
}

fn widened(kind: &'static str, backend: DatabaseBackend) -> &'static str {
    if backend == DatabaseBackend::Sqlite && kind == "integer" {
        "bigint"
    } else {
        kind
    }
}

const SQLITE_COLUMNS: &str = "SELECT tables.name, columns.name, columns.type, columns.\"notnull\" = 0 \
     FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns \
     WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' AND tables.name <> 'seaql_migrations'";
const POSTGRES_COLUMNS: &str = "SELECT table_name::text, column_name::text, udt_name::text, is_nullable = 'YES' \
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'";

/// The tables of a migrated database.
async fn migrated() -> (Tables, DatabaseBackend) {
    let app = TestApp::start().await;
    let backend = app.store().backend();
    let query = match backend {
        DatabaseBackend::Sqlite => SQLITE_COLUMNS,
        _ => POSTGRES_COLUMNS,
    };
    let query = Statement::from_string(backend, query);
    let mut tables = Tables::new();
    for row in app.store().reader().query_all_raw(query).await.unwrap() {
        let (table, name, kind, is_nullable): (String, String, String, bool) = row.try_get_many_by_index().unwrap();
        let kind = kind_in_table(&kind, backend);
        let column = Column {
            name,
            kind,
            is_nullable,
        };
        tables.entry(table).or_default().insert(column);
    }
    (tables, backend)
}

#[test]
fn every_entity_is_compared() {
    let compared: BTreeSet<String> = entities().iter().map(|(module, _)| (*module).to_owned()).collect();
    let is_entity = |file: &PathBuf| {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
        text.expect("a readable file").contains("DeriveEntityModel")
    };
    let files = source_files("entity/src").into_iter().filter(is_entity);
    let modules: BTreeSet<String> = files
        .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        compared,
        modules,
        "left: the list in {}; right: the files of entity/src",
        file!()
    );
}

#[tokio::test]
async fn the_entities_have_the_tables_and_columns_that_the_migrations_create() {
    let (tables, backend) = migrated().await;
    let entities: Tables = entities().into_iter().map(|(_, table)| table).collect();
    let names = |tables: &Tables| tables.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&entities), names(&tables), "left: entities; right: tables");
    for (name, columns) in entities {
        let columns = columns.into_iter().map(|column| Column {
            kind: widened(column.kind, backend),
            ..column
        });
        assert_eq!(
            columns.collect::<BTreeSet<_>>(),
            tables[&name],
            "{name}: left: the entity; right: the table"
        );
    }
}
