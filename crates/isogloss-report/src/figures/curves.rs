//! Curves: rank against frequency, growth of entropy, spectra, R² by frequency.

use super::{Names, thin};
use crate::number;
use crate::plot::{Axis, Entry, Frame, Mark};
use crate::scale::{Kind, Scale};
use crate::svg::{Size, Svg, colour};
use isogloss_analyse::{cooccurrence::CooccurrenceFit, spectrum::Spectrum, zipf::Zipf};

/// Points of a curve that a figure shows.
const POINTS: usize = 300;

/// Frequency against rank, both logarithmic, with the least-squares line of each domain.
pub fn rank_frequency(domains: &[Zipf], names: &Names, size: Size) -> Svg {
    let points = || domains.iter().flat_map(|z| &z.curve);
    let slope = |z: &Zipf| format!("slope {}", number::fixed(-z.slope.value, 2));
    let slopes: Vec<String> =
        domains.iter().enumerate().map(|(d, z)| format!("{}: {}", names.get(d), slope(z))).collect();
    let mut legend = Vec::new();
    for (d, zipf) in domains.iter().enumerate().take(12) {
        legend.push(Entry::new(colour(d), names.get(d), Mark::Line));
        legend.push(Entry::new(colour(d), slope(zipf), Mark::Dashed));
    }
    let mut frame = Frame::new(
        size,
        if size.narrow { 260.0 } else { 340.0 },
        "Relative frequency of words against their rank",
        &format!("Both axes logarithmic. {}", slopes.join("; ")),
        Axis { label: "rank", scale: Scale::over(Kind::Log, points().map(|p| p.0)).padded(0.02) },
        Axis {
            label: "share of all tokens",
            scale: Scale::over(Kind::Log, points().map(|p| p.1)).padded(0.03),
        },
        &legend,
    );
    for (d, zipf) in domains.iter().enumerate() {
        let curve: Vec<_> = thin(&zipf.curve, POINTS).copied().collect();
        frame.curve(&format!("ln {}", colour(d)), &curve);
    }
    for (d, zipf) in domains.iter().enumerate() {
        frame.curve(&format!("ln thin dash {}", colour(d)), &fitted_line(zipf));
    }
    frame.svg
}

/// The line of slope `−slope` through the middle (in logarithms) of the curve's points that it was fitted to.
fn fitted_line(zipf: &Zipf) -> Vec<(f64, f64)> {
    let end = zipf.slope_ranks as f64;
    let part: Vec<_> = zipf.curve.iter().filter(|(r, f)| *r <= end && *r > 0.0 && *f > 0.0).collect();
    let (Some(first), Some(last)) = (part.first(), part.last()) else { return Vec::new() };
    let n = part.len() as f64;
    let x = part.iter().map(|(r, _)| r.ln()).sum::<f64>() / n;
    let y = part.iter().map(|(_, f)| f.ln()).sum::<f64>() / n;
    let at = |r: f64| (r, (y - zipf.slope.value * (r.ln() - x)).exp());
    vec![at(first.0), at(last.0)]
}

/// Bits per word of growing samples: corrected as lines, plug-in dashed.
pub fn entropy_growth(growth: &[Vec<(u64, f64, f64)>], names: &Names, size: Size) -> Svg {
    let all = || growth.iter().flatten();
    let mut legend = names.legend(Mark::Line);
    legend.push(Entry::new("mid", "uncorrected", Mark::Dashed));
    let mut frame = Frame::new(
        size,
        if size.narrow { 220.0 } else { 300.0 },
        "Entropy of growing samples",
        "Bits per word against the number of tokens read, which is logarithmic: a curve that still climbs says that more text would give more.",
        Axis { label: "tokens", scale: Scale::over(Kind::Log, all().map(|p| p.0 as f64)).padded(0.03) },
        Axis {
            label: "bits per word",
            scale: Scale::over(Kind::Linear, all().flat_map(|p| [p.1, p.2])).padded(0.06),
        },
        &legend,
    );
    for (d, curve) in growth.iter().enumerate() {
        let plug_in: Vec<_> = thin(curve, POINTS).map(|p| (p.0 as f64, p.1)).collect();
        frame.curve(&format!("ln thin dash {}", colour(d)), &plug_in);
        let corrected: Vec<_> = thin(curve, POINTS).map(|p| (p.0 as f64, p.2)).collect();
        frame.curve(&format!("ln {}", colour(d)), &corrected);
        for point in thin(&corrected, 24) {
            let at = frame.at(*point);
            frame.svg.dot(&format!("dot {}", colour(d)), at, 3.0);
        }
    }
    frame.svg
}

