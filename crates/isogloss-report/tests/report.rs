//! The whole layout, on comparisons of invented numbers.

mod mock;

use isogloss::report::{Comparison, GeometryPair, Section};
use isogloss_report::{MAX_HTML_BYTES, ReportError, html, json, write};
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn a_run_folder_holds_the_report_the_page_the_tables_and_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    write(&mock::comparison(&mock::usual()), folder.path()).unwrap();
    let files = files(folder.path());
    for name in [
        "report.json",
        "report.html",
        "tables/README.txt",
        "tables/domains.csv",
        "tables/claims.csv",
        "tables/keyness.csv",
        "tables/shift-wikipedia-twitter.csv",
        "tables/rank-frequency-wikipedia.csv",
        "tables/rank-frequency-twitter.csv",
        "tables/zipf.csv",
        "tables/entropy.csv",
        "tables/entropy-growth.csv",
        "tables/cooccurrence.csv",
        "tables/company-wikipedia-twitter.csv",
        "tables/company-pairs.csv",
        "tables/alignment.csv",
        "tables/noise.csv",
        "tables/analogy.csv",
        "tables/transfer.csv",
        "tables/divergence.csv",
        "tables/spectrum.csv",
        "tables/attention.csv",
        "tables/summary.csv",
        "figures/rank-frequency.svg",
        "figures/shift-0-1.svg",
        "figures/company-0-1.svg",
        "figures/keyness-0-1.svg",
        "figures/spectrum.svg",
    ] {
        assert!(files.contains_key(name), "{name} is missing from {:?}", files.keys());
    }
    assert!(!files.keys().any(|name| name.ends_with(".partial")));
    for (name, bytes) in &files {
        let text = String::from_utf8(bytes.clone()).unwrap();
        match name.rsplit('.').next() {
            Some("svg") => assert_well_formed(name, &text),
            Some("csv") => assert_rectangular(name, &text),
            _ => {}
        }
    }
}

#[test]
fn tables_keep_every_word_and_every_digit() {
    let folder = tempfile::tempdir().unwrap();
    let comparison = mock::comparison(&mock::usual());
    write(&comparison, folder.path()).unwrap();
    let mut reader =
        csv::Reader::from_path(folder.path().join("tables/shift-wikipedia-twitter.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let words = &comparison.shifts[0].2;
    assert_eq!(rows.len(), words.len());
    for (row, word) in rows.iter().zip(words) {
        assert_eq!(row[0], word.word);
        assert_eq!(row[3].parse::<f64>().unwrap().to_bits(), word.shift.to_bits());
        assert_eq!(row[8].parse().ok(), word.rank);
    }
}

#[test]
fn the_same_comparison_gives_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&mock::comparison(&mock::usual()), one.path()).unwrap();
    write(&mock::comparison(&mock::usual()), two.path()).unwrap();
    assert!(files(one.path()) == files(two.path()));
}

#[test]
fn the_page_is_well_formed_and_asks_the_network_for_nothing() {
    let page = html(&mock::comparison(&mock::usual()).report);
    assert_well_formed("page", &page);
    assert!(page.len() < MAX_HTML_BYTES);
    // Addresses that a browser would fetch; names of namespaces are none.
    for fetched in ["src=", "url(", "@import", "http://", "https://", "<link rel=\"stylesheet\""] {
        assert!(!page.contains(fetched), "the page holds {fetched}");
    }
    assert!(page.contains("script-src 'sha256-"));
}

#[test]
fn headings_are_in_order_and_ids_are_unique() {
    for domains in [2, 3] {
        let mut scale = mock::small();
        scale.names = (0..domains).map(|d| format!("d{d}")).collect();
        let page = html(&mock::comparison(&scale).report);
        let levels: Vec<u32> = page
            .match_indices("<h")
            .filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10))
            .collect();
        assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
        for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.binary_search(&link).is_ok(), "#{link} leads nowhere");
        }
    }
}

#[test]
fn every_section_can_be_missing() {
    let comparison = mock::nothing_computable(&mock::small());
    let folder = tempfile::tempdir().unwrap();
    write(&comparison, folder.path()).unwrap();
    let page = html(&comparison.report);
    assert_well_formed("page", &page);
    assert_eq!(page.matches("41 shared words, at least 100 are needed &lt;b&gt;").count(), 11);
}

