//! A comparison made of invented numbers of realistic size and shape: what the layout is tested with, and looked at.

mod claims;
mod vectors;

pub use vectors::of_vectors;

use claims::claims;
use isogloss::InputKind;
use isogloss::report::*;
use isogloss::settings::Settings;
use isogloss::training::TrainingLog;
use isogloss_analyse::analogy::{Analogy, AnalogyDifference, AnalogyDomain, AnalogySection as AnalogyPart};
use isogloss_analyse::attention::{Attention, AttentionStats};
use isogloss_analyse::company::{Association, Company, CompanyPair, CompanyWord, Debiased, SharedContext};
use isogloss_analyse::confound::{Confound, HandlingEffect};
use isogloss_analyse::cooccurrence::{Band, CooccurrenceFit};
use isogloss_analyse::divergence::Divergence;
use isogloss_analyse::entropy::Entropy;
use isogloss_analyse::geometry::{Alignment, NoisePoint, Shift};
use isogloss_analyse::information::{Information, KeyWord};
use isogloss_analyse::isotropy::Isotropy;
use isogloss_analyse::likeness::{AgainstNull, Likeness};
use isogloss_analyse::spectrum::Spectrum;
use isogloss_analyse::summary::Summary;
use isogloss_analyse::transfer::{Transfer, TransferCell};
use isogloss_analyse::zipf::Zipf;
use isogloss_corpus::{Format, ReadReport, ReaderSettings};
use isogloss_math::Estimate;

/// How large the mock is.
pub struct Scale {
    /// Names of the domains.
    pub names: Vec<String>,
    /// Words of the shift scatter and of the keyness scatter.
    pub scatter: usize,
    /// Words that can be looked up.
    pub details: usize,
    /// Words that take the place of the first ordinary ones.
    pub special: Vec<String>,
}

/// What a real report of two corpora looks like.
pub fn usual() -> Scale {
    let special = [
        "apple",
        "viral",
        "tweet",
        "stream",
        "cloud",
        "#tbt",
        "@user",
        "😂",
        "=)",
        "מזל",
        "日本語",
        "rt",
        "lit",
        "troll",
        "follow",
        "ghost",
        "thread",
        "block",
        "handle",
        "sick",
        "salty",
        "fire",
        "drop",
        "tea",
        "stan",
        "mood",
        "feed",
        "trend",
        "ship",
        "cancel",
        "goat",
        "snap",
        "woke",
        "savage",
        "bot",
        "flex",
        "spam",
        "filter",
        "like",
        "share",
        "tag",
    ];
    Scale {
        names: vec!["wikipedia".into(), "twitter".into()],
        scatter: 3000,
        details: 1000,
        special: special.map(String::from).to_vec(),
    }
}

/// The same with fewer words, for tests that do not look at them.
pub fn small() -> Scale {
    Scale { scatter: 200, details: 60, ..usual() }
}

/// A stream of numbers in [0, 1) that is the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as f64 / (1u64 << 31) as f64
    }

    /// About normal, mean 0, standard deviation 1.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.roll()).sum::<f64>() - 6.0
    }
}

fn estimate(value: f64, half: f64) -> Estimate {
    Estimate::interval(
        value,
        value - half,
        value + half,
        "maximum likelihood; delete-group jackknife over users, 95 %",
    )
}

fn word(i: usize, special: &[String]) -> String {
    if let Some(word) = special.get(i) {
        return word.clone();
    }
    let syllables = [
        "ka", "lo", "mir", "ten", "sa", "vor", "el", "ni", "gra", "du", "pe", "ros", "ti", "ban", "qui",
        "sho",
    ];
    let mut n = i * 7 + 3;
    let mut word = String::new();
    for _ in 0..3 {
        word.push_str(syllables[n % syllables.len()]);
        n /= syllables.len();
    }
    format!("{word}{}", if i > 2000 { "s" } else { "" })
}

