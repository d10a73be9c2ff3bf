//! A recovery code as the second step (wire contract §3.3).

use async_trait::async_trait;
use db::Tx;
use model::flow::Aal;
use model::id::{CodeSetId, RecoveryCodeId};
use model::ui::{Group, Node};
use model::{Message, Problem};
use recovery_codes::Code;
use recovery_codes::hash::Digest;

use super::{ID, digest, owner, store};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::keys::{Owner, Purpose};
use crate::limit::Subject;
use crate::method::{Attempt, Outcome, Part, Passed, Prepared};
use crate::notice::{self, Occasion};
use crate::session::{self, Signed};

pub(super) struct Login;

/// What looking for the code gave.
enum Found {
    NoSet,
    Nothing,
    Used,
    Code { set: CodeSetId, code: RecoveryCodeId },
}

#[async_trait]
impl Part for Login {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(flow.body.requested_aal == Aal::Aal2 && form.text("method") == Some(ID))
    }

    fn nodes(&self, _cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let has = signed.is_some_and(|s| s.factors.iter().any(|f| f == ID));
        if flow.body.requested_aal != Aal::Aal2 || !has {
            return Vec::new();
        }
        vec![
            Node::input(Group::LOOKUP_SECRET, ID, "text")
                .value("")
                .required()
                .label(Message::info(1_010_007)),
            Node::submit(Group::LOOKUP_SECRET, "method", ID, 1_010_010),
        ]
    }

    fn subject(&self, _cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        attempt.form.text(ID)?;
        attempt.signed.as_ref().map(|s| Subject::new(ID, s.identity.id.text()))
    }

    async fn prepare(&self, cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let (Some(typed), Some(signed)) = (attempt.form.text(ID), &attempt.signed) else {
            return Ok(Prepared::Nothing);
        };
        Ok(Prepared::ready(find(cx, signed, typed).await?))
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let Some(signed) = &attempt.signed else {
            return Err(session::unauthorized().into());
        };
        if attempt.form.text(ID).is_none() {
            flow.complain_at(ID, Message::required(ID));
            return Ok(Outcome::Again);
        }
        let message = match prepared.take::<Found>() {
            Some(Found::NoSet) => Message::lookup_none(),
            Some(Found::Used) => Message::lookup_used(),
            Some(Found::Nothing) | None => Message::lookup_wrong(),
            Some(Found::Code { set, code }) => {
                if store::spend(cx, tx, signed.identity.id, set, code).await? {
                    let occasion = Occasion {
                        notice: "notice_recovery_code_used",
                        identity: &signed.identity,
                        before: None,
                        session: signed.session.id,
                    };
                    notice::tell(cx, tx, &occasion)?;
                    let kinds = Some(signed.factors.join(" "));
                    let identity = signed.identity.clone();
                    return Ok(Outcome::Passed(Passed {
                        identity,
                        kinds,
                        method: ID,
                        aal: Aal::Aal2,
                    }));
                }
                // Somebody was faster, or the set was replaced since.
                Message::lookup_used()
            }
        };
        flow.complain(message);
        Ok(Outcome::Again)
    }
}

/// One hash, whatever was typed and however large the set; every row is opened and compared.
async fn find(cx: &Cx, signed: &Signed, typed: &str) -> Result<Found> {
    let Some(set) = store::load(cx.db(), cx.project(), signed.identity.id).await? else {
        return Ok(Found::NoSet);
    };
    let Some(code) = recovery_codes::normalise(&set.policy, typed) else {
        return Ok(Found::Nothing);
    };
    let candidate = digest(cx, set.params, set.salt, &code).await?;
    let mut digests: Vec<Digest> = Vec::new();
    let mut plain_match = None;
    for (at, stored) in set.codes.iter().enumerate() {
        let project = cx.project();
        let owner = owner(&project, &set.id, &stored.id);
        if let Some(sealed) = &stored.digest {
            let opened = cx.keys().open(Purpose::RecoveryCodeDigest, Owner(&owner), sealed)?;
            digests.push(opened.expose().as_slice().try_into().unwrap_or_default());
            continue;
        }
        // Imported and not hashed yet: an all-zero hash matches nothing, the sealed code is compared instead.
        digests.push([0; 32]);
        if let Some(sealed) = &stored.plain {
            let opened = cx.keys().open(Purpose::RecoveryCode, Owner(&owner), sealed)?;
            let same = String::from_utf8(opened.expose().clone()).ok().and_then(Code::restore);
            if same.is_some_and(|same| same == code) {
                plain_match = Some(at);
            }
        }
    }
    let found = recovery_codes::hash::find(&digests, &candidate).or(plain_match);
    Ok(match found.and_then(|at| set.codes.get(at)) {
        None => Found::Nothing,
        Some(stored) if stored.used_at.is_some() => Found::Used,
        Some(stored) => Found::Code { set: set.id, code: stored.id },
    })
}