#[test]
fn files_of_vectors_have_a_page_that_speaks_of_no_test() {
    for domains in [2, 3] {
        let mut scale = mock::small();
        scale.names = (0..domains).map(|d| format!("d{d}")).collect();
        let comparison = mock::of_vectors(&scale);
        let folder = tempfile::tempdir().unwrap();
        write(&comparison, folder.path()).unwrap();
        let page = html(&comparison.report);
        assert_well_formed("page", &page);
        assert!(
            page.contains("id=\"vocabulary\"")
                && page.contains("needs text: vectors.txt is a file of vectors")
        );
        assert!(page.contains("not tested") && page.contains("2 duplicate words (line 17, line 90001)"));
        for (name, bytes) in files(folder.path()) {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.to_lowercase().contains("significan"), "{name} speaks of what no test has shown");
            if name.ends_with(".csv") {
                assert_rectangular(&name, &text);
            }
        }
    }
    assert!(!html(&mock::comparison(&mock::small()).report).contains("#vocabulary"));
}

#[test]
fn parts_of_sections_can_be_missing() {
    let mut comparison = mock::comparison(&mock::small());
    let sections = &mut comparison.report.sections;
    if let Section::Computed(s) = &mut sections.cooccurrence {
        s.domains[1].fit = Section::NotComputable { reason: "no contexts".into() };
        s.pairs[0].company = Section::NotComputable { reason: "too few shared words".into() };
    }
    if let Section::Computed(s) = &mut sections.transfer {
        s.pairs[0].classifier = Section::NotComputable { reason: "too few labelled words".into() };
    }
    if let Section::Computed(s) = &mut sections.geometry {
        let pair = &mut s.pairs[0];
        (pair.control_a, pair.control_b, pair.details) = (vec![], vec![], vec![]);
        (pair.shift.noise_a, pair.shift.noise_b, pair.shift.above_noise) = (vec![], vec![], None);
        pair.shift.words.clear();
    }
    if let Section::Computed(s) = &mut sections.information {
        (s.information.scatter, s.information.characteristic) = (vec![], vec![vec![], vec![]]);
    }
    if let Section::Computed(s) = &mut sections.analogy {
        (s.analogy.sections, s.differences) = (vec![], vec![]);
    }
    let page = html(&comparison.report);
    assert_well_formed("page", &page);
    for text in ["no contexts", "too few labelled words", "without a control"] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn three_domains_make_three_pairs() {
    let mut scale = mock::small();
    scale.names = vec!["wiki".into(), "twitter".into(), "news".into()];
    let page = html(&mock::comparison(&scale).report);
    assert_well_formed("page", &page);
    for pair in ["0-1", "0-2", "1-2"] {
        assert!(
            page.contains(&format!("id=\"f-shift-{pair}-t\""))
                && page.contains(&format!("id=\"f-transfer-{pair}-t\"")),
            "{pair}"
        );
    }
    assert!(page.contains("<option value=\"2\">twitter and news</option>"));
}

#[test]
fn strangers_words_cannot_break_the_page() {
    let hostile = [
        "</script><img src=x onerror=alert(1)>",
        "\"'><svg onload=alert(1)>",
        "]]>",
        "<!--",
        "-->",
        "&lt;b&gt;",
        "\u{202e}desrever",
        "\u{2066}isolate",
        "a\u{2069}b\u{200f}c",
        "\u{2028}\u{2029}",
        "nul\u{0}\u{b}\u{1b}",
        "\u{fffe}",
        "</title>",
        "</style>",
        "${alert(1)}",
        "\\u003cimg",
        "=1+1",
        "@user",
    ];
    let mut scale = mock::small();
    scale.special = hostile.map(String::from).to_vec();
    scale.special.push("longest".repeat(2000));
    scale.names = vec!["</script><img src=x onerror=alert(1)>".into(), "\u{202e}\"'&<b>".into()];
    let comparison = mock::comparison(&scale);
    let folder = tempfile::tempdir().unwrap();
    write(&comparison, folder.path()).unwrap();

    let page = html(&comparison.report);
    assert_well_formed("page", &page);
    assert!(
        !page.contains("<img")
            && !page.contains("<svg onload")
            && !page.contains("longest".repeat(100).as_str())
    );
    for control in ['\u{202e}', '\u{2066}', '\u{2069}', '\u{2028}', '\0', '\u{1b}', '\u{fffe}'] {
        assert!(!page.contains(control), "{control:?}");
    }
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);

    // The page's data read back as what they were: shortened, and with the controls made visible.
    let data = page.split("id=\"words\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let words = data["pairs"][0]["words"].as_array().unwrap();
    assert!(words.iter().any(|w| w == "</script><img src=x onerror=alert(1)>"));
    assert!(words.iter().any(|w| w == "\u{fffd}desrever"));

    let files = files(folder.path());
    for (name, bytes) in &files {
        assert!(!name.contains('<') && !name.contains(".."), "{name}");
        if name.ends_with(".svg") {
            assert_well_formed(name, std::str::from_utf8(bytes).unwrap());
        }
    }
    let shift = files.iter().find(|(name, _)| name.starts_with("tables/shift-")).unwrap();
    assert!(String::from_utf8_lossy(shift.1).contains("\n=1+1,"));
}

#[test]
fn the_page_stays_small_whatever_the_corpus() {
    let mut scale = mock::usual();
    // Long words of letters that take four bytes, or six when escaped, in every place; and more pairs than a page can hold.
    scale.special = (0..4000).map(|i| format!("{i}{}", "😂<".repeat(300))).collect();
    (scale.scatter, scale.details) = (4000, 1500);
    let two = mock::comparison(&scale);
    let page = html(&two.report);
    assert!(page.len() <= MAX_HTML_BYTES, "{}", page.len());
    assert_well_formed("page", &page);

    let mut many = mock::comparison(&mock::Scale {
        names: (0..9).map(|d| format!("d{d}")).collect(),
        scatter: 600,
        details: 200,
        ..mock::usual()
    });
    many.report.findings = vec!["&".repeat(100_000); 5000];
    let long = many.report.claims[0].clone();
    many.report.claims = (0..5000)
        .map(|_| isogloss_analyse::claims::Claim { note: "<".repeat(10_000), ..long.clone() })
        .collect();
    let page = html(&many.report);
    assert!(page.len() <= MAX_HTML_BYTES, "{}", page.len());
    assert!(page.contains("of 36 pairs of domains"));
}

#[test]
fn a_usual_page_shows_everything() {
    let page = html(&mock::comparison(&mock::usual()).report);
    assert!(page.contains("1,000 words can be looked up"));
    assert!(page.contains(">apple</button>") && page.contains(">viral</button>"));
    assert!(page.contains("0.120 <span class=\"ci\">[0.104, 0.136]</span>"), "the claims' figures");
}

#[test]
fn json_has_the_keys_of_its_schema_and_reads_back() {
    let report = mock::comparison(&mock::small()).report;
    let text = json(&report).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], "isogloss-report/4");
    for key in ["run", "domains", "findings", "sections", "claims"] {
        assert!(!value[key].is_null(), "{key}");
    }
    for key in [
        "zipf",
        "entropy",
        "cooccurrence",
        "geometry",
        "information",
        "analogy",
        "transfer",
        "spectrum",
        "attention",
        "summary",
    ] {
        assert_eq!(value["sections"][key]["status"], "computed", "{key}");
    }
    let back: isogloss::report::Report = serde_json::from_str(&text).unwrap();
    assert!(back == report);
}

