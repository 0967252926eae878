//! What the claims are judged on: every figure of the report that a claim mentions.

use isogloss_math::Estimate;

/// A figure, or in a sentence why there is none.
pub type Figure = Result<Estimate, String>;

/// The same figure of both domains.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Of the first domain.
    pub a: Figure,
    /// Of the second domain.
    pub b: Figure,
}

impl Pair {
    fn exchanged(self) -> Self {
        Self { a: self.b, b: self.a }
    }
}

/// How far one of the paper's own example words moved.
#[derive(Clone, Debug, PartialEq)]
pub struct WordFigures {
    /// The word: "apple".
    pub word: String,
    /// Δ(w).
    pub shift: Figure,
    /// Its rank among the words that are ranked, 1 = moved most.
    pub rank: Figure,
}

/// Every figure of one ordered pair of domains. "Difference" is always b − a.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimInput {
    /// Name of the first domain.
    pub a: String,
    /// Name of the second domain.
    pub b: String,
    /// Why no claim can be tested, whatever its figures, if that is so: a sentence.
    pub untested: Option<String>,
    /// §2 Zipf's α.
    pub alpha: Pair,
    /// §2 α_b − α_a.
    pub alpha_difference: Figure,
    /// §2 H at matched size, bits.
    pub entropy: Pair,
    /// §2 H_b − H_a at matched size, bits.
    pub entropy_difference: Figure,
    /// §3 R² of log X predicted from the vectors.
    pub cooccurrence_fit: Pair,
    /// §4 Share of the ranked words whose Δ exceeds the noise of their frequency.
    pub above_noise: Figure,
    /// §4 The paper's own examples.
    pub example_words: Vec<WordFigures>,
    /// §5 I(W;D), bits.
    pub mutual_information: Figure,
    /// §6 Mean ε of the analogies.
    pub offset_error: Pair,
    /// §6 ε_b − ε_a on the same questions.
    pub offset_error_difference: Figure,
    /// §7 Loss of (a → b) minus (b → b), nats.
    pub transfer_gap_ab: Figure,
    /// §7 Loss of (b → a) minus (a → a), nats.
    pub transfer_gap_ba: Figure,
    /// §7 Jensen-Shannon divergence of the word distributions, bits.
    pub jensen_shannon: Figure,
    /// §7 D_KL(P_a ‖ P_b), bits.
    pub kl_ab: Figure,
    /// §7 D_KL(P_b ‖ P_a), bits.
    pub kl_ba: Figure,
    /// §8 Effective rank.
    pub effective_rank: Pair,
    /// §8 Decay exponent of the singular values.
    pub decay_exponent: Pair,
    /// §9 Row entropy of attention.
    pub row_entropy: Pair,
    /// §9 Row entropy, b − a.
    pub row_entropy_difference: Figure,
    /// §9 ‖QKᵀ‖.
    pub score_norm: Pair,
    /// §9 ‖QKᵀ‖, b − a.
    pub score_norm_difference: Figure,
    /// §10 s̄.
    pub mean_similarity: Pair,
    /// §10 Δ̄.
    pub mean_shift: Figure,
}

impl ClaimInput {
    /// Two domains of which nothing could be computed: the start, to be filled in.
    pub fn not_computable(a: impl Into<String>, b: impl Into<String>, reason: &str) -> Self {
        let none = || Err(reason.to_owned());
        let pair = || Pair { a: none(), b: none() };
        Self {
            a: a.into(),
            b: b.into(),
            untested: None,
            alpha: pair(),
            alpha_difference: none(),
            entropy: pair(),
            entropy_difference: none(),
            cooccurrence_fit: pair(),
            above_noise: none(),
            example_words: Vec::new(),
            mutual_information: none(),
            offset_error: pair(),
            offset_error_difference: none(),
            transfer_gap_ab: none(),
            transfer_gap_ba: none(),
            jensen_shannon: none(),
            kl_ab: none(),
            kl_ba: none(),
            effective_rank: pair(),
            decay_exponent: pair(),
            row_entropy: pair(),
            row_entropy_difference: none(),
            score_norm: pair(),
            score_norm_difference: none(),
            mean_similarity: pair(),
            mean_shift: none(),
        }
    }

    /// The same figures with the two domains in the other order.
    pub fn exchanged(self) -> Self {
        let negated = |figure: Figure| figure.map(|estimate| estimate.negated());
        Self {
            a: self.b,
            b: self.a,
            untested: self.untested,
            alpha: self.alpha.exchanged(),
            alpha_difference: negated(self.alpha_difference),
            entropy: self.entropy.exchanged(),
            entropy_difference: negated(self.entropy_difference),
            cooccurrence_fit: self.cooccurrence_fit.exchanged(),
            offset_error: self.offset_error.exchanged(),
            offset_error_difference: negated(self.offset_error_difference),
            transfer_gap_ab: self.transfer_gap_ba,
            transfer_gap_ba: self.transfer_gap_ab,
            kl_ab: self.kl_ba,
            kl_ba: self.kl_ab,
            effective_rank: self.effective_rank.exchanged(),
            decay_exponent: self.decay_exponent.exchanged(),
            row_entropy: self.row_entropy.exchanged(),
            row_entropy_difference: negated(self.row_entropy_difference),
            score_norm: self.score_norm.exchanged(),
            score_norm_difference: negated(self.score_norm_difference),
            mean_similarity: self.mean_similarity.exchanged(),
            above_noise: self.above_noise,
            example_words: self.example_words,
            mutual_information: self.mutual_information,
            jensen_shannon: self.jensen_shannon,
            mean_shift: self.mean_shift,
        }
    }
}
