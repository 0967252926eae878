//! What every section is made of: headings, figures, tables, fold-outs.

use super::Detail;
use crate::escape::{Text, Word};
use crate::figures::Names;
use crate::figures::intervals::{Row, intervals};
use crate::number;
use crate::svg::{Size, Svg, colour};
use isogloss::report::{PairEstimate, Report};
use isogloss_math::Estimate;

/// A page under construction.
pub struct Builder<'a> {
    /// What it shows.
    pub report: &'a Report,
    /// How much of it.
    pub detail: Detail,
    /// The domains' names in figures.
    pub names: Names,
    /// The markup so far.
    pub html: String,
    /// The figures so far.
    pub figures: Vec<(String, String)>,
}

impl<'a> Builder<'a> {
    /// An empty page.
    pub fn new(report: &'a Report, detail: Detail) -> Self {
        let names = Names::new(report.domains.iter().map(|d| d.name.as_str()));
        Self { report, detail, names, html: String::new(), figures: Vec::new() }
    }

    /// Adds markup: strings of the report have passed through `escape`.
    pub fn push(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// A domain's name in its colour.
    pub fn domain(&self, index: usize) -> String {
        let name = self.report.domains.get(index).map_or("?", |d| d.name.as_str());
        format!("<b class=\"dom {}\">{}</b>", colour(index), Word(name))
    }

    /// Opens a section with its question and how to read it.
    pub fn open(&mut self, id: &str, number: &str, question: &str, how: &str) {
        let number =
            if number.is_empty() { String::new() } else { format!("<span class=\"num\">{number}</span> ") };
        self.push(&format!(
            "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{number}{question}</h2>\n"
        ));
        if !how.is_empty() {
            self.push(&format!("<p class=\"how\"><b>How to read this.</b> {how}</p>\n"));
        }
    }

    /// Whether the inputs are files of vectors, without text.
    pub fn of_vectors(&self) -> bool {
        !self.report.run.kind().is_text()
    }

    /// Closes it.
    pub fn close(&mut self) {
        self.push("</section>\n");
    }

    /// A paragraph.
    pub fn paragraph(&mut self, markup: &str) {
        self.push(&format!("<p>{markup}</p>\n"));
    }

    /// A smaller heading.
    pub fn heading(&mut self, markup: &str) {
        self.push(&format!("<h3>{markup}</h3>\n"));
    }

    /// The heading of one of several pairs; a lone pair needs none.
    pub fn pair_heading(&mut self, a: usize, b: usize, pairs: usize) {
        if pairs > 1 {
            let heading = format!("{} and {}", self.domain(a), self.domain(b));
            self.push(&format!("<h3 class=\"pair\">{heading}</h3>\n"));
        }
    }

    /// Says that only some of the pairs (or domains) are shown.
    pub fn omitted(&mut self, all: usize, shown: usize, what: &str, table: &str) {
        if all > shown {
            self.push(&format!("<p class=\"note\">Shown: {shown} of {all} {what}. All are in <code>tables/{table}</code>.</p>\n"));
        }
    }

    /// A section that could not be computed says why.
    pub fn unavailable(&mut self, reason: &str) {
        self.push(&format!("<p class=\"absent\"><b>Not computed.</b> {}</p>\n", Text(reason)));
    }

    /// The same for one domain of several.
    pub fn unavailable_for(&mut self, domain: usize, reason: &str) {
        let name = self.domain(domain);
        self.push(&format!("<p class=\"absent\"><b>Not computed</b> for {name}: {}</p>\n", Text(reason)));
    }

    /// A figure, drawn once for screens and once for phones.
    pub fn figure(&mut self, name: &str, caption: &str, draw: impl Fn(&Self, Size) -> Svg) {
        let wide = draw(self, Size::WIDE);
        let narrow = draw(self, Size::NARROW);
        self.figures.push((name.to_owned(), wide.standalone()));
        let (wide, narrow) =
            (wide.inline(&format!("f-{name}"), "wide"), narrow.inline(&format!("f-{name}-n"), "narrow"));
        self.push(&format!("<figure>\n{wide}{narrow}{}</figure>\n", caption_of(caption)));
    }

    /// Small figures side by side, below each other on a phone.
    pub fn figures(&mut self, figures: Vec<(String, String, Svg)>) {
        self.push("<div class=\"halves\">\n");
        for (name, caption, svg) in figures {
            self.figures.push((name.clone(), svg.standalone()));
            let svg = svg.inline(&format!("f-{name}"), "half");
            self.push(&format!("<figure>\n{svg}{}</figure>\n", caption_of(&caption)));
        }
        self.push("</div>\n");
    }

    /// A dot-and-interval chart of one figure per domain.
    pub fn per_domain(
        &mut self,
        name: &str,
        title: &str,
        axis: &str,
        caption: &str,
        estimates: &[&Estimate],
        marks: &[(f64, &str)],
    ) {
        let shown = estimates.len().min(self.detail.domains);
        self.figure(name, caption, |page, size| {
            let rows: Vec<Row<'_>> = estimates[..shown]
                .iter()
                .enumerate()
                .map(|(d, e)| Row::new(page.names.get(d), colour(d), e))
                .collect();
            intervals(title, axis, &rows, marks, size)
        });
    }

    /// A dot-and-interval chart of one difference per pair, against zero.
    pub fn differences(
        &mut self,
        name: &str,
        title: &str,
        axis: &str,
        caption: &str,
        estimates: &[PairEstimate],
    ) {
        if estimates.is_empty() {
            return;
        }
        let shown = estimates.len().min(2 * self.detail.pairs);
        self.figure(name, caption, |page, size| {
            let rows: Vec<Row<'_>> = estimates[..shown]
                .iter()
                .map(|e| {
                    Row::new(format!("{} − {}", page.names.get(e.b), page.names.get(e.a)), "ink", &e.estimate)
                })
                .collect();
            intervals(title, axis, &rows, &[(0.0, "no difference")], size)
        });
    }

    /// A table whose columns are the domains: (what, a cell per domain).
    pub fn domain_table(&mut self, caption: &str, rows: &[(String, Vec<String>)]) {
        let shown = self.report.domains.len().min(self.detail.domains);
        let mut head = String::from("<td></td>");
        for d in 0..shown {
            head.push_str(&format!("<th scope=\"col\" class=\"num\">{}</th>", self.domain(d)));
        }
        let mut body = String::new();
        for (what, cells) in rows {
            body.push_str(&format!("<tr><th scope=\"row\">{what}</th>"));
            for cell in cells.iter().take(shown) {
                body.push_str(&format!("<td class=\"num\">{cell}</td>"));
            }
            body.push_str("</tr>\n");
        }
        self.push(&format!("<div class=\"by-domain\" style=\"--n:{shown}\">\n"));
        self.table(caption, &head, &body);
        self.push("</div>\n");
    }

    /// A table that scrolls by itself where it is wider than the page.
    pub fn table(&mut self, caption: &str, head: &str, body: &str) {
        self.push(&format!(
            "<div class=\"scroll\"><table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n\
             <tbody>\n{body}</tbody>\n</table></div>\n"
        ));
    }

    /// How it was done, folded away.
    pub fn method(&mut self, paragraphs: &[&str]) {
        self.push("<details class=\"method\"><summary>Method and caveats</summary>\n");
        for paragraph in paragraphs {
            self.paragraph(paragraph);
        }
        self.push("</details>\n");
    }
}

/// A value with its interval, which stays in one piece.
pub fn interval_html(estimate: &Estimate) -> String {
    let text = number::interval(estimate);
    match text.split_once(' ') {
        Some((value, interval)) => format!("{value} <span class=\"ci\">{interval}</span>"),
        None => text,
    }
}

/// How an estimate was had, in the words of the analysis: a sentence.
pub fn method_of(estimate: Option<&Estimate>) -> String {
    match estimate {
        Some(e) if !e.method.is_empty() => format!("Estimated by: {}.", Text(e.method.trim_end_matches('.'))),
        _ => String::new(),
    }
}

fn caption_of(caption: &str) -> String {
    if caption.is_empty() { String::new() } else { format!("<figcaption>{caption}</figcaption>\n") }
}
