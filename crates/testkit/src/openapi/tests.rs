//! What is not documented is found.

use super::{Answer, Asked, Server, document};

fn answer(status: u16, headers: &[(&str, &str)], text: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Answer { status, headers: headers.collect(), text: text.into() }
}

const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");
const TEXT: (&str, &str) = ("content-type", "text/plain; charset=utf-8");

fn judged(asked: (Server, &str, &str), answer: &Answer) -> Result<(), String> {
    let (listener, method, path) = asked;
    document(listener).judge(&Asked { method, path, body: None }, answer)
}

#[test]
fn what_is_documented_fits() {
    let well = answer(200, &[JSON], r#"{"status":"ok"}"#);
    for asked in [
        (Server::Public, "GET", "/health/alive"),
        (Server::Admin, "GET", "/health/alive?x=1"),
        (Server::Public, "HEAD", "/health/ready"),
    ] {
        assert_eq!(judged(asked, &well), Ok(()), "{asked:?}");
    }
    let none = answer(200, &[JSON, ("link", "-")], "[]");
    assert_eq!(judged((Server::Admin, "GET", "/admin/sessions"), &none), Ok(()));
    assert_eq!(judged((Server::Admin, "GET", "/sessions"), &none), Ok(()), "without /admin");
    let refused = answer(405, &[TEXT, ("allow", "DELETE, GET, HEAD, POST")], "no");
    assert_eq!(judged((Server::Public, "PUT", "/sessions"), &refused), Ok(()));
    let nothing = answer(404, &[TEXT], "no");
    assert_eq!(judged((Server::Public, "GET", "/nothing"), &nothing), Ok(()));
}

#[test]
fn what_is_not_is_found() {
    let alive = (Server::Public, "GET", "/health/alive");
    for (asked, answer, why) in [
        (alive, answer(200, &[JSON], r#"{"status":"ok","more":1}"#), "'more' was unexpected"),
        (alive, answer(200, &[JSON], r#"{"status":"well"}"#), "at /status"),
        (alive, answer(200, &[JSON], ""), "lacks its body"),
        (alive, answer(200, &[TEXT], "ok"), "is of type"),
        (alive, answer(418, &[JSON], "{}"), "not documented of isAlive"),
        (
            (Server::Public, "GET", "/nothing"),
            answer(200, &[JSON], "{}"),
            "no documented operation",
        ),
        ((Server::Public, "GET", "/language"), answer(303, &[], ""), "lacks the header location"),
        (
            (Server::Public, "PUT", "/sessions"),
            answer(405, &[TEXT, ("allow", "GET, HEAD")], "no"),
            "documented are",
        ),
        (
            (Server::Public, "GET", "/version"),
            answer(421, &[JSON], "{}"),
            "no documented operation",
        ),
    ] {
        let judged = judged(asked, &answer);
        assert!(judged.as_ref().is_err_and(|told| told.contains(why)), "{asked:?}: {judged:?}");
    }
}

#[test]
fn what_was_accepted_is_what_may_be_sent() {
    let done = answer(204, &[], "");
    let judged = |body| {
        let body = Some(("application/json", body));
        let asked = Asked { method: "DELETE", path: "/self-service/logout/api", body };
        document(Server::Public).judge(&asked, &done)
    };
    assert_eq!(judged(r#"{"session_token":"x"}"#), Ok(()));
    assert!(judged(r#"{"session_token":7}"#).is_err_and(|why| why.contains("what was sent")));
}
