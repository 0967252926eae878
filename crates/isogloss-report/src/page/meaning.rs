//! §5 to §7: which words belong to a domain, whether meaning is linear, whether it transfers.

use super::parts::{Builder, interval_html, method_of};
use crate::escape::{Text, Word};
use crate::figures::intervals::{Row, intervals};
use crate::figures::{bars, clouds, heat};
use crate::number;
use crate::svg::colour;
use isogloss::report::{AnalogySection, InformationSection, PairEstimate, Section, TransferPair};
use isogloss_analyse::confound::{Confound, HandlingEffect};
use isogloss_analyse::information::KeyWord;

/// §5.
pub fn information(page: &mut Builder<'_>) {
    page.open(
        "information",
        "§5",
        "Which words belong to a domain?",
        "A word off the diagonal is used more in one domain than in the other. G² says how sure that is, the log ratio how strong: +1 is twice as often, +3 eight times.",
    );
    match page.report.sections.information.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            keyness(page, section);
            let info = &section.information;
            let rows = [("I(W;D)", &info.mutual_information), ("Jensen-Shannon", &info.jensen_shannon)];
            page.figure(
                "information",
                &format!(
                    "What a single word tells about the domain it comes from. The most that it could is H(D) = {} bits.",
                    number::figure(info.domain_entropy)
                ),
                |_, size| {
                    let rows: Vec<_> = rows.iter().map(|(label, e)| Row::new(*label, "ink", e)).collect();
                    intervals("Information of a word about its domain", "bits", &rows, &[(0.0, "nothing")], size)
                },
            );
            confound(page, &section.confound);
            page.method(&[
                "G² (Dunning 1993) compares a word’s frequency in a domain with its frequency in the others; the log ratio is log₂ of the two relative \
                 frequencies. With much text G² is large for many words of little interest, so read both.",
                "I(W;D) = Σ P(w,d) log₂ P(w,d)/(P(w)P(d)), domains weighted by their tokens; the Jensen-Shannon divergence is the same with equal weights. Both are corrected to first order for the difference that chance makes, and may fall slightly below zero.",
                &format!("{} All words: <code>tables/keyness.csv</code>.", method_of(Some(&info.mutual_information))),
            ]);
        }
    }
    page.close();
}

/// How much of the divergence hangs on the handling of links, mentions and the like.
fn confound(page: &mut Builder<'_>, audit: &Confound) {
    page.heading("How much of it did the tokeniser make?");
    page.paragraph(&format!(
        "The Jensen-Shannon divergence of the domains is {} bits. Counting the same tokens otherwise, in all domains alike, changes it; where much of it vanishes, \
         it was about that kind of token and not about the language.",
        interval_html(&audit.as_run)
    ));
    if audit.effects.is_empty() {
        page.paragraph("No domain holds a token of the kinds that could be handled otherwise.");
        return;
    }
    page.figure(
        "confound",
        "Share of the divergence that vanishes when a kind of token is handled otherwise; below zero, the domains move apart.",
        |_, size| {
            let label = |effect: &HandlingEffect| format!("{}, {}", effect.what, effect.how);
            let rows: Vec<_> =
                audit.effects.iter().map(|effect| Row::new(label(effect), "ink", &effect.vanished)).collect();
            intervals("Divergence that vanishes", "share", &rows, &[(0.0, "as it is")], size)
        },
    );
    let shown = page.names.len().min(page.detail.domains);
    let mut head = String::from("<th scope=\"col\">tokens</th><th scope=\"col\">handled</th>");
    for d in 0..shown {
        head.push_str(&format!("<th scope=\"col\" class=\"num\">share of {}</th>", page.domain(d)));
    }
    head.push_str(
        "<th scope=\"col\" class=\"num\">divergence, bits</th><th scope=\"col\" class=\"num\">vanished</th>",
    );
    let mut body = String::new();
    for effect in &audit.effects {
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            Text(&effect.what),
            Text(&effect.how)
        ));
        for share in effect.touched.iter().take(shown) {
            body.push_str(&format!("<td class=\"num\">{}</td>", number::percent(*share)));
        }
        body.push_str(&format!(
            "<td class=\"num\">{}</td><td class=\"num\">{}</td></tr>\n",
            interval_html(&effect.jensen_shannon),
            number::percent(effect.vanished.value)
        ));
    }
    page.table("The same tokens, handled otherwise", &head, &body);
}

