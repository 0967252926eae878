//! §3: words and pairs whose company differs.

use super::parts::Builder;
use crate::escape::{Text, Word};
use crate::figures::company;
use crate::number;
use isogloss::report::{CooccurrencePair, Section};
use isogloss_analyse::company::{Company, CompanyPair, SharedContext};

/// Pairs of a list take half the rows of a list of words: there are two.
const PAIR_ROWS: usize = 2;

/// The second half of §3.
pub fn company(page: &mut Builder<'_>, pairs: &[CooccurrencePair]) {
    if pairs.is_empty() {
        return;
    }
    page.heading("Whose company differs most?");
    let shown = pairs.len().min(page.detail.pairs);
    for pair in &pairs[..shown] {
        page.pair_heading(pair.a, pair.b, pairs.len());
        match &pair.company {
            Section::NotComputable { reason } => page.unavailable(reason),
            Section::Computed(company) => one_pair(page, pair, company, shown),
        }
    }
    page.omitted(pairs.len(), shown, "pairs of domains", "company-A-B.csv");
}

fn one_pair(page: &mut Builder<'_>, pair: &CooccurrencePair, company: &Company, shown: usize) {
    let correlation = |r: Option<f64>| r.map_or("–".to_owned(), number::figure);
    page.paragraph(&format!(
        "{} words that both domains use at least {} times have their contexts compared, over the {} words that both know. \
         0 bits is the same company, 1 none in common. Taken as it is, the divergence follows frequency (rank correlation {}), since two small samples \
         of one distribution are far apart; with the noise taken off, {}.",
        number::count(company.compared as u64),
        number::count(company.min_count),
        number::count(company.contexts as u64),
        correlation(company.plug_in_frequency_correlation),
        correlation(company.frequency_correlation),
    ));
    let name = format!("company-{}-{}", pair.a, pair.b);
    page.figure(
        &name,
        "Divergence of a word’s contexts between the domains, noise taken off, against its frequency. Grey: the noise, what the same words show between two halves of one domain. Labelled: the first ranks.",
        |page, size| {
            let dots = page.detail.dots_each(shown, size.narrow);
            company::divergence(company, (pair.a, pair.b), &page.names, dots, size)
        },
    );
    words(page, pair, company);
    for (home, list) in [(pair.a, &company.pairs_a), (pair.b, &company.pairs_b)] {
        pairs_of(page, pair, home, list);
    }
}

fn words(page: &mut Builder<'_>, pair: &CooccurrencePair, company: &Company) {
    let mut body = String::new();
    for word in company.words.iter().take(page.detail.rows) {
        let divergence = &word.divergence;
        let interval = match (divergence.low, divergence.high) {
            (Some(low), Some(high)) => {
                format!(" <span class=\"ci\">[{}, {}]</span>", number::fixed(low, 2), number::fixed(high, 2))
            }
            _ => String::new(),
        };
        body.push_str(&format!(
            "<tr><td class=\"num soft\">{}</td><th scope=\"row\" class=\"word whole\">{}</th><td class=\"num\">{}{interval}</td>\
             <td class=\"num soft wide-only\">{}</td><td class=\"num wide-only\">{}</td><td class=\"num wide-only\">{}</td>\
             <td>{}</td><td>{}</td></tr>\n",
            word.rank,
            Word(&word.word),
            number::fixed(divergence.value, 2),
            number::fixed(word.plug_in, 2),
            number::count(word.count_a),
            number::count(word.count_b),
            contexts(&word.contexts_a),
            contexts(&word.contexts_b),
        ));
    }
    if body.is_empty() {
        return;
    }
    let (a, b) = (page.domain(pair.a), page.domain(pair.b));
    page.table(
        &format!("The words whose company differs most between {a} and {b}"),
        &format!(
            "<th scope=\"col\" class=\"num\">rank</th><th scope=\"col\">word</th><th scope=\"col\" class=\"num\">bits</th>\
             <th scope=\"col\" class=\"num wide-only\">with noise</th>\
             <th scope=\"col\" class=\"num wide-only\">uses, {a}</th><th scope=\"col\" class=\"num wide-only\">uses, {b}</th>\
             <th scope=\"col\">beside it in {a}</th><th scope=\"col\">in {b}</th>"
        ),
        &body,
    );
}

/// Contexts with their shares in both domains as a note.
fn contexts(contexts: &[SharedContext]) -> String {
    let one = |context: &SharedContext| {
        let shares = format!("{} and {}", number::percent(context.share_a), number::percent(context.share_b));
        format!("<span title=\"{}\">{}</span>", Text(&shares), Word(&context.word))
    };
    contexts.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn pairs_of(page: &mut Builder<'_>, pair: &CooccurrencePair, home: usize, list: &[CompanyPair]) {
    let mut body = String::new();
    for two in list.iter().take(page.detail.rows / PAIR_ROWS) {
        let association = &two.association;
        body.push_str(&format!(
            "<tr><th scope=\"row\" class=\"word\">{} · {}</th><td class=\"num\">{} <span class=\"ci\">[{}, {}]</span></td>\
             <td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"num soft wide-only\">{}</td><td class=\"num soft wide-only\">{}</td></tr>\n",
            Word(&two.first),
            Word(&two.second),
            number::fixed(association.difference, 1),
            number::fixed(association.low, 1),
            number::fixed(association.high, 1),
            number::figure(two.x.0),
            number::figure(two.x.1),
            number::fixed(association.a, 1),
            number::fixed(association.b, 1),
        ));
    }
    if body.is_empty() {
        return;
    }
    let (a, b) = (page.domain(pair.a), page.domain(pair.b));
    let other = if home == pair.a { pair.b } else { pair.a };
    page.table(
        &format!("Pairs that belong together in {}, and less so or not in {}", page.domain(home), page.domain(other)),
        &format!(
            "<th scope=\"col\">pair</th><th scope=\"col\" class=\"num\">difference, bits</th><th scope=\"col\" class=\"num\">X, {a}</th>\
             <th scope=\"col\" class=\"num\">X, {b}</th><th scope=\"col\" class=\"num wide-only\">association, {a}</th>\
             <th scope=\"col\" class=\"num wide-only\">{b}</th>"
        ),
        &body,
    );
}
