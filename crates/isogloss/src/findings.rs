//! From sections to sentences: the claims with their verdicts, and the headline findings in plain words.

use crate::input::InputKind;
use crate::report::{
    GeometryPair, LikenessPair, PairEstimate, Section, Sections, VocabularyAudit, VocabularyPair,
};
use crate::sections::geometry::PAPER_WORDS;
use isogloss_analyse::claims::{self, Claim, ClaimInput, Figure, Pair, WordFigures};
use isogloss_analyse::divergence::Divergence;
use isogloss_analyse::likeness::Likeness;
use isogloss_math::Estimate;

/// Words quoted in a finding.
const QUOTED: usize = 8;

/// Why files of vectors have no verdicts.
const UNTESTED: &str = "Not tested: without the text behind the vectors there is nothing to resample, and nobody knows what training on \
                        other documents of the same kind would have changed.";

/// The paper's claims about the first two domains.
pub fn claims(names: &[&str], kind: InputKind, sections: &Sections) -> Vec<Claim> {
    let [a, b, ..] = names else { return Vec::new() };
    let mut input = ClaimInput::not_computable(*a, *b, "not computed");
    input.untested = (kind == InputKind::Vectors).then(|| UNTESTED.to_owned());
    distributions(&mut input, sections);
    meaning(&mut input, sections);
    structure(&mut input, sections);
    claims::claims(&input)
}

fn distributions(input: &mut ClaimInput, sections: &Sections) {
    input.alpha = per_domain(&sections.zipf, |zipf, d| zipf.domains.get(d).map(|x| x.alpha.clone()));
    input.alpha_difference = figure(&sections.zipf, |zipf| first_pair(&zipf.differences));
    input.entropy = per_domain(&sections.entropy, |s, d| s.matched.get(d).map(|x| x.miller_madow.clone()));
    input.entropy_difference = figure(&sections.entropy, |s| first_pair(&s.differences));
    input.mutual_information =
        figure(&sections.information, |s| Some(s.information.mutual_information.clone()));
    let bits = |value: fn(&Divergence) -> f64| -> Figure {
        let transfer = sections.transfer.as_result().map_err(str::to_owned)?;
        let pair = transfer.pairs.first().ok_or("there is no pair of domains")?;
        let divergence = pair.divergence.as_result().map_err(str::to_owned)?;
        Ok(Estimate::point(value(divergence), "plug-in, bits"))
    };
    input.jensen_shannon = bits(|divergence| divergence.jensen_shannon);
    input.kl_ab = bits(|divergence| divergence.kl_ab);
    input.kl_ba = bits(|divergence| divergence.kl_ba);
}

fn meaning(input: &mut ClaimInput, sections: &Sections) {
    input.above_noise = match sections.geometry.as_result().map(|geometry| geometry.pairs.first()) {
        Ok(Some(pair)) => pair
            .shift
            .above_noise
            .map(|share| {
                Estimate::point(share, "share of ranked words above the 95 % noise of their frequency")
            })
            .ok_or_else(|| match pair.shift.words.first().is_some_and(|word| word.line_a.is_some()) {
                true => "needs text: halves of it would have to be trained on".to_owned(),
                false => "no noise floor was computed".to_owned(),
            }),
        Ok(None) => Err("there is no pair of domains".to_owned()),
        Err(reason) => Err(reason.to_owned()),
    };
    input.example_words = PAPER_WORDS.iter().map(|word| example(word, &sections.geometry)).collect();
    input.offset_error =
        per_domain(&sections.analogy, |s, d| s.analogy.domains.get(d).map(|x| x.offset_error.clone()));
    input.offset_error_difference =
        figure(&sections.analogy, |s| Some(s.differences.first()?.offset_error.clone()));
    let classifier =
        |pick: fn(&isogloss_analyse::transfer::Transfer) -> Estimate| match sections.transfer.as_result() {
            Err(reason) => Err(reason.to_owned()),
            Ok(transfer) => match transfer.pairs.first().map(|pair| pair.classifier.as_result()) {
                Some(Ok(classifier)) => Ok(pick(classifier)),
                Some(Err(reason)) => Err(reason.to_owned()),
                None => Err("there is no pair of domains".to_owned()),
            },
        };
    input.transfer_gap_ab = classifier(|transfer| transfer.gap_ab.clone());
    input.transfer_gap_ba = classifier(|transfer| transfer.gap_ba.clone());
    input.mean_similarity = Pair {
        a: figure(&sections.summary, |s| Some(s.pairs.first()?.summary.mean_similarity_a.clone())),
        b: figure(&sections.summary, |s| Some(s.pairs.first()?.summary.mean_similarity_b.clone())),
    };
    input.mean_shift = figure(&sections.summary, |s| Some(s.pairs.first()?.summary.mean_shift.clone()));
}

