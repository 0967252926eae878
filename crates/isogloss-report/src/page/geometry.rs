//! §4: which words moved?

use super::explorer;
use super::parts::Builder;
use crate::escape::{Text, Word};
use crate::figures::clouds;
use crate::number;
use isogloss::report::GeometryPair;
use isogloss_analyse::geometry::ShiftedWord;

/// §4.
pub fn geometry(page: &mut Builder<'_>) {
    page.open(
        "geometry",
        "§4",
        "Which words moved?",
        if page.of_vectors() {
            "Δ is the distance between a word’s two vectors once the two spaces are laid on each other: 0 is the same place, 2 the opposite one. Rare words always seem to move, so words are ranked relative to others of like frequency rank. Nothing here says what is noise: every two trainings put every word elsewhere, and only the text could show by how much."
        } else {
            "Δ is the distance between a word’s two vectors once the two spaces are laid on each other: 0 is the same place, 2 the opposite one. Rare words always seem to move, so a word counts only by how far it stands above words of like frequency and above the noise."
        },
    );
    match page.report.sections.geometry.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            let shown = section.pairs.len().min(page.detail.pairs);
            for (i, pair) in section.pairs[..shown].iter().enumerate() {
                page.pair_heading(pair.a, pair.b, section.pairs.len());
                one_pair(page, i, pair, shown);
            }
            page.omitted(section.pairs.len(), shown, "pairs of domains", "alignment.csv");
            explorer::explorer(page, &section.pairs[..shown]);
            let noise = if page.of_vectors() {
                [
                    "The interval beside Δ is over resamples of the anchors: the rotation is fitted again to as many anchors drawn with replacement. It says how sure the rotation is. The vectors stay as they are in it: what another training on the same text would change is not covered, nor is other text, and both are larger. A rank is relative to other words and no test.",
                    "Frequency rank is the line of a word in its file; peers are the words next to it by the mean of both lines, which is what the harmonic mean of counts is under Zipf’s law. Where one file has more dimensions, its rows are projected on as many of its own leading principal components as the other has: a map fitted to the other space would keep what the two have in common, and words would seem to move less than they do. Neighbours are those of the files as they are.",
                ]
            } else {
                [
                    "The noise is what two random halves of one domain, trained apart and laid on each other, show for words as frequent. Halves are dealt by user or source where the file names them. \
                 A word above the noise differs between the domains; whether its <i>meaning</i> does is for the neighbours to show. Between two kinds of text nearly every word differs a little. A rank has no p-value: of words that moved no more than their peers, one in a hundred still has an adjusted shift above 2.3.",
                    "Where there is no text to halve there is no noise curve, and a shift can only be read relative to other words.",
                ]
            };
            page.method(&[
                "Vectors are brought to unit length, centred, brought to unit length again, and one space is turned onto the other by an orthogonal Procrustes rotation on anchor words. \
                 Δ(w) = ‖a − bR‖. <i>Adjusted</i> is (Δ − median) / (1.4826 · median absolute deviation) over words of like frequency, and ranks words that are frequent enough in both domains.",
                noise[0],
                noise[1],
            ]);
        }
    }
    page.close();
}

fn one_pair(page: &mut Builder<'_>, index: usize, pair: &GeometryPair, shown: usize) {
    let shift = &pair.shift;
    let above = match shift.above_noise {
        Some(share) => format!(
            "<b>{}</b> of them moved by more than the 95 % noise of their frequency",
            number::percent(share)
        ),
        None if page.of_vectors() => {
            "there is no text, and so no noise to hold them against: they are ranked relative to each other"
                .to_owned()
        }
        None => "without a control there is no noise to hold them against".to_owned(),
    };
    page.paragraph(&format!(
        "{} words are in both vocabularies, {} of them frequent enough to rank; {above}. The neighbourhoods of a word in the two domains overlap by {} on average (Jaccard; chance: {}).",
        number::count(shift.shared_words as u64),
        number::count(shift.ranked_words as u64),
        number::percent(shift.mean_overlap),
        number::percent(shift.chance_overlap)
    ));
    page.figure(
        &format!("shift-{}-{}", pair.a, pair.b),
        if page.of_vectors() {
            "Shift against frequency rank. A dot is a word. Labelled: the highest ranks. Point at a dot for its word, click it to look it up."
        } else {
            "Shift against frequency. A dot is a word; grey dots behind are words of each domain against themselves. Labelled: the highest ranks. Point at a dot for its word, click it to look it up."
        },
        |page, size| {
            let dots = page.detail.dots_each(shown, size.narrow);
            clouds::shift(pair, &page.names, dots, size)
        },
    );
    top_words(page, index, pair);
    alignment(page, pair);
}

