//! Instants and devices in words, in the reader's language.
//!
//! Times are told in UTC and say so, since nobody knows where the reader is. In pages today and yesterday have their
//! names; a mail is read on another day than it is written, so it has dates only.

use fluent_bundle::FluentArgs;
use jiff::civil::Date;
use model::Timestamp;

use super::i18n::Catalogue;

/// `at` in words; `now` where the words are read at once.
pub(super) fn moment(
    catalogue: &Catalogue,
    at: Timestamp,
    now: Option<Timestamp>,
) -> Result<String, String> {
    let when = utc(at)?;
    let today = now.map(utc).transpose()?.map(|now| now.date());
    let mut args = FluentArgs::new();
    args.set("clock", when.strftime("%H:%M").to_string());
    let key = match today {
        Some(today) if today == when.date() => "time-today",
        Some(today) if today.yesterday().ok() == Some(when.date()) => "time-yesterday",
        _ => {
            date(catalogue, when.date(), &mut args)?;
            "time-date"
        }
    };
    catalogue.text(key, &args)
}

fn date(catalogue: &Catalogue, date: Date, args: &mut FluentArgs<'_>) -> Result<(), String> {
    args.set("day", i64::from(date.day()));
    args.set("month", catalogue.text(&format!("time-month-{}", date.month()), &FluentArgs::new())?);
    args.set("year", date.year().to_string());
    Ok(())
}

fn utc(at: Timestamp) -> Result<jiff::Zoned, String> {
    let instant =
        jiff::Timestamp::from_microsecond(at.as_micros()).map_err(|error| error.to_string())?;
    Ok(instant.to_zoned(jiff::tz::TimeZone::UTC))
}

/// Marks in a `User-Agent`, the most telling first: browsers name their ancestors too.
const BROWSERS: [(&str, &str); 12] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("okhttp/", "Android app"),
];
const SYSTEMS: [(&str, &str); 9] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("FreeBSD", "FreeBSD"),
    ("Linux", "Linux"),
];

/// What a client calls itself, in rough words: «Firefox on Windows».
pub(super) fn device(catalogue: &Catalogue, user_agent: &str) -> String {
    let named = |marks: &[(&'static str, &'static str)]| {
        marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let mut args = FluentArgs::new();
    let key = match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            args.set("browser", browser);
            args.set("system", system);
            "device-both"
        }
        (Some(one), None) | (None, Some(one)) => return one.to_owned(),
        (None, None) => "device-unknown",
    };
    catalogue.text_or_holes(key, &args).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::i18n::Catalogues;
    use super::*;

    #[test]
    fn moments() {
        let catalogues = Catalogues::built_in().unwrap();
        let now = Timestamp::parse("2026-05-04T00:30:00Z");
        let said = |at: &str, now| {
            moment(catalogues.english(), Timestamp::parse(at).unwrap(), now).unwrap()
        };
        assert_eq!(said("2026-05-04T00:05:00Z", now), "today, 00:05 UTC");
        assert_eq!(said("2026-05-03T09:12:59Z", now), "yesterday, 09:12 UTC");
        assert_eq!(said("2026-05-02T23:59:00Z", now), "2 May 2026, 23:59 UTC");
        assert_eq!(said("2026-05-04T00:05:00Z", None), "4 May 2026, 00:05 UTC");
    }

    #[test]
    fn devices() {
        let catalogues = Catalogues::built_in().unwrap();
        let said = |agent| device(catalogues.english(), agent);
        let firefox =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(said(firefox), "Firefox on Windows");
        let edge = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0";
        assert_eq!(said(edge), "Edge on macOS");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1";
        assert_eq!(said(phone), "Safari on iPhone");
        assert_eq!(said("curl/8.5"), "curl");
        assert_eq!(said("golden<script>"), "A device we do not know");
    }
}