/// The comparison.
pub fn comparison(scale: &Scale) -> Comparison {
    let dice = &mut Dice(7);
    let n = scale.names.len();
    let pairs: Vec<(usize, usize)> = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect();
    let words: Vec<String> =
        (0..scale.scatter.max(scale.details).max(60)).map(|i| word(i, &scale.special)).collect();
    let geometry: Vec<GeometryPair> =
        pairs.iter().map(|(a, b)| geometry(*a, *b, &words, scale, dice)).collect();
    let key_words = key_words(&words[..scale.scatter.min(words.len())], n, dice);
    let report = Report {
        schema: SCHEMA.to_owned(),
        run: run(scale),
        domains: domains(scale),
        findings: findings(scale),
        vocabulary: None,
        sections: Sections {
            zipf: Section::Computed(zipf(n, &pairs, dice)),
            entropy: Section::Computed(entropy(n, &pairs)),
            cooccurrence: Section::Computed(cooccurrence(n, &pairs, &words, dice)),
            geometry: Section::Computed(GeometrySection { pairs: geometry.clone() }),
            information: Section::Computed(information(n, &key_words)),
            analogy: Section::Computed(analogy(n, &pairs, dice)),
            transfer: Section::Computed(transfer(&pairs)),
            spectrum: Section::Computed(spectrum(n)),
            attention: Section::Computed(attention(n, &pairs)),
            summary: Section::Computed(summary(&pairs)),
            likeness: Section::Computed(likeness(n, &pairs)),
        },
        claims: claims(scale),
    };
    let companies = companies(&report);
    let shifts = geometry.iter().map(|g| (g.a, g.b, g.shift.words.clone())).collect();
    Comparison { report, shifts, companies, key_words }
}

/// The same report with every section missing.
pub fn nothing_computable(scale: &Scale) -> Comparison {
    fn none<T>() -> Section<T> {
        Section::NotComputable { reason: "41 shared words, at least 100 are needed <b>".to_owned() }
    }
    let mut comparison = comparison(scale);
    comparison.report.sections = Sections {
        zipf: none(),
        entropy: none(),
        cooccurrence: none(),
        geometry: none(),
        information: none(),
        analogy: none(),
        transfer: none(),
        spectrum: none(),
        attention: none(),
        summary: none(),
        likeness: none(),
    };
    comparison.report.claims.clear();
    comparison.report.findings.clear();
    comparison
}

fn run(scale: &Scale) -> RunRecord {
    let input = |(i, name): (usize, &String)| InputRecord {
        name: name.clone(),
        kind: InputKind::Text,
        reader: ReaderSettings::default(),
        files: vec![FileRecord {
            path: format!("corpora/{}.jsonl.zst", name.chars().take(80).collect::<String>()),
            bytes: 1_234_567_890 >> (3 * i % 40),
            sha256: format!("{:064x}", (0xdead_beef_1234_5678_u128 * (i as u128 + 3)) << 40),
        }],
    };
    RunRecord {
        isogloss: "0.1.0".to_owned(),
        tokenizer: "social/1".to_owned(),
        inputs: scale.names.iter().enumerate().map(input).collect(),
        settings: Settings::default(),
    }
}

fn domains(scale: &Scale) -> Vec<DomainRecord> {
    let record = |(i, name): (usize, &String)| DomainRecord {
        name: name.clone(),
        text: Some(text(i)),
        file: None,
        vocabulary: [61_022, 52_344, 30_000][i % 3],
        training: Some(TrainingLog {
            algorithm: "sgns".to_owned(),
            reproducible: true,
            loss: (1..=5).map(|epoch| 3.1 + 0.2 * i as f64 + 0.9 / f64::from(epoch)).collect(),
            decomposition: None,
        }),
    };
    scale.names.iter().enumerate().map(record).collect()
}

fn text(i: usize) -> TextRecord {
    TextRecord {
        format: if i.is_multiple_of(2) { Format::Json } else { Format::Lines },
        read: ReadReport {
            documents: 1000,
            malformed: 3 * i as u64,
            malformed_lines: vec![17, 2048, 90_001].into_iter().take(3 * i.min(1)).collect(),
            empty: 120 * i as u64,
            ..ReadReport::default()
        },
        documents: [6_341, 512_000, 80_000][i % 3],
        units: [6_341, 48_212, 9_000][i % 3],
        tokens: [9_012_345, 7_811_022, 3_000_000][i % 3],
        types: [211_345, 388_123, 90_000][i % 3],
        mean_document_length: [1421.3, 15.26, 37.5][i % 3],
    }
}

