use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn shown(wikitext: &str) -> String {
    plain_text(wikitext, &Namespaces::default()).text
}

/// Wikitext and what is read.
#[track_caller]
fn table(cases: &[(&str, &str)]) {
    for (wikitext, text) in cases {
        assert_eq!(shown(wikitext), *text, "{wikitext:?}");
    }
}

#[test]
fn paragraphs_and_lines() {
    table(&[
        ("", ""),
        ("one\ntwo\n\nthree", "one two\nthree"),
        ("one\r\ntwo\r\n\r\nthree", "one two\nthree"),
        ("  a \u{a0} b\tc  \n\n\n d", "a b c\nd"),
        ("* one\n** two [[three]]\n# four\n: five\n;six\n*:seven", "one\ntwo three\nfour\nfive\nsix\nseven"),
        ("text\n* item\ntext", "text\nitem\ntext"),
        ("a\n----\nb\n-----c", "a\nb\nc"),
        ("a-b – c:d; e#f * g = h", "a-b – c:d; e#f * g = h"),
        ("one<br>two<br/>three", "one two three"),
        ("<div>one</div>two<blockquote>three</blockquote>", "one\ntwo\nthree"),
    ]);
}

#[test]
fn headings_and_sections() {
    table(&[
        ("a\n== ''B'' [[c|d]] ==\ne", "a\nB d\ne"),
        ("=a=\nb\n==c== <!-- x -->\nd\n=== e ===  \nf", "a\nb\nc\nd\ne\nf"),
        // Nothing under it.
        ("== a ==\n=== b ===\n{|\n|c\n|}\n== d ==\ne", "d\ne"),
        (
            "a\n== See also ==\n* [[b]]\n=== c ===\nd\n== e ==\nf\n==References==\n<references/>\n{{x}}",
            "a\ne\nf",
        ),
        ("a\n== Siehe auch ==\nb\n= c =\nd", "a\nc\nd"),
        ("a\n== External links: ==\n* [http://x y]", "a"),
        ("== See also the river ==\na", "See also the river\na"),
        // No headings.
        ("== a\nb ==\n", "== a b =="),
        ("a == b ==", "a == b =="),
        ("====\na", "==== a"),
    ]);
    let plain = plain_text("== References ==\nx\n== Notes ==\ny", &Namespaces::default());
    assert_eq!((plain.text.as_str(), plain.skipped.sections), ("", 2));
}

#[test]
fn links() {
    table(&[
        ("[[a]]s and [[a|b]]s and [[a|b|c]] and [[a#b|c]]", "as and bs and b|c and c"),
        ("[[#b]] [[:Category:c]] [[:File:d.jpg|e]] [[:fr:f]]", "b Category:c e fr:f"),
        ("[[Help:a (b)|]] [[c, d|]] [[e|]]", "a c e"),
        ("[[a|''b'' {{c}} <small>d</small>]]", "b d"),
        ("x [[File:a.jpg|thumb|200px|b [[c|d]] {{e}} <ref>f</ref>\n\ng]] y", "x y"),
        ("[[Image:a.jpg]][[DATEI:b.png|mini]][[ファイル:c]] d", "d"),
        ("a [[Category:b]] [[catégorie:c|*]]\n[[fr:d]]\n[[zh-min-nan:e]] [[simple:f]]", "a"),
        ("[[wikt:a|b]] [[s:c|d]] [[doi:e|f]] [[Wikipedia:g|h]]", "b d f h"),
        ("[http://a.b c ''d''] [https://e] f [//g h] [mailto:i@j k]", "c d f h k"),
        ("http://a.b/c_d?e=f g", "http://a.b/c_d?e=f g"),
        ("[sic] [...] a[1] ]", "[sic] [...] a[1] ]"),
        ("[[a|[b]]] [[File:a|[http://x y]]] c", "[b] c"),
        ("[[a b\n\nc | d ]] e", "a b\nc | d e"),
        ("[[a|b c\n\nd", "b c\nd"),
        ("a]] b", "a b"),
        ("[[File:a|b [[c]\nd\n\ne", "d\ne"),
    ]);
}

