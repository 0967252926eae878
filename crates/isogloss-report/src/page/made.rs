//! §1 and the colophon: how the vectors and the page were made.

use super::overview::word_of;
use super::parts::Builder;
use crate::escape::{Text, Word};
use crate::figures::curves;
use crate::number;
use isogloss::Decomposition;
use isogloss::Training;
use isogloss::report::DomainRecord;
use isogloss::training::TrainingLog;
use serde_json::Value;

/// §1.
pub fn embeddings(page: &mut Builder<'_>) {
    if page.of_vectors() {
        return trained_elsewhere(page);
    }
    page.open(
        "embeddings",
        "§1",
        "What does each corpus teach?",
        "Every domain gets word vectors of its own, made by the same recipe from nothing but its own text. All of §4 to §10 rests on them.",
    );
    let settings = &page.report.run.settings;
    let training = &settings.training;
    let recipe = match training {
        Training::Svd { .. } => {
            "positive pointwise mutual information of word and context, factorised by a truncated singular value decomposition"
        }
        Training::Sgns { .. } => "skip-gram with negative sampling, on counted pairs of words",
        Training::SgnsStream { .. } => "skip-gram with negative sampling, as word2vec trains it",
        Training::Cbow { .. } => "continuous bag of words with negative sampling, as word2vec trains it",
        Training::Glove { .. } => {
            "GloVe, weighted least squares on the logarithm of how often two words meet"
        }
    };
    page.paragraph(&format!(
        "Vectors of <b>{}</b> dimensions by {recipe} (<code>{}</code>). A word’s context is up to <b>{}</b> words on each side within its document; \
         words with fewer than <b>{}</b> uses in a domain get no vector there.",
        training.dim(), training.name(), training.window(), settings.min_count
    ));
    how_training_went(page);
    page.method(&[
        "Both sides are cut by the same tokeniser and trained with the same settings: a difference that the preparation made is no finding. \
         What remains different is the amount of text; §4 measures how much of a shift that alone explains.",
        "All settings are at the <a href=\"#made\">end of the page</a>.",
    ]);
    page.close();
}

/// Of files of vectors there is nothing to tell but what is not known.
fn trained_elsewhere(page: &mut Builder<'_>) {
    page.open(
        "embeddings",
        "§1",
        "What does each corpus teach?",
        "The vectors were trained elsewhere and are taken as they are. All of §4 to §10 rests on them.",
    );
    page.paragraph(
        "On which text, by which algorithm, with which window and which tokeniser is not known here. Whatever differs between the files may come from any of these: \
         two trainings by different recipes on one and the same text also put words in different places. Compare files of one maker and one recipe where you can.",
    );
    page.close();
}

/// The loss of every epoch; for a decomposition, how good it is.
fn how_training_went(page: &mut Builder<'_>) {
    let report = page.report;
    let logs: Vec<(usize, &TrainingLog)> = report
        .domains
        .iter()
        .take(page.detail.domains)
        .enumerate()
        .filter_map(|(d, domain)| Some((d, domain.training.as_ref()?)))
        .collect();
    let losses: Vec<(usize, &[f64])> =
        logs.iter().map(|(d, log)| (*d, &log.loss[..])).filter(|(_, loss)| loss.len() > 1).collect();
    if !losses.is_empty() {
        page.figure(
            "training-loss",
            "How training went: the mean loss of every epoch, which says when more of them would change little. Losses of two domains are not to be compared: they depend on the vocabulary.",
            |page, size| curves::losses(&losses, &page.names, size),
        );
    }
    if logs.iter().any(|(_, log)| log.decomposition.is_some()) {
        let cell = |f: &dyn Fn(&Decomposition) -> String| -> Vec<String> {
            let of = |domain: &DomainRecord| {
                domain.training.as_ref().and_then(|log| log.decomposition.as_ref()).map_or("–".to_owned(), f)
            };
            report.domains.iter().map(of).collect()
        };
        let rows = vec![
            ("pairs of words above chance".to_owned(), cell(&|d| number::count(d.nonzeros))),
            ("their squares that the vectors keep".to_owned(), cell(&|d| number::percent(d.energy_share))),
            ("largest error of a singular triplet".to_owned(), cell(&|d| number::figure(d.residual))),
        ];
        page.domain_table("How much of the matrix the vectors keep", &rows);
    }
}

/// Files listed per domain.
const FILES_SHOWN: usize = 20;

/// The colophon.
pub fn how(page: &mut Builder<'_>) {
    page.open("made", "", "How this was made", "");
    let run = &page.report.run;
    let training = &run.settings.training;
    let of_vectors = page.of_vectors();
    let again = if of_vectors || training.reproducible(2) {
        "The same inputs with the same settings give these numbers again".to_owned()
    } else {
        format!(
            "Training with <code>{}</code> on several threads gives slightly other vectors each time; everything else is the same again with the same inputs and settings",
            training.name()
        )
    };
    // Files of vectors are cut already.
    let tokenizer = match of_vectors {
        true => String::new(),
        false => format!("tokeniser <code>{}</code>, ", Text(&run.tokenizer)),
    };
    page.paragraph(&format!(
        "Isogloss {}, {tokenizer}report schema <code>{}</code>, seed <b>{}</b>. {again}. Every number of this page is in <code>report.json</code>, in full precision in <code>tables/</code>; the figures are in \
         <code>figures/</code>.",
        Text(&run.isogloss),
        Text(&page.report.schema),
        run.settings.seed
    ));
    let mut inputs = String::new();
    for (d, input) in run.inputs.iter().take(100).enumerate() {
        for file in input.files.iter().take(FILES_SHOWN) {
            inputs.push_str(&format!(
                "<li>{} <span class=\"path\">{}</span> <span class=\"soft\">{}B</span><br><code class=\"hash\">{}</code></li>\n",
                page.domain(d),
                Word(&file.path),
                number::count(file.bytes) + if file.bytes < 10_000 { "\u{202f}" } else { "" },
                Text(&file.sha256)
            ));
        }
        if input.files.len() > FILES_SHOWN {
            let more = input.files.len() - FILES_SHOWN;
            inputs
                .push_str(&format!("<li>{} {more} more files: <code>run.toml</code></li>\n", page.domain(d)));
        }
    }
    page.heading("Inputs and their SHA-256");
    page.push(&format!("<ul class=\"inputs\">\n{inputs}</ul>\n"));
    let mut rows = String::new();
    let settings = serde_json::to_value(&run.settings).unwrap_or_default();
    // Those of the other kind of input have no part in this run.
    let applies = |name: &str| match of_vectors {
        true => name.starts_with("vectors.") || ["neighbours", "seed"].contains(&name),
        false => !name.starts_with("vectors."),
    };
    flatten("", &settings, &mut |name, value| {
        if !applies(name) {
            return;
        }
        rows.push_str(&format!("<div><dt>{}</dt><dd>{}</dd></div>\n", Text(name), Text(&word_of(value))));
    });
    page.push(&format!(
        "<details class=\"method\"><summary>Every setting</summary>\n<dl class=\"settings\">\n{rows}</dl>\n</details>\n"
    ));
    page.close();
}

/// Settings within settings become "tokenizer.lowercase".
fn flatten(prefix: &str, value: &Value, each: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                flatten(&path, inner, each);
            }
        }
        other => each(prefix, other),
    }
}
