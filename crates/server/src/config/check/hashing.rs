//! The floor of password hashing: below it a stolen database is cheap to guess against.

use super::super::{Compatibility, Config, HashAlgorithm, size};
use super::Check;

/// Cost of bcrypt at least; Kratos' own floor.
const BCRYPT_COST: u32 = 12;

/// Kratos raises the cost of bcrypt to its floor in silence, except for development.
pub(super) fn raise(config: &mut Config) {
    if config.compatibility == Compatibility::Kratos && !config.dev {
        config.hashers.bcrypt.cost = config.hashers.bcrypt.cost.max(BCRYPT_COST);
    }
}

impl Check<'_> {
    /// 19 MiB with two passes, or 46 MiB with one (the OWASP password storage guide's equals).
    pub(super) fn hashing(&mut self) {
        let refused = !self.config.security.allow_weak_hashing;
        let hashers = &self.config.hashers;
        let advice = "; security.allow_weak_hashing lets it pass";
        match hashers.algorithm {
            HashAlgorithm::Argon2 => {
                let argon2 = hashers.argon2;
                let floor = if argon2.iterations >= 2 { 19 } else { 46 };
                if argon2.memory < floor * size::MB {
                    let what = format!(
                        "password hashing is below the floor of {floor}MB with iterations: {}{advice}",
                        argon2.iterations
                    );
                    self.judge_if(refused, "hashers.argon2.memory", &what);
                }
            }
            HashAlgorithm::Bcrypt if hashers.bcrypt.cost < BCRYPT_COST => {
                let what =
                    format!("password hashing is below the floor of cost {BCRYPT_COST}{advice}");
                self.judge_if(refused, "hashers.bcrypt.cost", &what);
            }
            HashAlgorithm::Bcrypt => {}
        }
    }
}