#[test]
fn templates() {
    table(&[
        ("{{a}}b{{c|{{d|e}}|f={{g}}}}h{{{1|i}}}j{{{{k}}}}", "bhj"),
        ("{{Infobox\n| a = b\n| c = {{d\n| e }}\n}}\n'''f'''", "f"),
        ("{{lang|fr|mot}} {{Lang-de|Wort}} {{transl|ru|ISO|slovo}} {{nihongo|a|b|c}}", "mot Wort slovo a"),
        (
            "{{convert|5|km}}, {{convert|5|to|10|km|mi|abbr=on}} {{cvt|6|x|7|ft|m|0}}",
            "5 km, 5 to 10 km 6 x 7 ft",
        ),
        (
            "{{nowrap|a {{nowrap|b}} [[c|d]]}} {{abbr|e|f}} {{small|1=g = h}} {{nowrap| i }}",
            "a b d e g = h i",
        ),
        (
            "{{chem|H|2|O}} {{As of|2012|lc=y}} {{as of|lc=y|2013}} {{circa|1500}} {{circa}}",
            "H2O as of 2012 as of 2013 c. 1500 c.",
        ),
        ("a{{ndash}}b{{spaced ndash}}c{{'s}} d{{nbsp|2}}e {{formatnum:1234}}", "a–b – c's d e 1234"),
        ("a {{quote|b {{c}}|d}} e\n{{cquote|author=f|text=g}}", "a\nb\ne\ng"),
        ("{{nowrap|a=b}} {{nowrap|[http://x?y=z w]}}", "w"),
        ("{{small}} a {{lang|de}} b", "a b"),
        ("{{anchor|a}}: b", "b"),
        // Broken.
        ("{{nowrap|4294967295=a|65535=b|c}} {{nowrap|0=d}}", ""),
        ("a {{b | c\nd", "a\nd"),
        ("a }} b", "a b"),
        ("a {{b [[c}} d", "a d"),
        ("a {{b | c\nd\n\n{{e}}f", "a\nd\nf"),
        ("{{nowrap|a [[b}} c", "a b c"),
    ]);
}

#[test]
fn tables() {
    table(&[
        ("a\n{| class=x\n! b\n|-\n| c || d\n{|\n| e\n|}\n|}\nf", "a\nf"),
        (":{|\n|a\n|}\nb", "b"),
        ("{|\n|{{a|b\n|c}}\n|}d", "d"),
        ("{{a|\n{|\n|b\n|}\n|}}c", "c"),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>c", "c"),
        // Never closed, or never opened.
        ("{| class=x\n| b\n|-\nc\nd", "c\nd"),
        ("| a\n|-\n|}\nb", "b"),
        ("a <table> b\nc", "a\nc"),
    ]);
}

#[test]
fn elements_and_comments() {
    table(&[
        ("a<ref>b</ref>c<ref name=d />e<ref name=\"f\">g\n\nh</REF >i", "acei"),
        (
            "a <math>b {{c</math> d <gallery>\nFile:e\n</gallery>f <syntaxhighlight lang=g>h</syntaxhighlight>",
            "a d f",
        ),
        ("H<sub>2</sub>O <b>a</b> <span style=\"b\">c</span> <code>d()</code>", "H2O a c d()"),
        ("a<!-- b\n\nc {{ -->d<!-- e", "ad"),
        ("<nowiki>[[a]] {{b}} ''c'' &amp; </nowiki>d", "[[a]] {{b}} ''c'' & d"),
        ("a <b c <d> e < f > g <2", "a <b c <d> e < f > g <2"),
        ("a<ref>b\nc", "a c"),
        ("a</ref>b<references>\n<ref name=c>d</ref></references>e<references />", "abe"),
        ("<poem>a\nb</poem>", "a b"),
        ("{{a|<ref>}}</ref>}}b", "b"),
        ("__TOC__a __NOEDITSECTION__b __KEIN_INHALTSVERZEICHNIS__ a__b __c__", "a b a__b __c__"),
        ("a ~~~~ b ~~ c", "a b ~~ c"),
        ("-{a}- -{zh-hans:b;zh-hant:c}- -{H|zh-cn:d}- x-{y", "a b x-{y"),
    ]);
}

