use crate::reader::tests::{Found, at, read, read_as};
use crate::reader::{CorpusError, Format, Place, ReaderSettings};
use proptest::prelude::*;

type Failure = Box<dyn std::error::Error>;

fn texts(found: &Found) -> Vec<&str> {
    found.iter().map(|(text, ..)| text.as_str()).collect()
}

fn units(found: &Found) -> Vec<Option<&str>> {
    found.iter().map(|(_, unit, _)| unit.as_deref()).collect()
}

#[test]
fn objects_lie_in_many_ways() -> Result<(), Failure> {
    for (file, starts) in [
        ("{\"text\":\"a } \\\" {\"}\n{\"text\":\"b\"}\n", [0, 20]),
        ("{\"text\":\"a } \\\" {\"}{\"text\":\"b\"}", [0, 19]),
        ("{\"text\":\"a } \\\" {\"} {\"text\":\n\"b\"}\n", [0, 20]),
        ("[{\"text\":\"a } \\\" {\"},{\"text\":\"b\"}]", [1, 21]),
        ("[\n  {\n \"text\": \"a } \\\" {\"\n  },\n  {\"text\": \"b\", \"x\": {\"y\": [{}]}}\n]\n", [4, 33]),
        ("{\n \"text\": \"a } \\\" {\"\n}\n{\n \"text\": \"b\"\n}\n", [0, 24]),
    ] {
        let (format, found, report) = read(file.as_bytes())?;
        assert_eq!((format, texts(&found)), (Format::Json, vec!["a } \" {", "b"]), "{file}");
        assert_eq!(found.iter().map(|found| found.2).collect::<Vec<_>>(), starts.map(at), "{file}");
        assert_eq!((report.records, report.malformed), (2, 0), "{file}");
    }
    Ok(())
}

#[test]
fn damage_in_an_array_ends_with_its_line() -> Result<(), Failure> {
    let good = "{\"text\": \"good\"},\n";
    let file = format!("[{}{{\"text\": \"no end}},\n{}{{\"text\": 7}}]", good.repeat(30), good.repeat(30));
    let (_, found, report) = read(file.as_bytes())?;
    assert_eq!((found.len(), report.records, report.malformed), (60, 62, 2));
    assert_eq!(report.malformed_lines, [31, 62]);
    Ok(())
}

#[test]
fn an_array_that_is_cut_off_is_an_error() -> Result<(), Failure> {
    let file = b"[{\"text\": \"a\"},\n{\"text\": \"b\"},\n{\"text\": \"c";
    let error = read(file).expect_err("it is cut off");
    assert!(matches!(error, CorpusError::Unclosed { line: 3, .. }), "{error}");
    let settings = ReaderSettings { lenient: true, ..ReaderSettings::default() };
    let (_, found, report) = read_as(file, &settings)?;
    assert_eq!((found.len(), report.malformed), (2, 1));
    Ok(())
}

#[test]
fn plain_text_that_looks_like_json_is_plain_text() -> Result<(), Failure> {
    for text in
        ["[sic] a line\n", "{curly}\nanother\n", "[{\"x\n", "{\"open\nline\n", "[1, 2]\n", "{ unclosed"]
    {
        assert_eq!(read(text.as_bytes())?.0, Format::Lines, "{text}");
    }
    Ok(())
}

