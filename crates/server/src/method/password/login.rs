//! Signing in with a password (wire contract §3.5).

use async_trait::async_trait;
use db::{Statement, Tx};
use model::flow::Aal;
use model::text::echoed;
use model::ui::{Group, Node};
use model::{Message, Problem, Secret};
use passwords::Memory;

use super::store::{self, Found};
use super::{ID, hasher, normalise};
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials::Credential;
use crate::identity::{credentials, schema};
use crate::limit::Subject;
use crate::method::{Attempt, Outcome, Part, Passed, Prepared};
use crate::session::Signed;

pub(super) struct Login;

/// What checking the password gave.
struct Checked {
    found: Found,
    /// The same password, hashed as the configuration wants it now.
    rehashed: Option<String>,
}

fn identifier(form: &Form) -> Option<&str> {
    form.text("identifier").or_else(|| form.text("password_identifier"))
}

#[async_trait]
impl Part for Login {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(flow.body.requested_aal == Aal::Aal1 && form.text("method") == Some(ID))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        if flow.body.requested_aal != Aal::Aal1 {
            return Vec::new();
        }
        let known = signed.filter(|_| flow.body.refresh).and_then(|signed| {
            let schema = cx.app.schemas.get(&signed.identity.schema_id)?;
            let derived = schema.validate(&signed.identity.traits).ok()?;
            derived.identifiers_of(ID).into_iter().next()
        });
        let identifier = match known {
            Some(name) => Node::hidden(Group::DEFAULT, "identifier", name),
            None => Node::input(Group::DEFAULT, "identifier", "text")
                .value("")
                .required()
                .label(flow.schema(cx).identifier_label()),
        };
        let password = Node::input(Group::PASSWORD, "password", "password")
            .required()
            .autocomplete("current-password")
            .label(Message::info(1_070_001));
        let label = if flow.body.refresh { 1_010_001 } else { 1_010_022 };
        vec![identifier, password, Node::submit(Group::PASSWORD, "method", ID, label)]
    }

    fn subject(&self, _cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        attempt.form.text("password")?;
        identifier(&attempt.form).map(|name| Subject::new(ID, schema::normalise_identifier(name)))
    }

    fn wanted(&self, cx: &Cx, attempt: &Attempt) -> Option<Statement> {
        let name = schema::normalise_identifier(identifier(&attempt.form)?);
        Some(store::named(cx.project(), &name))
    }

    async fn prepare(&self, cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let (Some(name), Some(password)) =
            (identifier(&attempt.form), attempt.form.text("password"))
        else {
            return Ok(Prepared::Nothing);
        };
        let found = match attempt.found() {
            Some(rows) => store::found(&rows)?,
            None => store::find(cx, &schema::normalise_identifier(name)).await?,
        };
        let checked = check(cx, found, password).await?;
        Ok(Prepared::ready(checked))
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let name = identifier(&attempt.form);
        let missing =
            [("identifier", name.is_none()), ("password", attempt.form.text("password").is_none())];
        for (field, _) in missing.iter().filter(|(_, missing)| *missing) {
            flow.complain_at(field, Message::required(field));
        }
        if missing.iter().any(|(_, missing)| *missing) {
            keep_name(flow, name);
            return Ok(Outcome::Again);
        }
        let Some(Checked { found, rehashed }) = prepared.take::<Option<Checked>>().flatten() else {
            keep_name(flow, name);
            flow.complain(Message::invalid_credentials());
            return Ok(Outcome::Again);
        };
        // The credential may have changed since it was checked: then nothing was proved.
        let still = match rehashed {
            Some(hash) => {
                credentials::replace(cx, tx, &found.credential, &super::config(&hash)).await?
            }
            None => credentials::used(cx, tx, &found.credential).await?,
        };
        if !still {
            keep_name(flow, name);
            flow.complain(Message::invalid_credentials());
            return Ok(Outcome::Again);
        }
        let Found { identity, kinds, .. } = found;
        Ok(Outcome::Passed(Passed { identity, kinds, method: ID, aal: Aal::Aal1, remark: None }))
    }
}

/// What was typed as the name stays in its field.
fn keep_name(flow: &mut Flow, name: Option<&str>) {
    let refresh = flow.body.refresh;
    if let Some(input) =
        flow.node_mut("identifier").and_then(Node::as_input_mut).filter(|_| !refresh)
    {
        input.value = Some(echoed(name.unwrap_or_default()).into());
    }
}

/// One hash, whoever is asked for: a name that nobody has costs what a wrong password costs.
async fn check(cx: &Cx, found: Option<Found>, password: &str) -> Result<Option<Checked>> {
    let hasher = hasher(cx.config());
    let normal = normalise(password);
    let typed = match &found {
        Some(found) => typed(&found.credential, password),
        None => normal.clone(),
    };
    let stored = match &found {
        Some(found) => stored_hash(&found.credential)?,
        None => None,
    };
    let mut salt = vec![0; hasher.salt_length()];
    cx.random().fill("password-salt", &mut salt);
    let judged = cx
        .app
        .hashing
        .run(move |memory| judge(&hasher, stored.as_deref(), &typed, &normal, &salt, memory));
    match (judged.await??, found) {
        (Verdict::Right { rehashed }, Some(found)) => Ok(Some(Checked { found, rehashed })),
        _ => Ok(None),
    }
}

/// Whether a password is the one that is stored. Only for whoever is signed in: it costs a hash where there is one.
pub(super) async fn is_right(cx: &Cx, credential: Credential, password: &str) -> Result<bool> {
    let Some(stored) = stored_hash(&credential)? else {
        return Ok(false);
    };
    let typed = typed(&credential, password);
    let judged = cx.app.hashing.run(move |memory: &mut Memory| {
        // One that nobody can sign in with is no reason to refuse a new one.
        passwords::verify(&stored, typed.expose().as_bytes(), memory).unwrap_or(false)
    });
    judged.await
}

fn stored_hash(credential: &Credential) -> Result<Option<String>> {
    let config = credential.config()?;
    Ok(config.get("hashed_password").and_then(|v| v.as_str()).map(str::to_owned))
}

/// The form in which what was typed was hashed.
fn typed(credential: &Credential, password: &str) -> Secret<String> {
    if credential.normalised { normalise(password) } else { Secret::new(password.to_owned()) }
}

/// What comparing gave.
enum Verdict {
    Wrong,
    /// With a new hash where the stored one is weaker than wanted.
    Right {
        rehashed: Option<String>,
    },
}

/// Compares a password with a stored hash; where there is none, at the same cost.
fn judge(
    hasher: &passwords::Hasher,
    stored: Option<&str>,
    typed: &Secret<String>,
    normal: &Secret<String>,
    salt: &[u8],
    memory: &mut Memory,
) -> Result<Verdict> {
    let Some(stored) = stored else {
        // Too long a password is refused without a hash for everybody.
        let _ = passwords::hash(hasher, typed.expose().as_bytes(), salt, memory);
        return Ok(Verdict::Wrong);
    };
    match passwords::verify(stored, typed.expose().as_bytes(), memory) {
        Ok(true) => {}
        Ok(false) | Err(passwords::Error::TooLong) => return Ok(Verdict::Wrong),
        Err(error) => return Err(Error::caused("a stored password cannot be checked", error)),
    }
    if !passwords::needs_rehash(hasher, stored) {
        return Ok(Verdict::Right { rehashed: None });
    }
    let rehashed = passwords::hash(hasher, normal.expose().as_bytes(), salt, memory);
    Ok(Verdict::Right { rehashed: rehashed.ok() })
}
