//! What a comparison found: one struct, serialised as `report.json`.

use crate::input::InputKind;
use crate::settings::Settings;
use crate::training::TrainingLog;
pub use isogloss_analyse::geometry::ShiftedWord;
use isogloss_analyse::{
    analogy::{Analogy, AnalogyDifference},
    attention::Attention,
    claims::Claim,
    company::{Company, CompanyWord},
    confound::Confound,
    cooccurrence::CooccurrenceFit,
    divergence::Divergence,
    entropy::Entropy,
    geometry::Shift,
    information::{Information, KeyWord},
    isotropy::Isotropy,
    likeness::Likeness,
    spectrum::Spectrum,
    summary::Summary,
    transfer::Transfer,
    zipf::Zipf,
};
use isogloss_corpus::{Format, ReadReport, ReaderSettings};
use isogloss_math::Estimate;
use isogloss_store::FileReport;
use serde::{Deserialize, Serialize};

/// Name and version of the form of `report.json`. It changes whenever a field changes its name or meaning.
pub const SCHEMA: &str = "isogloss-report/4";

/// Everything that a comparison found. Domains are referred to by their index in `domains`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// What repeats it: settings, inputs, versions. Also written as `run.toml`.
    pub run: RunRecord,
    /// The domains in the order of the arguments.
    pub domains: Vec<DomainRecord>,
    /// The headline findings, in plain words, most important first.
    pub findings: Vec<String>,
    /// What the files' words are, where the inputs are vectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vocabulary: Option<VocabularyAudit>,
    /// One section per question of the paper.
    pub sections: Sections,
    /// The claims of the paper about the first two domains.
    pub claims: Vec<Claim>,
}

/// What repeats a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Version of Isogloss.
    pub isogloss: String,
    /// Name and version of the tokeniser's rules.
    pub tokenizer: String,
    /// The inputs.
    pub inputs: Vec<InputRecord>,
    /// Every setting, resolved.
    pub settings: Settings,
}

impl RunRecord {
    /// What the inputs hold, all of them.
    pub fn kind(&self) -> InputKind {
        self.inputs.first().map_or(InputKind::Text, |input| input.kind)
    }
}

/// One domain's input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRecord {
    /// The domain's name.
    pub name: String,
    /// What it holds.
    #[serde(default, skip_serializing_if = "InputKind::is_text")]
    pub kind: InputKind,
    /// How its files are read.
    pub reader: ReaderSettings,
    /// Its files, in order.
    pub files: Vec<FileRecord>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Where it is.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// One domain, as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DomainRecord {
    /// Its name.
    pub name: String,
    /// Its text, if it has any.
    #[serde(flatten)]
    pub text: Option<TextRecord>,
    /// Its file of vectors, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileReport>,
    /// Words with vectors: in a text those with at least the minimum count.
    pub vocabulary: u64,
    /// How training its vectors went, if they were trained here.
    pub training: Option<TrainingLog>,
}

/// One domain's text, as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextRecord {
    /// What the file is.
    pub format: Format,
    /// What reading met.
    pub read: ReadReport,
    /// Documents.
    pub documents: u64,
    /// Distinct units of resampling: users or sources where the file names them, else documents.
    pub units: u64,
    /// Tokens.
    pub tokens: u64,
    /// Types.
    pub types: u64,
    /// Mean tokens per document.
    pub mean_document_length: f64,
}

/// What the words of files of vectors are, before anything is asked of their vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VocabularyAudit {
    /// Per domain.
    pub domains: Vec<VocabularyDomain>,
    /// Per pair of domains.
    pub pairs: Vec<VocabularyPair>,
}

/// The words of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VocabularyDomain {
    /// Words.
    pub words: usize,
    /// Whether they stand in alphabetical order, and so in none of frequency.
    pub alphabetical: bool,
    /// Of them, with an upper-case letter.
    pub capitalised: usize,
    /// What is no ordinary word, kind by kind, most words first.
    pub kinds: Vec<KindOfWord>,
    /// Words by the script of their first letter, most words first.
    pub scripts: Vec<KindOfWord>,
}

/// Words of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KindOfWord {
    /// The kind: "hashtags".
    pub what: String,
    /// Words.
    pub words: usize,
    /// The first few of them.
    pub examples: Vec<String>,
}

