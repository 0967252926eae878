//! Question sets as they are published.

use crate::analogy::QuestionSet;
use std::collections::HashMap;
use std::ops::Range;

/// Questions in sections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Questions {
    /// The sections in order.
    pub sections: Vec<Section>,
}

/// Questions of one kind: each is made of two pairs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// First word and second words of each pair; at least one of these, the best first.
    pub pairs: Vec<(String, Vec<String>)>,
    /// First and second pair of each question.
    pub questions: Vec<(u32, u32)>,
}

/// Numbers of lines that are no questions, from 1.
pub type BadLines = Vec<usize>;

impl Questions {
    /// Reads a text in any of these formats, told by its first line; gives the numbers of the lines that fit none, too.
    ///
    /// * `: section`, then four words a line (Google's `questions-words.txt`): a question a line;
    /// * `[section]`, then two words a line (the project's own): every two pairs of a section are a question, in either order;
    /// * two words a line, the second perhaps several with slashes between (BATS): the same, one section called `name`.
    ///
    /// Lines that begin with `# ` and empty lines are skipped.
    pub fn parse(text: &str, name: &str) -> (Self, BadLines) {
        let mut sections: Vec<Section> = Vec::new();
        let mut numbers: HashMap<(String, Vec<String>), u32> = HashMap::new();
        let mut bad = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line == "#" || line.starts_with("# ") {
                continue;
            }
            let title = line.strip_prefix(':').or_else(|| line.strip_prefix('[')?.strip_suffix(']'));
            if let Some(title) = title {
                sections.push(Section { name: title.trim().to_owned(), ..Section::default() });
                numbers.clear();
                continue;
            }
            if sections.is_empty() {
                sections.push(Section { name: name.to_owned(), ..Section::default() });
            }
            let Some(section) = sections.last_mut() else { continue };
            let mut pair = |first: &str, seconds: Vec<String>| {
                let pair = (first.to_owned(), seconds);
                let next = section.pairs.len() as u32;
                let number = *numbers.entry(pair.clone()).or_insert(next);
                if number == next {
                    section.pairs.push(pair);
                }
                number
            };
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [a, b, c, d] => {
                    let question = (pair(a, vec![(*b).to_owned()]), pair(c, vec![(*d).to_owned()]));
                    section.questions.push(question);
                }
                [first, seconds] if seconds.contains(|c| c != '/') => {
                    let seconds = seconds.split('/').filter(|second| !second.is_empty());
                    pair(first, seconds.map(str::to_owned).collect());
                }
                _ => bad.push(number + 1),
            }
        }
        for section in sections.iter_mut().filter(|section| section.questions.is_empty()) {
            section.ask_all();
        }
        sections.retain(|section| !section.questions.is_empty());
        (Self { sections }, bad)
    }

    /// Adds the sections of another set.
    pub fn append(&mut self, more: Self) {
        self.sections.extend(more.sections);
    }

    /// Section, first and second pair of every question.
    pub(super) fn places(&self) -> Vec<(usize, usize, usize)> {
        let of = |(s, section): (usize, &Section)| {
            section.questions.iter().map(|&(p, q)| (s, p as usize, q as usize)).collect::<Vec<_>>()
        };
        self.sections.iter().enumerate().flat_map(of).collect()
    }

    /// Where the questions of each section stand among all.
    pub(super) fn ranges(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let range = |section: &Section| {
            start += section.questions.len();
            start - section.questions.len()..start
        };
        self.sections.iter().map(range).collect()
    }
}

impl Section {
    /// Every two pairs, in either order.
    fn ask_all(&mut self) {
        let pairs = self.pairs.len() as u32;
        self.questions =
            (0..pairs).flat_map(|p| (0..pairs).filter(move |&q| q != p).map(move |q| (p, q))).collect();
    }
}

impl From<QuestionSet> for Questions {
    fn from(set: QuestionSet) -> Self {
        let section = |(name, pairs): (String, Vec<(String, String)>)| {
            let pairs = pairs.into_iter().map(|(first, second)| (first, vec![second])).collect();
            let mut section = Section { name, pairs, questions: Vec::new() };
            section.ask_all();
            section
        };
        Self { sections: set.sections.into_iter().map(section).collect() }
    }
}
