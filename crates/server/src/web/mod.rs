//! The built-in pages, and every sentence that a person reads.
//!
//! [`Pages`] holds what is read once at the start: catalogues, templates, the security policy; whatever is broken in
//! them stops the start. It says the texts of messages ([`Pages::texts`]), renders pages ([`Pages::page`]), mails
//! ([`Pages::mail`]) and notices ([`Pages::notice`]). The routes' handlers are in `pages.rs` and `sessions.rs`. What a flow does and who may see it
//! is the flow engine's matter.

mod account;
pub(crate) mod assets;
mod check;
mod escape;
mod form_letter;
mod gotmpl;
pub(crate) mod i18n;
pub(crate) mod kit;
pub(crate) mod language;
mod moment;
mod overrides;
pub(crate) mod pages;
mod pdf;
mod policy;
pub(crate) mod qr;
#[cfg(test)]
mod samples;
mod sentence;
pub(crate) mod sessions;
mod template;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::{StatusCode, header};
use model::Timestamp;
use serde_json::{Map, Value, json};

use crate::app::Cx;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::http::answer::Answer;
use i18n::{Catalogue, Catalogues};
use overrides::Overrides;
pub(crate) use sentence::Sentences;
use template::Templates;

/// The name that pages and mails call the service by.
const BRAND: &str = "Readmit";
/// Width and height of QR codes, as recorded (Kratos wire contract §2.4 B).
const QR_SIDE: u32 = 256;
/// Path of the page that lists sessions; the API has `/sessions`.
pub(crate) const SESSIONS_PATH: &str = "/sessions";

/// Everything that pages and mails are made of.
pub struct Pages {
    catalogues: Catalogues,
    templates: Templates,
    /// What `page` has on every page in every language.
    frame: Map<String, Value>,
    policy: String,
    qr: qr::Cache,
    form_letters: form_letter::Kept,
    /// Languages of the operator's mails.
    mail_locales: BTreeSet<String>,
    mails_show_account: bool,
    /// There are mails of the operator's.
    own_mails: bool,
}

/// A mail, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RenderedMail {
    /// One line.
    pub(crate) subject: String,
    /// Body for programs that show no HTML.
    pub(crate) text: String,
    /// Body.
    pub(crate) html: String,
}

/// Templates and catalogues as they are built in, by the names under which an operator's take their place
/// (docs/templates.md).
pub fn built_in() -> impl Iterator<Item = (String, Vec<u8>)> {
    template::built_in().chain(i18n::built_in())
}

impl Pages {
    /// Reads catalogues and templates. `Err` says which file is broken.
    pub fn load(config: &Config) -> Result<Self, String> {
        let overrides = Overrides::read(&config.courier)?;
        let catalogues = Catalogues::load(&overrides.texts)?;
        let templates = Templates::load(overrides.templates)?;
        let mail_locales = check::mails(&templates, &catalogues)?;
        let own_mails = templates.own().any(|name| name.starts_with("mail/"));
        Ok(Self {
            mails_show_account: templates.mentions("identity"),
            own_mails,
            catalogues,
            templates,
            mail_locales,
            frame: frame(config),
            policy: policy::of(config),
            qr: qr::Cache::default(),
            form_letters: form_letter::Kept::default(),
        })
    }