fn findings(scale: &Scale) -> Vec<String> {
    let (a, b) = (&scale.names[0], &scale.names[1]);
    vec![
        format!("“apple” keeps different company: in {a} it stands near fruit, pear and orchard, in {b} near iphone, ipad and samsung."),
        format!("{b} spreads its words wider: 10.6 bits per word against 10.1 in {a} at 7.8 million tokens each."),
        "62 % of the ranked words moved by more than the noise of their frequency. Between two kinds of text nearly every word differs a little.".to_owned(),
        format!("Zipf’s exponents differ by 0.12 [0.10, 0.14]: frequencies fall more steeply in {b}."),
        format!("A polarity classifier loses 9 points of accuracy when it crosses from {a} to {b}."),
    ]
}

fn zipf(n: usize, pairs: &[(usize, usize)], dice: &mut Dice) -> ZipfSection {
    let domains = (0..n)
        .map(|d| {
            let alpha = 1.02 + 0.12 * d as f64;
            let curve = (0..200)
                .map(|i| {
                    let rank = (2e5f64).powf(i as f64 / 199.0).round();
                    (rank, 0.06 / (rank + 1.7).powf(alpha) * (1.0 + 0.04 * dice.bell() / rank.sqrt()))
                })
                .collect();
            Zipf {
                tokens: 9_012_345,
                types: 211_345,
                hapax_share: 0.52,
                gamma: estimate(1.0 + 1.0 / alpha, 0.012),
                alpha: estimate(alpha, 0.011),
                x_min: 12,
                tail_types: 33_000,
                ks_distance: 0.0123,
                slope: estimate(alpha - 0.04, 0.006),
                slope_ranks: 10_000,
                curve,
            }
        })
        .collect();
    let difference = |(a, b): &(usize, usize)| PairEstimate {
        a: *a,
        b: *b,
        estimate: estimate(0.12 * (b - a) as f64, 0.016),
    };
    ZipfSection { domains, differences: pairs.iter().map(difference).collect() }
}

fn entropy(n: usize, pairs: &[(usize, usize)]) -> EntropySection {
    let one = |d: usize, tokens: u64| Entropy {
        tokens,
        types: 188_000,
        plug_in: 10.02 + 0.48 * d as f64,
        miller_madow: estimate(10.12 + 0.5 * d as f64, 0.031),
        evenness: 0.58 + 0.02 * d as f64,
        type_token_ratio: 0.0243,
    };
    let growth = (0..n)
        .map(|d| {
            let point = |i: u32| {
                let tokens = 1000 * 3u64.pow(i);
                let bits = 10.12 + 0.5 * d as f64 - 3.0 / (1.0 + f64::from(i)).powf(1.3);
                (tokens, bits - 0.5 / (1.0 + f64::from(i)), bits)
            };
            (0..9).map(point).collect()
        })
        .collect();
    let difference = |(a, b): &(usize, usize)| PairEstimate {
        a: *a,
        b: *b,
        estimate: estimate(0.5 * (b - a) as f64, 0.044),
    };
    EntropySection {
        full: (0..n).map(|d| one(d, 9_000_000)).collect(),
        matched_tokens: 7_811_022,
        matched: (0..n).map(|d| one(d, 7_800_000)).collect(),
        differences: pairs.iter().map(difference).collect(),
        growth,
    }
}

/// The long tables of the words whose company was compared.
fn companies(report: &Report) -> Vec<(usize, usize, Vec<CompanyWord>)> {
    let pairs = report.sections.cooccurrence.computed().into_iter().flat_map(|s| &s.pairs);
    pairs.filter_map(|pair| Some((pair.a, pair.b, pair.company.computed()?.words.clone()))).collect()
}

