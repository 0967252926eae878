//! Numbers as a reader wants them: three significant figures, units, intervals.

use isogloss_math::Estimate;

/// Between a number and its unit: a thin space at which no line breaks.
const THIN: char = '\u{202f}';
const STEPS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

/// A count: exact below ten thousand ("9,182"), then three significant figures ("12.3 k").
pub fn count(n: u64) -> String {
    if n < 10_000 { grouped(n) } else { figure(n as f64) }
}

/// Digits in groups of three: "1,234,567".
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Three significant figures: "0.0312", "4.31", "12.3 k", "3.20×10⁻⁷".
pub fn figure(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let size = x.abs();
    for (step, letter) in STEPS {
        // What rounds up to the step belongs to it: 999.7 is "1.00 k", not "1000".
        if size >= step * 0.9995 {
            return format!("{}{THIN}{letter}", fixed(x / step, decimals(size / step)));
        }
    }
    if size < 1e-3 {
        let exponent = size.log10().floor();
        return format!("{}×10{}", fixed(x / 10f64.powf(exponent), 2), superscript(exponent as i32));
    }
    fixed(x, decimals(size))
}

/// A share as a percentage: "58.3 %".
pub fn percent(x: f64) -> String {
    let size = (100.0 * x).abs();
    let places = if size >= 99.95 || size == 0.0 {
        0
    } else if size < 0.95 {
        2
    } else {
        1
    };
    format!("{}{THIN}%", fixed(100.0 * x, places))
}

/// "4.31 [4.28, 4.34]", or the value alone where there is no interval.
pub fn interval(estimate: &Estimate) -> String {
    let (Some(low), Some(high)) = (estimate.low, estimate.high) else { return figure(estimate.value) };
    let size = estimate.value.abs().max(low.abs()).max(high.abs());
    if size >= 9999.5 {
        return format!("{} [{}, {}]", figure(estimate.value), figure(low), figure(high));
    }
    // As many decimals as half the interval deserves: two figures of it where it starts with 1 or 2, else one. So the ends
    // are told from the middle, and no digit is printed that the interval makes meaningless.
    let half = (high - low).abs() / 2.0;
    let places = if half > 0.0 {
        let first_two = if half / 10f64.powf(half.log10().floor()) < 2.95 { 1.0 } else { 0.0 };
        (first_two - half.log10().floor()).clamp(0.0, 6.0) as usize
    } else {
        decimals(size)
    };
    // But two figures of the largest number at least.
    let places = places.max(decimals(size).saturating_sub(1));
    format!("{} [{}, {}]", fixed(estimate.value, places), fixed(low, places), fixed(high, places))
}

/// `x` with this many decimals and a real minus sign; never "−0.00".
pub fn fixed(x: f64, places: usize) -> String {
    let text = format!("{:.places$}", x.abs());
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    if x < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// `n` as a superscript: "⁻⁷".
pub fn superscript(n: i32) -> String {
    let raise = |c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        c => char::from_u32('⁰' as u32 + c as u32 - '0' as u32).unwrap_or(c),
    };
    n.to_string().chars().map(raise).collect()
}

/// Decimals that leave three significant figures.
fn decimals(size: f64) -> usize {
    if size == 0.0 {
        return 2;
    }
    // Rounding may add a digit before the point (9.996 is 10.0), hence the nudge.
    (2.0 - (size * 1.0005).log10().floor()).clamp(0.0, 6.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(count(0), "0");
        assert_eq!(count(9182), "9,182");
        assert_eq!(count(12_345), "12.3\u{202f}k");
        assert_eq!(count(999_999), "1.00\u{202f}M");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn three_figures() {
        assert_eq!(figure(4.3123), "4.31");
        assert_eq!(figure(-0.031_23), "−0.0312");
        assert_eq!(figure(9.999), "10.0");
        assert_eq!(figure(123.456), "123");
        assert_eq!(figure(3.2e-7), "3.20×10⁻⁷");
        assert_eq!(figure(0.0), "0");
    }

    #[test]
    fn shares() {
        assert_eq!(percent(0.583), "58.3\u{202f}%");
        assert_eq!(percent(0.0776), "7.8\u{202f}%");
        assert_eq!(percent(0.0008), "0.08\u{202f}%");
        assert_eq!(percent(1.0), "100\u{202f}%");
        assert_eq!(percent(0.0), "0\u{202f}%");
    }

    #[test]
    fn intervals_show_their_ends_apart() {
        let interval = |v, l, h| interval(&Estimate::interval(v, l, h, ""));
        assert_eq!(interval(4.31, 4.28, 4.34), "4.31 [4.28, 4.34]");
        assert_eq!(interval(10.2, 10.15, 10.25), "10.20 [10.15, 10.25]");
        assert_eq!(interval(0.0001, -0.3, 0.4), "0.00 [−0.30, 0.40]");
        assert_eq!(interval(-0.0001, -0.3, 0.4), "0.00 [−0.30, 0.40]");
        assert_eq!(interval(0.06, 0.05, 0.07), "0.060 [0.050, 0.070]");
        assert_eq!(interval(57.23, 40.34, 77.16), "57 [40, 77]");
        assert_eq!(interval(12_345.0, 12_000.0, 13_000.0), "12.3\u{202f}k [12.0\u{202f}k, 13.0\u{202f}k]");
        assert_eq!(interval(2.0, 2.0, 2.0), "2.00 [2.00, 2.00]");
        assert_eq!(super::interval(&Estimate::point(0.5, "")), "0.500");
    }
}
