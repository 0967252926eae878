//! Clouds of points: shift against frequency, keyness, predicted against actual log X.

use super::{Names, thin};
use crate::number;
use crate::plot::{Axis, Entry, Frame, Mark};
use crate::scale::{Kind, Scale};
use crate::svg::{Size, Svg, colour};
use isogloss::report::GeometryPair;
use isogloss_analyse::geometry::{NoisePoint, ShiftedWord};
use isogloss_analyse::information::KeyWord;

/// How many dots a cloud may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dots {
    /// With a name each.
    pub named: usize,
    /// Without.
    pub dust: usize,
}

/// Words written beside their dots, at most.
const LABELS: usize = 40;

/// Shift against frequency: every word of the report's sample, before the two halves of each domain and the curves of their noise.
pub fn shift(pair: &GeometryPair, names: &Names, dots: Dots, size: Size) -> Svg {
    let words = pick(&pair.shift.words, dots.named);
    let dust = [&pair.control_a, &pair.control_b].map(|c| thin(c, dots.dust).copied().collect::<Vec<_>>());
    let noise = [(pair.a, &pair.shift.noise_a), (pair.b, &pair.shift.noise_b)];
    let counts = words.iter().map(|w| frequency(w)).chain(dust.iter().flatten().map(|p| p.0));
    let shifts = words.iter().map(|w| w.shift).chain(dust.iter().flatten().map(|p| p.1));
    let (a, b) = (names.get(pair.a), names.get(pair.b));
    let lines = words.iter().any(|word| word.line_a.is_some());

    let mut legend = vec![Entry::new("ink", format!("a word, {a} against {b}"), Mark::Dot)];
    if dust.iter().any(|d| !d.is_empty()) {
        legend.push(Entry::new("quiet", "a word, one half of a domain against the other", Mark::Dot));
    }
    for (d, points) in noise {
        if !points.is_empty() {
            legend.push(Entry::new(colour(d), format!("noise of {}: median", names.get(d)), Mark::Line));
            legend.push(Entry::new(colour(d), "95 %", Mark::Dashed));
        }
    }
    let mut frame = Frame::new(
        size,
        if size.narrow { 340.0 } else { 430.0 },
        &format!("Shift of words between {a} and {b} against their frequency"),
        if lines {
            "A dot is a word, by its place in the two files and its shift."
        } else {
            "A dot is a word. Behind, in grey, words of each domain against themselves: the shift that noise alone makes. What lies clearly above the dashed curves moved by more than noise."
        },
        Axis {
            label: if lines {
                "frequency rank: line in the file (mean of both)"
            } else {
                "uses (harmonic mean of both domains)"
            },
            scale: Scale::over(Kind::Log, counts).padded(0.03),
        },
        Axis { label: "shift Δ", scale: Scale::over(Kind::Linear, shifts).padded(0.04) },
        &legend,
    );
    for points in &dust {
        frame.dust("quiet", points);
    }
    let ranked_first = |w: &&&ShiftedWord| w.rank.is_some_and(|r| r <= LABELS);
    frame.svg.open("words");
    for word in words.iter().filter(|w| !ranked_first(w)) {
        word_dot(&mut frame, "dot ink faint", word, 2.2);
    }
    for word in words.iter().filter(ranked_first) {
        word_dot(&mut frame, "dot ink", word, 3.0);
    }
    frame.svg.close();
    for (d, points) in noise {
        noise_curves(&mut frame, d, points);
    }
    let labels = if size.narrow { LABELS / 2 } else { LABELS };
    let mut top: Vec<_> = words.iter().filter(|w| w.rank.is_some_and(|r| r <= labels)).collect();
    top.sort_by_key(|w| w.rank);
    for word in &top {
        let at = frame.at((frequency(word), word.shift));
        frame.occupy(at, 3.0);
    }
    for word in top {
        let at = frame.at((frequency(word), word.shift));
        frame.label("wl", at, &word.word);
    }
    frame.svg
}

fn word_dot(frame: &mut Frame, class: &str, word: &ShiftedWord, radius: f64) {
    let shift = number::figure(word.shift);
    let n = |n: Option<u64>| n.map_or_else(|| "–".to_owned(), number::count);
    let note = match word.line_a {
        Some(_) => format!("Δ {shift} · lines {} and {}", n(word.line_a), n(word.line_b)),
        None => format!("Δ {shift} · {} and {} uses", n(word.count_a), n(word.count_b)),
    };
    let at = frame.at((frequency(word), word.shift));
    frame.svg.word_dot(class, at, radius, &word.word, &note);
}

fn noise_curves(frame: &mut Frame, domain: usize, points: &[NoisePoint]) {
    // Beyond the dots there is nothing to compare with: a curve that leaves the frame ends there.
    let (x, y) = (frame.x.low..=frame.x.high, frame.y.low..=frame.y.high);
    let inside = |p: &(f64, f64)| x.contains(&p.0) && y.contains(&p.1);
    let low: Vec<_> = thin(points, 200).map(|p| (p.count, p.median)).filter(inside).collect();
    let high: Vec<_> = thin(points, 200).map(|p| (p.count, p.high)).filter(inside).collect();
    frame.curve(&format!("ln {}", colour(domain)), &low);
    frame.curve(&format!("ln dash {}", colour(domain)), &high);
}

