//! The form a flow shows: nodes, grouped by method (Kratos wire contract §2.2, §2.3).
//!
//! Nodes are stored as data, without sentences; [`Node::told`] puts the sentences in. Order is part of the
//! contract: [`sort`] is the stable order of login, registration and settings, while recovery and
//! verification keep the order in which nodes were added.

mod order;

use std::borrow::Cow;

use serde::ser::{SerializeMap as _, SerializeStruct as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

pub use self::order::{Order, sort};
use crate::text::{Message, Texts, Told};

/// Which method a node belongs to: the method's id, or `default` for what is everybody's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Group(Cow<'static, str>);

impl Group {
    /// Everybody's: CSRF token, identifier, traits.
    pub const DEFAULT: Self = Self::of("default");
    /// Password.
    pub const PASSWORD: Self = Self::of("password");
    /// The traits form of settings.
    pub const PROFILE: Self = Self::of("profile");
    /// Mailed links.
    pub const LINK: Self = Self::of("link");
    /// Mailed codes.
    pub const CODE: Self = Self::of("code");
    /// The sign-in app.
    pub const TOTP: Self = Self::of("totp");
    /// Recovery codes.
    pub const LOOKUP_SECRET: Self = Self::of("lookup_secret");
    /// Security keys.
    pub const WEBAUTHN: Self = Self::of("webauthn");
    /// Passkeys.
    pub const PASSKEY: Self = Self::of("passkey");

    /// The group of the method with this id.
    pub const fn of(method: &'static str) -> Self {
        Self(Cow::Borrowed(method))
    }

    /// The name on the wire.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// One element of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The method it belongs to.
    pub group: Group,
    /// What it is.
    pub attributes: Attributes,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// Its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Message>,
}

/// The kinds of elements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attributes {
    /// A field or a button.
    Input(Input),
    /// Words to show, such as a list of codes.
    Text {
        /// Name of the node.
        id: String,
        /// The words.
        text: Message,
    },
    /// A picture.
    Img {
        /// Name of the node.
        id: String,
        /// A data URI.
        src: String,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// A link.
    A {
        /// Name of the node.
        id: String,
        /// Where it leads.
        href: String,
        /// Its words.
        title: Message,
    },
    /// A program for the browser.
    Script {
        /// Name of the node.
        id: String,
        /// Where it is.
        src: String,
        /// What it has to hash to (Subresource Integrity).
        integrity: String,
    },
}

/// A field or a button.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Input {
    /// The name under which it is submitted.
    pub name: String,
    /// `text`, `password`, `hidden`, `submit`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// What it holds; `None` leaves the member out, `""` does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Whether it must be filled in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether it is switched off.
    #[serde(default)]
    pub disabled: bool,
    /// What a browser may fill in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    /// A regular expression for its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// How many characters it holds at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maxlength: Option<u32>,
    /// The values to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Value>,
    /// A call in the browser when it is pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onclick: Option<String>,
    /// The function of that call.
    #[serde(default, rename = "onclickTrigger", skip_serializing_if = "Option::is_none")]
    pub onclick_trigger: Option<String>,
    /// A call in the browser when it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onload: Option<String>,
    /// The function of that call.
    #[serde(default, rename = "onloadTrigger", skip_serializing_if = "Option::is_none")]
    pub onload_trigger: Option<String>,
}

impl Node {
    /// A field of `kind` without a value.
    pub fn input(group: Group, name: &str, kind: &str) -> Self {
        let input = Input { name: name.into(), kind: kind.into(), ..Input::default() };
        Self { group, attributes: Attributes::Input(input), messages: Vec::new(), label: None }
    }
    /// A button.
    pub fn submit(group: Group, name: &str, value: &str, label: u32) -> Self {
        Self::input(group, name, "submit").value(value).label(Message::info(label))
    }
    /// A field that is not seen.
    pub fn hidden(group: Group, name: &str, value: impl Into<Value>) -> Self {
        Self::input(group, name, "hidden").value(value)
    }
    /// The field of the CSRF token; the token is put in when the flow is answered.
    pub fn csrf() -> Self {
        Self::hidden(Group::DEFAULT, CSRF, "").required()
    }
    /// Words.
    pub fn text(group: Group, id: &str, text: Message, label: Message) -> Self {
        let attributes = Attributes::Text { id: id.into(), text };
        Self { group, attributes, messages: Vec::new(), label: Some(label) }
    }
    /// A square picture; its source is put in when the flow is answered.
    pub fn img(group: Group, id: &str, side: u32, label: Message) -> Self {
        let (id, src) = (id.into(), String::new());
        let attributes = Attributes::Img { id, src, width: side, height: side };
        Self { group, attributes, messages: Vec::new(), label: Some(label) }
    }

    /// A link.
    pub fn a(group: Group, id: &str, href: &str, title: Message) -> Self {
        let attributes = Attributes::A { id: id.into(), href: href.into(), title: title.clone() };
        Self { group, attributes, messages: Vec::new(), label: Some(title) }
    }

