//! What comes out of a statement: rows, their columns, and records made of them.
//!
//! A record reads its columns **by position, in the order of its fields**: looking names up costs more than
//! reading the values. Builds with debug assertions (so all tests) check that names and number agree; so
//! statements list their columns and never say `*`.

use model::{Id, Timestamp};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, ValueRef as _};

use crate::error::{Error, Fault, Result};

/// A row, as the database answered it.
pub struct Row(pub(crate) Source);

pub(crate) enum Source {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! on {
    ($row:expr, $it:ident => $read:expr) => {
        match &$row.0 {
            Source::Sqlite($it) => $read,
            Source::Postgres($it) => $read,
        }
    };
}

impl Row {
    /// Reads column `index`, counted from 0.
    pub fn get<T: Column>(&self, index: usize) -> Result<T> {
        T::column(self, index)
    }

    /// The columns in turn, for records with fields of these names, one record after the other. With debug assertions,
    /// other names or another number of them are an error.
    pub fn columns(&self, records: &[&[&str]]) -> Result<Columns<'_>> {
        if cfg!(debug_assertions) {
            let found: Vec<&str> =
                on!(self, it => it.columns().iter().map(sqlx::Column::name).collect());
            let names = records.iter().flat_map(|names| names.iter());
            let wanted: Vec<&str> = names.map(|name| name.trim_start_matches("r#")).collect();
            if wanted != found {
                let wanted = wanted.join(", ");
                return Err(Fault::Columns { found: found.join(", "), wanted }.into());
            }
        }
        Ok(Columns { row: self, next: 0 })
    }

    /// The columns in turn, whatever their names are.
    pub(crate) fn first_columns(&self) -> Columns<'_> {
        Columns { row: self, next: 0 }
    }

    /// Refuses NULL: the driver reads SQLite's as 0, false or nothing.
    fn filled(&self, index: usize) -> Result<()> {
        if self.is_null(index)? {
            return Err(Fault::Column { index, reason: "it is null".into() }.into());
        }
        Ok(())
    }

    /// Reads column `index` as the driver does; NULL is an error.
    ///
    /// PostgreSQL's driver compares the column's type with the wanted one first, which costs more than reading it. That is
    /// done with debug assertions, like comparing names: types are the statement's, not the row's.
    fn native<T>(&self, index: usize) -> Result<T>
    where
        T: for<'r> Decode<'r, Sqlite>
            + Type<Sqlite>
            + for<'r> Decode<'r, Postgres>
            + Type<Postgres>,
    {
        match &self.0 {
            Source::Sqlite(it) => {
                self.filled(index)?;
                it.try_get(index)
            }
            Source::Postgres(it) if cfg!(debug_assertions) => it.try_get(index),
            Source::Postgres(it) => it.try_get_unchecked(index),
        }
        .map_err(|e| Error::of(e, ""))
    }

    fn is_null(&self, index: usize) -> Result<bool> {
        on!(self, it => it.try_get_raw(index).map(|raw| raw.is_null()))
            .map_err(|e| Error::of(e, ""))
    }
}

/// Hands out the columns of a row one after the other.
pub struct Columns<'r> {
    row: &'r Row,
    next: usize,
}

impl Columns<'_> {
    /// The next column.
    pub fn take<T: Column>(&mut self) -> Result<T> {
        let index = self.next;
        self.next += 1;
        T::column(self.row, index)
    }
}

/// What was read along with a write ([`Db::write_and_read`](crate::Db::write_and_read)).
pub struct Rows {
    pub(crate) rows: Vec<Row>,
    /// The columns before theirs are the write's. Where there are any, the first one after them is NULL in the only row if
    /// nothing was found.
    pub(crate) behind: &'static [&'static str],
}

impl Rows {
    /// Reads all of them. Their first column is never NULL.
    pub fn read<T: Fields>(&self) -> Result<Vec<T>> {
        let mut read = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut columns = row.columns(&[self.behind, T::NAMES])?;
            columns.next = self.behind.len();
            if self.behind.is_empty() || !row.is_null(columns.next)? {
                read.push(T::take(&mut columns)?);
            }
        }
        Ok(read)
    }
}

/// A type that a column can be read into. `Option` of it reads NULL as `None`; elsewhere NULL is an error.
pub trait Column: Sized {
    /// Reads column `index`, counted from 0.
    fn column(row: &Row, index: usize) -> Result<Self>;
}

/// What a whole row is read into: a [`record!`](crate::record), a single column, or a tuple of columns.
pub trait Record: Sized {
    /// Reads the row.
    fn read(row: &Row) -> Result<Self>;
}

/// A struct that [`record!`](crate::record) defined.
pub trait Fields: Sized {
    /// The names of its columns.
    const NAMES: &'static [&'static str];
    /// Reads it from the columns that come next.
    fn take(columns: &mut Columns<'_>) -> Result<Self>;
}

/// A row of a left join: the columns of one record and then those of another, which is there when its first column is.
pub struct Joined<A, B>(pub A, pub Option<B>);