/// The highest ranks, each a button that opens the explorer.
fn top_words(page: &mut Builder<'_>, index: usize, pair: &GeometryPair) {
    let mut top: Vec<&ShiftedWord> = pair.shift.words.iter().filter(|w| w.rank.is_some()).collect();
    top.sort_by_key(|w| w.rank);
    top.truncate(page.detail.rows);
    let Some(most) = top.iter().map(|w| w.adjusted).reduce(f64::max) else { return };
    let mut body = String::new();
    for word in top {
        let beside = match word.anchor_interval {
            Some((low, high)) => format!("{} to {}", number::fixed(low, 2), number::fixed(high, 2)),
            None => word.noise.map_or("–".to_owned(), number::figure),
        };
        let n = |count: Option<u64>, line: Option<u64>| match (count, line) {
            (Some(count), _) => number::count(count),
            (None, Some(line)) => number::grouped(line),
            (None, None) => "–".to_owned(),
        };
        body.push_str(&format!(
            "<tr><td class=\"num soft\">{}</td><th scope=\"row\" class=\"word\"><button type=\"button\" class=\"look\" data-pair=\"{index}\" data-word=\"{}\">{}</button></th>\
             <td class=\"barcell\"><span class=\"minibar\" style=\"--share:{:.3}\"></span>{}</td><td class=\"num\">{}</td><td class=\"num soft\">{beside}</td>\
             <td class=\"num wide-only\">{}</td><td class=\"num wide-only\">{}</td></tr>\n",
            word.rank.unwrap_or(0),
            Text(&crate::escape::plain_word(&word.word)),
            Word(&word.word),
            (word.adjusted / most.max(1e-9)).clamp(0.0, 1.0),
            number::fixed(word.adjusted, 1),
            number::figure(word.shift),
            n(word.count_a, word.line_a),
            n(word.count_b, word.line_b),
        ));
    }
    let (a, b) = (page.domain(pair.a), page.domain(pair.b));
    let (noise, uses) = match page.of_vectors() {
        true => ("Δ, anchors resampled", "line"),
        false => ("noise", "uses"),
    };
    page.table(
        &format!("The words that moved most between {a} and {b}"),
        &format!(
            "<th scope=\"col\" class=\"num\">rank</th><th scope=\"col\">word</th><th scope=\"col\">adjusted</th><th scope=\"col\" class=\"num\">Δ</th>\
             <th scope=\"col\" class=\"num\">{noise}</th><th scope=\"col\" class=\"num wide-only\">{uses}, {a}</th><th scope=\"col\" class=\"num wide-only\">{uses}, {b}</th>"
        ),
        &body,
    );
}

/// How well the spaces could be laid on each other.
fn alignment(page: &mut Builder<'_>, pair: &GeometryPair) {
    let shift = &pair.shift;
    let health = &shift.alignment;
    let row = |what: &str, value: String| {
        format!("<tr><th scope=\"row\">{what}</th><td class=\"num\">{value}</td></tr>\n")
    };
    let ends = match (health.singular_values.first(), health.singular_values.last()) {
        (Some(first), Some(last)) => format!("{} … {}", number::figure(*first), number::figure(*last)),
        _ => "–".to_owned(),
    };
    let reduced = health.reduction.as_ref().map(|reduction| {
        let name = page.domain([pair.a, pair.b][reduction.side.min(1)]);
        row(
            &format!(
                "variance of {name} that {} of its {} dimensions keep <small>(leading principal components)</small>",
                reduction.to, reduction.from
            ),
            number::percent(reduction.kept),
        )
    });
    let body = [
        reduced.unwrap_or_default(),
        row(
            &format!("anchors <small>({})</small>", Text(&health.anchors_rule)),
            number::count(health.anchors as u64),
        ),
        row("residual of the anchors", number::figure(health.residual)),
        row("residual of held-out anchors", number::figure(health.held_out_residual)),
        row("singular values of the cross-covariance", ends),
        row(
            "Δ and log frequency <small>(rank correlation)</small>",
            number::figure(shift.frequency_correlation),
        ),
        row("adjusted Δ and log frequency", number::figure(shift.adjusted_frequency_correlation)),
    ]
    .concat();
    page.push("<details class=\"method\"><summary>How well the two spaces fit</summary>\n");
    page.table("The alignment", "<td></td><th scope=\"col\" class=\"num\">value</th>", &body);
    page.push("</details>\n");
}