#[test]
fn entities_are_text_and_no_markup() {
    table(&[
        ("a&nbsp;b &ndash; &eacute;&#233;&#xE9; &thetasym; &apos;", "a b – ééé ϑ '"),
        ("&lt;ref&gt;a&lt;/ref&gt; &#91;&#91;b&#93;&#93; &#123;{c&#125;}", "<ref>a</ref> [[b]] {{c}}"),
        ("&amp;nbsp; AT&T &unknown; &; &#xFFFFFFFF; &nbsp", "&nbsp; AT&T &unknown; &; &#xFFFFFFFF; &nbsp"),
    ]);
}

#[test]
fn apostrophes() {
    table(&[
        ("''a'' '''b''' '''''c''''' d'e 'f'", "a b c d'e 'f'"),
        ("''Titanic'''s a\n\nl'''Express'' b", "Titanic's a\nl'Express b"),
        ("l'''Italie'' fut\n\n'''b'''", "l'Italie fut\nb"),
        ("''''a''' ''''''b'''''", "'a 'b"),
        ("''a\n''b'''s", "a b's"),
    ]);
}

#[test]
fn wounds_are_mended() {
    table(&[
        ("a ({{b}}) c ({{b}}, {{c}}; {{d}}) e ({{f}}; 1 May – {{g}}, )", "a c e (1 May –)"),
        ("a {{b}}. c {{d}}, e <ref>f</ref>; g <!-- h -->.", "a. c, e; g."),
        ("a, {{b}}, c, {{d}}. e {{f}} ... g", "a, c. e ... g"),
        ("(a) ( b ) () a , b .", "(a) ( b ) () a , b ."),
        ("mot <ref>a</ref> : suite", "mot : suite"),
        ("{{a}} , b", ", b"),
    ]);
}

#[test]
fn what_was_dropped_is_counted() {
    let wikitext = "{{a}} {{nowrap|{{b}}c}}\n{|\n|d {{e}}\n|}\n<ref>{{f}}</ref><ref name=g/><math>h</math>\
        [[File:i|[[j]]]][[Category:k]] [[Image:l]]\n== Notes ==\nm";
    let expected = Skipped { templates: 3, tables: 1, references: 2, files: 2, elements: 1, sections: 1 };
    let Plain { text, skipped } = plain_text(wikitext, &Namespaces::default());
    assert_eq!((text.as_str(), skipped), ("c", expected));
}

#[test]
fn redirects() {
    assert!(
        is_redirect("#REDIRECT [[a]]")
            && is_redirect(" #redirect[[a]]")
            && is_redirect("#перенаправление [[a]]")
    );
    assert!(!is_redirect("# a list") && !is_redirect("REDIRECT") && !is_redirect("#redirects"));
}

