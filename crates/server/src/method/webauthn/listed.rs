//! The keys of an account as settings list them, with a button for each thing that can be done with one. Security keys
//! and passkeys differ in names alone.

use db::Tx;
use model::ui::{Group, Node};
use model::{Message, Timestamp};
use serde_json::Value;

use super::keys::{self, Key, Keys};
use super::{filled, passwordless};
use crate::app::Cx;
use crate::audit::Event;
use crate::config::Compatibility;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials::{self, Credential};
use crate::identity::store;
use crate::method::{Changed, METHODS, Outcome, first_factors, label, strong_factors};
use crate::repudiation;
use crate::session::Signed;

/// How one kind of keys is called.
pub(in crate::method) struct Listed {
    pub(in crate::method) method: &'static str,
    pub(in crate::method) group: Group,
    /// Button that removes a key.
    pub(in crate::method) remove: &'static str,
    pub(in crate::method) removal: fn(&str, Timestamp) -> Message,
    /// Button that renames a key, and the field that its new name is typed into.
    pub(in crate::method) rename: &'static str,
    pub(in crate::method) new_name: &'static str,
    /// The notice that tells the owner of a removal.
    pub(in crate::method) removed: &'static str,
    /// What is said of a key that the account does not have.
    pub(in crate::method) unknown: &'static str,
}

impl Listed {
    /// Whether the form asks for anything that is done here.
    pub(in crate::method) fn meant(&self, form: &Form) -> bool {
        [self.remove, self.rename].iter().any(|name| filled(form, name).is_some())
    }

    /// The nodes of these keys, of an account with so many `ways` in; the last one stays. Kratos' clients are not shown
    /// that keys can be renamed: they know no such nodes.
    pub(in crate::method) fn nodes<K>(&self, cx: &Cx, keys: &Keys<K>, ways: usize) -> Vec<Node> {
        let button = |name: &str, key: &Key<K>, label: Message| {
            Node::input(self.group.clone(), name, "submit").value(key.id.as_str()).label(label)
        };
        let all = &keys.credentials;
        let removals = all.iter().map(|key| {
            let label = (self.removal)(&key.name, key.added_at);
            button(self.remove, key, label).disabled(ways < 2 && self.opens(cx, key))
        });
        let mut nodes: Vec<Node> = removals.collect();
        if !all.is_empty() && cx.config().compatibility == Compatibility::Readmit {
            let called = |key: &Key<K>| Message::key_rename(&key.name, key.added_at);
            nodes.extend(all.iter().map(|key| button(self.rename, key, called(key))));
            nodes.push(label::field(self.group.clone(), self.new_name));
        }
        nodes
    }

    /// Whether the key signs in by itself.
    fn opens<K>(&self, cx: &Cx, key: &Key<K>) -> bool {
        self.method != super::ID || key.passwordless && passwordless(cx.config())
    }

    /// Does what the form asks for; `None`: nothing of this.
    pub(in crate::method) async fn submitted(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        (form, signed): (&Form, &Signed),
    ) -> Result<Option<Outcome>> {
        let renames = filled(form, self.rename);
        let Some(id) = renames.or_else(|| filled(form, self.remove)) else {
            return Ok(None);
        };
        if renames.is_none() {
            // Keys of both kinds may go at once: the last of them all must not.
            store::take_hold(tx, cx.project(), signed.identity.id);
        }
        let all = credentials::of_in(tx, cx.project(), signed.identity.id).await?;
        let credential = all.iter().find(|credential| credential.kind == self.method);
        let keys = Keys::<Value>::of(credential)?;
        let Some((credential, key)) =
            credential.zip(keys.credentials.iter().find(|key| key.id == id))
        else {
            flow.complain(Message::generic(self.unknown));
            return Ok(Some(Outcome::Again));
        };
        if renames.is_some() {
            let name = label::clean(form.text(self.new_name));
            return self.rename(cx, tx, flow, (signed, credential, key), name).await.map(Some);
        }
        self.remove(cx, tx, flow, (signed, &all, credential, key)).await.map(Some)
    }

    /// A name opens nothing, so nothing is kept to be taken back: an owner who renames a key does not stand between
    /// themselves and what a thief added before.
    async fn rename(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        (signed, credential, key): (&Signed, &Credential, &Key<Value>),
        name: Option<String>,
    ) -> Result<Outcome> {
        let Some(name) = name else {
            flow.complain(Message::key_name_missing());
            return Ok(Outcome::Again);
        };
        if !keys::rename(cx, tx, credential, &key.id, &name).await? {
            return Err(db::Error::Outdated.into());
        }
        Ok(self.changed(signed, Event::CredentialRenamed, None))
    }

    async fn remove(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        (signed, all, credential, key): (&Signed, &[Credential], &Credential, &Key<Value>),
    ) -> Result<Outcome> {
        if self.opens(cx, key) && first_factors::count(cx.config(), all)? < 2 {
            let why = "This is the only way into your account. Set a password first.";
            flow.complain(Message::generic(why));
            return Ok(Outcome::Again);
        }
        repudiation::keep(cx, tx, signed, self.method);
        let Some(left) = keys::remove(cx, tx, credential, |it| it.id == key.id).await? else {
            return Err(db::Error::Outdated.into());
        };
        let step = METHODS.iter().find(|method| method.id() == self.method);
        if left == 0 && step.is_some_and(|method| method.second_factor(cx.config())) {
            strong_factors::removed(cx, tx, signed, self.method).await?;
        }
        Ok(self.changed(signed, Event::CredentialDeleted, Some(self.removed)))
    }

    fn changed(&self, signed: &Signed, event: Event, notice: Option<&'static str>) -> Outcome {
        Outcome::Changed(Changed {
            identity: signed.identity.clone(),
            method: self.method,
            event,
            proved: None,
            along: Vec::new(),
            notice,
        })
    }
}
