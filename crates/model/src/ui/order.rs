//! The order in which clients expect nodes (Kratos wire contract §2.3).

use super::{Group, Node};

/// Which flow's order [`sort`] follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Sign-in.
    Login,
    /// Sign-up.
    Registration,
    /// Settings.
    Settings,
}

/// Sorts nodes as clients expect them (§2.3): by group, then by key, buttons named `method` last in their
/// group; `traits` are the schema's traits in its order. Stable otherwise.
pub fn sort(order: Order, nodes: &mut [Node], traits: &[String]) {
    let groups: &[&str] = match order {
        Order::Login => {
            &["oidc", "default", "webauthn", "passkey", "code", "password", "totp", "lookup_secret"]
        }
        Order::Registration => &[
            "oidc", "saml", "default", "webauthn", "passkey", "code", "password", "captcha",
            "profile",
        ],
        Order::Settings => &[
            "default",
            "profile",
            "password",
            "oidc",
            "lookup_secret",
            "webauthn",
            "passkey",
            "totp",
        ],
    };
    let keys = keys(order, traits);
    nodes.sort_by_cached_key(|node| {
        // At sign-up the password stands among the traits, so its group counts as theirs.
        let with_traits = order == Order::Registration && node.group == Group::PASSWORD;
        let group = if with_traits { "default" } else { node.group.name() };
        let group = groups.iter().position(|g| *g == group).map_or(0, |p| p + 1);
        let key = keys.iter().position(|key| node.id().starts_with(key)).unwrap_or(keys.len());
        (group, node.id() == "method", key)
    });
}

/// Beginnings of names, in order; what begins with none of them comes after.
fn keys(order: Order, traits: &[String]) -> Vec<&str> {
    let traits = || traits.iter().map(String::as_str);
    match order {
        Order::Login => vec!["csrf_token", "identifier", "password"],
        // The password follows the first trait, which is the name to sign in with.
        Order::Registration => {
            let first = std::iter::once("csrf_token").chain(traits().take(1));
            first.chain(["password"]).chain(traits().skip(1)).collect()
        }
        Order::Settings => {
            let after = [
                "password",
                "lookup_secret_reveal",
                "lookup_secret_regenerate",
                "lookup_secret_codes",
                "lookup_secret_confirm",
                "totp_qr",
                "totp_secret_key",
                "totp_unlink",
                "totp_code",
            ];
            std::iter::once("csrf_token").chain(traits()).chain(after).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_order() {
        let mut nodes = vec![
            Node::submit(Group::TOTP, "method", "totp", 1),
            Node::input(Group::TOTP, "totp_code", "text"),
            Node::submit(Group::LOOKUP_SECRET, "lookup_secret_disable", "true", 1),
            Node::submit(Group::LOOKUP_SECRET, "lookup_secret_reveal", "true", 1),
            Node::submit(Group::PASSWORD, "method", "password", 1),
            Node::input(Group::PASSWORD, "password", "password"),
            Node::input(Group::PROFILE, "traits.b", "text"),
            Node::input(Group::PROFILE, "traits.a", "text"),
            Node::csrf(),
        ];
        sort(Order::Settings, &mut nodes, &["traits.a".into(), "traits.b".into()]);
        let ids: Vec<_> = nodes.iter().map(Node::id).collect();
        assert_eq!(
            ids,
            [
                "csrf_token",
                "traits.a",
                "traits.b",
                "password",
                "method",
                "lookup_secret_reveal",
                "lookup_secret_disable",
                "totp_code",
                "method"
            ]
        );
    }
}
