//! `isogloss neighbors`: which words are near which?

use crate::given::ReadArgs;
use crate::{Common, output};
use anyhow::bail;
use isogloss::folder::write_whole;
use isogloss_store::neighbors::{Csls, Neighbor, nearest, nearest_to, spelling};
use isogloss_store::{Vectors, Words};
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// Find the nearest words by cosine: of one word, of several, or of all (the k-NN graph).
///
/// The search is exact, and the same for any number of threads. With --among OTHER the neighbours of a word are sought among the
/// words of another file; that only means something if both lie in one space (trained or aligned together).
#[derive(clap::Args)]
pub struct Args {
    /// The file of vectors
    vectors: PathBuf,
    /// The words
    #[arg(required_unless_present = "all")]
    words: Vec<String>,
    /// The neighbours of every word, as lines of word, neighbour, cosine with tabs between
    #[arg(long, conflicts_with = "words")]
    all: bool,
    /// Neighbours per word
    #[arg(long, short = 'k', visible_alias = "k", value_name = "N", default_value_t = 10)]
    topn: usize,
    /// Seek them among the words of this file
    #[arg(long, value_name = "OTHER")]
    among: Option<PathBuf>,
    /// Order by CSLS, 2 cos(x, y) - r(x) - r(y), which takes from hubs what they are near to everything by (Conneau et al. 2018)
    #[arg(long)]
    csls: bool,
    /// Write the lines to a file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    read: ReadArgs,
}

/// Words whose neighbours are in memory at once.
const BLOCK: usize = 1 << 14;
/// Near spellings of an unknown word that are told.
const SPELLINGS: usize = 5;

/// A word and its neighbours.
#[derive(Serialize)]
struct Found<'a> {
    word: &'a str,
    neighbours: Vec<Near<'a>>,
}

#[derive(Serialize)]
struct Near<'a> {
    word: &'a str,
    cosine: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    csls: Option<f32>,
}

/// A word that is not there, and words that are.
#[derive(Serialize)]
struct UnknownWord<'a> {
    word: &'a str,
    near_spellings: Vec<&'a str>,
}

/// What `--json` prints for some words; for all it prints a line for each.
#[derive(Serialize)]
struct Printed<'a> {
    found: &'a [Found<'a>],
    unknown: &'a [UnknownWord<'a>],
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    if let Some(path) = &args.output {
        output::refuse_existing(path, args.force)?;
    }
    let vectors = args.read.read(&args.vectors)?.vectors;
    let other = args.among.as_ref().map(|path| args.read.read(path)).transpose()?.map(|read| read.vectors);
    if let (Some(other), Some(path)) = (&other, &args.among)
        && other.matrix.columns() != vectors.matrix.columns()
    {
        bail!(
            "{} has {} dimensions and {} has {}: words of both can only be near if they lie in one space; align them first",
            args.vectors.display(),
            vectors.matrix.columns(),
            path.display(),
            other.matrix.columns()
        );
    }
    let search = Search { args, vectors: &vectors, other: other.as_ref() };
    if args.all { search.all(common.json) } else { search.some(common.json) }
}

struct Search<'a> {
    args: &'a Args,
    vectors: &'a Vectors,
    other: Option<&'a Vectors>,
}

