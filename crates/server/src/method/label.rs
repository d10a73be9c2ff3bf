//! What owners call what they have: a key, their sign-in app, their set of recovery codes.
//!
//! A name opens nothing and tells nobody else anything; it is for the one who has to choose. Here is what every name may
//! be, and how that of something an account has one of is typed in; where it is kept is its method's matter.

use model::ui::{Group, Node};
use model::{Message, Problem};

use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::Result;
use crate::http::form::Form;

/// How long a name may be, in characters.
pub(super) const LONGEST: u32 = 64;

/// What somebody typed, as it is kept; `None`: it is no name.
pub(super) fn clean(typed: Option<&str>) -> Option<String> {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let clean: String = typed?.chars().map(clean).collect();
    let longest = usize::try_from(LONGEST).unwrap_or(usize::MAX);
    let name: String = clean.trim().chars().take(longest).collect();
    (!name.is_empty()).then_some(name)
}

/// The field that a new name is typed into.
pub(super) fn field(group: Group, name: &str) -> Node {
    Node::input(group, name, "text").value("").maxlength(LONGEST).label(Message::info(1_059_006))
}

/// The name of something that an account has one of.
pub(super) struct Label {
    pub(super) group: Group,
    /// Button that saves it.
    pub(super) rename: &'static str,
    /// The field; nothing typed means no name.
    pub(super) field: &'static str,
}

impl Label {
    /// Whether the form gives a name.
    pub(super) fn meant(&self, form: &Form) -> Result<bool, Problem> {
        form.switch(self.rename)
    }

    /// The name that the form gives.
    pub(super) fn typed(&self, form: &Form) -> Option<String> {
        clean(form.text(self.field))
    }

    /// The button and the field. Kratos' clients know no such nodes and are shown none.
    pub(super) fn nodes(&self, cx: &Cx) -> Vec<Node> {
        if cx.config().compatibility == Compatibility::Kratos {
            return Vec::new();
        }
        let button = Node::submit(self.group.clone(), self.rename, "true", 1_059_007);
        vec![button, field(self.group.clone(), self.field)]
    }

    /// The field, if it is among these nodes.
    fn find<'a>(&self, nodes: &'a mut [Node]) -> Option<&'a mut Node> {
        nodes.iter_mut().find(|node| node.id() == self.field)
    }

    /// Whether they have the field, for [`Self::fill`].
    pub(super) fn is_asked(&self, nodes: &mut [Node]) -> bool {
        self.find(nodes).is_some()
    }

    /// Shows the name as it is now.
    pub(super) fn fill(&self, nodes: &mut [Node], name: Option<String>) {
        if let Some((input, name)) = self.find(nodes).and_then(Node::as_input_mut).zip(name) {
            input.value = Some(name.into());
        }
    }
}