fn company(words: &[String], dice: &mut Dice) -> Company {
    let context = |i: usize| SharedContext {
        word: words[(7 * i + 3) % words.len()].clone(),
        share_a: 0.031,
        share_b: 0.0004,
    };
    let word = |(i, word): (usize, &String)| {
        let count = (100.0 * (7.0 * dice.roll().powf(1.6)).exp()).min(400_000.0);
        let noise = (0.8 - 0.07 * (count / 100.0).ln()).max(0.1);
        let value = (0.45 - 0.0005 * i as f64 + 0.03 * dice.bell()).max(-0.02);
        let contexts =
            |from: usize| if i < 100 { (from..from + 5).map(context).collect() } else { Vec::new() };
        CompanyWord {
            word: word.clone(),
            count_a: count as u64,
            count_b: (count * (0.5 + dice.roll())) as u64 + 100,
            plug_in: value + 0.4 * noise,
            uses: (count / 3.0) as usize,
            divergence: Debiased {
                value,
                low: Some(value - 0.04),
                high: Some(value + 0.04),
                noise_a: noise,
                noise_b: noise - 0.05,
                cross: noise + 0.4 * value,
            },
            rank: i + 1,
            contexts_a: contexts(i),
            contexts_b: contexts(i + 11),
        }
    };
    let words_compared: Vec<CompanyWord> = words.iter().enumerate().map(word).collect();
    let pair = |i: usize, sign: f64| CompanyPair {
        first: words[(3 * i) % words.len()].clone(),
        second: words[(5 * i + 1) % words.len()].clone(),
        x: (812.4, 1.2),
        expected: (3.1, 2.2),
        association: Association {
            a: 7.1,
            b: -0.7,
            difference: sign * (7.8 - 0.1 * i as f64),
            low: sign * (7.8 - 0.1 * i as f64) - 1.1,
            high: sign * (7.8 - 0.1 * i as f64) + 1.1,
        },
    };
    Company {
        contexts: 31_204,
        min_count: 100,
        compared: words_compared.len(),
        left_out: 12,
        frequency_correlation: Some(-0.04),
        plug_in_frequency_correlation: Some(-0.83),
        words: words_compared,
        pairs_a: (0..50).map(|i| pair(i, -1.0)).collect(),
        pairs_b: (0..50).map(|i| pair(i, 1.0)).collect(),
    }
}

fn cooccurrence(
    n: usize,
    pairs: &[(usize, usize)],
    words: &[String],
    dice: &mut Dice,
) -> CooccurrenceSection {
    let fit = |d: usize, dice: &mut Dice| CooccurrenceFit {
        fitted_pairs: 500_000,
        held_out_pairs: 499_321,
        r2_margins: 0.31,
        r2_embedding: 0.52 - 0.05 * d as f64,
        weighted_r2_margins: 0.44,
        weighted_r2_embedding: 0.71 - 0.05 * d as f64,
        bands: (0..7)
            .map(|i| Band {
                count_low: 5 * 4u64.pow(i),
                count_high: 5 * 4u64.pow(i + 1) - 1,
                pairs: 70_000,
                r2_margins: 0.02 + 0.05 * f64::from(i),
                r2_embedding: 0.08 + 0.085 * f64::from(i) - 0.03 * d as f64,
                weighted_r2_margins: 0.03 + 0.05 * f64::from(i),
                weighted_r2_embedding: 0.1 + 0.085 * f64::from(i) - 0.03 * d as f64,
            })
            .collect(),
        scatter: (0..2000)
            .map(|_| {
                let predicted = 1.5 + 1.2 * dice.bell();
                (predicted, predicted + 0.8 * dice.bell())
            })
            .collect(),
    };
    let domains = (0..n)
        .map(|d| CooccurrenceDomain {
            words: 61_022,
            nonzeros: 32_287_047,
            fit: Section::Computed(fit(d, dice)),
        })
        .collect();
    let pairs = pairs.iter().map(|&(a, b)| CooccurrencePair {
        a,
        b,
        company: Section::Computed(company(words, dice)),
    });
    let pairs = pairs.collect();
    CooccurrenceSection { window: 5, domains, pairs }
}

