//! Words whose label is common knowledge.

/// Words with a label.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledWords {
    /// What the label means: "polarity".
    pub name: String,
    /// Words with label false ("negative").
    pub negative: Vec<String>,
    /// Words with label true ("positive").
    pub positive: Vec<String>,
}

/// The project's own polarity words (`polarity.txt` beside this file).
pub fn own_labels() -> LabelledWords {
    let mut labels =
        LabelledWords { name: "polarity".to_owned(), negative: Vec::new(), positive: Vec::new() };
    let mut positive = true;
    for line in include_str!("polarity.txt").lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        match line {
            "[positive]" => positive = true,
            "[negative]" => positive = false,
            words => {
                let list = if positive { &mut labels.positive } else { &mut labels.negative };
                list.extend(words.split_whitespace().map(str::to_owned));
            }
        }
    }
    labels
}