/// Texts of megabytes made to be slow to read. Each takes half a second in a build that is hardly optimised; where the time
/// grew with the square of the length, it would be minutes.
#[test]
fn time_is_linear_whatever_is_nested() {
    let pieces = [
        "{{",
        "[[",
        "{{{",
        "<ref>",
        "<ref><ref",
        "{|\n",
        "\n{|",
        "[[a|",
        "{{a|",
        "{{nowrap|",
        "{{nowrap|1=",
        "{{transl|a|",
        "{{chem|",
        "''",
        "'''",
        "'''''a",
        "-{",
        "-{a:",
        "<!--",
        "[http://",
        "[http://a ",
        "<b",
        "<nowiki>",
        "</ref",
        "<table>",
        "\n=a",
        "\n=a=",
        "\n==a==\n{{",
        "= ",
        "&",
        "&a",
        "__",
        "__A",
        "~~~",
        "}}",
        "]]",
        "|}",
        "\n|",
        "\n|}",
        "[[:",
        "[[File:a|",
        "[[#",
        "({{a}}",
        "({{nowrap|,",
        "{{quote|",
        "{{quote|text=",
        "{{lc:",
        "{{convert|1|",
        "\n* ",
        "\n ",
        " ",
        "\n",
        "(",
        "<math>[[",
        "-->",
        "{{a\n|b=[[c|",
    ];
    let closings = ["", "}}", "]]", "}-", "</ref>", "|]]", "|}}", "\n|}", "'''", ")"];
    let size = 1 << 20;
    for piece in pieces {
        let start = Instant::now();
        let opened = piece.repeat(size / piece.len());
        shown(&opened);
        for closing in &closings[1..] {
            // As many closed as were opened, a smaller text: most of what could go wrong does so here.
            let count = size / 8 / (piece.len() + closing.len());
            shown(&(piece.repeat(count) + "x" + &closing.repeat(count)));
            shown(&format!("{piece}{closing}").repeat(count));
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{piece:?}: {:?}", start.elapsed());
    }
}

/// Text with much markup in it, most of it broken.
fn broken() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{{",
        "}}",
        "{{{",
        "}}}",
        "[[",
        "]]",
        "[",
        "]",
        "|",
        "=",
        "==",
        "\n",
        "\n\n",
        "\n==",
        "\n*",
        "\n{|",
        "\n|}",
        "\n|",
        "{|",
        "|}",
        "''",
        "'''",
        "<ref>",
        "</ref>",
        "<ref/>",
        "<b>",
        "</b>",
        "<table>",
        "</table>",
        "<nowiki>",
        "</nowiki>",
        "<!--",
        "-->",
        "&amp;",
        "&nbsp;",
        "-{",
        "}-",
        "__",
        "__TOC__",
        "~~~~",
        "File:",
        "Category:",
        ":",
        ";",
        "(",
        ")",
        ",",
        ".",
        " ",
        "a",
        "é",
        "日本",
        "http://",
        "[http://x ",
        "nowrap|",
        "lang|fr|",
        "convert|5|",
        "quote|",
        "transl|",
        "chem|",
        "lc:",
        "1=",
        "#",
        "References ==\n",
        "\r\n",
        "\t",
        "\u{a0}",
        "<br",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Markup in which everything that is opened is closed.
fn balanced() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["a", "b c", "é.", "1", "", " ", "&nbsp;", "x-y", "(d)", "f, g"])
        .prop_map(str::to_string);
    leaf.prop_recursive(5, 60, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            inner.clone().prop_map(|text| format!("{{{{t|{text}}}}}")),
            inner.clone().prop_map(|text| format!("{{{{nowrap|{text}}}}}")),
            inner.clone().prop_map(|text| format!("{{{{lang|fr|{text}}}}}")),
            inner.clone().prop_map(|text| format!("[[File:f|thumb|{text}]]")),
            inner.clone().prop_map(|text| format!("[[t|{text}]]")),
            inner.clone().prop_map(|text| format!("[http://x {text}]")),
            inner.clone().prop_map(|text| format!("<ref>{text}</ref>")),
            inner.clone().prop_map(|text| format!("<b>{text}</b>")),
            inner.clone().prop_map(|text| format!("''x{text}y''")),
            // A table begins a line: in a heading, which is one line, there is none.
            inner.clone().prop_map(|text| match text.contains("\n{|") {
                true => "\n== h ==\n".to_owned(),
                false => format!("\n== {} h ==\n", text.replace(['\n', '='], " ")),
            }),
            inner.clone().prop_map(|text| format!("\n* {text}\n")),
            inner.prop_map(|text| format!("\n{{|\n| {text}\n|}}\n")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_text_makes_it_panic(text: String, broken in broken()) {
        for text in [text, broken] {
            let found = shown(&text);
            prop_assert!(found.lines().all(|line| !line.trim().is_empty() && line.trim() == line));
            prop_assert!(found.len() <= 2 * text.len() + 8);
            _ = is_redirect(&text);
        }
    }

    #[test]
    fn text_without_markup_comes_back(words in prop::collection::vec("[a-zA-Z0-9éß日本.,!?()/%-]{1,12}", 1..40)) {
        prop_assert_eq!(shown(&words.join(" ")), words.join(" "));
        prop_assert_eq!(shown(&words.join("  \u{a0}")), words.join(" "));
    }

    #[test]
    fn balanced_markup_leaves_none(text in balanced()) {
        let found = shown(&text);
        for mark in ["{{", "}}", "[[", "]]", "{|", "|}", "<ref", "</", "<b>", "''", "&nbsp;", "== ", "thumb", "http:"] {
            prop_assert!(!found.contains(mark), "{:?}: {:?}", mark, found);
        }
    }
}
