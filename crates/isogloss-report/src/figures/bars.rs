//! Bars: accuracy by section, divergences.

use super::Names;
use crate::escape::{plain_word, shorten};
use crate::number;
use crate::plot::FONT;
use crate::svg::{Anchor, Size, Svg, colour, text_width};
use isogloss_analyse::analogy::AnalogySection;
use isogloss_analyse::divergence::Divergence;

/// Share of right answers by section, a bar per domain.
pub fn analogy(sections: &[AnalogySection], names: &Names, size: Size) -> Svg {
    let shown: Vec<_> = sections.iter().filter(|s| !s.accuracy.is_empty()).take(60).collect();
    let label = |s: &AnalogySection| {
        format!("{} ({})", shorten(&plain_word(&s.name), 34), number::count(s.answerable as u64))
    };
    let domains = names.len().min(12);
    let bar = 11.0;
    let group = domains as f64 * (bar + 3.0);
    let (left, step) = if size.narrow {
        (0.0, group + 30.0)
    } else {
        let widest = shown.iter().map(|s| text_width(&label(s), FONT)).fold(0.0, f64::max);
        (widest.min(280.0) + 16.0, group + 11.0)
    };
    let right = size.width - 52.0;
    let mut svg = Svg::new(
        size.width,
        26.0 + shown.len() as f64 * step + 4.0,
        "Share of analogies answered right, by section",
        &format!("Bars for {}. In brackets the number of questions that all can answer.", names.list()),
    );
    let mut x = 0.0;
    for d in 0..domains {
        svg.dot(&format!("dot {}", colour(d)), (x + 5.0, 9.0), 4.5);
        svg.text("leg", (x + 15.0, 13.0), Anchor::Start, names.get(d));
        x += 31.0 + text_width(names.get(d), FONT);
    }
    for (i, section) in shown.iter().enumerate() {
        let top = 26.0 + i as f64 * step;
        let bars = if size.narrow { top + 20.0 } else { top };
        let text_at = if size.narrow { top + 13.0 } else { top + group / 2.0 + 2.5 };
        svg.text("row", (0.0, text_at), Anchor::Start, &label(section));
        for (d, share) in section.accuracy.iter().take(domains).enumerate() {
            let y = bars + d as f64 * (bar + 3.0);
            svg.rect("track", (left, y), (right - left, bar));
            let length = (right - left) * share;
            svg.rect(&format!("bar {}", colour(d)), (left, y), (length.max(1.0), bar));
            svg.text("tick", (right + 6.0, y + bar - 1.0), Anchor::Start, &number::percent(*share));
        }
    }
    svg
}

/// The divergences of one pair, bits: Jensen-Shannon on a track that ends at 1, the two directions of Kullback-Leibler on one of their own.
pub fn divergence(divergence: &Divergence, (a, b): (usize, usize), names: &Names, size: Size) -> Svg {
    let (left, right) = (0.0, size.width - 4.0);
    let most = divergence.kl_ab.max(divergence.kl_ba).max(1e-9) * 1.05;
    let (a_name, b_name) = (names.get(a), names.get(b));
    let rows = [
        ("Jensen-Shannon, from 0 to 1".to_owned(), divergence.jensen_shannon, 1.0, "ink".to_owned()),
        (format!("Kullback-Leibler of {a_name} from {b_name}"), divergence.kl_ab, most, colour(a)),
        (format!("Kullback-Leibler of {b_name} from {a_name}"), divergence.kl_ba, most, colour(b)),
    ];
    let described: Vec<_> = rows.iter().map(|r| format!("{}: {} bits", r.0, number::figure(r.1))).collect();
    let mut svg =
        Svg::new(size.width, 138.0, "How far apart the word distributions are", &described.join("; "));
    for (i, (label, value, full, class)) in rows.iter().enumerate() {
        let y = 14.0 + i as f64 * 46.0;
        let value_text = format!("{} bits", number::figure(*value));
        let room = size.width - text_width(&value_text, FONT) - 16.0;
        let letters = (room / (0.56 * FONT)) as usize;
        svg.text("row", (0.0, y), Anchor::Start, &shorten(label, letters));
        svg.text("val", (right, y), Anchor::End, &value_text);
        svg.rect("track", (left, y + 8.0), (right - left, 10.0));
        svg.rect(
            &format!("bar {class}"),
            (left, y + 8.0),
            ((right - left) * (value / full).clamp(0.0, 1.0), 10.0),
        );
    }
    svg
}
