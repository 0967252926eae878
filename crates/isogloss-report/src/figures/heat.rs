//! The transfer matrix: trained here, tested there.

use super::Names;
use crate::number;
use crate::svg::{Anchor, Size, Svg, colour};
use isogloss_analyse::transfer::Transfer;

/// A cell per (train, test): the darker, the further above always saying the commoner label.
pub fn transfer(transfer: &Transfer, (a, b): (usize, usize), names: &Names, size: Size) -> Svg {
    let side = [a, b];
    let (left, top, gap) = (if size.narrow { 76.0 } else { 150.0 }, 46.0, 8.0);
    let (width, height) = ((size.width - left - gap) / 2.0, 92.0);
    let described: Vec<String> = transfer
        .cells
        .iter()
        .map(|c| {
            let name = |i: usize| names.get(side[i.min(1)]);
            format!(
                "trained on {}, tested on {}: {}",
                name(c.train),
                name(c.test),
                number::interval(&c.accuracy)
            )
        })
        .collect();
    let mut svg = Svg::new(
        size.width,
        top + 2.0 * (height + gap),
        "Accuracy of a classifier of words, trained in one domain and tested in the other",
        &described.join("; "),
    );
    svg.text("lab", (left, 12.0), Anchor::Start, "tested on");
    svg.text("lab", (0.0, 36.0), Anchor::Start, "trained on");
    for (i, domain) in side.into_iter().enumerate() {
        let along = i as f64;
        svg.text(
            &format!("dom {}", colour(domain)),
            (left + along * (width + gap) + width / 2.0, 36.0),
            Anchor::Middle,
            names.get(domain),
        );
        let letters = if size.narrow { 9 } else { 20 };
        let name = crate::escape::shorten(names.get(domain), letters);
        svg.text(
            &format!("dom {}", colour(domain)),
            (0.0, top + along * (height + gap) + height / 2.0 + 4.0),
            Anchor::Start,
            &name,
        );
    }
    for cell in &transfer.cells {
        let (row, column) = (cell.train.min(1) as f64, cell.test.min(1) as f64);
        let (x, y) = (left + column * (width + gap), top + row * (height + gap));
        let above = (cell.accuracy.value - transfer.majority) / (1.0 - transfer.majority).max(1e-9);
        svg.heat(
            &format!("cell {}", colour(side[cell.test.min(1)])),
            (x, y),
            (width, height),
            0.04 + 0.2 * above.max(0.0),
        );
        let middle = x + width / 2.0;
        svg.text("big", (middle, y + 34.0), Anchor::Middle, &number::percent(cell.accuracy.value));
        if let (Some(low), Some(high)) = (cell.accuracy.low, cell.accuracy.high) {
            let range = format!("[{}, {}]", number::fixed(100.0 * low, 1), number::fixed(100.0 * high, 1));
            svg.text("row", (middle, y + 53.0), Anchor::Middle, &range);
        }
        let loss = if size.narrow {
            format!("loss {}", number::figure(cell.log_loss.value))
        } else {
            format!("log loss {} nats", number::interval(&cell.log_loss))
        };
        svg.text("row", (middle, y + 75.0), Anchor::Middle, &loss);
    }
    svg
}
