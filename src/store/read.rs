//! Reading rows of which one may be inconsistent.
//!
//! An inconsistent row fails the operations that are about it alone. Lists leave it out, and the log names it by table and
//! key, never by its content.

use super::{Result, StoreError, page};
use crate::model::{
    cursor::Cursor,
    listing::{Rows, count_within_budget},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityName, EntityTrait, FromQueryResult, Iden, Iterable, ModelTrait, PartialModelTrait,
    QueryResult, QuerySelect, Select,
    sea_query::{ColumnRef, Expr, ExprTrait, Func},
};
use uuid::Uuid;

/// What the log says of a row.
pub(super) trait Reported {
    /// The table.
    fn table() -> String;
    /// The columns of the primary key.
    fn key() -> Vec<String>;
}

impl<M: ModelTrait> Reported for M {
    fn table() -> String {
        M::Entity::default().table_name().to_owned()
    }

    fn key() -> Vec<String> {
        <M::Entity as EntityTrait>::PrimaryKey::iter()
            .map(|column| column.to_string())
            .collect()
    }
}

/// The columns of a model's primary key in a row that nests it under `prefix`.
pub(super) fn nested_key<M: Reported>(prefix: &str) -> Vec<String> {
    let columns = M::key().into_iter();
    columns.map(|column| format!("{prefix}_{column}")).collect()
}

/// The rows of a query, with the columns of a partial model.
pub(super) async fn partial_rows<P, E>(connection: &impl ConnectionTrait, query: Select<E>) -> Result<Vec<Row<P>>>
where
    P: PartialModelTrait + Reported,
    E: EntityTrait,
{
    let columns = P::select_cols(query.select_only());
    Ok(columns.into_model().all(connection).await?)
}

/// A row, or why it cannot be read.
pub(super) struct Row<M> {
    /// Its primary key, if that can be read.
    key: Option<String>,
    model: Result<M>,
}

impl<M: FromQueryResult + Reported> FromQueryResult for Row<M> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            key: M::key().first().and_then(|column| key_in(row, prefix, column)),
            model: M::from_query_result(row, prefix).map_err(StoreError::from),
        })
    }
}

fn key_in(row: &QueryResult, prefix: &str, column: &str) -> Option<String> {
    let id = row.try_get::<Uuid>(prefix, column).map(|id| id.to_string());
    let number = || row.try_get::<i64>(prefix, column).map(|number| number.to_string());
    id.or_else(|_| number()).or_else(|_| row.try_get(prefix, column)).ok()
}

impl<M: Reported> Row<M> {
    /// The row as a value of the model, or why it is none.
    pub fn read<T>(self) -> Result<T>
    where
        T: TryFrom<M>,
        StoreError: From<T::Error>,
    {
        Ok(self.model?.try_into()?)
    }

    /// Its id, if it can be read.
    pub fn id(&self) -> Option<Uuid> {
        self.key.as_deref()?.parse().ok()
    }

    /// The row as `read` returns it; `None` and a line in the log if it is inconsistent.
    pub fn readable<T>(self, read: impl FnOnce(M) -> Result<T>) -> Option<T> {
        let key = self.key;
        let value = self.model.and_then(read);
        value
            .inspect_err(|error| {
                let (table, key) = (M::table(), key.as_deref().unwrap_or("unknown"));
                tracing::error!(row.table = table, row.key = key, %error, "inconsistent row left out of a list");
            })
            .ok()
    }
}

/// The rows of a query that are consistent.
pub(super) async fn readable<E, T>(connection: &impl ConnectionTrait, rows: Select<E>) -> Result<Vec<T>>
where
    E: EntityTrait,
    T: TryFrom<E::Model>,
    StoreError: From<T::Error>,
{
    let rows = rows.into_model::<Row<E::Model>>().all(connection).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| row.readable(|model| Ok(model.try_into()?)))
        .collect())
}

/// A page of so many rows is not measured.
pub(super) const FEW: u16 = 16;

/// How many rows of a [`page`](super::page) fit into the budget of an answer: at most `limit`. `texts` are the columns that
/// may be long.
pub(super) async fn fitting_limit<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    page: Select<E>,
    limit: u16,
    texts: &[ColumnRef],
) -> Result<u16> {
    if limit <= FEW {
        return Ok(limit);
    }
    let sizes = page.select_only().expr_as(bytes_of(texts), "size");
    let sizes: Vec<i64> = sizes.into_tuple().all(connection).await?;
    let count = u16::try_from(count_within_budget(sizes)).unwrap_or(limit);
    Ok(Ord::min(count, limit))
}

/// The bytes of these columns together. Neither database reads a long text for its length.
pub(super) fn bytes_of(texts: &[ColumnRef]) -> Expr {
    let length = |column: &ColumnRef| {
        let text = Expr::col(column.clone()).cast_as("text");
        Expr::expr(Func::cust("octet_length").arg(Func::coalesce([text, Expr::value("")])))
    };
    let sum = texts.iter().map(length).reduce(ExprTrait::add);
    sum.unwrap_or_else(|| Expr::value(0)).cast_as("bigint")
}

/// A [`page`](super::page) of the rows of a query that are consistent, as many as fit into an answer, and how many that
/// are at most. `texts` are the columns that may be long.
pub(super) async fn readable_page<E, T>(
    connection: &impl ConnectionTrait,
    rows: Select<E>,
    id: E::Column,
    texts: &[ColumnRef],
    Rows { after, limit }: Rows,
) -> Result<(Vec<T>, u16)>
where
    E: EntityTrait,
    T: TryFrom<E::Model>,
    StoreError: From<T::Error>,
{
    let limit = fitting_limit(connection, page(rows.clone(), id, after, limit), limit, texts).await?;
    let mut filled = FilledPage::new(after, limit);
    while !filled.is_done() {
        let page = page(rows.clone(), id, filled.after(), limit).into_model::<Row<E::Model>>();
        let found = page.all(connection).await?.into_iter();
        filled.add(found.map(|row| (row.id(), row.readable(|model| Ok(model.try_into()?)))));
    }
    Ok((filled.items(), limit))
}

/// A page of `limit` items, and one more if there are more, although rows are left out:
///
/// ```ignore
/// let mut page = FilledPage::new(after, limit);
/// while !page.is_done() {
///     page.add(rows_after(page.after())?.map(|row| (row.id(), row.readable(read))));
/// }
/// ```
pub(super) struct FilledPage<T> {
    items: Vec<T>,
    wanted: usize,
    after: Option<Cursor>,
    is_done: bool,
}

impl<T> FilledPage<T> {
    pub fn new(after: Option<Cursor>, limit: u16) -> Self {
        Self {
            items: Vec::new(),
            wanted: usize::from(limit) + 1,
            after,
            is_done: false,
        }
    }

    /// Where to read on.
    pub const fn after(&self) -> Option<Cursor> {
        self.after
    }

    /// Whether the page is full, or there are no more rows.
    pub const fn is_done(&self) -> bool {
        self.is_done
    }

    /// Adds the rows of a [`page`](super::page): the id of each, with its value if it is consistent.
    pub fn add(&mut self, rows: impl ExactSizeIterator<Item = (Option<Uuid>, Option<T>)>) {
        let has_more = rows.len() >= self.wanted;
        let mut last = None;
        for (id, item) in rows {
            last = id;
            self.items.extend(item);
        }
        self.is_done = !has_more || self.items.len() >= self.wanted || last.is_none();
        self.after = last.map(Cursor);
        self.items.truncate(self.wanted);
    }

    pub fn items(self) -> Vec<T> {
        self.items
    }
}
