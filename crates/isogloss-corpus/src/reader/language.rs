//! Is this in another language? Advice, not a verdict: short texts are hard to tell.
use whatlang::Lang;

/// Codes of languages in ISO 639-1 and 639-3, of those that can be told from a text.
const CODES: [(&str, Lang); 70] = [
    ("af", Lang::Afr),
    ("ak", Lang::Aka),
    ("am", Lang::Amh),
    ("ar", Lang::Ara),
    ("az", Lang::Aze),
    ("be", Lang::Bel),
    ("bn", Lang::Ben),
    ("bg", Lang::Bul),
    ("ca", Lang::Cat),
    ("cs", Lang::Ces),
    ("zh", Lang::Cmn),
    ("cy", Lang::Cym),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("eo", Lang::Epo),
    ("et", Lang::Est),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("gu", Lang::Guj),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("hy", Lang::Hye),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("jv", Lang::Jav),
    ("ja", Lang::Jpn),
    ("kn", Lang::Kan),
    ("ka", Lang::Kat),
    ("km", Lang::Khm),
    ("ko", Lang::Kor),
    ("la", Lang::Lat),
    ("lv", Lang::Lav),
    ("lt", Lang::Lit),
    ("ml", Lang::Mal),
    ("mr", Lang::Mar),
    ("mk", Lang::Mkd),
    ("my", Lang::Mya),
    ("ne", Lang::Nep),
    ("nl", Lang::Nld),
    ("no", Lang::Nob),
    ("or", Lang::Ori),
    ("pa", Lang::Pan),
    ("fa", Lang::Pes),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("si", Lang::Sin),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sn", Lang::Sna),
    ("es", Lang::Spa),
    ("sr", Lang::Srp),
    ("sv", Lang::Swe),
    ("ta", Lang::Tam),
    ("te", Lang::Tel),
    ("tl", Lang::Tgl),
    ("th", Lang::Tha),
    ("tk", Lang::Tuk),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("ur", Lang::Urd),
    ("uz", Lang::Uzb),
    ("vi", Lang::Vie),
    ("yi", Lang::Yid),
    ("zu", Lang::Zul),
];

/// Whether a language can be asked for.
pub(super) fn is_known(code: &str) -> bool {
    CODES.iter().any(|&(known, _)| known == code)
}

/// Whether a text is reliably in another language than the wanted one: by what its record says, else by its characters.
pub(super) fn is_other(wanted: &str, said: Option<&str>, text: &str) -> bool {
    if let Some(said) = said.and_then(main_part) {
        // Twitter's codes for texts in no language (und, zxx, qme, qht ...) begin so.
        return said != wanted && !matches!(said, "und" | "zxx" | "mul" | "mis") && !said.starts_with('q');
    }
    let Some(&(_, wanted)) = CODES.iter().find(|&&(code, _)| code == wanted) else { return false };
    whatlang::detect(text).is_some_and(|found| found.is_reliable() && found.lang() != wanted)
}

/// `en` of `en-GB`; `None` for what is no code (`English`).
fn main_part(said: &str) -> Option<&str> {
    let main = said.split(['-', '_']).next().unwrap_or(said);
    ((2..=3).contains(&main.len()) && main.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(main)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str =
        "Der Zug nach Hamburg fährt heute leider erst eine halbe Stunde später ab, sagte der Schaffner.";

    #[test]
    fn the_records_word_counts_first() {
        assert!(is_other("en", Some("de"), "the cat sat on the mat"));
        assert!(!is_other("en", Some("en-GB"), GERMAN));
        for unknown in ["und", "zxx", "qme"] {
            assert!(!is_other("en", Some(unknown), GERMAN), "{unknown} is kept");
        }
        assert!(is_other("en", Some("German"), GERMAN), "what is no code says nothing");
    }

    #[test]
    fn else_the_text_is_asked() {
        assert!(is_other("en", None, GERMAN));
        assert!(!is_other("de", None, GERMAN));
        assert!(!is_other("en", None, "ok"), "what is too short to tell is kept");
    }

    #[test]
    fn every_language_that_can_be_told_can_be_asked_for() {
        assert!(Lang::all().iter().all(|lang| CODES.iter().any(|(_, known)| known == lang)));
        assert!(is_known("en") && !is_known("english"));
    }
}