    /// The texts of messages for this request: English for API clients, on pages the reader's language.
    pub(crate) fn texts(&self, cx: &Cx) -> Sentences<'_> {
        let path = cx.request.uri.path();
        let api = path.contains("/self-service/") || path.contains("/admin/");
        if api { self.catalogues.english().at(cx.now) } else { self.reader(cx).at(cx.now) }
    }

    /// The language of whoever reads the answer.
    fn reader(&self, cx: &Cx) -> &Arc<Catalogue> {
        let own = cx.request.own_language.get().map(String::as_str);
        let own = own.filter(|tag| !language::is_chosen(cx) && self.catalogues.has_pages(tag));
        self.catalogues.negotiate(own.or(language::accepted(cx)))
    }

    /// The tag of the language for a mail that the request sends: that of the account (`own`), or of whoever asks.
    pub(crate) fn locale(&self, cx: &Cx, own: Option<&str>) -> String {
        let accepts = own.filter(|own| self.catalogues.has(own, &self.mail_locales));
        self.catalogues.negotiate_mail(accepts.or(language::accepted(cx)), &self.mail_locales)
    }

    /// Whether there are pages in the language of this tag, to the letter.
    pub(crate) fn speaks(&self, tag: &str) -> bool {
        self.catalogues.all().any(|catalogue| catalogue.locale() == tag)
    }

    /// Renders a page. `context` has what `templates/README.md` lists for it; members of its `page`, and of
    /// `page.links`, are added to those that every page has.
    pub(crate) fn page(
        &self,
        cx: &Cx,
        template: &str,
        title_key: &str,
        context: Value,
    ) -> Result<String> {
        let mut context = context;
        let reader = self.reader(cx);
        language::offer(cx, &self.catalogues, reader, &mut context);
        if let Some(page) = context.pointer_mut("/page").and_then(Value::as_object_mut) {
            page.insert("one_code".into(), (cx.app.code_policy.count == 1).into());
        }
        self.page_in(reader, cx.now, template, title_key, context)
    }

    fn page_in(
        &self,
        catalogue: &Arc<Catalogue>,
        now: Timestamp,
        template: &str,
        title_key: &str,
        context: Value,
    ) -> Result<String> {
        let context = framed(&self.frame, catalogue, title_key, context);
        let page = self
            .templates
            .render(template, catalogue, Some(now), &context)
            .map_err(|error| Error::caused("rendering a page", error))?;
        Ok(if page.starts_with("<!doctype") { unindented(page) } else { page })
    }

    /// A page as an answer, with its security policy.
    pub(crate) fn answer(&self, status: StatusCode, page: String) -> Answer {
        Answer::html(status, page).header(header::CONTENT_SECURITY_POLICY, self.policy.clone())
    }

    /// Renders the mail `name` in the language nearest to `locale`. `context` has what `templates/README.md` lists
    /// for it, without `page` and `brand`.
    pub(crate) fn mail(&self, name: &str, locale: &str, context: Value) -> Result<RenderedMail> {
        if self.own_mails {
            return self.rendered_mail(name, locale, context);
        }
        self.filled_in(name, locale, &context)
    }

    fn rendered_mail(&self, name: &str, locale: &str, context: Value) -> Result<RenderedMail> {
        let catalogue = self.catalogues.of(locale);
        let context = mail_context(name, catalogue, self.mail_language(name, locale), context);
        let part = |file: &str| {
            self.templates
                .render_mail(&format!("mail/{name}/{file}"), locale, catalogue, &context)
                .map_err(|error| Error::caused("rendering a mail", error))
        };
        let subject = one_line(&part("subject.txt")?);
        Ok(RenderedMail { subject, text: part("body.txt")?, html: part("body.html")? })
    }

    /// Renders the text message `name`: a mail without a subject that is text alone.
    pub(crate) fn text_message(
        &self,
        name: &str,
        locale: &str,
        context: Value,
    ) -> Result<RenderedMail> {
        let catalogue = self.catalogues.of(locale);
        let context = mail_context(name, catalogue, self.mail_language(name, locale), context);
        let text = self
            .templates
            .render_mail(&format!("mail/{name}/sms.txt"), locale, catalogue, &context)
            .map_err(|error| Error::caused("rendering a text message", error))?;
        let text = text.trim().to_owned();
        Ok(RenderedMail { subject: String::new(), text, html: String::new() })
    }

    /// The language in which the mail `name` is written for readers of `locale`.
    fn mail_language<'a>(&'a self, name: &str, locale: &'a str) -> &'a str {
        let own = ["body.txt", "body.html", "sms.txt"].iter().any(|part| {
            self.templates.in_language(&format!("mail/{name}/{part}"), locale).is_some()
        });
        if own { locale } else { self.catalogues.of(locale).locale() }
    }

    /// Whether a mail of the operator's says something of the account that built-in mails do not.
    pub(crate) fn mails_show_account(&self) -> bool {
        self.mails_show_account
    }

    /// `user_agent` in rough words, for mails and lists: «Firefox on Windows».
    pub(crate) fn device(&self, locale: &str, user_agent: &str) -> String {
        moment::device(self.catalogues.of(locale), user_agent)
    }

    /// `text` as a QR code: a data URI of a PNG of 256 × 256 pixels. The last ones are kept.
    pub(crate) fn qr(&self, text: &str) -> Result<String> {
        self.qr.png_data_uri(text, QR_SIDE)
    }
}