/// The words of two files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VocabularyPair {
    /// Index of the first domain.
    pub a: usize,
    /// Index of the second domain.
    pub b: usize,
    /// Words that both have, letter by letter.
    pub shared: usize,
    /// How much of the first lines of each the other has.
    pub bands: Vec<CoverageBand>,
    /// Words of a that b has, but only in another case.
    pub other_case_a: KindOfWord,
    /// The same of b.
    pub other_case_b: KindOfWord,
    /// Spearman of the lines of the shared words: clearly above 0 where both files are in order of frequency. `None` for fewer than two.
    pub line_correlation: Option<f64>,
    /// Whether lines can stand for frequency: neither file is in alphabetical order, and their orders agree.
    pub lines_tell_frequency: bool,
}

/// The first lines of two files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverageBand {
    /// So many lines of each, or all where there are fewer.
    pub lines: usize,
    /// Share of those of a that b has anywhere.
    pub of_a: f64,
    /// Share of those of b that a has anywhere.
    pub of_b: f64,
}

/// A section, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Section<T> {
    /// It was computed.
    Computed(T),
    /// It cannot be computed from this input.
    NotComputable {
        /// Why, in a sentence.
        reason: String,
    },
}

impl<T> Section<T> {
    /// The result, where there is one.
    pub fn computed(&self) -> Option<&T> {
        match self {
            Self::Computed(result) => Some(result),
            Self::NotComputable { .. } => None,
        }
    }

    /// The result, or why there is none.
    pub fn as_result(&self) -> Result<&T, &str> {
        match self {
            Self::Computed(result) => Ok(result),
            Self::NotComputable { reason } => Err(reason),
        }
    }
}

/// The sections in the order of the paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sections {
    /// §2 How steeply do frequencies fall?
    pub zipf: Section<ZipfSection>,
    /// §2 How many bits does a word carry?
    pub entropy: Section<EntropySection>,
    /// §3 Who keeps company with whom?
    pub cooccurrence: Section<CooccurrenceSection>,
    /// §4 Which words moved?
    pub geometry: Section<GeometrySection>,
    /// §5 Which words belong to a domain?
    pub information: Section<InformationSection>,
    /// §6 Is meaning linear?
    pub analogy: Section<AnalogySection>,
    /// §7 Does it transfer, and how far apart are the distributions?
    pub transfer: Section<TransferSection>,
    /// §8 What is the spectrum?
    pub spectrum: Section<SpectrumSection>,
    /// §9 What would a Transformer see?
    pub attention: Section<AttentionSection>,
    /// §10 In one number each.
    pub summary: Section<SummarySection>,
    /// + Are the spaces alike as a whole, and what shape has each?
    pub likeness: Section<LikenessSection>,
}

/// A figure about an ordered pair of domains: b minus a.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairEstimate {
    /// Index of the first domain.
    pub a: usize,
    /// Index of the second domain.
    pub b: usize,
    /// The figure.
    pub estimate: Estimate,
}

/// §2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZipfSection {
    /// Per domain.
    pub domains: Vec<Zipf>,
    /// α_b − α_a by maximum likelihood.
    pub differences: Vec<PairEstimate>,
}

/// §2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntropySection {
    /// Per domain, all its text.
    pub full: Vec<Entropy>,
    /// Tokens at matched size: as many as the smallest domain has, about.
    pub matched_tokens: u64,
    /// Per domain, whole documents drawn at random up to the matched size.
    pub matched: Vec<Entropy>,
    /// H_b − H_a at matched size, bits.
    pub differences: Vec<PairEstimate>,
    /// Per domain: (tokens, plug-in bits, Miller-Madow bits) of growing random samples of its documents.
    pub growth: Vec<Vec<(u64, f64, f64)>>,
}

/// §3.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CooccurrenceSection {
    /// Words on each side.
    pub window: usize,
    /// Per domain.
    pub domains: Vec<CooccurrenceDomain>,
    /// Per pair of domains.
    pub pairs: Vec<CooccurrencePair>,
}

/// Two domains' X.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CooccurrencePair {
    /// Index of the first domain.
    pub a: usize,
    /// Index of the second domain.
    pub b: usize,
    /// Words and pairs whose company differs, or why that is not known; in `report.json` its `words` are those of the figure: the
    /// first ranks and a sample of the others. All words are in `tables/company-A-B.csv`.
    pub company: Section<Company>,
}