#[test]
fn statuses_of_the_old_interface() -> Result<(), Failure> {
    let lines = [
        r#"{"id_str":"1","text":"a &lt;3","user":{"id":9,"id_str":"9","screen_name":"u"},"lang":"en"}"#,
        r#"{"id_str":"2","text":"cut…","extended_tweet":{"full_text":"whole &amp; long"},"user":{"screen_name":"v"}}"#,
        r#"{"id_str":"3","full_text":"whole","text":"cut…","user":{"id":7}}"#,
        r#"{"id_str":"4","text":"RT @x: cut…","retweeted_status":{"full_text":"the original","user":{"screen_name":"x"}},"user":{"id":7}}"#,
        r#"{"id_str":"5","text":"RT @y: by hand","user":{"id":7}}"#,
        r#"{"delete":{"status":{"id":6}}}"#,
        r#"{"id_str":"7","user":{"id":7}}"#,
    ];
    let file = lines.join("\n");
    let lenient = ReaderSettings { lenient: true, ..ReaderSettings::default() };
    let (format, found, report) = read_as(file.as_bytes(), &lenient)?;
    assert_eq!(format, Format::Tweets);
    assert_eq!(texts(&found), ["a <3", "whole & long", "whole"]);
    assert_eq!(units(&found), [Some("9"), Some("v"), Some("7")]);
    assert_eq!((report.retweets, report.empty, report.malformed), (2, 1, 1));
    let (_, found, report) = read_as(file.as_bytes(), &ReaderSettings { retweets: Some(true), ..lenient })?;
    assert_eq!(texts(&found)[3..], ["RT @x: the original", "RT @y: by hand"]);
    assert_eq!(report.retweets, 0);
    Ok(())
}

#[test]
fn pages_of_the_new_interface() -> Result<(), Failure> {
    let page = r#"{"data":[
        {"id":"1","text":"first","author_id":"9","edit_history_tweet_ids":["1"]},
        {"id":"2","text":"RT @x: cut…","author_id":"9","referenced_tweets":[{"type":"retweeted","id":"8"}]},
        {"id":"3","text":"cut…","note_tweet":{"text":"a note &gt; 280"}}],
        "includes":{"tweets":[{"id":"8","text":"the whole original"}],"users":[{"id":"9"}]},"meta":{"result_count":3}}"#;
    let file = format!(
        "{page}\n{{\"meta\":{{\"result_count\":0}}}}\n{{\"data\":{{\"id\":\"4\",\"text\":\"alone\"}}}}"
    );
    let (format, found, report) = read(file.as_bytes())?;
    assert_eq!((format, report.records, report.retweets, report.empty), (Format::Tweets, 3, 1, 1));
    assert_eq!(texts(&found), ["first", "a note > 280", "alone"]);
    assert_eq!(units(&found), [Some("9"), Some("3"), Some("4")]);
    assert_eq!(found[1].2, Place { part: 2, ..at(0) });
    let (_, found, _) =
        read_as(file.as_bytes(), &ReaderSettings { retweets: Some(true), ..ReaderSettings::default() })?;
    assert_eq!(texts(&found)[1], "RT @x: the whole original");
    let settings =
        ReaderSettings { unit_column: Some("meta.result_count".into()), ..ReaderSettings::default() };
    assert_eq!(units(&read_as(file.as_bytes(), &settings)?.1), [Some("3"), Some("3"), Some("4")]);
    Ok(())
}

#[test]
fn archives_of_users() -> Result<(), Failure> {
    let new = "window.YTD.tweets.part0 = [\n  {\n    \"tweet\" : {\n \"id_str\" : \"1\", \"full_text\" : \"a [&amp;] b\"\n }\n  },\n\
        {\"tweet\":{\"full_text\":\"RT @z: c\",\"id\":\"2\"}} ]";
    let (format, found, report) = read(new.as_bytes())?;
    assert_eq!((format, texts(&found), report.retweets), (Format::Tweets, vec!["a [&] b"], 1));
    assert_eq!((units(&found), found[0].2), (vec![Some("archive 0")], at(30)));
    let old = "Grailbird.data.tweets_2012_05 = \n [ {\n \"text\" : \"x\", \"id\" : 1, \"user\" : { \"id\" : 5 }, \"created_at\" : \"\" } ]";
    let (format, found, _) = read(old.as_bytes())?;
    assert_eq!((format, texts(&found), units(&found)), (Format::Tweets, vec!["x"], vec![Some("5")]));
    let likes = "window.YTD.like.part0 = [ { \"like\" : { \"tweetId\" : \"1\", \"fullText\" : \"x\" } } ]";
    let error = read(likes.as_bytes()).expect_err("no tweets").to_string();
    assert!(error.contains("no text in `text`; it has: like"), "{error}");
    let settings = ReaderSettings { text_column: Some("like.fullText".into()), ..ReaderSettings::default() };
    assert_eq!(texts(&read_as(likes.as_bytes(), &settings)?.1), ["x"]);
    Ok(())
}

