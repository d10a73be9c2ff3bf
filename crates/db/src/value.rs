//! What goes into a statement: four types, each with its own NULL.
//!
//! PostgreSQL prepares a statement with the types of its parameters, so even a NULL must say which it is.
//! A type becomes an argument by [`Argument`]; `Option`s and references of arguments are arguments too.
//! [`args!`](crate::args) makes the list. Values may be secret, so they cannot be printed.

use std::fmt;

use model::{Id, Timestamp};

/// One parameter of a statement (`$1` is the first).
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// `BOOLEAN`.
    Bool(Option<bool>),
    /// `BIGINT`.
    Int(Option<i64>),
    /// `TEXT`. PostgreSQL refuses text that holds the character NUL.
    Text(Option<String>),
    /// `BYTEA`.
    Blob(Option<Vec<u8>>),
}

/// Prints the type alone: the value may be a secret.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool(_) => "Bool(…)",
            Self::Int(_) => "Int(…)",
            Self::Text(_) => "Text(…)",
            Self::Blob(_) => "Blob(…)",
        })
    }
}

/// A statement with its arguments.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its text.
    pub sql: &'static str,
    /// As many as the text has parameters.
    pub args: Vec<Value>,
}

/// A type that can be given to a statement. For a newtype, see [`column_as!`](crate::column_as).
pub trait Argument: Sized {
    /// The NULL of this type.
    fn null() -> Value;
    /// The value as a parameter.
    fn value(self) -> Value;
}

impl<T: Argument> From<T> for Value {
    fn from(argument: T) -> Self {
        argument.value()
    }
}

impl<T: Argument> Argument for Option<T> {
    fn null() -> Value {
        T::null()
    }
    fn value(self) -> Value {
        self.map_or_else(T::null, T::value)
    }
}

impl<T: Argument + Clone> Argument for &T {
    fn null() -> Value {
        T::null()
    }
    fn value(self) -> Value {
        self.clone().value()
    }
}

macro_rules! arguments {
    ($($variant:ident: $($(@$generic:ident)? $type:ty => $make:expr),*;)*) => { $($(
        impl$(<$generic>)? Argument for $type {
            fn null() -> Value {
                Value::$variant(None)
            }
            fn value(self) -> Value {
                let make: fn($type) -> _ = $make;
                Value::$variant(Some(make(self)))
            }
        }
    )*)* };
}
arguments! {
    Bool: bool => |it| it;
    // Counts beyond i64 do not occur; should one, it is stored as the largest there is.
    Int: i64 => |it| it, i32 => i64::from, u32 => i64::from, i16 => i64::from, u16 => i64::from,
        u8 => i64::from, usize => |it| i64::try_from(it).unwrap_or(i64::MAX),
        Timestamp => Timestamp::as_micros;
    Text: String => |it| it, &str => str::to_owned, @K Id<K> => |it| it.text();
    Blob: Vec<u8> => |it| it, &[u8] => <[u8]>::to_vec;
}

/// The parameters of a statement, in order: `args![set, code, now]`.
#[macro_export]
macro_rules! args {
    ($($argument:expr),* $(,)?) => { ::std::vec![$($crate::Value::from($argument)),*] };
}

#[cfg(test)]
mod tests {
    use model::id::FlowId;

    use super::*;

    #[test]
    fn arguments_keep_their_type_when_they_are_null() {
        let id = FlowId::nil();
        let name = String::from("a");
        let args = args![
            id,
            &id,
            Some(&id),
            None::<FlowId>,
            &name,
            name.as_str(),
            None::<&str>,
            None::<Timestamp>,
            Some(3_u32),
            4_usize,
            &[1_u8, 2][..],
            None::<Vec<u8>>,
            None::<bool>,
            Value::Int(None),
        ];
        let text = || Value::Text(Some(id.text()));
        assert_eq!(args[..4], [text(), text(), text(), Value::Text(None)]);
        assert_eq!(args[4], args[5]);
        assert_eq!(args[6..8], [Value::Text(None), Value::Int(None)]);
        assert_eq!(args[8..10], [Value::Int(Some(3)), Value::Int(Some(4))]);
        assert_eq!(args[10..12], [Value::Blob(Some(vec![1, 2])), Value::Blob(None)]);
        assert_eq!(args[12..], [Value::Bool(None), Value::Int(None)]);
    }

    #[test]
    fn values_are_not_printed() {
        assert_eq!(format!("{:?}", args!["hunter2"]), "[Text(…)]");
    }
}