/// One domain's X.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CooccurrenceDomain {
    /// Rows and columns.
    pub words: usize,
    /// Entries.
    pub nonzeros: u64,
    /// How well the vectors predict log X, or why that is not known.
    pub fit: Section<CooccurrenceFit>,
}

/// §4.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GeometrySection {
    /// Per pair of domains.
    pub pairs: Vec<GeometryPair>,
}

/// One pair of domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GeometryPair {
    /// Index of the first domain.
    pub a: usize,
    /// Index of the second domain.
    pub b: usize,
    /// The shift of every shared word; in `report.json` its `words` are those of the figures: the top of the ranking, the paper's own
    /// words and a sample of the others. All words are in `tables/shift-A-B.csv`.
    pub shift: Shift,
    /// Both neighbourhoods of the words that can be looked up in the report, best rank first.
    pub details: Vec<WordDetail>,
    /// A against itself: the words of a's two halves (of random units), `(harmonic mean count, Δ)`, a sample; empty without a control.
    pub control_a: Vec<(f64, f64)>,
    /// The same for b.
    pub control_b: Vec<(f64, f64)>,
}

/// One word with its neighbourhoods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordDetail {
    /// The word.
    pub word: String,
    /// Nearest words in a (among all of a's words), nearest first: (word, cosine).
    pub neighbours_a: Vec<(String, f32)>,
    /// Nearest words in b.
    pub neighbours_b: Vec<(String, f32)>,
    /// Words near it in both, by mean rank.
    pub shared: Vec<String>,
}

/// §5.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InformationSection {
    /// Over all domains.
    pub information: Information,
    /// How much of the domains' divergence hangs on the handling of tokens.
    pub confound: Confound,
}

/// §6.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnalogySection {
    /// Over the words that all domains share.
    pub analogy: Analogy,
    /// Per pair of domains, on the same questions.
    pub differences: Vec<AnalogyDifference>,
}

/// §7.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferSection {
    /// Per pair of domains.
    pub pairs: Vec<TransferPair>,
}

/// One pair of domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferPair {
    /// Index of the first domain.
    pub a: usize,
    /// Index of the second domain.
    pub b: usize,
    /// How far apart the word distributions are, or why that is not known.
    pub divergence: Section<Divergence>,
    /// The classifier, or why there is none.
    pub classifier: Section<Transfer>,
}

/// §8.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpectrumSection {
    /// Words in the matched vocabulary: the most frequent that all domains share.
    pub words: usize,
    /// Per domain.
    pub domains: Vec<Spectrum>,
}

/// §9.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttentionSection {
    /// Per domain, its own sentences under its own vectors.
    pub domains: Vec<Attention>,
    /// Row entropy of b minus a.
    pub row_entropy: Vec<PairEstimate>,
    /// ‖QKᵀ‖ of b minus a.
    pub score_norm: Vec<PairEstimate>,
}

/// §10.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SummarySection {
    /// Per pair of domains.
    pub pairs: Vec<SummaryPair>,
}

/// One pair of domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SummaryPair {
    /// Index of the first domain.
    pub a: usize,
    /// Index of the second domain.
    pub b: usize,
    /// s̄ and Δ̄.
    pub summary: Summary,
}

/// + The spaces as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LikenessSection {
    /// Per domain, the shape of its space over the words that all domains share.
    pub domains: Vec<Isotropy>,
    /// Per pair of domains.
    pub pairs: Vec<LikenessPair>,
}

/// Two spaces as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LikenessPair {
    /// Index of the first domain.
    pub a: usize,
    /// Index of the second domain.
    pub b: usize,
    /// RSA and CKA.
    pub likeness: Likeness,
}

/// The report and the long tables that are too large for it.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The report.
    pub report: Report,
    /// Every shared word of each pair of domains `(a, b, words)`.
    pub shifts: Vec<(usize, usize, Vec<ShiftedWord>)>,
    /// Every word whose company was compared, of each pair of domains.
    pub companies: Vec<(usize, usize, Vec<CompanyWord>)>,
    /// Every word of the union that some domain uses at least the minimum count of times.
    pub key_words: Vec<KeyWord>,
}
