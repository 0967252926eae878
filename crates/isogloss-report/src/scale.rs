//! From numbers to places, and the ticks between.

use crate::number;

/// How distances grow along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Equal steps are equal distances.
    Linear,
    /// Equal ratios are equal distances.
    Log,
}

/// One axis: the numbers from `low` to `high` on the places from `start` to `end` (which may run backwards).
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    kind: Kind,
    /// Smallest number shown.
    pub low: f64,
    /// Largest number shown.
    pub high: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// A scale that shows every one of `values` (those that it can show). No values, or a single one, still make a usable axis.
    pub fn over(kind: Kind, values: impl IntoIterator<Item = f64>) -> Self {
        let usable = |x: &f64| x.is_finite() && (kind == Kind::Linear || *x > 0.0);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for x in values.into_iter().filter(usable) {
            low = low.min(x);
            high = high.max(x);
        }
        if low > high {
            (low, high) = if kind == Kind::Log { (1.0, 10.0) } else { (0.0, 1.0) };
        }
        match kind {
            Kind::Linear if high - low <= low.abs().max(high.abs()) * 1e-12 => {
                let pad = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
                (low, high) = (low - pad, high + pad);
            }
            Kind::Log if high / low < 1.0 + 1e-9 => (low, high) = (low / 2.0, high * 2.0),
            _ => {}
        }
        Self { kind, low, high, start: 0.0, end: 1.0 }
    }

    /// The same with this share of its length added at both ends, so that nothing sits on the frame.
    pub fn padded(mut self, share: f64) -> Self {
        match self.kind {
            Kind::Linear => {
                let pad = (self.high - self.low) * share;
                (self.low, self.high) = (self.low - pad, self.high + pad);
            }
            Kind::Log => {
                let pad = (self.high / self.low).powf(share);
                (self.low, self.high) = (self.low / pad, self.high * pad);
            }
        }
        self
    }

    /// The same on these places.
    pub fn on(mut self, start: f64, end: f64) -> Self {
        (self.start, self.end) = (start, end);
        self
    }

    /// Where a number stands. What lies outside (on a log axis also zero and less) is put on the nearer end.
    pub fn at(&self, x: f64) -> f64 {
        let x = x.clamp(self.low, self.high);
        let share = match self.kind {
            Kind::Linear => (x - self.low) / (self.high - self.low),
            Kind::Log => (x / self.low).ln() / (self.high / self.low).ln(),
        };
        self.start + share * (self.end - self.start)
    }

    /// Round numbers inside the axis with their labels: about `wanted` of them.
    pub fn ticks(&self, wanted: usize) -> Vec<(f64, String)> {
        match self.kind {
            Kind::Linear => linear_ticks(self.low, self.high, wanted),
            Kind::Log => log_ticks(self.low, self.high, wanted),
        }
    }
}

fn linear_ticks(low: f64, high: f64, wanted: usize) -> Vec<(f64, String)> {
    let rough = (high - low) / wanted.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough * 0.75).unwrap_or(rough);
    let places = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last)
        .take(50)
        .map(|i| {
            let x = i as f64 * step;
            (x, if step >= 1000.0 { short(x) } else { number::fixed(x, places) })
        })
        .collect()
}

fn log_ticks(low: f64, high: f64, wanted: usize) -> Vec<(f64, String)> {
    let first = low.log10().floor() as i32;
    let last = high.log10().ceil() as i32;
    let inside = |x: &f64| *x >= low * (1.0 - 1e-9) && *x <= high * (1.0 + 1e-9);
    let with = |multiples: &[f64], every: i32| -> Vec<f64> {
        (first..=last)
            .filter(|p| p.rem_euclid(every) == 0)
            .flat_map(|p| multiples.iter().map(move |m| m * 10f64.powi(p)))
            .filter(inside)
            .collect()
    };
    let decades = (high / low).log10();
    let every = (decades / wanted.max(1) as f64).ceil().max(1.0) as i32;
    let mut ticks = with(&[1.0], every);
    for multiples in [&[1.0, 3.0][..], &[1.0, 2.0, 5.0], &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0]] {
        if ticks.len() >= 3 || every > 1 {
            break;
        }
        ticks = with(multiples, 1);
    }
    ticks.into_iter().map(|x| (x, short(x))).collect()
}

/// A round number in as few characters as it takes: "10 k", "0.01", "10⁻⁵".
fn short(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let size = x.abs();
    for (step, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] {
        if size >= step * 0.9999 && size < step * 9999.0 {
            return format!("{}\u{202f}{letter}", trimmed(x / step));
        }
    }
    if (0.000_99..1e3).contains(&size) {
        return trimmed(x);
    }
    let exponent = (size.log10() + 1e-9).floor() as i32;
    let mantissa = trimmed(x / 10f64.powi(exponent));
    let power = format!("10{}", number::superscript(exponent));
    if mantissa == "1" { power } else { format!("{mantissa}×{power}") }
}

fn trimmed(x: f64) -> String {
    let text = number::fixed(x, 4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale, wanted: usize) -> Vec<String> {
        scale.ticks(wanted).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn linear_ticks_are_round() {
        let scale = Scale::over(Kind::Linear, [0.03, 1.27]);
        assert_eq!(labels(&scale, 5), ["0.2", "0.4", "0.6", "0.8", "1.0", "1.2"]);
        assert_eq!(labels(&scale, 3), ["0.5", "1.0"]);
        assert_eq!(labels(&Scale::over(Kind::Linear, [-1.0, 1.0]), 4), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
    }

    #[test]
    fn log_ticks_are_powers_or_their_parts() {
        assert_eq!(
            labels(&Scale::over(Kind::Log, [1.0, 2e6]), 8),
            ["1", "10", "100", "1\u{202f}k", "10\u{202f}k", "100\u{202f}k", "1\u{202f}M"]
        );
        assert_eq!(labels(&Scale::over(Kind::Log, [1e-8, 0.2]), 4), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01"]);
        assert_eq!(labels(&Scale::over(Kind::Log, [20.0, 90.0]), 5), ["20", "30", "40", "50", "60", "80"]);
    }

    #[test]
    fn places_run_from_end_to_end() {
        let scale = Scale::over(Kind::Log, [1.0, 100.0]).on(200.0, 0.0);
        assert_eq!([scale.at(1.0), scale.at(10.0), scale.at(100.0)], [200.0, 100.0, 0.0]);
        assert_eq!(scale.at(0.0), 200.0);
        assert_eq!(scale.at(1e9), 0.0);
    }

    #[test]
    fn degenerate_ranges_still_make_an_axis() {
        for kind in [Kind::Linear, Kind::Log] {
            for values in [vec![], vec![7.0], vec![0.0], vec![f64::NAN, -1.0]] {
                let scale = Scale::over(kind, values.clone()).padded(0.05).on(0.0, 100.0);
                assert!(scale.at(7.0).is_finite() && scale.high > scale.low, "{kind:?} {values:?}");
                assert!(!scale.ticks(5).is_empty() && scale.ticks(5).len() < 15, "{kind:?} {values:?}");
            }
        }
    }
}