/// Harmonic mean of the two counts: as unsure as the smaller one. Without counts the mean of the two lines, which is that of Zipf's law.
fn frequency(word: &ShiftedWord) -> f64 {
    match (word.line_a, word.line_b) {
        (Some(a), Some(b)) => (a as f64 + b as f64) / 2.0,
        _ => {
            let n = |count: Option<u64>| count.unwrap_or(0).max(1) as f64;
            2.0 / (1.0 / n(word.count_a) + 1.0 / n(word.count_b))
        }
    }
}

/// The best ranks, and an even sample of the other words.
fn pick(words: &[ShiftedWord], most: usize) -> Vec<&ShiftedWord> {
    if words.len() <= most {
        return words.iter().collect();
    }
    let top = LABELS.max(most / 10).min(most);
    let (best, rest): (Vec<_>, Vec<_>) = words.iter().partition(|w| w.rank.is_some_and(|r| r <= top));
    let mut picked: Vec<_> = best.into_iter().take(most).collect();
    let room = most - picked.len();
    picked.extend(thin(&rest, room).copied());
    picked
}

/// Uses per million in one domain against the other, with the most characteristic words of both.
pub fn keyness(
    words: &[KeyWord],
    characteristic: &[Vec<KeyWord>],
    (a, b): (usize, usize),
    names: &Names,
    dots: Dots,
    size: Size,
) -> Svg {
    let share = |w: &KeyWord, d: usize| w.per_million.get(d).copied().unwrap_or(0.0);
    let sample: Vec<_> = thin(words, dots.named).collect();
    let key: Vec<(usize, &KeyWord)> = [a, b]
        .into_iter()
        .flat_map(|d| characteristic.get(d).into_iter().flatten().take(LABELS).map(move |w| (d, w)))
        .collect();
    let drawn = || sample.iter().copied().chain(key.iter().map(|(_, w)| *w));
    // A domain that never uses a word has no place on a logarithmic axis: the word sits half a step below the rarest one.
    let floor =
        |d: usize| drawn().map(|w| share(w, d)).filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min) / 2.0;
    let floors = [floor(a), floor(b)].map(|x| if x.is_finite() { x } else { 1.0 });
    let place = |w: &KeyWord| (share(w, a).max(floors[0]), share(w, b).max(floors[1]));
    let axis = |d: usize, side: usize| {
        Scale::over(Kind::Log, drawn().map(|w| share(w, d)).chain([floors[side]])).padded(0.03)
    };
    let labels = [a, b].map(|d| format!("uses per million in {}", names.get(d)));
    let mut frame = Frame::new(
        size,
        if size.narrow { 340.0 } else { 440.0 },
        &format!("Frequency of words in {} and {}", names.get(a), names.get(b)),
        "Both axes logarithmic. On the diagonal a word is as frequent in both domains; the farther off, the more it belongs to one.",
        Axis { label: &labels[0], scale: axis(a, 0) },
        Axis { label: &labels[1], scale: axis(b, 1) },
        &[
            Entry::new(colour(a), format!("belongs to {}", names.get(a)), Mark::Dot),
            Entry::new(colour(b), format!("belongs to {}", names.get(b)), Mark::Dot),
        ],
    );
    let (low, high) = (frame.x.low.max(frame.y.low), frame.x.high.min(frame.y.high));
    if low < high {
        frame.curve("zero", &[(low, low), (high, high)]);
    }
    let note = |w: &KeyWord| {
        format!("{} and {} per million", number::figure(share(w, a)), number::figure(share(w, b)))
    };
    frame.svg.open("words");
    for word in &sample {
        let at = frame.at(place(word));
        frame.svg.word_dot(&format!("dot faint {}", colour(word.domain)), at, 2.2, &word.word, &note(word));
    }
    for (d, word) in &key {
        let at = frame.at(place(word));
        frame.svg.word_dot(&format!("dot {}", colour(*d)), at, 3.0, &word.word, &note(word));
        frame.occupy(at, 3.0);
    }
    frame.svg.close();
    // By turns, so that no domain takes all the room.
    for i in 0..if size.narrow { LABELS / 2 } else { LABELS } {
        for d in [a, b] {
            if let Some(word) = characteristic.get(d).and_then(|list| list.get(i)) {
                let at = frame.at(place(word));
                frame.label(&format!("wl {}", colour(d)), at, &word.word);
            }
        }
    }
    frame.svg
}

/// Actual log X against what margins and vectors predict, on held-out pairs of one domain.
/// `range`: smallest and largest number of all domains, so that their figures can be compared.
pub fn log_x(
    scatter: &[(f64, f64)],
    range: [f64; 2],
    domain: usize,
    names: &Names,
    dots: Dots,
    size: Size,
) -> Svg {
    let points: Vec<_> = thin(scatter, dots.dust).copied().collect();
    let scale = || Scale::over(Kind::Linear, range).padded(0.04);
    let mut frame = Frame::new(
        size,
        260.0,
        &format!("Predicted and actual log X in {}", names.get(domain)),
        "A dot is a held-out pair of words. On the diagonal the prediction is exact.",
        Axis { label: "predicted ln X", scale: scale() },
        Axis { label: "actual ln X", scale: scale() },
        &[],
    );
    frame.dust(&format!("see {}", colour(domain)), &points);
    let ends = (frame.x.low, frame.x.high);
    frame.curve("zero", &[(ends.0, ends.0), (ends.1, ends.1)]);
    frame.svg
}