/// Singular values against their rank, both logarithmic; divided by the first one or as they are.
pub fn spectrum(domains: &[Spectrum], names: &Names, normalised: bool, size: Size) -> Svg {
    let unit =
        |s: &Spectrum| if normalised { s.singular_values.first().copied().unwrap_or(1.0) } else { 1.0 };
    let curve = |s: &Spectrum| -> Vec<(f64, f64)> {
        let numbered: Vec<_> =
            s.singular_values.iter().enumerate().map(|(i, v)| ((i + 1) as f64, *v)).collect();
        thin_log(&numbered, POINTS).into_iter().map(|(i, v)| (i, v / unit(s))).collect()
    };
    let curves: Vec<_> = domains.iter().map(curve).collect();
    let all = || curves.iter().flatten();
    let mut frame = Frame::new(
        size,
        240.0,
        if normalised { "Singular values divided by the largest" } else { "Singular values" },
        &format!("Both axes logarithmic, for {}.", names.list()),
        Axis { label: "i, from the largest", scale: Scale::over(Kind::Log, all().map(|p| p.0)).padded(0.02) },
        Axis {
            label: if normalised { "σᵢ / σ₁" } else { "σᵢ" },
            scale: Scale::over(Kind::Log, all().map(|p| p.1)).padded(0.05),
        },
        &names.legend(Mark::Line),
    );
    for (d, points) in curves.iter().enumerate() {
        frame.curve(&format!("ln {}", colour(d)), points);
    }
    frame.svg
}

/// Mean loss of every epoch.
pub fn losses(domains: &[(usize, &[f64])], names: &Names, size: Size) -> Svg {
    let curve = |loss: &[f64]| -> Vec<(f64, f64)> {
        loss.iter().enumerate().map(|(i, &loss)| ((i + 1) as f64, loss)).collect()
    };
    let curves: Vec<_> = domains.iter().map(|&(d, loss)| (d, curve(loss))).collect();
    let all = || curves.iter().flat_map(|(_, points)| points);
    let legend: Vec<_> =
        domains.iter().take(24).map(|&(d, _)| Entry::new(colour(d), names.get(d), Mark::Line)).collect();
    let mut frame = Frame::new(
        size,
        200.0,
        "Mean loss by epoch",
        &format!("Both axes linear, for {}.", names.list()),
        Axis { label: "epoch", scale: Scale::over(Kind::Linear, all().map(|p| p.0)).padded(0.04) },
        Axis { label: "mean loss", scale: Scale::over(Kind::Linear, all().map(|p| p.1)).padded(0.08) },
        &legend,
    );
    for (d, points) in &curves {
        frame.curve(&format!("ln {}", colour(*d)), points);
        for point in thin(points, 50) {
            let at = frame.at(*point);
            frame.svg.dot(&format!("dot {}", colour(*d)), at, 3.0);
        }
    }
    frame.svg
}

/// The first points, and from then on ever fewer: on a logarithmic axis they would lie on each other.
fn thin_log(points: &[(f64, f64)], most: usize) -> Vec<(f64, f64)> {
    let step = (points.len().max(2) as f64).ln() / most as f64;
    let mut next = f64::NEG_INFINITY;
    let mut kept = Vec::new();
    for point in points {
        if point.0.ln() >= next {
            kept.push(*point);
            next = point.0.ln() + step;
        }
    }
    kept
}

/// R² by frequency of a pair's rarer word: with the vectors as lines, with the margins alone dashed.
pub fn r2_bands(fits: &[(usize, &CooccurrenceFit)], names: &Names, size: Size) -> Svg {
    let middle = |low: u64, high: u64| ((low.max(1) as f64) * (high.max(1) as f64)).sqrt();
    let bands = || fits.iter().flat_map(|(_, fit)| &fit.bands);
    let mut legend: Vec<_> =
        fits.iter().map(|(d, _)| Entry::new(colour(*d), names.get(*d), Mark::Line)).collect();
    legend.truncate(24);
    legend.push(Entry::new("mid", "margins alone", Mark::Dashed));
    let mut frame = Frame::new(
        size,
        220.0,
        "R² of log X by frequency of the pair's rarer word",
        "On held-out pairs: solid with the vectors, dashed with the words' margins alone.",
        Axis {
            label: "count of the rarer word",
            scale: Scale::over(Kind::Log, bands().map(|b| middle(b.count_low, b.count_high))).padded(0.05),
        },
        Axis {
            label: "R²",
            scale: Scale::over(
                Kind::Linear,
                bands().flat_map(|b| [b.r2_margins, b.r2_embedding]).chain([0.0]),
            )
            .padded(0.06),
        },
        &legend,
    );
    for (d, fit) in fits {
        let place = |b: &isogloss_analyse::cooccurrence::Band| middle(b.count_low, b.count_high);
        let margins: Vec<_> = fit.bands.iter().map(|b| (place(b), b.r2_margins)).collect();
        let embedding: Vec<_> = fit.bands.iter().map(|b| (place(b), b.r2_embedding)).collect();
        frame.curve(&format!("ln thin dash {}", colour(*d)), &margins);
        frame.curve(&format!("ln {}", colour(*d)), &embedding);
        for point in embedding {
            let at = frame.at(point);
            frame.svg.dot(&format!("dot {}", colour(*d)), at, 3.5);
        }
    }
    frame.svg
}
