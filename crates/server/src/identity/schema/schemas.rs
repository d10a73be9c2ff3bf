//! All schemas of the configuration, by id.
//!
//! Reading them from where the configuration points is left to the start of the server.

use std::sync::Arc;

use model::identity::{Identity, Via};

use super::extension::Reach;
use super::{Leaf, Schema};

/// The schemas, in the order of the configuration. Never empty.
#[derive(Debug, Clone)]
pub(crate) struct Schemas {
    all: Vec<Arc<Schema>>,
    default: Arc<Schema>,
}

impl Schemas {
    /// Takes compiled schemas; `Err` when two have one id or none has the default one.
    pub(crate) fn new(schemas: Vec<Schema>, default: &str) -> Result<Self, String> {
        let all: Vec<_> = schemas.into_iter().map(Arc::new).collect();
        for (at, schema) in all.iter().enumerate() {
            if all.iter().take(at).any(|earlier| earlier.id() == schema.id()) {
                return Err(format!("two identity schemas have the id `{}`", schema.id()));
            }
        }
        let Some(found) = all.iter().find(|schema| schema.id() == default) else {
            return Err(format!(
                "there is no identity schema `{default}`, which is to be the default"
            ));
        };
        Ok(Self { default: Arc::clone(found), all })
    }

    /// The schema of this id; the default one where the id is empty.
    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Schema>> {
        if id.is_empty() {
            return Some(&self.default);
        }
        self.all.iter().find(|schema| schema.id() == id)
    }

    /// The schema of an identity. One whose schema is configured no more is taken for one of the default.
    pub(crate) fn of(&self, identity: &Identity) -> &Arc<Schema> {
        self.get(&identity.schema_id).unwrap_or(&self.default)
    }

    /// The schema of identities that name none.
    pub(crate) const fn default(&self) -> &Arc<Schema> {
        &self.default
    }

    /// Whether accounts may have phone numbers that recovery or verification uses.
    pub(crate) fn have_phones(&self) -> bool {
        let phone = |reach: &Reach| reach.via == Some(Via::Sms);
        let used =
            |leaf: &Leaf| phone(&leaf.extension.verification) || phone(&leaf.extension.recovery);
        self.all.iter().any(|schema| schema.leaves().iter().any(used))
    }

    /// All of them, in the order of the configuration.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Schema>> {
        self.all.iter()
    }
}