fn structure(input: &mut ClaimInput, sections: &Sections) {
    input.cooccurrence_fit = per_domain(&sections.cooccurrence, |s, d| {
        let fit = s.domains.get(d)?.fit.computed()?;
        Some(Estimate::point(fit.r2_embedding, "R² on held-out pairs"))
    });
    let leading = "of the leading singular values";
    input.effective_rank = per_domain(&sections.spectrum, |s, d| {
        Some(Estimate::point(s.domains.get(d)?.effective_rank, leading))
    });
    input.decay_exponent = per_domain(&sections.spectrum, |s, d| {
        Some(Estimate::point(s.domains.get(d)?.decay_exponent, leading))
    });
    input.row_entropy =
        per_domain(&sections.attention, |s, d| Some(s.domains.get(d)?.as_is.row_entropy.clone()));
    input.row_entropy_difference = figure(&sections.attention, |s| first_pair(&s.row_entropy));
    input.score_norm =
        per_domain(&sections.attention, |s, d| Some(s.domains.get(d)?.as_is.score_norm.clone()));
    input.score_norm_difference = figure(&sections.attention, |s| first_pair(&s.score_norm));
}

fn figure<T>(section: &Section<T>, pick: impl Fn(&T) -> Option<Estimate>) -> Figure {
    let section = section.as_result().map_err(str::to_owned)?;
    pick(section).ok_or_else(|| "its part of the section could not be computed".to_owned())
}

fn per_domain<T>(section: &Section<T>, pick: impl Fn(&T, usize) -> Option<Estimate>) -> Pair {
    Pair { a: figure(section, |s| pick(s, 0)), b: figure(section, |s| pick(s, 1)) }
}

fn first_pair(pairs: &[PairEstimate]) -> Option<Estimate> {
    pairs.first().map(|pair| pair.estimate.clone())
}

fn example(word: &str, geometry: &Section<crate::report::GeometrySection>) -> WordFigures {
    let found = geometry.as_result().map_err(str::to_owned).and_then(|geometry| {
        let words = geometry.pairs.first().map(|pair| pair.shift.words.iter());
        let found = words.into_iter().flatten().find(|shifted| shifted.word == word);
        found.ok_or_else(|| format!("\"{word}\" has no vector in both domains"))
    });
    WordFigures {
        word: word.to_owned(),
        shift: found.clone().map(|shifted| Estimate::point(shifted.shift, "Δ after alignment")),
        rank: found.and_then(|shifted| {
            let rank = shifted.rank.ok_or_else(|| format!("\"{word}\" is too rare to be ranked"))?;
            Ok(Estimate::point(rank as f64, "rank by shift adjusted for frequency"))
        }),
    }
}