fn geometry(a: usize, b: usize, words: &[String], scale: &Scale, dice: &mut Dice) -> GeometryPair {
    let noise_at = |count: f64| 0.25 + 1.5 / (count / 5.0).powf(0.35);
    let mut shifted: Vec<ShiftedWord> = words[..scale.scatter]
        .iter()
        .enumerate()
        .map(|(i, word)| {
            let count = (60.0 * (9.0 * dice.roll().powf(1.6)).exp()).min(400_000.0);
            let top = i < 60;
            let count = if top { count.max(500.0) } else { count };
            let lift = if top { 0.45 - 0.004 * i as f64 } else { 0.0 };
            let shift = (noise_at(count) * 0.8 + 0.28 + lift + 0.09 * dice.bell()).clamp(0.05, 1.7);
            ShiftedWord {
                word: word.clone(),
                count_a: Some((count * (0.6 + dice.roll())) as u64 + 5),
                count_b: Some((count * (0.5 + dice.roll())) as u64 + 5),
                line_a: None,
                line_b: None,
                anchor_interval: None,
                shift,
                cosine: 1.0 - shift * shift / 2.0,
                noise: Some(noise_at(count)),
                adjusted: (if top { 9.0 - 0.11 * i as f64 } else { 1.5 * dice.bell() }).min(9.0),
                overlap: (0.35 - 0.2 * lift).max(0.0),
                rank: Some(i + 1).filter(|_| count > 100.0),
            }
        })
        .collect();
    for (i, word) in shifted.iter_mut().filter(|w| w.rank.is_some()).enumerate() {
        word.rank = Some(i + 1);
    }
    let points = |dice: &mut Dice| -> Vec<(f64, f64)> {
        (0..1500)
            .map(|_| {
                let count = 5.0 * (10.5 * dice.roll()).exp();
                (count, (noise_at(count) * (0.82 + 0.09 * dice.bell())).max(0.05))
            })
            .collect()
    };
    let curve = |lift: f64| -> Vec<NoisePoint> {
        (0..40)
            .map(|i| {
                let count = 5.0 * (10.5 * f64::from(i) / 39.0).exp();
                NoisePoint { count, median: noise_at(count) * lift * 0.82, high: noise_at(count) * lift }
            })
            .collect()
    };
    let near = |start: usize, dice: &mut Dice| -> Vec<(String, f32)> {
        let mut cosine = 0.83;
        (0..25)
            .map(|i| {
                cosine -= 0.02 * dice.roll();
                (words[(start + i * 3) % words.len()].clone(), cosine as f32)
            })
            .collect()
    };
    let details = (0..scale.details.min(shifted.len()))
        .map(|i| {
            let (neighbours_a, neighbours_b) = (near(i + 11, dice), near(i + 41, dice));
            let shared = vec![words[(i + 41) % words.len()].clone(), words[(i + 44) % words.len()].clone()];
            WordDetail { word: words[i].clone(), neighbours_a, neighbours_b, shared }
        })
        .collect();
    let (control_a, control_b) = (points(dice), points(dice));
    let shift = Shift {
        alignment: Alignment {
            anchors_rule: "the 5,000 most frequent shared words".to_owned(),
            anchors: 5000,
            residual: 0.71,
            held_out_residual: 0.74,
            singular_values: (0..100).map(|i| 0.02 / (1.0 + f64::from(i))).collect(),
            reduction: None,
        },
        shared_words: 31_442,
        ranked_words: 8_120,
        mean_overlap: 0.284,
        chance_overlap: 0.0008,
        frequency_correlation: -0.61,
        adjusted_frequency_correlation: 0.013,
        above_noise: Some(0.623),
        noise_a: curve(1.0),
        noise_b: curve(1.12),
        words: shifted,
    };
    GeometryPair { a, b, shift, details, control_a, control_b }
}

