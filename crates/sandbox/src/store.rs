//! The world on disk: one SQLite file, written through after each request and before its reply.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, Transaction, params};

use crate::change::Change;
use crate::world::{OrgShape, SHAPE_TABLE, World, WorldOptions};

const PIECE_BYTES: usize = 1_024 * 1_024;

/// Why the world cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory cannot be made or the old file not removed.
    #[error("the directory cannot be used: {0}")]
    Directory(#[from] std::io::Error),
    /// The database fails.
    #[error("the database fails: {0}")]
    Database(#[from] rusqlite::Error),
    /// What was kept cannot be read.
    #[error("the kept world cannot be read, `--fresh` begins anew: {0}")]
    Unreadable(String),
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens `sandbox.sqlite` in a directory, which is made if need be; `fresh` removes what is there.
    ///
    /// # Errors
    /// When the directory or the database cannot be used.
    pub fn open(directory: &Path, fresh: bool) -> Result<Self, StoreError> {
        fs::create_dir_all(directory)?;
        let file = directory.join("sandbox.sqlite");
        if fresh {
            for suffix in ["", "-wal", "-shm"] {
                let mut name = file.clone().into_os_string();
                name.push(suffix);
                match fs::remove_file(name) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                    _ => {}
                }
            }
        }
        let connection = Connection::open(file)?;
        // With a write-ahead log, NORMAL loses nothing when the process is killed, only when the machine is.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(
            "create table if not exists rows (
                subject text not null, key text not null, json text not null, primary key (subject, key)
            ) without rowid;
            create table if not exists contents (
                subject text not null, key text not null, piece integer not null, bytes blob not null,
                primary key (subject, key, piece)
            )",
        )?;
        Ok(Self { connection })
    }

    /// The world that was kept, or a new seeded one, which is then kept; `shape` is for a new one.
    ///
    /// # Errors
    /// When the database fails or holds what this version cannot read.
    pub fn world(&mut self, options: WorldOptions, shape: Option<OrgShape>) -> Result<World, StoreError> {
        if self.is_empty()? {
            let mut world = match shape {
                Some(shape) => World::shaped(options, shape),
                None => World::new(options),
            };
            self.keep(&mut world)?;
            return Ok(world);
        }
        let mut statement = self.connection.prepare("select key, json from rows where subject = ?1 order by key")?;
        let kept = statement.query_map([SHAPE_TABLE], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut world = World::empty(options, OrgShape::kept(&kept.collect::<Result<Vec<_>, _>>()?));
        let mut statement = self.connection.prepare("select subject, key, json from rows order by subject, key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (subject, key, json): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            world
                .load(&subject, &key, &json)
                .map_err(|error| StoreError::Unreadable(format!("{subject} `{key}`: {error}")))?;
        }
        drop(rows);
        drop(statement);
        self.load_contents(&mut world)?;
        let _ = world.take_changes();
        Ok(world)
    }

    /// Files' contents, put together of their pieces.
    fn load_contents(&self, world: &mut World) -> Result<(), StoreError> {
        let mut files = self.connection.prepare("select distinct subject, key from contents")?;
        let mut pieces =
            self.connection.prepare("select bytes from contents where subject = ?1 and key = ?2 order by piece")?;
        let mut rows = files.query([])?;
        while let Some(row) = rows.next()? {
            let (subject, key): (String, String) = (row.get(0)?, row.get(1)?);
            let mut content = Vec::new();
            let mut found = pieces.query(params![subject, key])?;
            while let Some(piece) = found.next()? {
                content.extend_from_slice(piece.get_ref(0)?.as_blob().unwrap_or_default());
            }
            world
                .load_content(&subject, &key, content)
                .map_err(|error| StoreError::Unreadable(format!("{subject} `{key}`: {error}")))?;
        }
        Ok(())
    }

    /// Whether it keeps no world.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.connection.query_row("select not exists (select 1 from rows)", [], |row| row.get(0))?)
    }

    /// Writes what changed in the world since the last time, all or nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep(&mut self, world: &mut World) -> Result<(), StoreError> {
        let (emptied, changes) = world.take_changes();
        if !emptied && changes.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        if emptied {
            transaction.execute("delete from rows", [])?;
            transaction.execute("delete from contents", [])?;
        }
        for Change { table, key, json, bytes } in changes {
            match (json, bytes) {
                (_, Some(bytes)) => keep_content(&transaction, table, &key, &bytes)?,
                (Some(json), None) => transaction
                    .prepare_cached("insert or replace into rows (subject, key, json) values (?1, ?2, ?3)")?
                    .execute(params![table, key, json])?,
                (None, None) => {
                    transaction
                        .prepare_cached("delete from contents where subject = ?1 and key = ?2")?
                        .execute(params![table, key])?;
                    transaction
                        .prepare_cached("delete from rows where subject = ?1 and key = ?2")?
                        .execute(params![table, key])?
                }
            };
        }
        transaction.commit()?;
        Ok(())
    }
}

/// In pieces, so that the database never holds a copy of a whole file; gives how many.
fn keep_content(transaction: &Transaction<'_>, table: &str, key: &str, bytes: &[u8]) -> Result<usize, rusqlite::Error> {
    transaction.prepare_cached("delete from contents where subject = ?1 and key = ?2")?.execute(params![table, key])?;
    let mut insert =
        transaction.prepare_cached("insert into contents (subject, key, piece, bytes) values (?1, ?2, ?3, ?4)")?;
    let mut pieces = 0;
    for piece in bytes.chunks(PIECE_BYTES) {
        insert.execute(params![table, key, i64::try_from(pieces).unwrap_or(i64::MAX), piece])?;
        pieces += 1;
    }
    Ok(pieces)
}
