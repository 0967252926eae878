//! The claims as data, in the order of the paper, and how each is judged.

use super::input::{ClaimInput, Figure};
use super::{
    Claim, ClaimFigure, Verdict, verdict_both_positive, verdict_nonzero, verdict_positive,
    verdict_positive_quantity,
};

/// Every claim of the paper about these two domains, in its order; b stands where the paper has Twitter.
pub fn claims(input: &ClaimInput) -> Vec<Claim> {
    CATALOGUE.iter().map(|definition| judge(definition, input)).collect()
}

/// One claim. `{a}` and `{b}` in texts and labels stand for the domains' names.
struct Definition {
    id: &'static str,
    section: &'static str,
    text: &'static str,
    test: Test,
    figures: fn(&ClaimInput) -> Vec<(String, &Figure)>,
    mind: &'static str,
}

/// How a verdict is read off the figures; the first ones decide.
enum Test {
    /// First figure > 0: directed.
    Positive,
    /// First figure ≠ 0.
    Nonzero,
    /// First figure, which cannot be negative, > 0.
    PositiveQuantity,
    /// First and second figure > 0.
    BothPositive,
    /// None is built.
    NotYet,
}

impl Test {
    /// How many figures decide.
    fn deciding(&self) -> usize {
        match self {
            Self::NotYet => 0,
            Self::Positive | Self::Nonzero | Self::PositiveQuantity => 1,
            Self::BothPositive => 2,
        }
    }
}

fn judge(definition: &Definition, input: &ClaimInput) -> Claim {
    let all = (definition.figures)(input);
    let (deciding, _) = all.split_at(definition.test.deciding().min(all.len()));
    let known: Vec<_> = deciding.iter().filter_map(|(_, figure)| figure.as_ref().ok()).collect();
    let nothing_known = !all.is_empty() && all.iter().all(|(_, figure)| figure.is_err());
    let verdict = match (&definition.test, known.as_slice()) {
        _ if nothing_known || known.len() < deciding.len() => Verdict::NotComputable,
        _ if input.untested.is_some() => Verdict::NotTested,
        (Test::Positive, [x]) => verdict_positive(x),
        (Test::Nonzero, [x]) => verdict_nonzero(x),
        (Test::PositiveQuantity, [x]) => verdict_positive_quantity(x),
        (Test::BothPositive, [x, y]) => verdict_both_positive(x, y),
        _ => Verdict::NotTestedYet,
    };
    let mut note = Vec::new();
    note.extend(input.untested.clone().filter(|_| verdict == Verdict::NotTested));
    if verdict == Verdict::NotTestedYet {
        note.push("No test of this claim is built yet; figures are shown without a verdict.".to_owned());
    }
    if verdict == Verdict::NotResolvable && known.iter().any(|x| x.low.is_none() || x.high.is_none()) {
        note.push("There is no interval to judge by.".to_owned());
    }
    note.extend(missing(&all, input));
    // What to mind of a verdict, where there can be one.
    let minds = !matches!(verdict, Verdict::NotComputable | Verdict::NotTested);
    if minds && !definition.mind.is_empty() {
        note.push(named(definition.mind, input));
    }
    let figures = all.iter().filter_map(|(label, figure)| {
        let estimate = figure.as_ref().ok()?.clone();
        Some(ClaimFigure { label: named(label, input), estimate })
    });
    Claim {
        id: definition.id.to_owned(),
        section: definition.section.to_owned(),
        text: named(definition.text, input),
        verdict,
        figures: figures.collect(),
        note: note.join(" "),
    }
}

/// The reasons for figures that are missing, each once.
fn missing(all: &[(String, &Figure)], input: &ClaimInput) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for (label, figure) in all {
        let Err(reason) = figure else { continue };
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, labels)) => labels.push(named(label, input)),
            None => reasons.push((reason, vec![named(label, input)])),
        }
    }
    let sentence =
        |(reason, labels): (&str, Vec<String>)| format!("Not computed: {} ({reason}).", labels.join("; "));
    reasons.into_iter().map(sentence).collect()
}

/// The template with the domains' names in, in one pass: a name that looks like a placeholder stays what it is.
fn named(template: &str, input: &ClaimInput) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let name = match from.get(..3) {
            Some("{a}") => Some(&input.a),
            Some("{b}") => Some(&input.b),
            _ => None,
        };
        match name {
            Some(name) => text.push_str(name),
            None => text.push('{'),
        }
        rest = &from[if name.is_some() { 3 } else { 1 }..];
    }
    text + rest
}

/// A figure under its label.
fn of<'a>(label: &str, figure: &'a Figure) -> (String, &'a Figure) {
    (label.to_owned(), figure)
}

