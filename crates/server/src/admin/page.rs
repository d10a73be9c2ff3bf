//! Pages of lists: what is asked for, and the headers that lead on (Kratos admin contract §3.3, §3.11).
//!
//! Lists are paged in two ways: by the last key that was seen ([`keyset`]), or by number ([`Numbered`]), which is what
//! older clients know. Links are relative, keep the other parameters, and have these in the order of their names.

use crate::config::Compatibility;
use axum::http::HeaderName;
use axum::http::header::LINK;
use data_encoding::BASE64URL_NOPAD;
use model::Problem;

use crate::app::Cx;
use crate::http::Request;

const TOTAL: HeaderName = HeaderName::from_static("x-total-count");
const PAGING: [&str; 4] = ["page", "per_page", "page_size", "page_token"];

/// How many entries a page has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) usual: i64,
    pub(crate) most: i64,
}

impl Size {
    /// The number that the first of these parameters gives, cut to what is allowed; 400 if it is none.
    pub(crate) fn read(self, request: &Request, names: &[&str]) -> Result<i64, Problem> {
        let asked = number(request, names)?.unwrap_or(0);
        Ok(if asked < 1 { self.usual } else { asked.min(self.most) })
    }
}

/// The number that the first of these parameters gives; 400 if it is none.
pub(crate) fn number(request: &Request, names: &[&str]) -> Result<Option<i64>, Problem> {
    let Some((name, text)) = names.iter().find_map(|name| Some((name, request.query(name)?)))
    else {
        return Ok(None);
    };
    let number = text.parse::<i64>();
    number.map(Some).map_err(|_| Problem::bad_request(format!("{name} has to be a number.")))
}

/// The list's address with these parameters of its own, and those of the request that are not about pages.
fn url(request: &Request, path: &str, own: &[(&str, String)]) -> String {
    let kept = request.query_pairs().iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let kept = kept.filter(|(name, _)| !PAGING.contains(name));
    let mut pairs: Vec<(&str, &str)> =
        kept.chain(own.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    // Stable: repeated parameters stay in their order.
    pairs.sort_by_key(|(name, _)| *name);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

/// The header of a list that is paged by key: where it begins and, unless this was the last page, goes on.
pub(super) fn keyset(
    cx: &Cx,
    path: &str,
    size: i64,
    first: &str,
    next: Option<&str>,
) -> (HeaderName, String) {
    let link = |token: &str, rel: &str| {
        let own = [("page_size", size.to_string()), ("page_token", token.to_owned())];
        format!("<{}>; rel=\"{rel}\"", url(&cx.request, path, &own))
    };
    let mut links = vec![link(first, "first")];
    links.extend(next.map(|token| link(token, "next")));
    (LINK, links.join(","))
}

/// How a list counts its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// From 0, with `page` and `per_page` alone.
    Legacy,
    /// From 0, with the newer parameters besides.
    FromZero,
    /// From 1 (0 is the same), with the newer parameters besides.
    FromOne,
    /// The same with the links that Kratos makes of it.
    FromOneAsRecorded,
}

impl Style {
    /// The style of lists of sessions.
    pub(crate) fn of_sessions(cx: &Cx) -> Self {
        match cx.config().compatibility {
            Compatibility::Kratos => Self::FromOneAsRecorded,
            Compatibility::Readmit => Self::FromOne,
        }
    }
}

/// A page by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// As it was asked for; 0 where no page was.
    asked: i64,
    /// Counted from 0.
    pub(crate) page: i64,
    pub(crate) size: i64,
    style: Style,
}

impl Numbered {
    /// The page that a request asks for; 400 if it cannot be read.
    pub(crate) fn read(request: &Request, style: Style, size: Size) -> Result<Self, Problem> {
        let mut page = number(request, &["page"])?;
        if page.is_none() && style != Style::Legacy {
            page = request.query("page_token").map(decode).transpose()?;
        }
        // So far that nothing stands there, and near enough to be multiplied.
        let asked = page.unwrap_or(0).clamp(0, 1 << 32);
        let page = if matches!(style, Style::FromOne | Style::FromOneAsRecorded) {
            (asked - 1).max(0)
        } else {
            asked
        };
        let size = size.read(request, &["per_page", "page_size"])?;
        Ok(Self { asked, page, size, style })
    }

    /// How many entries come before it.
    pub(crate) fn offset(&self) -> i64 {
        self.page.saturating_mul(self.size)
    }

    /// The entries of this page.
    pub(super) fn of<T>(&self, all: Vec<T>) -> Vec<T> {
        let skip = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        all.into_iter().skip(skip).take(size).collect()
    }

