//! The figures as Markdown, held against the bounds.

use std::fmt::Write as _;

use crate::Result;
use crate::bound::{self, held};
use crate::report::{Line, Memory, Report};

/// Reads files of figures and prints them side by side.
pub(crate) fn print(files: &[String]) -> Result<()> {
    let reports: Vec<Report> =
        files.iter().map(|file| Report::read(file)).collect::<Result<_>>()?;
    println!("{}", render(&reports));
    Ok(())
}

/// Both tables, and what was missed.
pub(crate) fn render(reports: &[Report]) -> String {
    let mut text = operations(reports);
    text.push('\n');
    text.push_str(&rest(reports));
    let missed = text.matches("MISS").count();
    _ = writeln!(text, "\n{missed} missed.");
    for report in reports {
        for line in report.lines.iter().filter(|line| line.errors > 0) {
            let mistake = line.mistake.as_deref().unwrap_or_default();
            let (label, operation, clients) = (&report.label, &line.operation, line.clients);
            _ = writeln!(text, "- {label}, {operation} × {clients}, first error: {mistake}");
        }
    }
    text
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn title(report: &Report) -> String {
    if report.identities == 1000 {
        report.label.clone()
    } else {
        format!("{} {}", report.label, report.identities)
    }
}

fn has_postgres(report: &Report) -> bool {
    report.lines.iter().any(|line| line.postgres_ms > 0.0)
}

fn operations(reports: &[Report]) -> String {
    let mut head = vec!["operation".to_owned(), "clients".to_owned()];
    for report in reports {
        let title = title(report);
        head.extend([format!("{title}: per s"), "p50 / p99 ms".into(), "server CPU-ms".into()]);
        if has_postgres(report) {
            head.push("PostgreSQL CPU-ms".into());
        }
        head.push("errors".into());
    }
    let mut text = row(&head);
    text.push_str(&row(&vec!["---".to_owned(); head.len()]));
    let Some(first) = reports.first() else { return text };
    for line in &first.lines {
        let mut cells = vec![line.operation.clone(), line.clients.to_string()];
        for report in reports {
            cells.extend(figures(report, report.line(&line.operation, line.clients)));
        }
        text.push_str(&row(&cells));
    }
    text
}

fn figures(report: &Report, line: Option<&Line>) -> Vec<String> {
    let Some(line) = line else {
        return vec!["–".into(); if has_postgres(report) { 5 } else { 4 }];
    };
    let at_bound = line.clients == bound::CLIENTS;
    let bound =
        |of: fn(&str, &str) -> Option<f64>| of(&line.operation, &report.label).filter(|_| at_bound);
    let mut cells = vec![
        throughput(report, line),
        format!("{:.1} / {:.1}", line.took.p50, line.took.p99),
        held(line.server_ms, bound(bound::server)),
    ];
    if has_postgres(report) {
        cells.push(held(line.postgres_ms, bound(bound::postgres)));
    }
    let ours = bound::server("whoami", &report.label).is_some();
    let verdict = if ours && line.errors > 0 { " **MISS**" } else { "" };
    cells.push(format!("{}{verdict}", line.errors));
    cells
}

/// On SQLite eight clients get at least what one gets (two in a hundred are noise).
fn throughput(report: &Report, line: &Line) -> String {
    let bounded = bound::server(&line.operation, &report.label).is_some();
    let at_bound = bounded && line.clients == bound::CLIENTS;
    let alone = report.line(&line.operation, 1).filter(|_| at_bound);
    match alone {
        Some(alone) if report.label == "sqlite" && line.per_second < alone.per_second * 0.98 => {
            format!("{:.0} **MISS**", line.per_second)
        }
        _ => format!("{:.0}", line.per_second),
    }
}

type Figure = (String, Option<f64>, Box<dyn Fn(&Report) -> Option<f64>>);

fn rest(reports: &[Report]) -> String {
    let mut head = vec!["what".to_owned()];
    head.extend(reports.iter().map(title));
    let mut text = row(&head);
    text.push_str(&row(&vec!["---".to_owned(); head.len()]));
    for (name, bound, figure) in rows() {
        let mut cells = vec![name];
        for report in reports {
            let ours = bound::server("whoami", &report.label).is_some();
            let bound = bound.filter(|_| ours);
            cells.push(figure(report).map_or_else(|| "–".into(), |value| held(value, bound)));
        }
        text.push_str(&row(&cells));
    }
    text.push_str(&growth(reports));
    text
}

fn rows() -> Vec<Figure> {
    let mut rows: Vec<Figure> =
        vec![("start to first answer, ms (median)".into(), Some(50.0), Box::new(started))];
    let memory = |name: &str, bound, of: fn(&Memory) -> f64| -> Figure {
        (
            format!("memory {name}, MB"),
            Some(bound),
            Box::new(move |report| report.memory.as_ref().map(of)),
        )
    };
    rows.push(memory("before the first hash", 20.0, |memory| memory.before_hash));
    rows.push(memory("under 8 logins", 70.0, |memory| memory.under_logins));
    rows.push(memory("idle again, 12 s after these", 20.0, |memory| memory.idle));
    rows.push(memory("idle again, 12 s after everything", 20.0, |memory| memory.idle_at_end));
    for clients in [1, 8] {
        let mail = move |report: &Report| Some(report.line("recovery", clients)?.mail?.p99);
        rows.push((
            format!("mail, request to arrival, {clients} clients, p99 ms"),
            Some(100.0),
            Box::new(mail),
        ));
    }
    rows.push((
        "bare hash, one thread, CPU-ms".into(),
        Some(18.5),
        Box::new(|report| bare(report, 0)),
    ));
    rows.push((
        "bare hash, a thread for each core, CPU-ms".into(),
        None,
        Box::new(|report| bare(report, 1)),
    ));
    for clients in [1, 8] {
        let hash = move |report: &Report| {
            Some(report.line("login", clients)?.hash_ms).filter(|ms| *ms > 0.0)
        };
        rows.push((
            format!("hash threads, of one login, {clients} clients, CPU-ms"),
            None,
            Box::new(hash),
        ));
    }
    rows
}

fn started(report: &Report) -> Option<f64> {
    let mut starts = report.starts.clone();
    starts.sort_by(f64::total_cmp);
    starts.get(starts.len() / 2).copied()
}

fn bare(report: &Report, at: usize) -> Option<f64> {
    report.bare_hash.get(at).map(|(_, millis)| *millis)
}

/// What many identities cost, relative to a thousand in the same database.
fn growth(reports: &[Report]) -> String {
    let mut text = String::new();
    for large in reports.iter().filter(|report| report.identities > 1000) {
        let small =
            reports.iter().find(|report| report.label == large.label && report.identities == 1000);
        let Some(small) = small else { continue };
        for line in large.lines.iter().filter(|line| line.clients == bound::CLIENTS) {
            let Some(before) = small.line(&line.operation, line.clients) else { continue };
            let ratio =
                (line.server_ms + line.postgres_ms) / (before.server_ms + before.postgres_ms);
            let name =
                format!("{}: cost at {} identities / at 1000", line.operation, large.identities);
            let mut cells = vec![name];
            let at_large = |report: &Report| {
                report.identities == large.identities && report.label == large.label
            };
            let bounded = bound::server(&line.operation, &large.label).is_some();
            let cell = |report: &Report| {
                let bound = Some(bound::GROWTH).filter(|_| bounded);
                if at_large(report) { held(ratio, bound) } else { "–".into() }
            };
            cells.extend(reports.iter().map(cell));
            text.push_str(&row(&cells));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Spread;

    fn report(label: &str, identities: usize, server_ms: f64, errors: usize) -> Report {
        let line = |clients, per_second| Line {
            operation: "whoami".into(),
            clients,
            done: 10,
            errors,
            mistake: (errors > 0).then(|| "500".to_owned()),
            per_second,
            took: Spread { p50: 1.0, p99: 2.0 },
            mail: None,
            server_ms,
            hash_ms: 0.0,
            postgres_ms: if label == "sqlite" { 0.0 } else { 0.1 },
        };
        let lines = vec![line(1, 100.0), line(8, 90.0)];
        Report {
            label: label.into(),
            identities,
            starts: vec![9.0, 60.0, 70.0],
            memory: None,
            bare_hash: vec![],
            lines,
        }
    }

    #[test]
    fn misses_are_counted() {
        // The start and the cost; on SQLite also eight clients that get less than one.
        assert!(render(&[report("postgresql", 1000, 0.2, 0)]).contains("2 missed"));
        assert!(render(&[report("sqlite", 1000, 0.2, 0)]).contains("2 missed"));
        assert!(render(&[report("kratos", 1000, 9.9, 5)]).contains("0 missed"));
        let grown =
            render(&[report("postgresql", 1000, 0.1, 0), report("postgresql", 100_000, 0.2, 1)]);
        assert!(
            grown.contains("1.500 ≤ 1.2 **MISS**") && grown.contains("first error: 500"),
            "{grown}"
        );
    }
}
