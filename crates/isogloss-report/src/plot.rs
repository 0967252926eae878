//! Axes, grid, legend and labels that keep out of each other's way.

use crate::escape::{plain_word, shorten};
use crate::scale::Scale;
use crate::svg::{Anchor, Size, Svg, text_width};

/// Size of the figures' letters.
pub const FONT: f64 = 12.0;

/// An axis to be.
pub struct Axis<'a> {
    /// What it shows, with the unit.
    pub label: &'a str,
    /// Its numbers; where they stand is set by the frame.
    pub scale: Scale,
}

/// How an entry of the legend is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A dot.
    Dot,
    /// A line.
    Line,
    /// A dashed line.
    Dashed,
}

/// One entry of the legend: its class, what it is, its mark.
pub struct Entry {
    /// Class that colours it.
    pub class: String,
    /// What it is.
    pub name: String,
    /// How it is drawn.
    pub mark: Mark,
}

impl Entry {
    /// An entry.
    pub fn new(class: impl Into<String>, name: impl Into<String>, mark: Mark) -> Self {
        Self { class: class.into(), name: name.into(), mark }
    }
}

/// A drawing with axes.
pub struct Frame {
    /// The drawing.
    pub svg: Svg,
    /// Across.
    pub x: Scale,
    /// Upwards.
    pub y: Scale,
    /// Places of the labels so far: left, top, right, bottom.
    taken: Vec<[f64; 4]>,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    /// Axes in a drawing of this size; `height` is that of the area between them.
    pub fn new(
        size: Size,
        height: f64,
        title: &str,
        description: &str,
        x: Axis<'_>,
        y: Axis<'_>,
        legend: &[Entry],
    ) -> Self {
        let y_ticks = y.scale.ticks((height / 48.0) as usize);
        let widest = y_ticks.iter().map(|(_, label)| text_width(label, FONT)).fold(0.0, f64::max);
        let (left, right) = (widest + 10.0, size.width - 12.0);
        let rows = legend_rows(legend, size.width);
        let top = 12.0 + rows.len() as f64 * 20.0 + 16.0;
        let bottom = top + height;

        let mut frame = Self {
            svg: Svg::new(size.width, bottom + 44.0, title, description),
            x: x.scale.on(left, right),
            y: y.scale.on(bottom, top),
            taken: Vec::new(),
            left,
            right,
            top,
            bottom,
        };
        frame.draw_legend(&rows);
        frame.svg.text("lab", (0.0, top - 12.0), Anchor::Start, y.label);
        frame.svg.text("lab", (right, bottom + 38.0), Anchor::End, x.label);
        for (value, label) in y_ticks {
            let at = frame.y.at(value);
            frame.svg.line("grid", (left, at), (right, at));
            frame.svg.text("tick", (left - 7.0, at + 4.0), Anchor::End, &label);
        }
        for (value, label) in frame.x.ticks(((right - left) / 64.0) as usize) {
            let at = frame.x.at(value);
            frame.svg.line("axis", (at, bottom), (at, bottom + 5.0));
            frame.svg.text("tick", (at, bottom + 19.0), Anchor::Middle, &label);
        }
        frame.svg.line("axis", (left, bottom), (right, bottom));
        frame
    }

    /// Where a pair of numbers stands.
    pub fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.x.at(x), self.y.at(y))
    }

    /// A line through pairs of numbers.
    pub fn curve(&mut self, class: &str, points: &[(f64, f64)]) {
        let places: Vec<_> = points.iter().map(|p| self.at(*p)).collect();
        self.svg.path(class, &places);
    }

    /// Dots without names. Dots on the same spot are drawn once.
    pub fn dust(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut places: Vec<(f64, f64)> = points.iter().map(|p| self.at(*p)).collect();
        places.dedup_by_key(|(x, y)| ((*x * 2.0) as i64, (*y * 2.0) as i64));
        self.svg.dust(class, &places);
    }

    /// Keeps labels off a dot.
    pub fn occupy(&mut self, at: (f64, f64), radius: f64) {
        self.taken.push([at.0 - radius, at.1 - radius, at.0 + radius, at.1 + radius]);
    }

    /// Writes a word beside a place, on the first side where it covers no other label; nowhere if all sides are taken.
    pub fn label(&mut self, class: &str, at: (f64, f64), word: &str) -> bool {
        let word = shorten(&plain_word(word), 22);
        let width = text_width(&word, FONT) + 2.0;
        let gap = 5.0;
        let sides = [
            (gap, 4.0, Anchor::Start),
            (-gap, 4.0, Anchor::End),
            (0.0, -gap - 2.0, Anchor::Middle),
            (0.0, gap + 11.0, Anchor::Middle),
            (gap, -6.0, Anchor::Start),
            (-gap, -6.0, Anchor::End),
            (gap, 14.0, Anchor::Start),
            (-gap, 14.0, Anchor::End),
        ];
        for (dx, dy, anchor) in sides {
            let (x, y) = (at.0 + dx, at.1 + dy);
            let left = match anchor {
                Anchor::Start => x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            let place = [left, y - FONT + 1.0, left + width, y + 3.0];
            let inside = place[0] >= self.left
                && place[2] <= self.right + 8.0
                && place[1] >= self.top
                && place[3] <= self.bottom;
            if inside && !self.taken.iter().any(|other| overlap(&place, other)) {
                self.taken.push(place);
                self.svg.text(class, (x, y), anchor, &word);
                return true;
            }
        }
        false
    }

    fn draw_legend(&mut self, rows: &[Vec<(f64, &Entry)>]) {
        for (i, row) in rows.iter().enumerate() {
            let y = 10.0 + i as f64 * 20.0;
            for (x, entry) in row {
                match entry.mark {
                    Mark::Dot => self.svg.dot(&format!("dot {}", entry.class), (x + 8.0, y), 4.0),
                    Mark::Line => self.svg.line(&format!("ln {}", entry.class), (*x, y), (x + 16.0, y)),
                    Mark::Dashed => {
                        self.svg.line(&format!("ln dash {}", entry.class), (*x, y), (x + 16.0, y))
                    }
                }
                self.svg.text("leg", (x + 21.0, y + 4.0), Anchor::Start, &entry.name);
            }
        }
    }
}

/// The entries in as many rows as it takes, each with its place.
fn legend_rows(legend: &[Entry], width: f64) -> Vec<Vec<(f64, &Entry)>> {
    let mut rows: Vec<Vec<(f64, &Entry)>> = Vec::new();
    let mut x = 0.0;
    for entry in legend {
        let room = 21.0 + text_width(&entry.name, FONT) + 16.0;
        if rows.is_empty() || x + room - 16.0 > width {
            rows.push(Vec::new());
            x = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((x, entry));
        }
        x += room;
    }
    rows
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scale::Kind;

    fn frame() -> Frame {
        let axis = || Axis { label: "x", scale: Scale::over(Kind::Linear, [0.0, 1.0]) };
        Frame::new(Size::NARROW, 200.0, "t", "d", axis(), axis(), &[])
    }

    #[test]
    fn labels_do_not_overlap() {
        let mut frame = frame();
        let written = (0..50).filter(|_| frame.label("wl", (200.0, 120.0), "word")).count();
        assert!((2..=8).contains(&written), "{written}");
        for (i, a) in frame.taken.iter().enumerate() {
            assert!(!frame.taken[..i].iter().any(|b| overlap(a, b)));
        }
    }

    #[test]
    fn a_label_that_fits_nowhere_is_left_out() {
        assert!(!frame().label("wl", (0.0, 0.0), "word"));
    }
}