fn key_words(words: &[String], n: usize, dice: &mut Dice) -> Vec<KeyWord> {
    words
        .iter()
        .enumerate()
        .map(|(i, word)| {
            let base = 0.3 * (9.5 * dice.roll()).exp();
            let ratio = if i < 60 { 4.0 + 2.0 * dice.roll() } else { 1.1 * dice.bell() };
            let domain = if i < 60 { i % n } else { usize::from(ratio > 0.0) % n };
            let per_million: Vec<f64> = (0..n)
                .map(|d| {
                    if d == domain {
                        base * 2f64.powf(ratio.abs())
                    } else if i % 23 == 5 {
                        0.0
                    } else {
                        base
                    }
                })
                .collect();
            KeyWord {
                word: word.clone(),
                counts: per_million.iter().map(|p| (p * 8.0) as u64).collect(),
                g2: base * ratio.abs() * 40.0,
                log_ratio: ratio.abs(),
                information: base * 1e-6,
                per_million,
                domain,
            }
        })
        .collect()
}

fn information(n: usize, words: &[KeyWord]) -> InformationSection {
    let characteristic = (0..n)
        .map(|d| {
            let mut own: Vec<KeyWord> = words.iter().take(60).filter(|w| w.domain == d).cloned().collect();
            own.sort_by(|x, y| y.g2.total_cmp(&x.g2));
            own
        })
        .collect();
    InformationSection {
        information: Information {
            mutual_information: estimate(0.1123, 0.0011),
            jensen_shannon: estimate(0.1131, 0.0012),
            domain_entropy: 0.9966,
            types: 511_022,
            characteristic,
            scatter: words.to_vec(),
        },
        confound: confound(n),
    }
}

fn confound(n: usize) -> Confound {
    let effect = |what: &str, how: &str, share: f64, vanished: f64| HandlingEffect {
        what: what.to_owned(),
        how: how.to_owned(),
        touched: (0..n).map(|d| share * d as f64).collect(),
        jensen_shannon: estimate(0.1131 * (1.0 - vanished), 0.0012),
        vanished: estimate(vanished, 0.004),
    };
    Confound {
        as_run: estimate(0.1131, 0.0012),
        effects: vec![
            effect("upper and lower case", "kept apart", 0.11, -0.08),
            effect("URLs", "all as one word", 0.02, 0.01),
            effect("mentions", "left out", 0.04, 0.21),
            effect("all of these", "left out", 0.09, 0.38),
        ],
    }
}

fn analogy(n: usize, pairs: &[(usize, usize)], dice: &mut Dice) -> AnalogySection {
    let names = [
        "capitals",
        "family",
        "plural nouns",
        "past tense",
        "comparatives",
        "opposites",
        "nationalities",
        "currency",
    ];
    let part = |name: &str, i: usize, dice: &mut Dice| AnalogyPart {
        name: name.to_owned(),
        questions: 200 + 30 * i,
        answerable: if i == 7 { 0 } else { 120 + 10 * i },
        accuracy: if i == 7 {
            vec![]
        } else {
            (0..n).map(|d| (0.62 - 0.25 * d as f64 + 0.2 * dice.bell()).clamp(0.0, 1.0)).collect()
        },
        offset_error: if i == 7 { vec![] } else { (0..n).map(|_| 1.1).collect() },
    };
    let domain = |d: usize| AnalogyDomain {
        accuracy: estimate(0.58 - 0.22 * d as f64, 0.03),
        offset_error: estimate(1.02 + 0.05 * d as f64, 0.011),
        shuffled_error: estimate(1.31, 0.012),
    };
    let difference = |(a, b): &(usize, usize)| AnalogyDifference {
        a: *a,
        b: *b,
        accuracy: estimate(-0.22, 0.034),
        offset_error: estimate(0.05, 0.009),
    };
    AnalogySection {
        analogy: Analogy {
            questions: 2_480,
            answerable: 1_322,
            domains: (0..n).map(domain).collect(),
            sections: names.iter().enumerate().map(|(i, name)| part(name, i, dice)).collect(),
        },
        differences: pairs.iter().map(difference).collect(),
    }
}

