//! A drawing, element by element.
//!
//! Colours are not set here: elements carry class names, and `assets/figure.css` says what these look like in light and dark. A drawing that
//! stands alone in a file carries that style sheet with it.

use crate::escape::{Text, plain_word};
use std::fmt::Write;

/// Style of every figure, in the page and alone.
pub const FIGURE_CSS: &str = include_str!("../assets/figure.css");
/// Domains with colours of their own; after them the colours repeat.
pub const COLOURS: usize = 6;

/// How much room a drawing has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width in CSS pixels: what the drawing is when shown at its natural size.
    pub width: f64,
    /// Whether it is to be read on a phone.
    pub narrow: bool,
}

impl Size {
    /// Across the page.
    pub const WIDE: Self = Self { width: 760.0, narrow: false };
    /// Across a phone, or half the page.
    pub const NARROW: Self = Self { width: 368.0, narrow: true };
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A drawing under construction.
#[derive(Clone, Debug)]
pub struct Svg {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    title: String,
    description: String,
    body: String,
}

impl Svg {
    /// An empty drawing; the title and the description are what a screen reader says.
    pub fn new(width: f64, height: f64, title: &str, description: &str) -> Self {
        Self {
            width,
            height,
            title: title.to_owned(),
            description: description.to_owned(),
            body: String::new(),
        }
    }

    /// Opens a group of elements of one class.
    pub fn open(&mut self, class: &str) {
        let _ = write!(self.body, "<g class=\"{class}\">");
    }

    /// Closes the group that was opened last.
    pub fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let _ = write!(
            self.body,
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            Place(from.0),
            Place(from.1),
            Place(to.0),
            Place(to.1)
        );
    }

    /// A line through points.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.is_empty() {
            return;
        }
        let _ = write!(self.body, "<path class=\"{class}\" d=\"");
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(self.body, "{}{} {}", if i == 0 { 'M' } else { 'L' }, Place(*x), Place(*y));
        }
        self.body.push_str("\"/>");
    }

    /// Many dots that nobody asks the name of, in one element: strokes of no length with round ends.
    pub fn dust(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.is_empty() {
            return;
        }
        let _ = write!(self.body, "<path class=\"dust {class}\" d=\"");
        for (x, y) in points {
            let _ = write!(self.body, "M{} {}h0", Place(*x), Place(*y));
        }
        self.body.push_str("\"/>");
    }

    /// A dot.
    pub fn dot(&mut self, class: &str, at: (f64, f64), radius: f64) {
        let _ = write!(
            self.body,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            Place(at.0),
            Place(at.1),
            Place(radius)
        );
    }

    /// A dot that stands for a word: pointing at it gives the word and `note`.
    pub fn word_dot(&mut self, class: &str, at: (f64, f64), radius: f64, word: &str, note: &str) {
        let word = plain_word(word);
        let _ = write!(
            self.body,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"><title>{}\n{}</title></circle>",
            Place(at.0),
            Place(at.1),
            Place(radius),
            Text(&word),
            Text(note)
        );
    }

    /// A rectangle, of which negative sizes draw nothing.
    pub fn rect(&mut self, class: &str, at: (f64, f64), size: (f64, f64)) {
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1.5\"/>",
            Place(at.0),
            Place(at.1),
            Place(size.0.max(0.0)),
            Place(size.1.max(0.0))
        );
    }

    /// A rectangle filled to a degree between 0 and 1.
    pub fn heat(&mut self, class: &str, at: (f64, f64), size: (f64, f64), degree: f64) {
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill-opacity=\"{:.3}\"/>",
            Place(at.0),
            Place(at.1),
            Place(size.0),
            Place(size.1),
            degree.clamp(0.0, 1.0)
        );
    }

    /// A line of text.
    pub fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let _ = write!(
            self.body,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\"{anchor}>{}</text>",
            Place(at.0),
            Place(at.1),
            Text(text)
        );
    }

    /// As part of a page; `id` is not used by anything else there.
    pub fn inline(&self, id: &str, class: &str) -> String {
        format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{}</svg>\n",
            Place(self.width),
            Place(self.height),
            Text(&self.title),
            Text(&self.description),
            self.body
        )
    }

    /// As a file of its own.
    pub fn standalone(&self) -> String {
        let (width, height) = (Place(self.width), Place(self.height));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" class=\"alone\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n<style>\n{}</style>\n\
             <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n{}\n</svg>\n",
            Text(&self.title),
            Text(&self.description),
            FIGURE_CSS,
            self.body
        )
    }
}

/// The class that gives an element its domain's colour.
pub fn colour(domain: usize) -> String {
    format!("c{}", domain % COLOURS)
}

/// About how wide a text is. Fonts differ: this errs on the wide side.
pub fn text_width(text: &str, size: f64) -> f64 {
    let width = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | '\'' | '!' | '|' | ' ' | ':' | ';' => 0.34,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        'A'..='Z' | '#' | '&' => 0.7,
        c if c < '\u{1100}' => 0.58,
        _ => 1.15,
    };
    size * text.chars().map(width).sum::<f64>()
}

/// A coordinate with one decimal, none where it is whole: a page has a hundred thousand of them.
struct Place(f64);

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Coordinates come from finite results; this keeps a bug from writing "NaN" into a path.
        let x = if self.0.is_finite() { (self.0 * 10.0).round() } else { 0.0 };
        if x % 10.0 == 0.0 { write!(f, "{}", (x / 10.0) as i64) } else { write!(f, "{:.1}", x / 10.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        let place = |x| Place(x).to_string();
        assert_eq!([place(1.0), place(1.26), place(-0.04), place(-3.0)], ["1", "1.3", "0", "-3"]);
        assert_eq!(place(f64::NAN), "0");
    }

    #[test]
    fn hostile_words_stay_text() {
        let mut svg = Svg::new(10.0, 10.0, "</title><script>", "a & b");
        svg.word_dot("dot", (1.0, 2.0), 3.0, "</title><img src=x onerror=alert(1)>", "n");
        let text = svg.standalone();
        assert!(!text.contains("<img") && !text.contains("<script"));
        assert!(text.contains("&lt;/title&gt;&lt;img"));
        assert!(text.contains("a &amp; b"));
    }
}