impl<'a> Search<'a> {
    /// The vectors among which neighbours are sought.
    fn base(&self) -> &'a Vectors {
        self.other.unwrap_or(self.vectors)
    }

    fn found(&self, row: u32, neighbours: impl IntoIterator<Item = (Neighbor, Option<f32>)>) -> Found<'a> {
        let words: &Words = &self.base().words;
        let near = |(near, csls): (Neighbor, Option<f32>)| Near {
            word: words.get(near.index as usize),
            cosine: near.cosine,
            csls,
        };
        Found {
            word: self.vectors.words.get(row as usize),
            neighbours: neighbours.into_iter().map(near).collect(),
        }
    }

    fn some(&self, json: bool) -> anyhow::Result<()> {
        let index = self.vectors.words.index();
        let (mut rows, mut unseen, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        for word in &self.args.words {
            let pieces = || self.vectors.subwords.as_ref().filter(|_| !self.args.csls)?.vector(word);
            match (index.get(word), pieces()) {
                (Some(row), _) => rows.push(row as u32),
                (None, Some(vector)) => unseen.push((word, vector)),
                (None, None) => unknown.push(UnknownWord {
                    word,
                    near_spellings: spelling::near(&self.vectors.words, word, SPELLINGS),
                }),
            }
        }
        let messages: Vec<String> = unknown
            .iter()
            .map(|UnknownWord { word, near_spellings }| {
                let near: Vec<String> =
                    near_spellings.iter().map(|word| format!("{:?}", output::shown(word))).collect();
                let hint = if near.is_empty() {
                    String::new()
                } else {
                    format!("; near spellings: {}", near.join(", "))
                };
                format!("{} has no word {:?}{hint}", self.args.vectors.display(), output::shown(word))
            })
            .collect();
        let none = rows.is_empty() && unseen.is_empty();
        if none && messages.len() == 1 {
            bail!("{}", messages[0]);
        }
        messages.iter().for_each(|message| eprintln!("isogloss: {message}"));
        if none {
            bail!("{} has none of these words", self.args.vectors.display());
        }
        let mut found = if self.args.csls {
            let units = self.units();
            let mut csls = units.csls();
            self.scaled(&mut csls, &rows)
        } else {
            rows.iter().map(|&row| self.one(row)).collect()
        };
        found.extend(unseen.iter().map(|(word, vector)| self.unseen(word, vector)));
        if self.args.output.is_some() {
            return self.write(|out| found.iter().try_for_each(|found| write_lines(out, found, json)));
        }
        if json {
            output::print(&serde_json::to_string_pretty(&Printed { found: &found, unknown: &unknown })?)?;
        } else {
            output::print(&text(&found))?;
        }
        Ok(())
    }

    /// One word among vectors as they lie in the file.
    fn one(&self, row: u32) -> Found<'a> {
        let query = self.vectors.matrix.row(row as usize);
        let except = self.other.is_none().then_some(row);
        let list = nearest_to(query, &self.base().matrix, self.args.topn, except);
        self.found(row, list.into_iter().map(|near| (near, None)))
    }

    /// A word that is not there, by the vectors of its pieces.
    fn unseen(&self, word: &'a str, vector: &[f32]) -> Found<'a> {
        let list = nearest_to(vector, &self.base().matrix, self.args.topn, None);
        Found { word, ..self.found(0, list.into_iter().map(|near| (near, None))) }
    }

    /// Every word, block by block.
    fn all(&self, json: bool) -> anyhow::Result<()> {
        let units = self.units();
        let mut csls = self.args.csls.then(|| units.csls());
        self.write(|out| {
            let rows: Vec<u32> = (0..self.vectors.words.len() as u32).collect();
            for rows in rows.chunks(BLOCK) {
                let found = match &mut csls {
                    Some(csls) => self.scaled(csls, rows),
                    None => {
                        let except = self.other.is_none().then_some(rows);
                        let lists =
                            nearest(&units.queries.gather(rows), units.base(), self.args.topn, except);
                        let found = |(list, &row): (Vec<Neighbor>, &u32)| {
                            self.found(row, list.into_iter().map(|near| (near, None)))
                        };
                        lists.into_iter().zip(rows).map(found).collect()
                    }
                };
                found.iter().try_for_each(|found| write_lines(out, found, json))?;
            }
            Ok(())
        })
    }

    fn scaled(&self, csls: &mut Csls<'_>, rows: &[u32]) -> Vec<Found<'a>> {
        let lists = csls.nearest(rows, self.args.topn);
        let found = |(list, &row): (Vec<(Neighbor, f32)>, &u32)| {
            self.found(row, list.into_iter().map(|(near, csls)| (near, Some(csls))))
        };
        lists.into_iter().zip(rows).map(found).collect()
    }

    fn units(&self) -> Units {
        Units {
            queries: self.vectors.matrix.unit_rows(),
            base: self.other.map(|other| other.matrix.unit_rows()),
        }
    }

    fn write(&self, lines: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        match &self.args.output {
            Some(path) => write_whole(path, lines).map_err(|source| {
                let path = path.clone();
                isogloss::Error::Io { action: "write", path, source }
            })?,
            None => output::stream(lines)?,
        }
        Ok(())
    }
}

/// Vectors at unit length.
struct Units {
    queries: isogloss_math::Matrix,
    base: Option<isogloss_math::Matrix>,
}

impl Units {
    fn base(&self) -> &isogloss_math::Matrix {
        self.base.as_ref().unwrap_or(&self.queries)
    }

    fn csls(&self) -> Csls<'_> {
        match &self.base {
            Some(base) => Csls::between(&self.queries, base),
            None => Csls::within(&self.queries),
        }
    }
}

/// The lines of one word: word, neighbour, cosine and perhaps CSLS; or one of JSON.
fn write_lines(out: &mut dyn Write, found: &Found<'_>, json: bool) -> io::Result<()> {
    if json {
        writeln!(out, "{}", serde_json::to_string(found)?)?;
        return Ok(());
    }
    let word = output::shown(found.word);
    for near in &found.neighbours {
        write!(out, "{word}\t{}\t{:.6}", output::shown(near.word), near.cosine)?;
        if let Some(csls) = near.csls {
            write!(out, "\t{csls:.6}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn text(found: &[Found<'_>]) -> String {
    let scaled = found.iter().flat_map(|found| &found.neighbours).any(|near| near.csls.is_some());
    let mut rows = vec![["word", "neighbour", "cosine"].map(str::to_owned).to_vec()];
    rows[0].extend(scaled.then(|| "CSLS".to_owned()));
    for Found { word, neighbours } in found {
        for near in neighbours {
            let mut row = vec![output::shown(word), output::shown(near.word), format!("{:.4}", near.cosine)];
            row.extend(near.csls.map(|csls| format!("{csls:.4}")));
            rows.push(row);
        }
    }
    output::table(&rows, 2)
}