#[test]
fn a_number_that_is_none_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |break_it: &dyn Fn(&mut Comparison), path: &str| {
        let mut comparison = mock::comparison(&mock::small());
        break_it(&mut comparison);
        let error = write(&comparison, folder.path()).unwrap_err();
        assert!(matches!(&error, ReportError::NotFinite { path: found, .. } if found == path), "{error}");
        assert!(files(folder.path()).is_empty());
    };
    refused(
        &|c| geometry(c).shift.words[3].shift = f64::NAN,
        "report.sections.geometry.pairs[0].shift.words[3].shift",
    );
    refused(
        &|c| geometry(c).details[0].neighbours_a[1].1 = f32::INFINITY,
        "report.sections.geometry.pairs[0].details[0].neighbours_a[1][1]",
    );
    refused(
        &|c| c.report.claims[0].figures[0].estimate.low = Some(f64::NAN),
        "report.claims[0].figures[0].estimate.low",
    );
    refused(&|c| c.shifts[0].2[7].noise = Some(f64::NEG_INFINITY), "shifts[0][2][7].noise");
    refused(&|c| c.companies[0].2[3].plug_in = f64::NAN, "companies[0][2][3].plug_in");
    refused(&|c| c.key_words[9].g2 = f64::NAN, "key_words[9].g2");
}