fn keyness(page: &mut Builder<'_>, section: &InformationSection) {
    let info = &section.information;
    let domains = page.names.len();
    let pairs: Vec<(usize, usize)> =
        (0..domains).flat_map(|a| (a + 1..domains).map(move |b| (a, b))).collect();
    let shown = pairs.len().min(page.detail.pairs);
    for (a, b) in pairs.iter().take(shown).copied() {
        page.pair_heading(a, b, pairs.len());
        page.figure(
            &format!("keyness-{a}-{b}"),
            &format!(
                "Words by their uses per million in {} and in {}. Words that one domain never uses sit on the edge. Point at a dot for its word.",
                page.domain(a),
                page.domain(b)
            ),
            |page, size| {
                let dots = page.detail.dots_each(shown, size.narrow);
                clouds::keyness(&info.scatter, &info.characteristic, (a, b), &page.names, dots, size)
            },
        );
    }
    page.omitted(pairs.len(), shown, "pairs of domains", "keyness.csv");
    page.push("<div class=\"halves lists\">\n");
    for (d, words) in info.characteristic.iter().take(page.detail.domains).enumerate() {
        page.push("<div>\n");
        let mut body = String::new();
        for word in words.iter().take(page.detail.rows) {
            body.push_str(&key_row(word, d));
        }
        let caption = format!("Most characteristic of {}", page.domain(d));
        page.table(
            &caption,
            "<th scope=\"col\">word</th><th scope=\"col\" class=\"num\">per million</th><th scope=\"col\" class=\"num\">G²</th>\
             <th scope=\"col\" class=\"num\"><abbr title=\"log2 of the ratio of relative frequencies\">log ratio</abbr></th>",
            &body,
        );
        page.push("</div>\n");
    }
    page.push("</div>\n");
}

fn key_row(word: &KeyWord, domain: usize) -> String {
    let sign = if word.log_ratio > 0.0 { "+" } else { "" };
    format!(
        "<tr><th scope=\"row\" class=\"word\">{}</th><td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"num\">{sign}{}</td></tr>\n",
        Word(&word.word),
        number::figure(word.per_million.get(domain).copied().unwrap_or(0.0)),
        number::figure(word.g2),
        number::fixed(word.log_ratio, 1)
    )
}

/// §6.
pub fn analogy(page: &mut Builder<'_>) {
    page.open(
        "analogy",
        "§6",
        "Is meaning linear?",
        "If <i>king − man + woman</i> lands on <i>queen</i>, a relation is a direction. Accuracy is the share of questions whose answer comes first; ε is how far off the answer the sum lands.",
    );
    match page.report.sections.analogy.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => analogies(page, section),
    }
    page.close();
}

fn analogies(page: &mut Builder<'_>, section: &AnalogySection) {
    let all = &section.analogy;
    page.paragraph(&format!(
        "Of {} questions, {} have all four words in every domain, and only these are asked.",
        number::count(all.questions as u64),
        number::count(all.answerable as u64)
    ));
    let accuracies: Vec<_> = all.domains.iter().map(|d| &d.accuracy).collect();
    page.per_domain(
        "analogy-accuracy",
        "Share of analogies answered right",
        "accuracy",
        "Share of questions answered right, with 95 % intervals.",
        &accuracies,
        &[],
    );
    let difference =
        |f: &dyn Fn(&isogloss_analyse::analogy::AnalogyDifference) -> &isogloss_math::Estimate| {
            let pair =
                section.differences.iter().map(|d| PairEstimate { a: d.a, b: d.b, estimate: f(d).clone() });
            pair.collect::<Vec<_>>()
        };
    page.differences(
        "analogy-difference",
        "Difference in accuracy on the same questions",
        "difference in accuracy",
        "The difference on the same questions.",
        &difference(&|d| &d.accuracy),
    );
    if all.sections.iter().any(|s| !s.accuracy.is_empty()) {
        page.figure(
            "analogy-sections",
            "Accuracy by kind of relation; in brackets the questions that every domain can answer.",
            |page, size| bars::analogy(&all.sections, &page.names, size),
        );
    }
    page.figure("offset-error", "ε, the distance from the sum to the answer. Grey: the same with another question’s answer, which is what no relation at all would give.", |page, size| {
        let mut rows = Vec::new();
        for (d, domain) in all.domains.iter().take(page.detail.domains).enumerate() {
            rows.push(Row::new(page.names.get(d), colour(d), &domain.offset_error));
            rows.push(Row::new(format!("{}, answers exchanged", page.names.get(d)), "mid", &domain.shuffled_error));
        }
        intervals("Offset error of analogies", "ε", &rows, &[], size)
    });
    page.method(&[
        "3CosAdd (Mikolov et al. 2013) on unit vectors: the word nearest to w<sub>b</sub> − w<sub>a</sub> + w<sub>c</sub>, the three premises excluded. \
         ε = ‖(w<sub>b</sub> − w<sub>a</sub> + w<sub>c</sub>) − w<sub>d</sub>‖.",
        "Excluding the premises does much of the work: often the nearest word of all would be one of them. A low accuracy says as much about the amount of text as about the domain.",
        &method_of(all.domains.first().map(|d| &d.accuracy)),
    ]);
}