/// The headline findings about every pair, most telling first. Every number in them stands in a section.
pub fn findings(
    names: &[&str],
    vocabulary: Option<&VocabularyAudit>,
    sections: &Sections,
    neighbours: usize,
) -> Vec<String> {
    let mut findings = Vec::new();
    if let Some(vocabulary) = vocabulary {
        findings.extend(shared_words(names, vocabulary));
    }
    if let Some(geometry) = sections.geometry.computed() {
        for pair in &geometry.pairs {
            findings.extend(moved(names, pair, vocabulary, neighbours));
        }
    }
    if vocabulary.is_some() {
        findings.extend(alike(names, sections));
    }
    findings.extend(characteristic(names, sections));
    findings.extend(bits(names, sections));
    findings.extend(information(sections));
    findings.extend(loss(names, sections));
    findings.extend(linear(names, sections));
    findings
}

fn shared_words(names: &[&str], vocabulary: &VocabularyAudit) -> Vec<String> {
    let of = |d: usize| vocabulary.domains.get(d).map_or(0, |domain| domain.words);
    let one = |pair: &VocabularyPair| {
        let (a, b) = (names[pair.a], names[pair.b]);
        let share = |d: usize| percent(pair.shared as f64 / of(d).max(1) as f64);
        format!(
            "{a} has {} words, {b} {}; they share {}, {} of {a}'s and {} of {b}'s, and all that follows is about these.",
            count(of(pair.a)),
            count(of(pair.b)),
            count(pair.shared),
            share(pair.a),
            share(pair.b)
        )
    };
    vocabulary.pairs.iter().map(one).collect()
}

/// What the rank of a word of a file of vectors is relative to.
fn peers(pair: &GeometryPair, vocabulary: &VocabularyAudit) -> &'static str {
    let known = vocabulary.pairs.iter().find(|other| (other.a, other.b) == (pair.a, pair.b));
    match known.is_some_and(|pair| pair.lines_tell_frequency) {
        true => "relative to other words of like frequency rank",
        false => "relative to other words of like line number (the files are not in one order of frequency)",
    }
}

/// How alike the spaces are as a whole. Of text this stands in its section alone: there the words have more to say.
fn alike(names: &[&str], sections: &Sections) -> Vec<String> {
    let Some(section) = sections.likeness.computed() else { return Vec::new() };
    let one = |pair: &LikenessPair| {
        let Likeness { words, rsa, cka, .. } = &pair.likeness;
        format!(
            "As a whole, the spaces of {} and {} agree with a rank correlation of similarities (RSA) of {:.2} and a debiased CKA of {:.2} \
             on {} words; with the words of one dealt out at random it is at most {:.3} and {:.3} in 39 of 40 cases.",
            names[pair.a],
            names[pair.b],
            rsa.value,
            cka.value,
            count(*words),
            rsa.null_high,
            cka.null_high
        )
    };
    section.pairs.iter().map(one).collect()
}

fn moved(
    names: &[&str],
    pair: &GeometryPair,
    vocabulary: Option<&VocabularyAudit>,
    neighbours: usize,
) -> Vec<String> {
    let (a, b) = (names[pair.a], names[pair.b]);
    let shift = &pair.shift;
    let mut ranked: Vec<_> = shift.words.iter().filter(|word| word.rank.is_some()).collect();
    ranked.sort_by_key(|word| word.rank);
    let words: Vec<&str> = ranked.iter().take(QUOTED).map(|word| word.word.as_str()).collect();
    let mut findings = Vec::new();
    if let Some(vocabulary) = vocabulary.filter(|_| !words.is_empty()) {
        findings.push(format!(
            "Of the {} ranked words these lie furthest from themselves between {a} and {b}, {}: {}.",
            count(shift.ranked_words),
            peers(pair, vocabulary),
            words.join(", ")
        ));
    } else if !words.is_empty() {
        findings.push(format!(
            "Of the {} words that {a} and {b} both use often, these keep the most different company for their frequency: {}.",
            count(shift.ranked_words),
            words.join(", ")
        ));
    }
    if let Some(share) = shift.above_noise {
        findings.push(format!(
            "{:.0} % of these words differ more between {a} and {b} than words of their frequency do between two halves \
             of one domain; for the others, what Δ shows may be noise.",
            100.0 * share
        ));
    }
    findings.push(format!(
        "A word's {} nearest neighbours overlap by {:.0} % on average (two random lists would by {}).",
        neighbours,
        100.0 * shift.mean_overlap,
        percent(shift.chance_overlap)
    ));
    findings
}