#[test]
fn what_only_looks_like_a_tweet_is_json() -> Result<(), Failure> {
    for line in [
        r#"{"id":"1","source":"s","text":"RT @a: b &amp; c","user":"u"}"#,
        r#"{"text":"RT @a: b &amp; c","created_at":"today"}"#,
        r#"{"text":"RT @a: b &amp; c","data":[1,2],"tweet":"no"}"#,
    ] {
        let (format, found, _) = read(line.as_bytes())?;
        assert_eq!((format, texts(&found)), (Format::Json, vec!["RT @a: b &amp; c"]));
        let settings = ReaderSettings { format: Some(Format::Tweets), ..ReaderSettings::default() };
        assert_eq!(read_as(line.as_bytes(), &settings)?.2.retweets, 1);
    }
    Ok(())
}

#[test]
fn objects_may_be_large_from_the_first_on() -> Result<(), Failure> {
    let objects = [9 << 20, 10, 3 << 20].map(|length| format!("{{\"text\":\"{}\"}}", "x".repeat(length)));
    for file in [objects.join("\n"), format!("[{}]", objects.join(",\n"))] {
        let (format, found, report) = read(file.as_bytes())?;
        let lengths: Vec<usize> = texts(&found).iter().map(|text| text.len()).collect();
        assert_eq!((format, report.malformed, lengths), (Format::Json, 0, vec![9 << 20, 10, 3 << 20]));
    }
    Ok(())
}

/// Objects over several batches, framed in every way, are the same objects.
#[test]
fn framings_agree_on_long_files() -> Result<(), Failure> {
    let objects: Vec<String> = (0..4_000)
        .map(|i| {
            format!("{{\"text\": \"{i} {}\", \"x\": {{\"y\": \"}}\\\\\"}}}}", "{\\\"word} ".repeat(i % 97))
        })
        .collect();
    let lines = read((objects.join("\n") + "\n").as_bytes())?;
    assert!(lines.1.len() == 4_000 && lines.2.malformed == 0);
    for other in
        [format!("[{}]", objects.join(",\n")), objects.join(""), format!("[\n{}\n]\n", objects.join(" , "))]
    {
        let (format, found, report) = read(other.as_bytes())?;
        assert_eq!((format, report), (Format::Json, lines.2.clone()));
        assert_eq!(texts(&found), texts(&lines.1));
        let start = |found: &Found, i: usize| found[i].2.offset as usize;
        assert!((0..4_000).all(|i| other[start(&found, i)..].starts_with(&objects[i])));
    }
    Ok(())
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[a-z{}\\[\\]\"\\\\\n&;# RT@:]{0,12}".prop_map(Into::into),
    ];
    let key = prop::sample::select(vec![
        "text",
        "full_text",
        "user",
        "id",
        "id_str",
        "tweet",
        "data",
        "includes",
        "tweets",
        "retweeted_status",
        "lang",
        "referenced_tweets",
        "type",
        "note_tweet",
        "extended_tweet",
        "delete",
        "meta",
        "author_id",
        "x",
    ]);
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((key.clone(), inner), 0..7).prop_map(|fields| {
                serde_json::Value::Object(
                    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_it_panic(values in prop::collection::vec(json(), 1..6), tweets: bool, array: bool, paragraphs: bool) {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let file = if array { format!("[{}]", values.join(",")) } else { values.join("\n") };
        let settings = ReaderSettings {
            format: tweets.then_some(Format::Tweets),
            retweets: Some(array),
            paragraphs,
            lenient: true,
            ..ReaderSettings::default()
        };
        if let Ok((_, found, report)) = read_as(file.as_bytes(), &settings) {
            prop_assert_eq!(found.len() as u64, report.documents);
        }
    }
}
