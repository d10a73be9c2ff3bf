//! The sheet of recovery codes as PDF (ISO 32000): one A4 page, black on white, in fonts that every reader has.
//!
//! What stands on it is a template's part: lines of a word and a text. Text that Latin letters cannot write is set in the
//! reader's own Japanese font, which also has Greek and Cyrillic; nothing is embedded, so a sheet has a few kilobytes.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str};

use super::qr;
use crate::error::Result;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
const QR_SIDE: f32 = 84.0;
/// Codes in a column before a second one begins.
const COLUMN: usize = 8;

/// The fonts of the page; the name in the file, and of the font.
#[derive(Clone, Copy)]
enum Font {
    Plain,
    Bold,
    Code,
    Wide,
}

impl Font {
    const fn name(self) -> Name<'static> {
        Name(match self {
            Self::Plain => b"P",
            Self::Bold => b"B",
            Self::Code => b"C",
            Self::Wide => b"W",
        })
    }
}

/// The sheet that these lines describe.
pub(super) fn of(lines: &str) -> Result<Vec<u8>> {
    let mut sheet = Sheet { content: Content::new(), y: HEIGHT - MARGIN };
    sheet.draw(lines)?;
    let [catalog, pages, page, content, plain, bold, code, wide, descendant, descriptor] =
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(pages).contents(content);
    let mut resources = leaf.resources();
    let mut fonts = resources.fonts();
    for (font, at) in
        [(Font::Plain, plain), (Font::Bold, bold), (Font::Code, code), (Font::Wide, wide)]
    {
        fonts.pair(font.name(), at);
    }
    drop(fonts);
    drop(resources);
    drop(leaf);
    for (at, base) in [(plain, "Helvetica"), (bold, "Helvetica-Bold"), (code, "Courier-Bold")] {
        pdf.type1_font(at)
            .base_font(Name(base.as_bytes()))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    wide_font(&mut pdf, wide, descendant, descriptor);
    pdf.stream(content, &sheet.content.finish());
    Ok(pdf.finish())
}

/// A font of the reader's own, by the character collection that it has to have.
fn wide_font(pdf: &mut Pdf, wide: Ref, descendant: Ref, descriptor: Ref) {
    let name = Name(b"HeiseiKakuGo-W5");
    pdf.type0_font(wide)
        .base_font(Name(b"HeiseiKakuGo-W5-UniJIS-UTF16-H"))
        .encoding_predefined(Name(b"UniJIS-UTF16-H"))
        .descendant_font(descendant);
    pdf.cid_font(descendant)
        .subtype(CidFontType::Type0)
        .base_font(name)
        .system_info(SystemInfo {
            registry: Str(b"Adobe"),
            ordering: Str(b"Japan1"),
            supplement: 2,
        })
        .default_width(1000.0)
        .font_descriptor(descriptor);
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-92.0, -250.0, 1010.0, 922.0))
        .italic_angle(0.0)
        .ascent(752.0)
        .descent(-221.0)
        .cap_height(737.0)
        .stem_v(114.0);
}

struct Sheet {
    content: Content,
    /// Where the next thing goes, from below.
    y: f32,
}

impl Sheet {
    fn draw(&mut self, lines: &str) -> Result<()> {
        let of = |word: &'static str| {
            lines.lines().filter_map(move |l| l.strip_prefix(word)?.strip_prefix(' '))
        };
        self.y -= 20.0;
        for brand in of("brand") {
            self.text(Font::Bold, 12.0, MARGIN, brand);
        }
        for title in of("title") {
            let width = width(title, 20.0);
            self.text(Font::Bold, 20.0, WIDTH - MARGIN - width, title);
        }
        self.y -= 10.0;
        self.rule(1.5);
        let top = self.y;
        self.y -= 22.0;
        for fact in of("fact") {
            let (name, value) = fact.split_once('\t').unwrap_or((fact, ""));
            self.text(Font::Plain, 10.0, MARGIN, name);
            let most = WIDTH - 2.0 * MARGIN - QR_SIDE - 120.0;
            for line in wrapped(value, 10.0, most) {
                self.text(Font::Bold, 10.0, MARGIN + 104.0, &line);
                self.y -= 15.0;
            }
            self.y -= 5.0;
        }
        for url in of("qr") {
            self.qr(url, WIDTH - MARGIN - QR_SIDE, top - 14.0)?;
        }
        self.y = self.y.min(top - QR_SIDE - 14.0) - 30.0;
        self.codes(&of("code").collect::<Vec<_>>());
        self.y -= 14.0;
        for words in of("words") {
            for line in wrapped(words, 10.0, WIDTH - 2.0 * MARGIN) {
                self.text(Font::Plain, 10.0, MARGIN, &line);
                self.y -= 15.0;
            }
            self.y -= 4.0;
        }
        Ok(())
    }

    fn codes(&mut self, codes: &[&str]) {
        let rows = if codes.len() > COLUMN { codes.len().div_ceil(2) } else { codes.len() };
        let top = self.y;
        for (at, code) in codes.iter().enumerate() {
            let (column, row) = if at < rows { (0.0, at) } else { (1.0, at - rows) };
            let x = MARGIN + column * (WIDTH - 2.0 * MARGIN + 24.0) / 2.0;
            self.y = top - 24.0 * f32::from(u16::try_from(row).unwrap_or(u16::MAX));
            let number = format!("{}.", at + 1);
            self.text(Font::Plain, 10.0, x + 16.0 - width(&number, 10.0), &number);
            self.content.set_line_width(1.0);
            self.content.rect(x + 24.0, self.y - 1.0, 10.0, 10.0).stroke();
            // A long code has a line of its own, and a used one is said in words.
            let size = if code.len() > 30 && rows < codes.len() { 10.0 } else { 13.0 };
            self.text(Font::Code, size, x + 44.0, code);
        }
        let rows = f32::from(u16::try_from(rows).unwrap_or(u16::MAX));
        self.y = top - 24.0 * rows;
    }

    fn rule(&mut self, thick: f32) {
        self.content.set_line_width(thick);
        self.content.move_to(MARGIN, self.y).line_to(WIDTH - MARGIN, self.y).stroke();
    }

    fn qr(&mut self, text: &str, left: f32, top: f32) -> Result<()> {
        let rows = qr::rows(text)?;
        let side = QR_SIDE / f32::from(u16::try_from(rows.len().max(1)).unwrap_or(u16::MAX));
        let mut y = top;
        for row in rows {
            y -= side;
            let mut x = left;
            for dark in row {
                if dark {
                    self.content.rect(x, y, side, side);
                }
                x += side;
            }
        }
        self.content.fill_nonzero();
        Ok(())
    }

    fn text(&mut self, font: Font, size: f32, x: f32, text: &str) {
        self.content.begin_text();
        self.content.next_line(x, self.y);
        for run in runs(text) {
            let latin: Option<Vec<u8>> = run.chars().map(win_ansi).collect();
            let (font, bytes) = latin.map_or_else(
                || (Font::Wide, run.encode_utf16().flat_map(u16::to_be_bytes).collect()),
                |bytes| (font, bytes),
            );
            self.content.set_font(font.name(), size).show(Str(&bytes));
        }
        self.content.end_text();
    }
}

