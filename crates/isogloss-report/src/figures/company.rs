//! Divergence of company against frequency.

use super::clouds::Dots;
use super::{Names, thin};
use crate::number;
use crate::plot::{Axis, Entry, Frame, Mark};
use crate::scale::{Kind, Scale};
use crate::svg::{Size, Svg};
use isogloss_analyse::company::{Company, CompanyWord};

/// Words written beside their dots, at most.
const LABELS: usize = 36;

/// Debiased divergence of every word of the report's sample, before what the halves of one domain show for the same word.
pub fn divergence(company: &Company, (a, b): (usize, usize), names: &Names, dots: Dots, size: Size) -> Svg {
    let labels = if size.narrow { LABELS / 2 } else { LABELS };
    let top = &company.words[..company.words.len().min(labels)];
    let others: Vec<&CompanyWord> = thin(&company.words[top.len()..], dots.named).collect();
    let noise: Vec<(f64, f64)> =
        thin(&company.words, dots.dust).map(|w| (harmonic(w), noise_of(w))).collect();
    let (a, b) = (names.get(a), names.get(b));
    let words = || top.iter().chain(others.iter().copied());
    let mut frame = Frame::new(
        size,
        if size.narrow { 320.0 } else { 400.0 },
        &format!("Divergence of the words' company between {a} and {b} against their frequency"),
        "A dot is a word. In grey, the same words in two halves of one domain: what chance alone makes of the divergence, before it is taken off.",
        Axis {
            label: "uses (harmonic mean of both domains)",
            scale: Scale::over(Kind::Log, words().map(harmonic).chain(noise.iter().map(|p| p.0)))
                .padded(0.03),
        },
        Axis {
            label: "divergence, bits",
            scale: Scale::over(
                Kind::Linear,
                words().map(|w| w.divergence.value).chain(noise.iter().map(|p| p.1)).chain([0.0]),
            )
            .padded(0.04),
        },
        &[
            Entry::new("ink", format!("a word, {a} against {b}, debiased"), Mark::Dot),
            Entry::new("quiet", "noise: the word in two halves of one domain", Mark::Dot),
        ],
    );
    frame.dust("quiet", &noise);
    let ends = (frame.x.low, frame.x.high);
    frame.curve("zero", &[(ends.0, 0.0), (ends.1, 0.0)]);
    frame.svg.open("words");
    for word in &others {
        dot(&mut frame, "dot ink faint", word, 2.2);
    }
    for word in top {
        dot(&mut frame, "dot ink", word, 3.0);
        let at = place(&frame, word);
        frame.occupy(at, 3.0);
    }
    frame.svg.close();
    for word in top {
        let at = place(&frame, word);
        frame.label("wl", at, &word.word);
    }
    frame.svg
}

fn dot(frame: &mut Frame, class: &str, word: &CompanyWord, radius: f64) {
    let note = format!(
        "{} bits · {} and {} uses",
        number::figure(word.divergence.value),
        number::count(word.count_a),
        number::count(word.count_b)
    );
    let at = place(frame, word);
    frame.svg.word_dot(class, at, radius, &word.word, &note);
}

fn place(frame: &Frame, word: &CompanyWord) -> (f64, f64) {
    frame.at((harmonic(word), word.divergence.value))
}

/// Mean divergence of the halves of a, and of b.
fn noise_of(word: &CompanyWord) -> f64 {
    0.5 * (word.divergence.noise_a + word.divergence.noise_b)
}

fn harmonic(word: &CompanyWord) -> f64 {
    2.0 / (1.0 / word.count_a.max(1) as f64 + 1.0 / word.count_b.max(1) as f64)
}