#[test]
fn domains_keep_contrast_on_their_paper() {
    let css = include_str!("../assets/figure.css");
    let page = include_str!("../assets/report.css");
    let blocks = |css: &str| -> Vec<BTreeMap<String, [f64; 3]>> {
        css.split('{').filter(|b| b.contains("--") && b.contains('#')).map(colours).collect()
    };
    for (scheme, (figure, page)) in blocks(css).iter().zip(blocks(page)).enumerate() {
        let paper = figure["paper"];
        for name in ["ink", "soft", "c0", "c1", "c2", "c3", "c4", "c5"] {
            for ground in [paper, figure["raised"]] {
                let ratio = contrast(figure[name], ground);
                assert!(ratio >= 4.5, "scheme {scheme}: --{name} has {ratio:.2}");
            }
        }
        for name in ["good", "bad", "open"] {
            let ratio = contrast(page[name], page[&format!("{name}-soft")]);
            assert!(ratio >= 4.5, "scheme {scheme}: --{name} has {ratio:.2}");
        }
        assert!(contrast(figure["mark"], paper) >= 3.0);
    }
}

fn geometry(comparison: &mut Comparison) -> &mut GeometryPair {
    match &mut comparison.report.sections.geometry {
        Section::Computed(section) => &mut section.pairs[0],
        Section::NotComputable { reason } => panic!("{reason}"),
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn assert_rectangular(name: &str, text: &str) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().len();
    let mut rows = 0;
    for record in reader.records() {
        assert_eq!(record.unwrap().len(), columns, "{name}");
        rows += 1;
    }
    assert!(rows > 0, "{name} is empty");
}

/// Every element that is opened is closed, inside the one in which it was opened; no `<` or bare quote stands where it must not.
fn assert_well_formed(name: &str, text: &str) {
    const VOID: [&str; 6] = ["meta", "link", "br", "input", "!DOCTYPE", "?xml"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or_else(|| panic!("{name}: a tag has no end"));
        let tag = &rest[..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{name}: quotes in <{tag}>");
        assert!(!tag.contains('<'), "{name}: < in <{tag}>");
        rest = &rest[end + 1..];
        let element = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or_default();
        assert!(element.chars().all(|c| c.is_ascii_alphanumeric() || "!?".contains(c)), "{name}: <{tag}>");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(element), "{name}: </{element}> closes another element");
        } else if !tag.ends_with('/') && !VOID.contains(&element) {
            open.push(element);
        }
        if matches!(element, "script" | "style") && !tag.starts_with('/') {
            // Raw text: only its own end tag ends it.
            rest = &rest[rest
                .find(&format!("</{element}"))
                .unwrap_or_else(|| panic!("{name}: <{element}> has no end"))..];
        }
    }
    assert!(open.is_empty(), "{name}: never closed: {open:?}");
}

fn colours(block: &str) -> BTreeMap<String, [f64; 3]> {
    let declaration = |part: &str| {
        let (name, value) = part.split('}').next()?.trim().strip_prefix("--")?.split_once(':')?;
        let hex = value.trim().strip_prefix('#')?;
        let channel = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok().map(f64::from);
        Some((name.to_owned(), [channel(0)?, channel(2)?, channel(4)?]))
    };
    block.split(';').filter_map(declaration).collect()
}

/// Contrast as WCAG 2 defines it.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let light = |c: [f64; 3]| {
        let linear = c.map(|v| {
            if v / 255.0 <= 0.04045 { v / 255.0 / 12.92 } else { ((v / 255.0 + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (high, low) = (light(a).max(light(b)), light(a).min(light(b)));
    (high + 0.05) / (low + 0.05)
}
