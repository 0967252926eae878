//! The project's own questions.

/// A question set: sections of pairs; every two pairs of a section make a question a : b :: c : d.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionSet {
    /// Name and pairs of each section.
    pub sections: Vec<(String, Vec<(String, String)>)>,
}

/// The project's own questions (`questions.txt` beside this file).
pub fn own_questions() -> QuestionSet {
    parse(include_str!("questions.txt"))
}

/// Sections of pairs from the format that `questions.txt` explains. Lines that are neither are skipped: there are none,
/// a test sees to that.
pub(super) fn parse(text: &str) -> QuestionSet {
    let mut sections: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push((name.to_owned(), Vec::new()));
        } else if let (Some((first, second)), Some((_, pairs))) = (line.split_once(' '), sections.last_mut())
        {
            pairs.push((first.to_owned(), second.trim().to_owned()));
        }
    }
    QuestionSet { sections }
}
