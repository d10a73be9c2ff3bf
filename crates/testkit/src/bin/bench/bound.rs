//! What an operation may cost, and whether it does.

/// SQLite may cost the server so much more: each statement hops to a thread.
const SQLITE: f64 = 2.5;
/// The bounds are for so many clients at once.
pub(crate) const CLIENTS: usize = 8;
/// What many identities may cost, relative to few.
pub(crate) const GROWTH: f64 = 1.2;

/// CPU milliseconds of the server outside its hash threads.
pub(crate) fn server(operation: &str, label: &str) -> Option<f64> {
    let bound = match operation {
        "whoami" => 0.12,
        "login" | "second-factor" | "totp" => 0.8,
        "codes" => 2.5,
        "recovery" => 2.0,
        "admin-code" => 0.25,
        "registration" => 1.2,
        _ => return None,
    };
    match label {
        "postgresql" => Some(bound),
        "sqlite" => Some(bound * SQLITE),
        _ => None,
    }
}

/// CPU milliseconds of PostgreSQL.
pub(crate) fn postgres(operation: &str, label: &str) -> Option<f64> {
    match operation {
        _ if label != "postgresql" => None,
        "whoami" => Some(0.2),
        "second-factor" => Some(2.5),
        "recovery" => Some(6.0),
        _ => None,
    }
}

/// A figure with its bound: `0.110 ≤ 0.12 ok`.
pub(crate) fn held(value: f64, bound: Option<f64>) -> String {
    let digits = if value < 10.0 { 3 } else { 1 };
    match bound {
        None => format!("{value:.digits$}"),
        Some(bound) => {
            let verdict = if value <= bound { "ok" } else { "**MISS**" };
            format!("{value:.digits$} ≤ {bound} {verdict}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_is_called_one() {
        assert_eq!(held(0.11, postgres("whoami", "postgresql")), "0.110 ≤ 0.2 ok");
        assert_eq!(held(2.01, server("login", "sqlite")), "2.010 ≤ 2 **MISS**");
        assert_eq!(held(21.0, server("login", "kratos")), "21.0");
    }
}