fn characteristic(names: &[&str], sections: &Sections) -> Option<String> {
    let section = sections.information.computed()?;
    let list = |(d, words): (usize, &Vec<isogloss_analyse::information::KeyWord>)| {
        let words: Vec<&str> = words.iter().take(QUOTED).map(|word| word.word.as_str()).collect();
        format!("{}: {}", names[d], words.join(", "))
    };
    let lists: Vec<String> = section.information.characteristic.iter().enumerate().map(list).collect();
    Some(format!("Most characteristic words (G²) of {}.", lists.join("; of ")))
}

fn bits(names: &[&str], sections: &Sections) -> Option<String> {
    let section = sections.entropy.computed()?;
    let difference = section.differences.first()?;
    let of =
        |d: usize| format!("{} has {:.2} bits per word", names[d], section.matched[d].miller_madow.value);
    Some(format!(
        "At the same size ({} tokens) {}, {}: a difference of {}.",
        count(section.matched_tokens as usize),
        of(difference.a),
        of(difference.b),
        interval(&difference.estimate, 2)
    ))
}

fn information(sections: &Sections) -> Option<String> {
    let information = &sections.information.computed()?.information;
    Some(format!(
        "Reading one word tells {} bits of the {:.2} that it would take to know the domain.",
        interval(&information.mutual_information, 3),
        information.domain_entropy
    ))
}

fn loss(names: &[&str], sections: &Sections) -> Option<String> {
    let pair = sections.transfer.computed()?.pairs.first()?;
    let classifier = pair.classifier.computed()?;
    let accuracy = |train: usize, test: usize| {
        let cell = classifier.cells.iter().find(|cell| (cell.train, cell.test) == (train, test));
        cell.map(|cell| 100.0 * cell.accuracy.value)
    };
    let (a, b) = (names[pair.a], names[pair.b]);
    Some(format!(
        "A {} classifier trained on {a}'s vectors is right on {:.0} % of unseen words there and on {:.0} % in {b}; trained \
         on {b}'s, on {:.0} % there and {:.0} % in {a} (always saying the commoner label: {:.0} %).",
        classifier.task,
        accuracy(0, 0)?,
        accuracy(0, 1)?,
        accuracy(1, 1)?,
        accuracy(1, 0)?,
        100.0 * classifier.majority
    ))
}

fn linear(names: &[&str], sections: &Sections) -> Option<String> {
    let section = sections.analogy.computed()?;
    let each = |(d, domain): (usize, &isogloss_analyse::analogy::AnalogyDomain)| {
        format!("{} answers {}", names[d], percent(domain.accuracy.value))
    };
    let each: Vec<String> = section.analogy.domains.iter().enumerate().map(each).collect();
    Some(format!(
        "Of {} analogy questions that all domains know the words of, {}.",
        count(section.analogy.answerable),
        each.join(" and ")
    ))
}

fn interval(estimate: &Estimate, digits: usize) -> String {
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!("{:.digits$} [{low:.digits$}, {high:.digits$}]", estimate.value),
        None => format!("{:.digits$}", estimate.value),
    }
}

fn percent(share: f64) -> String {
    if share < 0.01 { format!("{:.2} %", 100.0 * share) } else { format!("{:.0} %", 100.0 * share) }
}

fn count(n: usize) -> String {
    match n {
        0..10_000 => n.to_string(),
        10_000..1_000_000 => format!("{:.0} thousand", n as f64 / 1e3),
        _ => format!("{:.1} million", n as f64 / 1e6),
    }
}
