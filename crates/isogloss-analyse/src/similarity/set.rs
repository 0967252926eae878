//! Sets of scored pairs as they are published.

/// Pairs of words with what people said of their similarity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SimilaritySet {
    /// Its name.
    pub name: String,
    /// Two words and their score, higher for more similar.
    pub pairs: Vec<(String, String, f64)>,
}

impl SimilaritySet {
    /// Reads a text with two words and a score a line; gives the numbers of the lines that have none, too.
    ///
    /// Fields are separated by tabs, else by commas or semicolons, else by white space, as the first line that has a score shows; quotation
    /// marks around a field are taken off. The score is the first number after the two words (the published SimLex-999 has
    /// a part of speech in between), in the same column everywhere. A first line without a score is a heading; lines that begin
    /// with `#` and empty lines are skipped.
    pub fn parse(name: &str, text: &str) -> (Self, Vec<usize>) {
        let mut set = Self { name: name.to_owned(), ..Self::default() };
        let mut bad = Vec::new();
        let mut shape: Option<(Separator, usize)> = None;
        let mut heading = false;
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((separator, column)) = shape.or_else(|| shape_of(line)) else {
                if heading {
                    bad.push(number + 1);
                }
                heading = true;
                continue;
            };
            shape = Some((separator, column));
            let fields = separator.split(line);
            match (fields.as_slice(), fields.get(column).and_then(|field| score(field))) {
                ([first, second, ..], Some(score)) if !first.is_empty() && !second.is_empty() => {
                    set.pairs.push(((*first).to_owned(), (*second).to_owned(), score));
                }
                _ => bad.push(number + 1),
            }
        }
        (set, bad)
    }
}

/// The separator of a line, and the column of its score.
fn shape_of(line: &str) -> Option<(Separator, usize)> {
    Separator::ALL.into_iter().find_map(|separator| {
        let fields = separator.split(line);
        let column = 2 + fields.get(2..)?.iter().position(|field| score(field).is_some())?;
        (score(fields[0]).is_none() && score(fields[1]).is_none()).then_some((separator, column))
    })
}

fn score(field: &str) -> Option<f64> {
    field.parse().ok().filter(|score: &f64| score.is_finite())
}

#[derive(Clone, Copy)]
enum Separator {
    Char(char),
    Blanks,
}

impl Separator {
    const ALL: [Self; 4] = [Self::Char('\t'), Self::Char(','), Self::Char(';'), Self::Blanks];

    fn split(self, line: &str) -> Vec<&str> {
        match self {
            Self::Char(separator) => line.split(separator).map(unquoted).collect(),
            Self::Blanks => line.split_whitespace().map(unquoted).collect(),
        }
    }
}

fn unquoted(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(field).trim()
}
