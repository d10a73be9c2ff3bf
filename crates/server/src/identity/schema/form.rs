//! Form fields for traits (Kratos wire contract §2.2 to §2.4).
//!
//! A field per value, none for lists and free objects, which no field can hold. `maxLength` is not told to the
//! form, as recorded: who types too much is told so. Sorting the form is `model::ui::sort`'s business.

use model::Message;
use model::ui::{Group, Node};
use serde_json::{Value, json};

use super::{Kind, Leaf, Schema};

/// "ID", the label of the field for the name where the schema has no one name for it.
const LABEL_ID: u32 = 1_070_004;

impl Schema {
    /// The fields of a form for traits, empty, in the order of the schema.
    pub(crate) fn nodes(&self, group: &Group) -> Vec<Node> {
        self.leaves()
            .iter()
            .filter(|leaf| is_field(leaf))
            .map(|leaf| node(leaf, group.clone()))
            .collect()
    }

    /// Puts traits into their fields; a field whose trait is not there keeps what it holds.
    pub(crate) fn fill(&self, nodes: &mut [Node], traits: &Value) {
        for leaf in self.leaves().iter().filter(|leaf| is_field(leaf)) {
            let Some(value) = leaf.path.iter().try_fold(traits, |value, key| value.get(key)) else {
                continue;
            };
            if value.is_null() || value.is_object() || value.is_array() {
                continue;
            }
            for input in
                nodes.iter_mut().filter(|n| n.id() == leaf.name).filter_map(Node::as_input_mut)
            {
                input.value = Some(value.clone());
            }
        }
    }

    /// The names of the traits' nodes in the order of the schema, for `model::ui::sort`.
    pub(crate) fn trait_names(&self) -> Vec<String> {
        self.leaves().iter().map(|leaf| leaf.name.clone()).collect()
    }

    /// The fields one of which a passkey is called by: those that the schema names for it, else those that people sign in
    /// with. In the order of their names, as Kratos has them.
    pub(crate) fn key_names(&self) -> Vec<String> {
        let fields = |of: fn(&Leaf) -> bool| -> Vec<String> {
            let leaves = self.leaves().iter().filter(|leaf| is_field(leaf) && of(leaf));
            leaves.map(|leaf| leaf.name.clone()).collect()
        };
        let mut names = fields(|leaf| leaf.extension.names_passkey());
        if names.is_empty() {
            names = fields(|leaf| leaf.extension.identifier_of().next().is_some());
        }
        names.sort();
        names
    }

    /// The label of the field `identifier` of sign-in: the title of the one trait that people sign in with, "ID"
    /// when there are several or it has no title.
    pub(crate) fn identifier_label(&self) -> Message {
        let mut identifiers =
            self.leaves().iter().filter(|leaf| leaf.extension.identifier_of().next().is_some());
        match (identifiers.next(), identifiers.next()) {
            (Some(leaf), None) => label(leaf).unwrap_or_else(|| Message::info(LABEL_ID)),
            _ => Message::info(LABEL_ID),
        }
    }
}

fn is_field(leaf: &Leaf) -> bool {
    !leaf.list && leaf.kind != Kind::Json
}

fn label(leaf: &Leaf) -> Option<Message> {
    leaf.title.as_deref().map(|title| Message::trait_label(title, &leaf.name))
}

fn node(leaf: &Leaf, group: Group) -> Node {
    let kind = input_type(leaf);
    let mut node = Node::input(group, &leaf.name, kind);
    if leaf.required {
        node = node.required();
    }
    if matches!(kind, "email" | "tel" | "url") {
        node = node.autocomplete(kind);
    }
    if let Some(pattern) = &leaf.pattern {
        node = node.pattern(pattern);
    }
    if let Some(input) = node.as_input_mut() {
        input.options = leaf.options.iter().map(|value| json!({ "value": value })).collect();
    }
    node.label = label(leaf);
    node
}

fn input_type(leaf: &Leaf) -> &'static str {
    match (leaf.kind, leaf.format.as_deref()) {
        (Kind::Number, _) => "number",
        (Kind::Boolean, _) => "checkbox",
        (_, Some("email")) => "email",
        (_, Some("tel")) => "tel",
        (_, Some("date")) => "date",
        (_, Some("date-time")) => "datetime-local",
        (_, Some("uri")) => "url",
        _ => "text",
    }
}
