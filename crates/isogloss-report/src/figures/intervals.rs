//! A dot for the value, a line for its interval, and the figures beside them.

use crate::escape::shorten;
use crate::number;
use crate::plot::FONT;
use crate::scale::{Kind, Scale};
use crate::svg::{Anchor, Size, Svg, text_width};
use isogloss_math::Estimate;

/// Labels beside the lines take so much at most: two names of domains and what is between them.
const LABEL_WIDTH: f64 = 350.0;

/// One row.
pub struct Row<'a> {
    /// What it is.
    pub label: String,
    /// Class that colours it.
    pub class: String,
    /// The figure.
    pub estimate: &'a Estimate,
    /// Whether it begins a new group.
    gap: bool,
}

impl<'a> Row<'a> {
    /// A row.
    pub fn new(label: impl Into<String>, class: impl Into<String>, estimate: &'a Estimate) -> Self {
        Self { label: label.into(), class: class.into(), estimate, gap: false }
    }

    /// The same, at some distance from the row before it.
    pub fn after_gap(self) -> Self {
        Self { gap: true, ..self }
    }
}

/// Rows under one axis. `marks`: numbers to compare with, such as zero or chance, shown as dotted lines with their names.
pub fn intervals(title: &str, axis: &str, rows: &[Row<'_>], marks: &[(f64, &str)], size: Size) -> Svg {
    let values = rows.iter().map(|r| number::interval(r.estimate)).collect::<Vec<_>>();
    let widest =
        |texts: &mut dyn Iterator<Item = &str>| texts.map(|t| text_width(t, FONT)).fold(0.0, f64::max);
    // On a phone the label and the figures stand above their line, elsewhere to its left and right.
    let (left, right, step) = if size.narrow {
        (16.0, size.width - 18.0, 46.0)
    } else {
        let left = widest(&mut rows.iter().map(|r| r.label.as_str())).min(LABEL_WIDTH) + 18.0;
        (left, size.width - widest(&mut values.iter().map(String::as_str)) - 22.0, 28.0)
    };
    let ends = rows.iter().flat_map(|r| [Some(r.estimate.value), r.estimate.low, r.estimate.high]).flatten();
    let scale = Scale::over(Kind::Linear, ends.chain(marks.iter().map(|m| m.0))).padded(0.05).on(left, right);
    let head = if marks.iter().any(|m| !m.1.is_empty()) { 20.0 } else { 6.0 };
    let gaps: Vec<f64> = rows
        .iter()
        .scan(0.0, |sum, row| {
            *sum += if row.gap { 14.0 } else { 0.0 };
            Some(*sum)
        })
        .collect();
    let bottom = head + rows.len() as f64 * step + gaps.last().unwrap_or(&0.0) + 4.0;

    let described: Vec<String> = rows.iter().zip(&values).map(|(r, v)| format!("{}: {v}", r.label)).collect();
    let mut svg =
        Svg::new(size.width, bottom + if size.narrow { 40.0 } else { 24.0 }, title, &described.join("; "));
    for (at, label) in scale.ticks(((right - left) / 70.0) as usize) {
        svg.line("grid", (scale.at(at), head), (scale.at(at), bottom));
        svg.text("tick", (scale.at(at), bottom + 16.0), Anchor::Middle, &label);
    }
    for (at, label) in marks {
        let x = scale.at(*at);
        svg.line("zero", (x, head), (x, bottom));
        let half = text_width(label, FONT) / 2.0 + 5.0;
        svg.text("tick", (x.clamp(half, size.width - half), head - 8.0), Anchor::Middle, label);
    }
    for (i, (row, value)) in rows.iter().zip(&values).enumerate() {
        let y = head + i as f64 * step + gaps[i] + if size.narrow { 33.0 } else { step / 2.0 };
        if size.narrow {
            let room = size.width - text_width(value, 1.05 * FONT) - 14.0;
            let label = shorten(&row.label, (room / (0.6 * FONT)) as usize);
            svg.text("row over", (0.0, y - 14.0), Anchor::Start, &label);
            svg.text("val over", (size.width, y - 14.0), Anchor::End, value);
        } else {
            let label = shorten(&row.label, (LABEL_WIDTH / (0.6 * FONT)) as usize);
            svg.text("row", (0.0, y + 4.0), Anchor::Start, &label);
            svg.text("val", (size.width, y + 4.0), Anchor::End, value);
        }
        whisker(&mut svg, &row.class, row.estimate, &scale, y);
    }
    let below = if size.narrow { 34.0 } else { 16.0 };
    svg.text("lab", (size.width, bottom + below), Anchor::End, axis);
    svg
}

fn whisker(svg: &mut Svg, class: &str, estimate: &Estimate, scale: &Scale, y: f64) {
    if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
        svg.line(&format!("whisk {class}"), (scale.at(low), y), (scale.at(high), y));
        for end in [low, high] {
            svg.line(&format!("whisk {class}"), (scale.at(end), y - 3.5), (scale.at(end), y + 3.5));
        }
    }
    svg.dot(&format!("dot {class}"), (scale.at(estimate.value), y), 4.5);
}
