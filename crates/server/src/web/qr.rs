//! QR codes: black on white with a quiet zone, as a PNG in a data URI.
//!
//! One is drawn in a twentieth of a millisecond: what usually takes twenty times that is the choice of the
//! prettiest of eight masks, and readers take any, so it is always the same one. [`Cache`] keeps the last
//! pictures, known by a digest of what they say, so that a page that is loaded again does not draw again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Secret;
use png::{BitDepth, ColorType, Compression, Filter};
use qrcode::bits::encode_auto;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::ec::construct_codewords;
use qrcode::types::QrResult;
use qrcode::{Color, EcLevel};

use crate::error::{Error, Result};

/// Light modules around the code (ISO/IEC 18004 §6.3.8).
const QUIET: usize = 4;

/// `text` as a square of `side` pixels.
pub(crate) fn png_data_uri(text: &str, side: u32) -> Result<String> {
    let drawn = png(text, side)?;
    let mut uri = String::from("data:image/png;base64,");
    STANDARD.encode_string(drawn, &mut uri);
    Ok(uri)
}

/// The modules of a code, row by row.
struct Code {
    width: usize,
    modules: Vec<Color>,
}

impl Code {
    fn new(text: &str, level: EcLevel) -> QrResult<Self> {
        let bits = encode_auto(text.as_bytes(), level)?;
        let version = bits.version();
        let (data, correction) = construct_codewords(&bits.into_bytes(), version, level)?;
        let mut canvas = Canvas::new(version, level);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        // Irregular both ways, so that the data hardly ever makes long runs of one colour with it.
        canvas.apply_mask(MaskPattern::Meadow);
        let modules = canvas.into_colors();
        Ok(Self { width: modules.len().isqrt(), modules })
    }
}

/// The rows of the code, `true` for dark modules, without the quiet zone.
pub(crate) fn rows(text: &str) -> Result<Vec<Vec<bool>>> {
    let code = made(text)?;
    let dark = |row: &[Color]| row.iter().map(|color| *color == Color::Dark).collect();
    Ok(code.modules.chunks(code.width.max(1)).map(dark).collect())
}

fn made(text: &str) -> Result<Code> {
    Code::new(text, EcLevel::M)
        .or_else(|_| Code::new(text, EcLevel::L))
        .map_err(|error| Error::caused("a QR code holds less than this", error))
}

fn png(text: &str, side: u32) -> Result<Vec<u8>> {
    let code = made(text)?;
    let pixels = bitmap(&code, side)
        .ok_or_else(|| Error::internal("the QR code does not fit its picture"))?;
    let failed = |error| Error::caused("drawing a QR code", error);
    let mut out = Vec::with_capacity(2048);
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_compression(Compression::Fast);
    // Most rows are the same as the one above, which this makes zeros of.
    encoder.set_filter(Filter::Up);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

/// One bit a pixel, 1 is white, rows filled up to whole bytes. `None` when a module would be less than a pixel.
fn bitmap(code: &Code, side: u32) -> Option<Vec<u8>> {
    let side = usize::try_from(side).ok()?;
    let modules = code.width;
    let scale = side / (modules + 2 * QUIET);
    if scale == 0 {
        return None;
    }
    let margin = (side - scale * modules) / 2;
    let bytes = side.div_ceil(8);
    let mut out = Vec::with_capacity(bytes * side);
    let blank = vec![0xff; bytes];
    out.extend(std::iter::repeat_n(&blank, margin).flatten());
    for line in code.modules.chunks(modules) {
        let mut row = blank.clone();
        for (x, _) in line.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            let from = margin + x * scale;
            for pixel in from..from + scale {
                if let Some(byte) = row.get_mut(pixel / 8) {
                    *byte &= !(0x80 >> (pixel % 8));
                }
            }
        }
        out.extend(std::iter::repeat_n(&row, scale).flatten());
    }
    out.resize(bytes * side, 0xff);
    Some(out)
}

/// How many pictures are kept: about a megabyte.
const KEPT: usize = 512;

/// The pictures drawn last.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    pictures: HashMap<[u8; 32], Secret<String>>,
    /// Oldest first.
    order: VecDeque<[u8; 32]>,
}