const CATALOGUE: [Definition; 14] = [
    Definition {
        id: "alpha-differs",
        section: "§2",
        text: "The frequencies of words fall with different Zipf exponents in {a} and {b}.",
        test: Test::Nonzero,
        figures: |x| {
            vec![of("α_{b} − α_{a}", &x.alpha_difference), of("α_{a}", &x.alpha.a), of("α_{b}", &x.alpha.b)]
        },
        mind: "Each exponent holds for its own tail: compare the smallest frequencies of the two fits.",
    },
    Definition {
        id: "entropy-higher-in-b",
        section: "§2",
        text: "A word of {b} carries more bits than a word of {a}.",
        test: Test::Positive,
        figures: |x| {
            vec![
                of("H_{b} − H_{a}, bits, at matched size", &x.entropy_difference),
                of("H_{a}, bits, at matched size", &x.entropy.a),
                of("H_{b}, bits, at matched size", &x.entropy.b),
            ]
        },
        mind: "Entropy grows with the amount of text, so both are measured on as many tokens.",
    },
    Definition {
        id: "embedding-predicts-log-x",
        section: "§3",
        text: "The vectors predict how often words stand together: w·w̃ + b + b̃ ≈ log X.",
        test: Test::NotYet,
        figures: |x| vec![of("R² in {a}", &x.cooccurrence_fit.a), of("R² in {b}", &x.cooccurrence_fit.b)],
        mind: "",
    },
    Definition {
        id: "words-change-meaning",
        section: "§4",
        text: "Words mean different things in {a} and {b}, as \"apple\" and \"viral\" do.",
        test: Test::NotYet,
        figures: |x| {
            let mut figures =
                vec![of("share of ranked words above the noise of their frequency", &x.above_noise)];
            for example in &x.example_words {
                figures.push((format!("Δ of \"{}\"", example.word), &example.shift));
                figures.push((format!("rank of \"{}\", 1 = moved most", example.word), &example.rank));
            }
            figures
        },
        mind: "Two separately trained spaces never agree: only a shift beyond the noise of its frequency speaks of the \
               word.",
    },
    Definition {
        id: "words-identify-domains",
        section: "§5",
        text: "A word tells whether it stands in {a} or in {b}: I(W;D) > 0.",
        test: Test::PositiveQuantity,
        figures: |x| vec![of("I(W;D), bits", &x.mutual_information)],
        mind: "Any two samples give a positive plug-in value: the figure is corrected for that, to first order.",
    },
    Definition {
        id: "analogies-worse-in-b",
        section: "§6",
        text: "Analogies miss by more in {b} than in {a}.",
        test: Test::Positive,
        figures: |x| {
            vec![
                of("ε_{b} − ε_{a}, same questions", &x.offset_error_difference),
                of("ε_{a}", &x.offset_error.a),
                of("ε_{b}", &x.offset_error.b),
            ]
        },
        mind: "",
    },
    Definition {
        id: "transfer-loses",
        section: "§7",
        text: "What is learnt in one of {a} and {b} is worth less in the other: the loss across domains exceeds the loss \
               within.",
        test: Test::BothPositive,
        figures: |x| {
            vec![
                of("loss ({a} → {b}) − loss ({b} → {b}), nats", &x.transfer_gap_ab),
                of("loss ({b} → {a}) − loss ({a} → {a}), nats", &x.transfer_gap_ba),
            ]
        },
        mind: "Supported only if both directions lose.",
    },
    Definition {
        id: "loss-grows-with-divergence",
        section: "§7",
        text: "The further apart the word distributions of {a} and {b}, the more transfer loses.",
        test: Test::NotYet,
        figures: |x| {
            vec![
                of("Jensen-Shannon divergence, bits", &x.jensen_shannon),
                of("D_KL({a} ‖ {b}), bits", &x.kl_ab),
                of("D_KL({b} ‖ {a}), bits", &x.kl_ba),
            ]
        },
        mind: "Two domains give one point, and one point has no slope.",
    },
    Definition {
        id: "spectrum-flatter-in-b",
        section: "§8",
        text: "The singular values of {b} fall more slowly than those of {a}.",
        test: Test::NotYet,
        figures: |x| {
            vec![
                of("effective rank of {a}", &x.effective_rank.a),
                of("effective rank of {b}", &x.effective_rank.b),
                of("decay exponent of {a}", &x.decay_exponent.a),
                of("decay exponent of {b}", &x.decay_exponent.b),
            ]
        },
        mind: "A smaller or noisier corpus has a flatter spectrum too.",
    },
    Definition {
        id: "attention-more-dispersed-in-b",
        section: "§9",
        text: "Attention over the vectors of {b} is spread more evenly than over those of {a}.",
        test: Test::Positive,
        figures: |x| {
            vec![
                of("row entropy of {b} − row entropy of {a}", &x.row_entropy_difference),
                of("row entropy of {a}", &x.row_entropy.a),
                of("row entropy of {b}", &x.row_entropy.b),
            ]
        },
        mind: "Static vectors without learnt projections; the interval is over sentences, the vectors are taken as given.",
    },
    Definition {
        id: "qk-norm-differs",
        section: "§9",
        text: "The attention scores of {a} and {b} differ in size: ‖QKᵀ‖.",
        test: Test::Nonzero,
        figures: |x| {
            vec![
                of("‖QKᵀ‖ of {b} − ‖QKᵀ‖ of {a}", &x.score_norm_difference),
                of("‖QKᵀ‖ of {a}", &x.score_norm.a),
                of("‖QKᵀ‖ of {b}", &x.score_norm.b),
            ]
        },
        mind: "Static vectors without learnt projections; the interval is over sentences, the vectors are taken as given.",
    },
    Definition {
        id: "mean-similarity-differs",
        section: "§10",
        text: "Words are on average differently similar to each other in {a} and in {b}.",
        test: Test::NotYet,
        figures: |x| vec![of("s̄ of {a}", &x.mean_similarity.a), of("s̄ of {b}", &x.mean_similarity.b)],
        mind: "",
    },
    Definition {
        id: "mean-shift-positive",
        section: "§10",
        text: "On average words shift between {a} and {b}: Δ̄ > 0.",
        test: Test::NotYet,
        figures: |x| vec![of("Δ̄", &x.mean_shift)],
        mind: "Two separately trained spaces always differ, so Δ̄ > 0 says nothing yet; see the noise (§4).",
    },
    Definition {
        id: "corpus-choice",
        section: "§12",
        text: "Which of {a} and {b} to train on depends on the text one has to do with.",
        test: Test::NotYet,
        figures: |_| Vec::new(),
        mind: "",
    },
];