/// A page without the indentation of its template, which is a tenth of it; preformatted text keeps its own.
fn unindented(page: String) -> String {
    if page.contains("<pre") || page.contains("<textarea") {
        return page;
    }
    page.lines().map(str::trim_start).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What every mail is given.
fn mail_context(name: &str, catalogue: &Catalogue, locale: &str, mut context: Value) -> Value {
    if let Some(map) = context.as_object_mut() {
        map.insert(
            "page".into(),
            json!({ "mail": name, "locale": locale, "dir": catalogue.dir() }),
        );
        map.insert("brand".into(), json!({ "name": BRAND }));
    }
    context
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The members of `page` that the configuration decides.
fn frame(config: &Config) -> Map<String, Value> {
    let base = config.serve.public.base();
    let start = |kind: &str| format!("{base}/self-service/{kind}/browser");
    let flows = &config.selfservice.flows;
    let mut links = json!({
        "home": format!("{base}/"),
        "login": start("login"),
        "settings": start("settings"),
        "sessions": format!("{base}{SESSIONS_PATH}"),
    });
    let mut offer = |kind: &str, enabled: bool| {
        if let Some(map) = links.as_object_mut().filter(|_| enabled) {
            map.insert(kind.into(), start(kind).into());
        }
    };
    offer("registration", flows.registration.enabled);
    offer("recovery", flows.recovery.enabled);
    offer("verification", flows.verification.enabled);
    if config.development_mailbox()
        && let Some(map) = links.as_object_mut()
    {
        map.insert("mailbox".into(), format!("{}/mailbox", config.serve.admin.base()).into());
    }
    let mut frame = Map::new();
    frame.insert(
        "assets".into(),
        format!("{}/assets", config.serve.public.base_url.path().trim_end_matches('/')).into(),
    );
    frame.insert("brand".into(), json!({ "name": BRAND }));
    frame.insert("dev".into(), config.dev.into());
    frame.insert(
        "password_min_length".into(),
        config.selfservice.methods.password.config.min_password_length.into(),
    );
    let methods = &config.selfservice.methods;
    let alone = methods.webauthn.enabled && methods.webauthn.config.passwordless;
    let keys = alone || methods.passkey.enabled;
    frame.insert("sign_up_keys".into(), keys.into());
    let application = &config.selfservice.default_browser_return_url;
    if application.origin() != config.serve.public.base_url.origin() {
        frame.insert("back".into(), application.as_str().into());
    }
    frame.insert("links".into(), links);
    frame
}

/// `context` with the whole `page`.
fn framed(
    frame: &Map<String, Value>,
    catalogue: &Catalogue,
    title_key: &str,
    context: Value,
) -> Value {
    let mut page = frame.clone();
    page.insert("locale".into(), catalogue.locale().into());
    page.insert("dir".into(), catalogue.dir().into());
    page.insert("title_key".into(), title_key.into());
    let Value::Object(mut context) = context else {
        return context;
    };
    if let Some(Value::Object(more)) = context.remove("page") {
        for (name, value) in more {
            match (page.get_mut(&name), value) {
                (Some(Value::Object(have)), Value::Object(more)) => have.extend(more),
                (_, value) => {
                    page.insert(name, value);
                }
            }
        }
    }
    context.insert("page".into(), Value::Object(page));
    Value::Object(context)
}