    /// A program for the browser.
    pub fn script(group: Group, id: &str, src: String, integrity: &str) -> Self {
        let attributes = Attributes::Script { id: id.into(), src, integrity: integrity.into() };
        Self { group, attributes, messages: Vec::new(), label: None }
    }
    /// A button that calls a function in the browser.
    pub fn trigger(group: Group, name: &str, function: &str, label: Message) -> Self {
        let node = Self::input(group, name, "button").value("").label(label);
        node.edit(|i| {
            i.onclick = Some(format!("window.{function}()"));
            i.onclick_trigger = Some(function.into());
        })
    }
    /// It calls a function in the browser when it is shown.
    #[must_use]
    pub fn when_shown(self, function: &str) -> Self {
        self.edit(|i| {
            i.onload = Some(format!("window.{function}()"));
            i.onload_trigger = Some(function.into());
        })
    }
    /// Cannot be used.
    #[must_use]
    pub fn disabled(self, disabled: bool) -> Self {
        self.edit(|i| i.disabled = disabled)
    }

    fn edit(mut self, change: impl FnOnce(&mut Input)) -> Self {
        if let Attributes::Input(input) = &mut self.attributes {
            change(input);
        }
        self
    }
    /// With this value.
    #[must_use]
    pub fn value(self, value: impl Into<Value>) -> Self {
        self.edit(|i| i.value = Some(value.into()))
    }
    /// Has to be filled in.
    #[must_use]
    pub fn required(self) -> Self {
        self.edit(|i| i.required = true)
    }
    /// A browser may fill it with this.
    #[must_use]
    pub fn autocomplete(self, what: &str) -> Self {
        self.edit(|i| i.autocomplete = Some(what.into()))
    }
    /// Its value has this form.
    #[must_use]
    pub fn pattern(self, pattern: &str) -> Self {
        self.edit(|i| i.pattern = Some(pattern.into()))
    }
    /// It holds so many characters at most.
    #[must_use]
    pub fn maxlength(self, characters: u32) -> Self {
        self.edit(|i| i.maxlength = Some(characters))
    }
    /// With this label.
    #[must_use]
    pub fn label(mut self, label: Message) -> Self {
        self.label = Some(label);
        self
    }

    /// Its name: `name` of a field, `id` of anything else.
    pub fn id(&self) -> &str {
        match &self.attributes {
            Attributes::Input(input) => &input.name,
            Attributes::Text { id, .. }
            | Attributes::Img { id, .. }
            | Attributes::A { id, .. }
            | Attributes::Script { id, .. } => id,
        }
    }
    /// The field, if it is one.
    pub fn as_input(&self) -> Option<&Input> {
        match &self.attributes {
            Attributes::Input(input) => Some(input),
            _ => None,
        }
    }
    /// The field, to change it.
    pub fn as_input_mut(&mut self) -> Option<&mut Input> {
        match &mut self.attributes {
            Attributes::Input(input) => Some(input),
            _ => None,
        }
    }

    /// As sent (§2.2).
    pub fn told<'a>(&'a self, texts: &'a dyn Texts) -> Told<'a, Self> {
        Told { it: self, texts }
    }
}

impl Serialize for Told<'_, Node> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Meta<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            label: Option<Told<'a, Message>>,
        }
        let Node { group, attributes, messages, label } = self.it;
        let messages: Vec<_> = messages.iter().map(|message| message.told(self.texts)).collect();
        let label = label.as_ref().map(|label| label.told(self.texts));
        let mut node = serializer.serialize_struct("Node", 5)?;
        node.serialize_field("type", attributes.kind())?;
        node.serialize_field("group", group)?;
        node.serialize_field("attributes", &Told { it: attributes, texts: self.texts })?;
        node.serialize_field("messages", &messages)?;
        node.serialize_field("meta", &Meta { label })?;
        node.end()
    }
}

/// The name of the field with the CSRF token.
pub const CSRF: &str = "csrf_token";

impl Attributes {
    /// The word on the wire, of the node and of its attributes.
    fn kind(&self) -> &'static str {
        match self {
            Self::Input(_) => "input",
            Self::Text { .. } => "text",
            Self::Img { .. } => "img",
            Self::A { .. } => "a",
            Self::Script { .. } => "script",
        }
    }
}

impl Serialize for Told<'_, Attributes> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Field<'a> {
            #[serde(flatten)]
            input: &'a Input,
            node_type: &'static str,
        }
        let node_type = self.it.kind();
        if let Attributes::Input(input) = self.it {
            return Field { input, node_type }.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        match self.it {
            Attributes::Input(_) => {}
            Attributes::Text { id, text } => {
                map.serialize_entry("text", &text.told(self.texts))?;
                map.serialize_entry("id", id)?;
            }
            Attributes::Img { id, src, width, height } => {
                map.serialize_entry("src", src)?;
                map.serialize_entry("id", id)?;
                map.serialize_entry("width", width)?;
                map.serialize_entry("height", height)?;
            }
            Attributes::A { id, href, title } => {
                map.serialize_entry("href", href)?;
                map.serialize_entry("title", &title.told(self.texts))?;
                map.serialize_entry("id", id)?;
            }
            Attributes::Script { id, src, integrity } => {
                map.serialize_entry("src", src)?;
                map.serialize_entry("async", &true)?;
                map.serialize_entry("referrerpolicy", "no-referrer")?;
                map.serialize_entry("crossorigin", "anonymous")?;
                map.serialize_entry("integrity", integrity)?;
                map.serialize_entry("type", "text/javascript")?;
                map.serialize_entry("id", id)?;
                map.serialize_entry("nonce", "")?;
            }
        }
        map.serialize_entry("node_type", node_type)?;
        map.end()
    }
}