/// §7.
pub fn transfer(page: &mut Builder<'_>) {
    page.open(
        "transfer",
        "§7",
        "Does it transfer?",
        "A classifier of words learns in one domain (row) and is tested in each (column), on words it never saw. What is lost off the diagonal is the price of crossing.",
    );
    match page.report.sections.transfer.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            let shown = section.pairs.len().min(page.detail.pairs);
            for pair in &section.pairs[..shown] {
                page.pair_heading(pair.a, pair.b, section.pairs.len());
                transfer_pair(page, pair);
            }
            page.omitted(section.pairs.len(), shown, "pairs of domains", "transfer.csv");
            page.method(&[
                "A logistic regression on the aligned vectors, in five folds over the words: every word is tested once, by a model that never saw it. \
                 Log loss is in nats; always answering with the true shares costs at most ln 2 ≈ 0.693. The intervals are over the tested words: they say how much other test words would change, not how much another corpus would.",
                "The Jensen-Shannon divergence is symmetric and at most 1 bit. Kullback-Leibler divergences are infinite wherever a word is missing on one side, \
                 so shares are smoothed first, and the result depends on the smoothing. All three grow with chance differences of rare words; §5 has the Jensen-Shannon divergence corrected for that.",
            ]);
        }
    }
    page.close();
}

fn transfer_pair(page: &mut Builder<'_>, pair: &TransferPair) {
    let sides = (pair.a, pair.b);
    match &pair.classifier {
        Section::NotComputable { reason } => page.unavailable(reason),
        Section::Computed(transfer) => {
            page.figure(
                &format!("transfer-{}-{}", pair.a, pair.b),
                &format!(
                    "Accuracy on {} words labelled for {} ({} of them positive), with 95 % intervals. Always saying the commoner label would be right in {}.",
                    number::count(transfer.words as u64),
                    Text(&transfer.task),
                    number::count(transfer.positive as u64),
                    number::percent(transfer.majority)
                ),
                |page, size| heat::transfer(transfer, sides, &page.names, size),
            );
            page.figure(
                &format!("transfer-gap-{}-{}", pair.a, pair.b),
                "What crossing costs: log loss after learning elsewhere, minus log loss after learning at home, on the same words.",
                |page, size| {
                    let (a, b) = (page.names.get(pair.a), page.names.get(pair.b));
                    let rows = [
                        Row::new(format!("{a} → {b}"), colour(pair.a), &transfer.gap_ab),
                        Row::new(format!("{b} → {a}"), colour(pair.b), &transfer.gap_ba),
                    ];
                    intervals("Cost of crossing", "log loss, nats", &rows, &[(0.0, "no cost")], size)
                },
            );
        }
    }
    let divergence = match &pair.divergence {
        Section::Computed(divergence) => divergence,
        Section::NotComputable { reason } => {
            return page.unavailable(&format!("How far apart the distributions of words are: {reason}"));
        }
    };
    page.figure(
        &format!("divergence-{}-{}", pair.a, pair.b),
        &format!(
            "How far apart the distributions of words are. {} of the tokens of {} are words that {} never uses; the other way round {}. Smoothing: {}.",
            number::percent(divergence.unseen.0),
            page.domain(pair.a),
            page.domain(pair.b),
            number::percent(divergence.unseen.1),
            Text(divergence.smoothing.trim_end_matches('.'))
        ),
        |page, size| bars::divergence(divergence, sides, &page.names, size),
    );
}
