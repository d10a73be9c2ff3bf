//! `selfservice.flows.login.second_factor`: which methods the second step has, in which order, and who needs them.
//!
//! The words are Keycloak's, for its executions. `docs/second-factor.md` says where their meaning differs here.

use serde::Deserialize;
use serde_json::Value;

/// Methods that can be a second step, in the order that they have without a word.
const METHODS: [&str; 3] = ["webauthn", "totp", "lookup_secret"];

/// A method of the second step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondStep {
    /// Its id.
    pub method: String,
    /// Who needs it.
    pub requirement: Requirement,
}

/// Who needs a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Requirement {
    /// Nobody: it is not asked for, and does not count as a second step.
    Disabled,
    /// Whoever has set it up is asked for it; whoever has not needs none for its sake.
    Conditional,
    /// Everybody has a second step, and this is one of those that will do.
    Alternative,
    /// Everybody has this one, and no other will do.
    Required,
}

/// What the whole list means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct SecondFactor(Vec<SecondStep>);

impl SecondFactor {
    /// What `method` is; methods that are not named are conditional.
    pub fn requirement(&self, method: &str) -> Requirement {
        let named = self.0.iter().find(|step| step.method == method);
        named.map_or(Requirement::Conditional, |step| step.requirement)
    }

    /// Whether `method` will do as a second step: it is not disabled, and no other one is required.
    pub fn serves(&self, method: &str) -> bool {
        let own = self.requirement(method);
        own != Requirement::Disabled && (own == Requirement::Required || self.required().is_none())
    }

    /// The methods one of which everybody has to have; empty where nobody needs any.
    pub fn demanded(&self) -> Vec<&str> {
        if let Some(required) = self.required() {
            return vec![required];
        }
        let alternatives = self.0.iter().filter(|s| s.requirement == Requirement::Alternative);
        alternatives.map(|step| step.method.as_str()).collect()
    }

    /// Where `method` stands; recovery codes always behind the others.
    pub fn rank(&self, method: &str) -> usize {
        let listed = self.0.iter().position(|step| step.method == method);
        let usual = || METHODS.iter().position(|m| *m == method).map(|at| self.0.len() + at);
        let rank = listed.or_else(usual).unwrap_or(usize::MAX / 2);
        if method == "lookup_secret" { rank.saturating_add(1000) } else { rank }
    }

    /// Methods that are alternatives beside a required one, which makes them count for nothing.
    pub fn ignored(&self) -> Vec<&str> {
        let ignored = |s: &&SecondStep| {
            matches!(s.requirement, Requirement::Alternative | Requirement::Conditional)
        };
        let list = self.0.iter().filter(ignored).map(|step| step.method.as_str());
        if self.required().is_some() { list.collect() } else { Vec::new() }
    }

    fn required(&self) -> Option<&str> {
        let required = |step: &&SecondStep| step.requirement == Requirement::Required;
        self.0.iter().find(required).map(|step| step.method.as_str())
    }
}

/// Whether a value is such a list.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(value: &Value) -> Result<(), String> {
    let SecondFactor(steps) =
        SecondFactor::deserialize(value).map_err(|error| error.to_string())?;
    for (at, step) in steps.iter().enumerate() {
        if !METHODS.contains(&step.method.as_str()) {
            return Err(format!("{} cannot be a second step", step.method));
        }
        if steps.iter().take(at).any(|earlier| earlier.method == step.method) {
            return Err(format!("{} stands here twice", step.method));
        }
    }
    let required = steps.iter().filter(|step| step.requirement == Requirement::Required).count();
    if required > 1 {
        return Err("only one method can be required".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(steps: &[(&str, &str)]) -> SecondFactor {
        let steps: Vec<Value> =
            steps.iter().map(|(m, r)| json!({ "method": m, "requirement": r })).collect();
        SecondFactor::deserialize(json!(steps)).unwrap()
    }

    #[test]
    fn what_counts_and_what_is_demanded() {
        let rows = [
            (of(&[]), vec!["webauthn", "totp", "lookup_secret"], vec![]),
            (of(&[("totp", "disabled")]), vec!["webauthn", "lookup_secret"], vec![]),
            (
                of(&[("totp", "alternative"), ("lookup_secret", "alternative")]),
                vec!["webauthn", "totp", "lookup_secret"],
                vec!["totp", "lookup_secret"],
            ),
            (of(&[("totp", "required"), ("webauthn", "alternative")]), vec!["totp"], vec!["totp"]),
        ];
        for (config, serves, demanded) in rows {
            let found: Vec<&str> = METHODS.into_iter().filter(|m| config.serves(m)).collect();
            assert_eq!((found, config.demanded()), (serves, demanded), "{config:?}");
        }
        assert_eq!(
            of(&[("totp", "required"), ("webauthn", "alternative")]).ignored(),
            ["webauthn"]
        );
    }

    #[test]
    fn recovery_codes_come_last() {
        let config = of(&[("lookup_secret", "conditional"), ("totp", "conditional")]);
        let mut order = METHODS;
        order.sort_by_key(|method| config.rank(method));
        assert_eq!(order, ["totp", "webauthn", "lookup_secret"]);
    }

    #[test]
    fn mistakes_are_told() {
        let step = |m: &str, r: &str| json!({ "method": m, "requirement": r });
        for (list, told) in [
            (json!([step("password", "required")]), "cannot be a second step"),
            (json!([step("totp", "required"), step("totp", "disabled")]), "twice"),
            (json!([step("totp", "required"), step("webauthn", "required")]), "only one"),
            (json!([step("totp", "maybe")]), "maybe"),
            (json!({}), "sequence"),
        ] {
            assert!(check(&list).unwrap_err().contains(told), "{list}");
        }
    }
}