/// Pieces of a text that one font can write.
fn runs(text: &str) -> Vec<String> {
    let mut out: Vec<(bool, String)> = Vec::new();
    for c in text.chars() {
        let latin = win_ansi(c).is_some();
        match out.last_mut() {
            Some((same, run)) if *same == latin => run.push(c),
            _ => out.push((latin, c.to_string())),
        }
    }
    out.into_iter().map(|(_, run)| run).collect()
}

/// A character as Windows-1252 has it, which is Latin 1 but for a few.
fn win_ansi(c: char) -> Option<u8> {
    match c {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        '\u{2018}' => Some(0x91),
        '\u{2019}' => Some(0x92),
        '\u{201c}' => Some(0x93),
        '\u{201d}' => Some(0x94),
        '\u{201e}' => Some(0x84),
        '\u{2013}' => Some(0x96),
        '\u{2014}' => Some(0x97),
        '\u{2026}' => Some(0x85),
        '\u{20ac}' => Some(0x80),
        '\u{202f}' => Some(0xa0),
        _ => None,
    }
}

/// About how wide a text is: enough to break lines and to set it to the right.
fn width(text: &str, size: f32) -> f32 {
    let wide = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | '\'' | ' ' | 't' | 'f' | 'I' => 0.29,
        'm' | 'w' | 'M' | 'W' | '@' => 0.88,
        'A'..='Z' => 0.7,
        c if win_ansi(c).is_some() => 0.56,
        _ => 1.0,
    };
    text.chars().map(wide).sum::<f32>() * size
}

/// Breaks a text into lines of at most so many points: at blanks, or anywhere where a word is too long or not Latin.
fn wrapped(text: &str, size: f32, most: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut add = |unit: &str| {
        if !line.is_empty() && width(&line, size) + width(unit.trim_end(), size) > most {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(unit);
    };
    for word in text.split_inclusive(' ') {
        if width(word, size) <= most && word.chars().all(|c| win_ansi(c).is_some()) {
            add(word);
        } else {
            word.chars().for_each(|c| add(c.encode_utf8(&mut [0; 4])));
        }
    }
    lines.push(line);
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_one_page_of_text_that_can_be_read_again() {
        let codes = (0..20).map(|n| format!("code ABCD-{n:04}")).collect::<Vec<_>>().join("\n");
        let lines = format!(
            "brand Exämple\ntitle Codes\nfact Account\tada@example.org\nqr https://id.example.org/\n{codes}\nwords Keep it.\n"
        );
        let made = of(&lines).unwrap();
        let text = String::from_utf8_lossy(&made);
        assert!(made.starts_with(b"%PDF-") && made.len() < 40_000, "{}", made.len());
        for part in ["/Count 1", "(ABCD-0019)", "(ada@example.org)", "(Keep it.)"] {
            assert!(text.contains(part), "{part}");
        }
        let japanese = of("title \u{30b3}\u{30fc}\u{30c9}\n").unwrap();
        assert!(String::from_utf8_lossy(&japanese).contains("UniJIS-UTF16-H"));
    }

    #[test]
    fn lines_are_broken() {
        let text = "one two three ".repeat(40);
        let lines = wrapped(&text, 10.0, 300.0);
        assert!(lines.len() > 3 && lines.iter().all(|line| width(line, 10.0) <= 300.0));
        assert_eq!(lines.join(" ").split(' ').count(), 120);
        let long = wrapped(&"x".repeat(300), 10.0, 300.0);
        assert_eq!(long.concat().len(), 300);
        assert!(wrapped("\u{3042}".repeat(90).as_str(), 10.0, 300.0).len() >= 3);
        assert!(wrapped("", 10.0, 300.0).is_empty());
    }
}
