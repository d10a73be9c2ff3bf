//! Somebody with a mailed or handed-over secret: how they came by it, how they present it, and what they are told.

use model::{Clock as _, Timestamp};
use serde_json::json;
use testkit::{Answer, Client, TestApp};

use crate::recovery_link::{opened, pressed};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secret {
    MailedCode,
    MailedLink,
    AdministratorsCode,
    AdministratorsLink,
    VerificationCode,
    VerificationLink,
}

impl Secret {
    pub(super) const fn is_link(self) -> bool {
        matches!(self, Self::MailedLink | Self::AdministratorsLink | Self::VerificationLink)
    }
    pub(super) const fn verifies(self) -> bool {
        matches!(self, Self::VerificationCode | Self::VerificationLink)
    }
    pub(super) const fn handed_over(self) -> bool {
        matches!(self, Self::AdministratorsCode | Self::AdministratorsLink)
    }
    /// The method, and the value of a flow's `active`.
    pub(super) const fn method(self) -> &'static str {
        if self.is_link() { "link" } else { "code" }
    }
    /// Where it is put in a submission.
    pub(super) const fn field(self) -> &'static str {
        if self.is_link() { "token" } else { "code" }
    }
    const fn flow(self) -> &'static str {
        if self.verifies() { "verification" } else { "recovery" }
    }
}

/// How a presented secret is answered: the status, and the messages of the flow that the bearer sees then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    Works,
    Refused(u16, Vec<u64>),
}

pub(super) fn refused(status: u16, message: u64) -> Told {
    Told::Refused(status, vec![message])
}

/// Somebody with a secret, and where they present it.
pub(super) struct Bearer {
    pub(super) secret: Secret,
    pub(super) client: Client,
    /// Who asked for it.
    pub(super) owner: Client,
    /// The code, or the token of the link.
    pub(super) text: String,
    pub(super) link: String,
    /// The token of the page behind the link.
    csrf: String,
    /// When it was made.
    pub(super) at: Timestamp,
}

impl Bearer {
    pub(super) async fn new(app: &TestApp, secret: Secret, email: &str, identity: &str) -> Self {
        if secret.handed_over() {
            return Self::by_administrator(app, secret, identity).await;
        }
        let owner = asked(app, secret, email).await;
        let at = app.clock.now();
        let mail = app.mail_to(email).await;
        let (text, link) = if secret.is_link() {
            (token(&mail.link()), mail.link())
        } else {
            (mail.code(), String::new())
        };
        Self { secret, client: owner.clone(), owner, text, link, csrf: String::new(), at }
            .ready(app)
            .await
    }

    async fn by_administrator(app: &TestApp, secret: Secret, identity: &str) -> Self {
        let wanted = json!({ "identity_id": identity, "expires_in": "30m" });
        let path = format!("/admin/recovery/{}", secret.method());
        let made = app.admin("POST", &path, Some(wanted)).await;
        let at = app.clock.now();
        let made = made.json();
        let link = made["recovery_link"].as_str().expect("a link").to_owned();
        let text = made["recovery_code"].as_str().map_or_else(|| token(&link), str::to_owned);
        let mut owner = app.spa();
        let (_, flow) = link.split_once("flow=").expect("a flow");
        let flow = flow.split('&').next().unwrap_or_default();
        let read = owner.get(&format!("/self-service/recovery/flows?id={flow}")).await;
        assert_eq!(read.status, 200, "{}", read.text);
        Self { secret, client: owner.clone(), owner, text, link, csrf: String::new(), at }
            .ready(app)
            .await
    }

    /// A link's page is open before anything happens to the link.
    async fn ready(mut self, app: &TestApp) -> Self {
        if self.secret.is_link() {
            self.client = app.browser();
            self.csrf = opened(&mut self.client, &self.link).await.1;
        }
        self
    }

    /// Presents the secret, and reads what is said.
    pub(super) async fn present(&mut self) -> Told {
        let answer = if self.secret.is_link() {
            pressed(&mut self.client, &self.link, &self.csrf).await
        } else {
            let body = json!({ "method": "code", "code": self.text });
            self.client.submit(body).await
        };
        told(&mut self.client, &answer).await
    }
}

fn token(link: &str) -> String {
    link.split_once("token=").expect("a token").1.to_owned()
}

/// Asks for a mail as its owner would.
pub(super) async fn asked(app: &TestApp, secret: Secret, email: &str) -> Client {
    let mut client = app.spa();
    assert_eq!(client.start(secret.flow(), "").await.status, 200);
    let body = json!({ "method": secret.method(), "email": email });
    let answer = client.submit(body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    client
}

/// What an answer says: by itself, or by the flow that it leads to.
pub(super) async fn told(client: &mut Client, answer: &Answer) -> Told {
    if answer.status == 303 {
        let (page, query) = answer.location().split_once('?').expect("a flow or an error");
        let id = query.split_once('=').expect("an id").1.to_owned();
        return match page.rsplit('/').next() {
            Some("settings") => Told::Works,
            Some("error") => Told::Refused(303, Vec::new()),
            _ if page.contains("/recovery") => read(client, 303, "recovery", &id).await,
            _ => read(client, 303, "verification", &id).await,
        };
    }
    let body = answer.json();
    if body["ui"].is_object() {
        return if body["state"] == "passed_challenge" && answer.status == 200 {
            Told::Works
        } else {
            Told::Refused(answer.status, answer.messages())
        };
    }
    let next = &body["error"]["details"]["continue_with"][0]["flow"]["id"];
    match (next.as_str(), body["use_flow_id"].as_str()) {
        (Some(flow), _) => read(client, answer.status, "recovery", flow).await,
        (_, Some(flow)) => read(client, answer.status, "verification", flow).await,
        _ => Told::Refused(answer.status, Vec::new()),
    }
}

async fn read(client: &mut Client, status: u16, kind: &str, flow: &str) -> Told {
    let shown = client.get(&format!("/self-service/{kind}/flows?id={flow}")).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let messages = shown.messages();
    if matches!(messages.as_slice(), [1_080_002]) {
        return Told::Works;
    }
    Told::Refused(status, messages)
}
