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

    /// Those of an account's second factors that will do: not the disabled ones, and of an account that has the required
    /// one no other. Whoever does not have it yet goes on proving what they have.
    pub fn serving<'a>(&self, factors: Vec<&'a str>) -> Vec<&'a str> {
        let on = |factor: &&str| self.requirement(factor) != Requirement::Disabled;
        let factors: Vec<&str> = factors.into_iter().filter(on).collect();
        match factors.iter().find(|factor| self.required() == Some(**factor)) {
            Some(required) => vec![*required],
            None => factors,
        }
    }

    /// Whether an account with these (serving) factors cannot use `method`, although it may have it.
    pub fn closes<S: AsRef<str>>(&self, method: &str, factors: &[S]) -> bool {
        let required = self.required().filter(|r| factors.iter().any(|f| f.as_ref() == *r));
        self.requirement(method) == Requirement::Disabled || required.is_some_and(|r| r != method)
    }

    /// Whether a set of recovery codes would ever be asked for.
    pub fn wants_codes(&self) -> bool {
        self.requirement("lookup_secret") != Requirement::Disabled
            && self.required().is_none_or(|required| required == "lookup_secret")
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
        if method == "lookup_secret" {
            return usize::MAX;
        }
        let listed = self.0.iter().position(|step| step.method == method);
        let usual = || METHODS.iter().position(|m| *m == method).unwrap_or(METHODS.len());
        listed.unwrap_or_else(|| self.0.len() + usual())
    }

    /// Methods that are alternatives beside a required one, which makes them count for nothing.
    pub fn ignored(&self) -> Vec<&str> {
        let ignored = |s: &&SecondStep| {
            matches!(s.requirement, Requirement::Alternative | Requirement::Conditional)
        };
        let list = self.0.iter().filter(ignored).map(|step| step.method.as_str());
        if self.required().is_some() { list.collect() } else { Vec::new() }
    }

    /// The one that is required.
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
        let all = ["webauthn", "totp", "lookup_secret"];
        let required = of(&[("totp", "required"), ("webauthn", "alternative")]);
        let rows = [
            (of(&[]), &all[..], &all[..], vec![]),
            (of(&[("totp", "disabled")]), &all[..], &["webauthn", "lookup_secret"][..], vec![]),
            (
                of(&[("totp", "alternative"), ("lookup_secret", "alternative")]),
                &all[..],
                &all[..],
                vec!["totp", "lookup_secret"],
            ),
            (required.clone(), &all[..], &["totp"][..], vec!["totp"]),
            // Without the required one yet, the others protect the account.
            (required.clone(), &["webauthn"][..], &["webauthn"][..], vec!["totp"]),
        ];
        for (config, has, serving, demanded) in rows {
            assert_eq!(config.serving(has.to_vec()), serving, "{config:?}");
            assert_eq!(config.demanded(), demanded, "{config:?}");
        }
        assert_eq!(required.ignored(), ["webauthn"]);
        assert!(required.closes("webauthn", &["totp"]) && !required.closes("totp", &["totp"]));
        assert!(!required.closes("webauthn", &["webauthn"]) && !required.wants_codes());
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