    /// `Link` and `X-Total-Count` of a list with `total` entries.
    pub(crate) fn headers(
        &self,
        request: &Request,
        path: &str,
        total: i64,
    ) -> Vec<(HeaderName, String)> {
        let links = self.links(total).into_iter().map(|(rel, page, size)| {
            let (page, size) = (page.to_string(), size.to_string());
            let mut own = vec![("page", page.clone()), ("per_page", size.clone())];
            if self.style != Style::Legacy {
                let token = BASE64URL_NOPAD.encode(page.as_bytes());
                own.extend([("page_size", size), ("page_token", token)]);
            }
            format!("<{}>; rel=\"{rel}\"", url(request, path, &own))
        });
        let links = links.collect::<Vec<_>>().join(",");
        vec![(LINK, links), (TOTAL, total.to_string())]
    }

    /// Name, page and size of each link. What an empty list and one that fits on a page link to is as recorded.
    fn links(&self, total: i64) -> Vec<(&'static str, i64, i64)> {
        let Self { asked, page, size, style } = *self;
        if total == 0 && style != Style::Legacy {
            return vec![("first", 0, size), ("next", page + 1, size), ("prev", page - 1, size)];
        }
        if total <= size {
            return vec![("first", 0, total.max(1))];
        }
        if style == Style::FromOneAsRecorded {
            return recorded(asked, size, total);
        }
        let last = (total - 1) / size;
        let told = |page: i64| {
            if style == Style::FromOne && page > 0 { page + 1 } else { page }
        };
        let mut links = Vec::new();
        if page > 0 {
            links.push(("first", 0, size));
        }
        if page < last {
            links.push(("next", told(page + 1), size));
        }
        if page > 0 {
            links.push(("prev", told((page - 1).min(last)), size));
        }
        if page < last {
            links.push(("last", told(last), size));
        }
        links
    }
}

/// Kratos counts pages from one and their links from zero, so its links lead elsewhere than they say.
fn recorded(asked: i64, size: i64, total: i64) -> Vec<(&'static str, i64, i64)> {
    let last = (total - 1) / size;
    if asked == 0 {
        return vec![("next", 1, size), ("last", last, size)];
    }
    let mut links = vec![("first", 0, size)];
    if asked < last {
        links.push(("next", asked + 1, size));
    }
    let before = if asked * size < total { asked - 1 } else { total / size - 1 };
    links.push(("prev", before, size));
    if asked < last {
        links.push(("last", last, size));
    }
    links
}

fn decode(token: &str) -> Result<i64, Problem> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let page = text.and_then(|text| text.parse().ok());
    page.ok_or_else(|| Problem::bad_request("The page token is none of this list."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(page: i64, size: i64, total: i64, style: Style) -> Vec<(&'static str, i64, i64)> {
        Numbered { asked: page + 1, page, size, style }.links(total)
    }

    #[test]
    fn links_of_numbered_pages_as_recorded() {
        assert_eq!(links(0, 2, 3, Style::Legacy), [("next", 1, 2), ("last", 1, 2)]);
        assert_eq!(links(1, 2, 3, Style::Legacy), [("first", 0, 2), ("prev", 0, 2)]);
        assert_eq!(links(0, 250, 2, Style::FromOne), [("first", 0, 2)]);
        for page in [0, 1] {
            assert_eq!(
                links(page, 2, 3, Style::FromOneAsRecorded),
                [("first", 0, 2), ("prev", 0, 2)]
            );
        }
        let unasked = Numbered { asked: 0, page: 0, size: 1, style: Style::FromOneAsRecorded };
        assert_eq!(unasked.links(2), [("next", 1, 1), ("last", 1, 1)]);
        let empty = [("first", 0, 250), ("next", 1, 250), ("prev", -1, 250)];
        assert_eq!(links(0, 250, 0, Style::FromOne), empty);
    }

    #[test]
    fn links_lead_through_a_list_that_counts_from_one() {
        let first = links(0, 2, 6, Style::FromOne);
        assert_eq!(first, [("next", 2, 2), ("last", 3, 2)]);
        let second = links(1, 2, 6, Style::FromOne);
        assert_eq!(second, [("first", 0, 2), ("next", 3, 2), ("prev", 0, 2), ("last", 3, 2)]);
    }

    #[test]
    fn an_empty_legacy_list_has_no_next_page() {
        assert_eq!(links(0, 2, 0, Style::Legacy), [("first", 0, 1)]);
        assert_eq!(links(9, 2, 3, Style::Legacy), [("first", 0, 2), ("prev", 1, 2)]);
    }

    #[test]
    fn tokens_of_pages_come_back() {
        assert_eq!(decode(&BASE64URL_NOPAD.encode(b"7")), Ok(7));
        assert_eq!(decode("nonsense!").unwrap_err().code, 400);
    }
}
