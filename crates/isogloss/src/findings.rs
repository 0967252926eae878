//! From sections to sentences: the claims with their verdicts, and the headline findings in plain words.

use crate::report::{GeometryPair, PairEstimate, Section, Sections};
use crate::sections::geometry::PAPER_WORDS;
use isogloss_analyse::claims::{self, Claim, ClaimInput, Figure, Pair, WordFigures};
use isogloss_math::Estimate;

/// Words quoted in a finding.
const QUOTED: usize = 8;

/// The paper's claims about the first two domains.
pub fn claims(names: &[&str], sections: &Sections) -> Vec<Claim> {
    let [a, b, ..] = names else { return Vec::new() };
    let mut input = ClaimInput::not_computable(*a, *b, "not computed");
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
    let bits = |value: f64| Some(Estimate::point(value, "plug-in, bits"));
    input.jensen_shannon = figure(&sections.transfer, |s| bits(s.pairs.first()?.divergence.jensen_shannon));
    input.kl_ab = figure(&sections.transfer, |s| bits(s.pairs.first()?.divergence.kl_ab));
    input.kl_ba = figure(&sections.transfer, |s| bits(s.pairs.first()?.divergence.kl_ba));
}

fn meaning(input: &mut ClaimInput, sections: &Sections) {
    input.above_noise = match sections.geometry.as_result().map(|geometry| geometry.pairs.first()) {
        Ok(Some(pair)) => pair
            .shift
            .above_noise
            .map(|share| {
                Estimate::point(share, "share of ranked words above the 95 % noise of their frequency")
            })
            .ok_or_else(|| "no noise floor was computed".to_owned()),
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
pub fn findings(names: &[&str], sections: &Sections, neighbours: usize) -> Vec<String> {
    let mut findings = Vec::new();
    if let Some(geometry) = sections.geometry.computed() {
        for pair in &geometry.pairs {
            findings.extend(moved(names, pair, neighbours));
        }
    }
    findings.extend(characteristic(names, sections));
    findings.extend(bits(names, sections));
    findings.extend(information(sections));
    findings.extend(loss(names, sections));
    findings.extend(linear(names, sections));
    findings
}

fn moved(names: &[&str], pair: &GeometryPair, neighbours: usize) -> Vec<String> {
    let (a, b) = (names[pair.a], names[pair.b]);
    let shift = &pair.shift;
    let mut ranked: Vec<_> = shift.words.iter().filter(|word| word.rank.is_some()).collect();
    ranked.sort_by_key(|word| word.rank);
    let words: Vec<&str> = ranked.iter().take(QUOTED).map(|word| word.word.as_str()).collect();
    let mut findings = Vec::new();
    if !words.is_empty() {
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