fn transfer(pairs: &[(usize, usize)]) -> TransferSection {
    let cell = |train, test, accuracy: f64, loss: f64| TransferCell {
        train,
        test,
        accuracy: estimate(accuracy, 0.028),
        log_loss: estimate(loss, 0.041),
    };
    let one = |(a, b): &(usize, usize)| TransferPair {
        a: *a,
        b: *b,
        divergence: Section::Computed(Divergence {
            jensen_shannon: 0.1131,
            kl_ab: 0.871,
            kl_ba: 1.204,
            smoothing: "0.5 added to the count of each of the 511,022 types of the union".to_owned(),
            unseen: (0.021, 0.064),
        }),
        classifier: Section::Computed(Transfer {
            task: "polarity".to_owned(),
            words: 1_204,
            positive: 588,
            majority: 0.512,
            cells: vec![
                cell(0, 0, 0.812, 0.431),
                cell(0, 1, 0.721, 0.566),
                cell(1, 0, 0.698, 0.601),
                cell(1, 1, 0.779, 0.477),
            ],
            gap_ab: estimate(0.089, 0.031),
            gap_ba: estimate(0.17, 0.036),
        }),
    };
    TransferSection { pairs: pairs.iter().map(one).collect() }
}

fn spectrum(n: usize) -> SpectrumSection {
    let one = |d: usize| Spectrum {
        words: 20_000,
        nonzeros: 14_220_111,
        singular_values: (1..=300)
            .map(|i| (190.0 - 50.0 * d as f64) / f64::from(i).powf(0.42 + 0.06 * d as f64))
            .collect(),
        residual: 0.00021,
        effective_rank: 231.2 - 12.0 * d as f64,
        decay_exponent: 0.42 + 0.06 * d as f64,
        energy_share: 0.213,
    };
    SpectrumSection { words: 20_000, domains: (0..n).map(one).collect() }
}

fn attention(n: usize, pairs: &[(usize, usize)]) -> AttentionSection {
    let stats = |row: f64, norm: f64| AttentionStats {
        row_entropy: estimate(row, 0.006),
        score_norm: estimate(norm, 0.021),
        score_norm_variation: 0.083,
    };
    let one = |d: usize| Attention {
        sentences: 2_000,
        length: 16,
        as_is: stats(0.71 + 0.05 * d as f64, 3.1 - 0.2 * d as f64),
        shuffled: stats(0.68 + 0.05 * d as f64, 2.7 - 0.2 * d as f64),
        equal_norms: stats(0.78 + 0.04 * d as f64, 2.9 - 0.2 * d as f64),
    };
    let difference = |value: f64| {
        move |(a, b): &(usize, usize)| PairEstimate {
            a: *a,
            b: *b,
            estimate: estimate(value * (b - a) as f64, 0.008),
        }
    };
    AttentionSection {
        domains: (0..n).map(one).collect(),
        row_entropy: pairs.iter().map(difference(0.05)).collect(),
        score_norm: pairs.iter().map(difference(-0.2)).collect(),
    }
}

fn summary(pairs: &[(usize, usize)]) -> SummarySection {
    let one = |(a, b): &(usize, usize)| SummaryPair {
        a: *a,
        b: *b,
        summary: Summary {
            pairs: 100_000,
            mean_similarity_a: estimate(0.083, 0.0011),
            mean_similarity_b: estimate(0.112, 0.0013),
            similarity_correlation: 0.412,
            mean_shift: estimate(0.861, 0.0042),
            words: 31_442,
        },
    };
    SummarySection { pairs: pairs.iter().map(one).collect() }
}

fn likeness(n: usize, pairs: &[(usize, usize)]) -> LikenessSection {
    let against = |value: f64| AgainstNull { value, null_low: -0.013, null_high: 0.014 };
    let shape = |d: usize| Isotropy {
        words: 31_442,
        dimensions: 100,
        mean_cosine: 0.083 + 0.03 * d as f64,
        isotropy: 0.61 - 0.1 * d as f64,
        participation_ratio: 71.2,
        effective_rank: 91.3,
        variance_shares: (0..100).map(|i| 0.03 / (1.0 + f64::from(i) / 20.0)).collect(),
    };
    let pair = |&(a, b): &(usize, usize)| LikenessPair {
        a,
        b,
        likeness: Likeness {
            words: 1000,
            among: 8_120,
            rsa: against(0.412),
            cka: against(0.534),
            plug_in_cka: 0.571,
            permutations: 200,
        },
    };
    LikenessSection { domains: (0..n).map(shape).collect(), pairs: pairs.iter().map(pair).collect() }
}
