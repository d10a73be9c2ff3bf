//! `GET /admin/identities` (Kratos admin contract §3.3).
//!
//! Without a filter pages are read from the table; with one, the few identities that it leaves are read at once and
//! cut into pages here.

use axum::http::HeaderName;
use model::Problem;
use model::id::IdentityId;
use model::identity::Identity;
use serde_json::Value;

use super::page::{Numbered, Size, Style, keyset};
use super::{credentials, page, store as rows};
use crate::app::Cx;
use crate::error::Result;
use crate::http::Request;
use crate::http::answer::Answer;
use crate::identity::schema::normalise_identifier;
use crate::identity::store;

const PATH: &str = "/admin/identities";
const SIZE: Size = Size { usual: 250, most: 500 };
/// How many ids one call may name.
const MOST_IDS: usize = 500;
/// How far pages by number reach: further on they cost too much.
const FURTHEST: i64 = 1000;

enum Filter {
    None,
    Ids(Vec<IdentityId>),
    Identifier(String),
    Similar(String),
}

impl Filter {
    fn read(request: &Request) -> Result<Self, Problem> {
        let ids: Vec<&str> = request.query_all("ids").collect();
        let exact = request.query("credentials_identifier");
        let similar = request.query("preview_credentials_identifier_similar");
        let organization = request.query("organization_id");
        let given = [!ids.is_empty(), exact.is_some(), similar.is_some(), organization.is_some()];
        if given.iter().filter(|given| **given).count() > 1 {
            return Err(Problem::bad_request("Only one filter may be used at a time."));
        }
        if organization.is_some() {
            return Err(Problem::bad_request("Organizations are not served."));
        }
        if ids.len() > MOST_IDS {
            return Err(Problem::bad_request(format!("At most {MOST_IDS} ids may be given.")));
        }
        if !ids.is_empty() {
            let ids: Option<Vec<_>> = ids.into_iter().map(IdentityId::parse).collect();
            return ids
                .map(Self::Ids)
                .ok_or_else(|| Problem::bad_request("One of the ids is not a UUID."));
        }
        Ok(match (exact, similar) {
            (Some(name), _) => Self::Identifier(normalise_identifier(name)),
            (None, Some(prefix)) => Self::Similar(normalise_identifier(prefix)),
            (None, None) => Self::None,
        })
    }

    /// All that it leaves, by id; `None` where it leaves everybody.
    async fn identities(&self, cx: &Cx) -> Result<Option<Vec<Identity>>> {
        let ids = match self {
            Self::None => return Ok(None),
            Self::Ids(ids) => ids.clone(),
            // PostgreSQL refuses NUL, which no identifier has.
            Self::Identifier(name) | Self::Similar(name) if name.contains('\0') => Vec::new(),
            Self::Identifier(name) => store::owners(cx.db(), cx.project(), name).await?,
            Self::Similar(prefix) => match after(prefix) {
                Some(until) => store::owners_like(cx.db(), cx.project(), prefix, &until).await?,
                None => Vec::new(),
            },
        };
        Ok(Some(rows::by_ids(cx, &ids).await?))
    }

    /// Whether credentials are shown without being asked for.
    fn names_credentials(&self) -> bool {
        matches!(self, Self::Identifier(_) | Self::Similar(_))
    }
}

/// The first text after all that begin with `prefix`.
fn after(prefix: &str) -> Option<String> {
    let mut text: Vec<char> = prefix.chars().collect();
    while let Some(last) = text.pop() {
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            text.push(next);
            return Some(text.into_iter().collect());
        }
    }
    None
}

/// The handler.
pub(crate) async fn list(cx: &Cx) -> Result<Answer> {
    let include = credentials::include(cx)?;
    let filter = Filter::read(&cx.request)?;
    let has = |name| cx.request.query(name).is_some();
    let by_number = has("page") && !has("page_size") && !has("page_token");
    let (identities, headers) =
        if by_number { numbered(cx, &filter).await? } else { by_key(cx, &filter).await? };
    let shown: Vec<Value> = if filter.names_credentials() || !include.is_empty() {
        credentials::identities(cx, &identities, &include).await?
    } else {
        identities.iter().map(|identity| credentials::bare(cx, identity)).collect()
    };
    let shown: Vec<_> = shown.into_iter().map(credentials::with_metadata).collect();
    let mut answer = Answer::ok(shown);
    answer.headers.extend(headers);
    Ok(answer)
}

type Page = (Vec<Identity>, Vec<(HeaderName, String)>);

async fn by_key(cx: &Cx, filter: &Filter) -> Result<Page> {
    let size = SIZE.read(&cx.request, &["page_size", "per_page"])?;
    let after = match cx.request.query("page_token") {
        None => IdentityId::nil(),
        Some(token) => IdentityId::parse(token)
            .ok_or_else(|| Problem::bad_request("The page token is none of this list."))?,
    };
    // One more than asked for tells whether there is a next page.
    let mut identities = match filter.identities(cx).await? {
        None => store::page(cx.db(), cx.project(), after, size + 1).await?,
        Some(all) => all.into_iter().filter(|identity| identity.id > after).collect(),
    };
    let size_here = usize::try_from(size).unwrap_or(usize::MAX);
    let more = identities.len() > size_here;
    identities.truncate(size_here);
    let last = identities.last().filter(|_| more).map(|identity| identity.id.text());
    let link = keyset(cx, PATH, size, &IdentityId::nil().text(), last.as_deref());
    Ok((identities, vec![link]))
}

async fn numbered(cx: &Cx, filter: &Filter) -> Result<Page> {
    let asked = Numbered::read(&cx.request, Style::Legacy, SIZE)?;
    if page::number(&cx.request, &["page"])?.is_some_and(|page| page < 0)
        || asked.offset() > FURTHEST
    {
        return Err(Problem::bad_request(format!(
            "Pages by number begin at 0 and reach as far as entry {FURTHEST}; use page_token further on."
        ))
        .into());
    }
    let (total, identities) = match filter.identities(cx).await? {
        None => (
            store::count(cx.db(), cx.project()).await?,
            store::page_at(cx.db(), cx.project(), asked.offset(), asked.size).await?,
        ),
        Some(all) => (i64::try_from(all.len()).unwrap_or(i64::MAX), asked.of(all)),
    };
    Ok((identities, asked.headers(&cx.request, PATH, total)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_text_after_a_prefix() {
        assert_eq!(after("list-3").as_deref(), Some("list-4"));
        assert_eq!(after("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(after("\u{D7FF}").as_deref(), Some("\u{E000}"));
        assert_eq!(after(""), None);
    }
}