impl<A: Fields, B: Fields> Record for Joined<A, B> {
    fn read(row: &Row) -> Result<Self> {
        let mut columns = row.columns(&[A::NAMES, B::NAMES])?;
        let first = A::take(&mut columns)?;
        let there = !row.is_null(A::NAMES.len())?;
        Ok(Self(first, if there { Some(B::take(&mut columns)?) } else { None }))
    }
}

/// A value as the driver reads it.
macro_rules! native {
    ($($type:ty),*) => { $(
        impl Column for $type {
            fn column(row: &Row, index: usize) -> Result<Self> {
                row.native(index)
            }
        }
    )* };
}
native!(bool, String, Vec<u8>);

impl Column for i64 {
    fn column(row: &Row, index: usize) -> Result<Self> {
        // PostgreSQL gives literals and `CASE`s of them 32 bits.
        match row.native(index) {
            Err(e) => row.native::<i32>(index).map(Self::from).map_err(|_| e),
            whole => whole,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn column(row: &Row, index: usize) -> Result<Self> {
        if row.is_null(index)? { Ok(None) } else { T::column(row, index).map(Some) }
    }
}

/// Makes `T` of what column `index` holds as `S`.
#[doc(hidden)]
pub fn convert<S, T, E>(row: &Row, index: usize, make: impl FnOnce(S) -> Result<T, E>) -> Result<T>
where
    S: Column,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    make(S::column(row, index)?).map_err(|e| Fault::Column { index, reason: e.into() }.into())
}

macro_rules! narrow {
    ($($type:ty),*) => { $(
        impl Column for $type {
            fn column(row: &Row, index: usize) -> Result<Self> {
                convert(row, index, <$type>::try_from as fn(i64) -> _)
            }
        }
    )* };
}
narrow!(i32, u32, i16, u16, u8, usize);

impl Column for Timestamp {
    fn column(row: &Row, index: usize) -> Result<Self> {
        i64::column(row, index).map(Self::from_micros)
    }
}

impl<K> Column for Id<K> {
    fn column(row: &Row, index: usize) -> Result<Self> {
        convert(row, index, |text: String| text.parse())
    }
}

impl<T: Column> Record for T {
    fn read(row: &Row) -> Result<Self> {
        T::column(row, 0)
    }
}

macro_rules! tuples {
    ($(($($name:ident = $index:literal),*))*) => { $(
        impl<$($name: Column),*> Record for ($($name,)*) {
            fn read(row: &Row) -> Result<Self> {
                Ok(($($name::column(row, $index)?,)*))
            }
        }
    )* };
}
tuples! {
    (A = 0)
    (A = 0, B = 1)
    (A = 0, B = 1, C = 2)
    (A = 0, B = 1, C = 2, D = 3)
}

/// Defines a struct that rows are read into: field by field, column by column.
///
/// ```
/// db::record! {
///     /// A code that may be spent.
///     #[derive(Debug)]
///     pub(crate) struct Code { id: String, sealed: Vec<u8>, used_at: Option<model::Timestamp> }
/// }
/// const FIND: &str = "SELECT id, sealed, used_at FROM codes WHERE set_id = $1";
/// ```
#[macro_export]
macro_rules! record {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_attribute:meta])* $field_visibility:vis $field:ident : $type:ty),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$field_attribute])* $field_visibility $field: $type),*
        }
        impl $crate::Fields for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];
            fn take(columns: &mut $crate::Columns<'_>) -> $crate::Result<Self> {
                ::std::result::Result::Ok(Self { $($field: columns.take()?),* })
            }
        }
        impl $crate::Record for $name {
            fn read(row: &$crate::Row) -> $crate::Result<Self> {
                <Self as $crate::Fields>::take(&mut row.columns(&[<Self as $crate::Fields>::NAMES])?)
            }
        }
    };
}

/// Makes a type a column and an argument by way of one that is.
///
/// The first closure reads and may fail with anything that is or becomes an error (a `&str` does); the
/// second writes. A reference to the type is an argument when the type is `Clone`.
///
/// ```
/// #[derive(Clone)]
/// pub struct Sealed(Vec<u8>);
/// db::column_as!(Sealed: Vec<u8>, |bytes| Ok::<_, &str>(Sealed(bytes)), |sealed| sealed.0);
/// ```
#[macro_export]
macro_rules! column_as {
    ($type:ty : $stored:ty, $read:expr, $write:expr $(,)?) => {
        impl $crate::Column for $type {
            fn column(row: &$crate::Row, index: usize) -> $crate::Result<Self> {
                let read: fn($stored) -> _ = $read;
                $crate::convert(row, index, read)
            }
        }
        impl $crate::Argument for $type {
            fn null() -> $crate::Value {
                <$stored as $crate::Argument>::null()
            }
            fn value(self) -> $crate::Value {
                let write: fn($type) -> $stored = $write;
                $crate::Argument::value(write(self))
            }
        }
    };
}
