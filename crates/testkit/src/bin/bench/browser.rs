//! A browser, as far as recovery by link needs one: it keeps cookies, fetches the pages and submits what their forms hold.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use hyper::{Method, Request};

use crate::Result;
use crate::http::{Answer, Http};
use crate::mail::Inbox;

const SESSION: &str = "ory_kratos_session";

/// A new browser on somebody's connection.
struct Browser<'a> {
    http: &'a mut Http,
    cookies: BTreeMap<String, String>,
}

/// Asks for a link, opens it, and presses its button; to the session's cookie. Gives how long the mail took.
pub(crate) async fn recover(http: &mut Http, inbox: &Inbox, address: &str) -> Result<Duration> {
    let mut browser = Browser { http, cookies: BTreeMap::new() };
    let page = browser.led("/self-service/recovery/browser").await?;
    let token = csrf_token(&browser.get(&page).await?.with(200)?.text())?;
    let flow =
        page.split_once("flow=").map(|(_, id)| id).ok_or("there is no flow in the address")?;
    let action = format!("/self-service/recovery?flow={flow}");
    let waiter = inbox.watch(address);
    let asked = Instant::now();
    let form = [("csrf_token", token.as_str()), ("method", "link"), ("email", address)];
    browser.post(&action, &form).await?.with(303)?;
    let mail = waiter.wait().await?;

    let page = browser.led(path_of(mail.link()?)).await?;
    let token = csrf_token(&browser.get(&page).await?.with(200)?.text())?;
    let form = [("csrf_token", token.as_str()), ("link", "opened"), ("method", "link")];
    browser.post(&action, &form).await?.with(303)?;
    if browser.cookies.contains_key(SESSION) {
        Ok(mail.at.saturating_duration_since(asked))
    } else {
        Err("no session after recovery by link".into())
    }
}

impl Browser<'_> {
    async fn get(&mut self, path: &str) -> Result<Answer> {
        self.call(Method::GET, path, Bytes::new()).await
    }

    /// Where a page leads to.
    async fn led(&mut self, path: &str) -> Result<String> {
        let answer = self.get(path).await?.with(303)?;
        let to = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        to.map(|url| path_of(url).to_owned()).ok_or_else(|| format!("{path} leads nowhere"))
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.call(Method::POST, path, body.into()).await
    }

    async fn call(&mut self, method: Method, path: &str, body: Bytes) -> Result<Answer> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request =
            Request::builder().method(&method).header(ACCEPT, "text/html,application/xhtml+xml");
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        if method == Method::POST {
            request = request
                .header(ORIGIN, format!("http://{}", self.http.authority()))
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let answer = self.http.send(path, request, body).await?;
        for line in answer.headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap_or_default();
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        self.cookies.retain(|_, value| !value.is_empty());
        Ok(answer)
    }
}

/// An address without its host.
fn path_of(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}

/// The token in a page's form.
fn csrf_token(page: &str) -> Result<String> {
    let field = page.split('<').find(|tag| tag.contains("name=\"csrf_token\""));
    let value = field.and_then(|tag| tag.split_once("value=\"")?.1.split('"').next());
    let value = value.ok_or("there is no csrf_token on the page")?;
    Ok(value.replace("&#x2f;", "/").replace("&#43;", "+").replace("&#61;", "="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_as_the_page_means_them() {
        let page = r#"<form><input type="hidden" name="csrf_token" value="a&#x2f;b+c=="></form>"#;
        assert_eq!(csrf_token(page).unwrap(), "a/b+c==");
        assert!(csrf_token("<form></form>").is_err());
    }

    #[test]
    fn a_path_is_what_follows_the_host() {
        assert_eq!(path_of("http://h:1/a?b=http://c/d"), "/a?b=http://c/d");
        assert_eq!(path_of("/a"), "/a");
        assert_eq!(path_of("http://h"), "/");
    }
}
