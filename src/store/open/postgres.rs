//! Opening PostgreSQL: what a server must be like, and the settings of each connection.

use super::{OpenError, is_usable};
use crate::config::DatabaseConfig;
use sea_orm::{
    ConnectOptions,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions as _, Connection, Executor, PgConnection, Row, postgres::PgConnectOptions,
    },
};
use std::{io, time::Duration};
use tokio::time::timeout;

const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// How long the server may take to answer a question at the start.
const START_LIMIT: Duration = Duration::from_secs(10);
/// How long a caller waits for a connection, and a new connection for the server.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(4);
/// The server ends a transaction that does nothing for this long: its connection has fallen silent, and its locks would
/// stop others. The service never waits for anybody within a transaction.
const IDLE_TRANSACTION_LIMIT: Duration = Duration::from_secs(4);
/// How much longer the service waits for a statement than the server, which says what was wrong.
const MARGIN: Duration = Duration::from_secs(1);
/// A pooler lends the session that was used last, but may be busy with other clients.
const SESSION_CHECKS: usize = 3;
const ENCODING: &str = "UTF8";
const WRONG_PASSWORD: &str = "28P01";
const PASSWORD_HINT: &str = "; percent-encode special characters in the password, such as %2F for / and %40 for @";

/// The limit of a step, after which the service gives up.
pub(super) fn step_limit(config: &DatabaseConfig) -> Duration {
    config.statement_limit() + MARGIN
}

/// The settings of the pool. Limits are set by a statement, because poolers refuse them among the parameters of the start.
pub(super) fn pool_options(config: &DatabaseConfig, connections: u32) -> ConnectOptions {
    let limits = format!(
        "SET statement_timeout = {}; SET idle_in_transaction_session_timeout = {}",
        config.statement_limit().as_millis(),
        IDLE_TRANSACTION_LIMIT.as_millis()
    );
    let mut options = ConnectOptions::new(config.exposed_url());
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .map_sqlx_postgres_before_acquire(|connection, use_before| Box::pin(is_usable(connection, use_before)))
        // Statements contain hashes and e-mail addresses, which must not be logged.
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(parameters)
        .map_sqlx_postgres_pool_opts(move |pool| {
            let limits = limits.clone();
            pool.after_connect(move |connection, _| {
                let limits = AssertSqlSafe(limits.clone());
                Box::pin(async move { connection.execute(limits).await.map(drop) })
            })
        });
    options
}

/// The parameters of the start that poolers accept.
fn parameters(options: PgConnectOptions) -> PgConnectOptions {
    options.extra_float_digits(None)
}

/// Connects and asks what the pool would not report, or only after its timeout: why connecting fails, whether the database
/// can hold every text, and whether the session is the service's own. Returns how to connect.
pub(super) async fn check(config: &DatabaseConfig) -> Result<PgConnectOptions, OpenError> {
    let options = parse(config.exposed_url()).ok_or(OpenError::Url)?;
    let checks = timeout(START_LIMIT, ask(&options)).await;
    let (host, port) = (options.get_host().to_owned(), options.get_port());
    let answers = checks.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()));
    let answers = answers.map_err(|source| OpenError::Unreachable {
        host: host.clone(),
        port,
        hint: hint(&source),
        source,
    })?;
    if answers.encoding != ENCODING {
        return Err(OpenError::Encoding {
            name: answers.database,
            encoding: answers.encoding,
        });
    }
    if answers.shares_sessions {
        return Err(OpenError::SharedSession { host, port });
    }
    Ok(options)
}

struct Answers {
    database: String,
    encoding: String,
    /// Another connection uses the same session.
    shares_sessions: bool,
}

async fn ask(options: &PgConnectOptions) -> Result<Answers, sqlx::Error> {
    let mut connection = options.connect().await?;
    let database = text(&mut connection, "SELECT current_database()::text").await?;
    let encoding = text(&mut connection, "SHOW server_encoding").await?;
    let mut other = options.connect().await?;
    let mut shares_sessions = false;
    for _ in 0..SESSION_CHECKS {
        let session = text(&mut connection, BACKEND).await?;
        other.execute("BEGIN").await?;
        shares_sessions |= text(&mut other, BACKEND).await? == session;
        other.execute("COMMIT").await?;
    }
    connection.close().await?;
    other.close().await?;
    Ok(Answers {
        database,
        encoding,
        shares_sessions,
    })
}

/// The server process of the session.
const BACKEND: &str = "SELECT pg_backend_pid()::text";

/// Without a prepared statement, which a pooler may not know.
async fn text(connection: &mut PgConnection, sql: &'static str) -> Result<String, sqlx::Error> {
    sqlx::raw_sql(sql).fetch_one(connection).await?.try_get(0)
}

/// Parses a URL. A slash, question mark or hash in the password ends the address of the server early, and what follows
/// would be taken for a database's name.
fn parse(url: &str) -> Option<PgConnectOptions> {
    // The parser of sqlx ignores the scheme.
    let rest = SCHEMES.iter().find_map(|scheme| url.strip_prefix(scheme))?;
    let server = rest.split(['/', '?', '#']).next()?;
    if rest.contains('@') && !server.contains('@') {
        return None;
    }
    Some(parameters(url.parse().ok()?).disable_statement_logging())
}

fn hint(error: &sqlx::Error) -> &'static str {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    if code.as_deref() == Some(WRONG_PASSWORD) {
        PASSWORD_HINT
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_with_special_characters_is_read_only_if_they_are_percent_encoded() {
        assert!(parse("postgres://me:a%2Fb%23c@db:1/rooms").is_some());
        assert!(parse("postgres://me:a@b@db:1/rooms").is_some());
        for password in ["a/b", "a#b", "12/3", "12?3", "a?b"] {
            assert!(
                parse(&format!("postgres://me:{password}@db/rooms")).is_none(),
                "{password}"
            );
        }
    }

    #[test]
    fn only_the_schemes_of_postgresql_are_read() {
        assert!(parse("postgresql:///rooms?host=/run/postgresql").is_some());
        assert!(parse("mysql://me@db/rooms").is_none());
    }
}
