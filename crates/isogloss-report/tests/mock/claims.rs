//! Verdicts of every kind.

use super::{Scale, estimate};
use isogloss_analyse::claims::{Claim, ClaimFigure, Verdict};

pub fn claims(scale: &Scale) -> Vec<Claim> {
    let (a, b) = (&scale.names[0], &scale.names[1]);
    let claim =
        |id: &str, section: &str, text: String, verdict, figures: Vec<ClaimFigure>, note: &str| Claim {
            id: id.to_owned(),
            section: section.to_owned(),
            text,
            verdict,
            figures,
            note: note.to_owned(),
        };
    let figure = |label: String, value, half| ClaimFigure { label, estimate: estimate(value, half) };
    vec![
        claim(
            "alpha-differs",
            "§2",
            format!("Zipf’s exponents of {a} and {b} differ."),
            Verdict::Supported,
            vec![figure(format!("α_{b} − α_{a}"), 0.12, 0.016)],
            "",
        ),
        claim(
            "entropy-higher-in-b",
            "§2",
            format!("{b} has the higher lexical entropy."),
            Verdict::Supported,
            vec![figure(format!("H_{b} − H_{a}, bits"), 0.5, 0.044)],
            "At matched size; with all text the difference is larger, since entropy grows with the amount of text.",
        ),
        claim(
            "analogies-hold-better-in-a",
            "§6",
            format!("Analogies hold better in {a}."),
            Verdict::Supported,
            vec![
                figure(format!("accuracy_{b} − accuracy_{a}"), -0.22, 0.034),
                figure(format!("ε_{b} − ε_{a}"), 0.05, 0.009),
            ],
            "",
        ),
        claim(
            "transfer-costs",
            "§7",
            "A classifier loses when it crosses.".to_owned(),
            Verdict::Supported,
            vec![figure(format!("loss {a} → {b} minus {b} → {b}"), 0.089, 0.031)],
            "",
        ),
        claim(
            "spectrum-flatter-in-b",
            "§8",
            format!("The spectrum of {b} is flatter."),
            Verdict::Refuted,
            vec![figure(format!("β_{b} − β_{a}"), 0.06, 0.01)],
            "The interval covers resampling of units only.",
        ),
        claim(
            "attention-more-dispersed",
            "§9",
            format!("Attention over {b} is more dispersed."),
            Verdict::NotResolvable,
            vec![figure(format!("row entropy, {b} − {a}"), 0.003, 0.008)],
            "",
        ),
        claim(
            "loss-grows-with-divergence",
            "§7",
            "The loss grows with the divergence.".to_owned(),
            Verdict::NotTestedYet,
            vec![],
            "It takes a series of mixed corpora.",
        ),
        claim(
            "isotropy",
            "§4",
            "The spaces differ in isotropy.".to_owned(),
            Verdict::NotComputable,
            vec![],
            "Needs vectors.",
        ),
    ]
}