impl Cache {
    /// [`png_data_uri`], drawn once.
    pub(crate) fn png_data_uri(&self, text: &str, side: u32) -> Result<String> {
        let key = crate::keys::digest(format!("{side} {text}").as_bytes());
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(picture) = kept().pictures.get(&key) {
            return Ok(picture.expose().clone());
        }
        // Drawn without holding the lock: two at once draw twice, which does no harm.
        let picture = png_data_uri(text, side)?;
        let mut kept = kept();
        if kept.pictures.insert(key, Secret::new(picture.clone())).is_none() {
            kept.order.push_back(key);
        }
        if kept.order.len() > KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.pictures.remove(&oldest);
        }
        Ok(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "otpauth://totp/id.example.org:ada%40example.org?algorithm=SHA1&digits=6&issuer=id.example.org&period=30&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    /// Reads the picture back: modules from the middle of their pixels.
    #[test]
    fn the_picture_shows_the_code() {
        let drawn = png(URI, 256).unwrap();
        assert!(drawn.len() < 4000, "{}", drawn.len());
        let mut reader = png::Decoder::new(std::io::Cursor::new(drawn)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height, info.bit_depth), (256, 256, BitDepth::One));
        let dark = |x: usize, y: usize| pixels[y * 32 + x / 8] & (0x80 >> (x % 8)) == 0;
        let code = Code::new(URI, EcLevel::M).unwrap();
        let scale = 256 / (code.width + 2 * QUIET);
        let margin = (256 - scale * code.width) / 2;
        assert!(scale >= 3 && margin >= QUIET * scale);
        for (at, color) in code.modules.iter().enumerate() {
            let pixel = |module| margin + module * scale + scale / 2;
            assert_eq!(
                dark(pixel(at % code.width), pixel(at / code.width)),
                *color == Color::Dark,
                "{at}"
            );
        }
        assert!((0..256).all(|i| !dark(i, 0) && !dark(0, i) && !dark(i, 255) && !dark(255, i)));
    }

    /// Without their masks, our code and the one of the usual way are the same.
    #[test]
    fn only_the_mask_is_another() {
        let usual = qrcode::QrCode::with_error_correction_level(URI, EcLevel::M).unwrap();
        let ours = Code::new(URI, EcLevel::M).unwrap();
        assert_eq!(ours.width, usual.width());
        let masks: [fn(usize, usize) -> bool; 8] = [
            |x, y| (x + y).is_multiple_of(2),
            |_, y| y.is_multiple_of(2),
            |x, _| x.is_multiple_of(3),
            |x, y| (x + y).is_multiple_of(3),
            |x, y| (y / 2 + x / 3).is_multiple_of(2),
            |x, y| (x * y) % 2 + (x * y) % 3 == 0,
            |x, y| ((x * y) % 2 + (x * y) % 3).is_multiple_of(2),
            |x, y| ((x + y) % 2 + (x * y) % 3).is_multiple_of(2),
        ];
        // Row and column 8 name the mask; two corners name the version, which the crate does not say.
        let version = |one, other| one < 6 && other >= ours.width - 11;
        let names = |x, y| x == 8 || y == 8 || version(x, y) || version(y, x);
        let same = |mask: &fn(usize, usize) -> bool| {
            let mut cells = (0..ours.modules.len()).map(|at| (at % ours.width, at / ours.width));
            cells.all(|(x, y)| {
                let (one, other) = (ours.modules[y * ours.width + x], usual[(x, y)]);
                names(x, y)
                    || usual.is_functional(x, y)
                    || (one == other) == (masks[7](x, y) == mask(x, y))
            })
        };
        assert_eq!(masks.iter().filter(|mask| same(mask)).count(), 1);
    }

    #[test]
    fn the_cache_is_bounded_and_keeps_no_text() {
        let cache = Cache::default();
        let first = cache.png_data_uri(URI, 256).unwrap();
        assert_eq!(cache.png_data_uri(URI, 256).unwrap(), first);
        assert_ne!(cache.png_data_uri(URI, 512).unwrap(), first);
        for n in 0..KEPT {
            cache.png_data_uri(&n.to_string(), 64).unwrap();
        }
        let kept = cache.0.lock().unwrap();
        assert_eq!((kept.pictures.len(), kept.order.len()), (KEPT, KEPT));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(png_data_uri(&"x".repeat(5000), 256).is_err());
        assert!(png_data_uri(URI, 16).is_err());
    }
}
