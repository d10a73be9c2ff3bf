//! Compares a value with a template and binds the placeholders it meets.
//!
//! Objects have the same members, arrays the same elements in the same order unless the first
//! element of the template is `"{{unordered}}"`, strings fit around their placeholders. A captured
//! placeholder is bound where it first fits and is that value from then on; `csrf` alone is bound
//! anew each time, since such a token may be masked anew. Members are visited in the order of the
//! template, so what is bound first is what stands first.

use serde_json::{Number, Value};

use super::bindings::Bindings;
use super::difference::{Difference, brief};
use super::placeholder::{Part, Placeholder, encode_component, parts};
use super::shape::Shape;

/// First element of an array whose other elements may come in any order.
pub(super) const UNORDERED: &str = "{{unordered}}";

/// Compares `value` with `template` and returns the differences, whose paths begin with `path`.
///
/// Placeholders that fit are bound even where other things differ.
pub fn compare(
    path: &str,
    template: &Value,
    value: &Value,
    bindings: &mut Bindings,
) -> Vec<Difference> {
    let mut comparison = Comparison { bindings, differences: Vec::new() };
    comparison.value(path, template, value);
    comparison.differences
}

struct Comparison<'b> {
    bindings: &'b mut Bindings,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn differ(&mut self, path: &str, expected: Option<&Value>, found: Option<&Value>) {
        self.differences.push(Difference::of(path, expected, found));
    }

    fn value(&mut self, path: &str, template: &Value, value: &Value) {
        match (template, value) {
            (Value::String(text), _) => self.string(path, text, value),
            (Value::Array(wanted), Value::Array(found)) => match wanted.split_first() {
                Some((Value::String(first), rest)) if first == UNORDERED => {
                    self.unordered(path, rest, found);
                }
                _ => self.array(path, wanted, found),
            },
            (Value::Object(_), Value::Object(_)) => self.object(path, template, value),
            (Value::Number(wanted), Value::Number(found)) if equal(wanted, found) => {}
            _ if template == value => {}
            _ => self.differ(path, Some(template), Some(value)),
        }
    }

    fn object(&mut self, path: &str, template: &Value, value: &Value) {
        let (Some(wanted), Some(found)) = (template.as_object(), value.as_object()) else {
            return;
        };
        for (name, template) in wanted {
            let path = format!("{path}.{name}");
            match found.get(name) {
                Some(value) => self.value(&path, template, value),
                None => self.differ(&path, Some(template), None),
            }
        }
        for (name, value) in found.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
            self.differ(&format!("{path}.{name}"), None, Some(value));
        }
    }

    fn array(&mut self, path: &str, wanted: &[Value], found: &[Value]) {
        self.count(path, wanted.len(), found.len());
        for (at, (template, value)) in wanted.iter().zip(found).enumerate() {
            self.value(&format!("{path}[{at}]"), template, value);
        }
    }

    /// Each element of the template takes the first element left that fits it.
    fn unordered(&mut self, path: &str, wanted: &[Value], found: &[Value]) {
        self.count(path, wanted.len(), found.len());
        let mut left: Vec<&Value> = found.iter().collect();
        for (at, template) in wanted.iter().enumerate() {
            let fitting = left.iter().position(|value| {
                let mut trial = self.bindings.clone();
                let fits = compare("", template, value, &mut trial).is_empty();
                if fits {
                    *self.bindings = trial;
                }
                fits
            });
            match fitting {
                Some(taken) => {
                    left.remove(taken);
                }
                None => self.differences.push(Difference::new(
                    format!("{path}[{at}]"),
                    brief(Some(template)),
                    "no such element",
                )),
            }
        }
    }

    fn count(&mut self, path: &str, wanted: usize, found: usize) {
        if wanted != found {
            let elements = |count| format!("{count} elements");
            self.differences.push(Difference::new(path, elements(wanted), elements(found)));
        }
    }

    fn string(&mut self, path: &str, template: &str, value: &Value) {
        let parts = parts(template);
        if let Some(unknown) = parts.iter().find_map(|part| self.unknown(part)) {
            let expected = format!("unknown placeholder {unknown}");
            self.differences.push(Difference::new(path, expected, brief(Some(value))));
            return;
        }
        let fits = match (lone(&parts), value) {
            (Some(Shape::Any), _) => true,
            (Some(shape), Value::Number(number)) if shape.is_numeric() => {
                shape == Shape::Number || is_whole(number)
            }
            (_, Value::String(text)) => self.text(&parts, text),
            _ => false,
        };
        if !fits {
            self.differ(path, Some(&Value::from(template)), Some(value));
        }
    }

    fn text(&mut self, parts: &[Part], text: &str) -> bool {
        let mut captured = Vec::new();
        let fits = fits(parts, text, self.bindings, &mut captured);
        if fits {
            for (name, value) in &captured {
                self.bindings.bind(name, value);
            }
        }
        fits
    }

    /// The placeholder, if it has neither value nor shape.
    fn unknown<'p>(&self, part: &'p Part) -> Option<&'p Placeholder> {
        match part {
            Part::Placeholder(placeholder)
                if Shape::of(&placeholder.kind).is_none()
                    && self.bindings.get(&placeholder.name()).is_none() =>
            {
                Some(placeholder)
            }
            _ => None,
        }
    }
}

/// The shape, if the string is a single placeholder that captures nothing.
fn lone(parts: &[Part]) -> Option<Shape> {
    match parts {
        [Part::Placeholder(Placeholder { kind, index: None, url: false })] => Shape::of(kind),
        _ => None,
    }
}

/// Whether the whole text fits the parts. Adds what it captures on the way.
fn fits(
    parts: &[Part],
    text: &str,
    bindings: &Bindings,
    captured: &mut Vec<(String, String)>,
) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return text.is_empty();
    };
    let placeholder = match first {
        Part::Literal(literal) => {
            let after = text.strip_prefix(literal.as_str());
            return after.is_some_and(|after| fits(rest, after, bindings, captured));
        }
        Part::Placeholder(placeholder) => placeholder,
    };
    let name = placeholder.name();
    let bound = if placeholder.kind == "csrf" { None } else { bindings.get(&name) };
    let here = captured.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str());
    if let Some(value) = bound.or(here) {
        let encoded = if placeholder.url { encode_component(value) } else { value.to_owned() };
        let after = text.strip_prefix(encoded.as_str());
        return after.is_some_and(|after| fits(rest, after, bindings, captured));
    }
    let lengths = Shape::of(&placeholder.kind).map(|shape| shape.lengths(text));
    lengths.into_iter().flatten().any(|length| {
        let Some((value, after)) = text.split_at_checked(length) else {
            return false;
        };
        let before = captured.len();
        if placeholder.index.is_some() {
            captured.push((name.clone(), value.to_owned()));
        }
        let fitted = fits(rest, after, bindings, captured);
        if !fitted {
            captured.truncate(before);
        }
        fitted
    })
}

/// Equal as JSON numbers: `1` and `1.0` are.
fn equal(left: &Number, right: &Number) -> bool {
    left == right || ((left.is_f64() || right.is_f64()) && left.as_f64() == right.as_f64())
}

fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|value| value.fract().abs() < f64::EPSILON)
}

#[cfg(test)]
mod tests;
