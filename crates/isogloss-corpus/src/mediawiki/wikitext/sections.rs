//! Which sections are no prose?

/// Headings of lists of works, notes and links, lower-case, by language.
const APPARATUS: &[&str] = &[
    // English
    "references", "reference", "notes", "footnotes", "external links", "external link", "see also", "further reading", "bibliography",
    "sources", "citations", "works cited", "notes and references", "references and notes", "references and sources",
    "sources and references", "notes and citations", "notes and sources", "references and further reading", "literature cited",
    "cited works", "general references", "further information", "external resources", "online resources", "web links", "links",
    "related pages", "other websites", "footnotes and references", "selected bibliography", "endnotes",
    // German
    "einzelnachweise", "weblinks", "literatur", "siehe auch", "quellen", "anmerkungen", "fußnoten", "belege",
    // French
    "notes et références", "références", "voir aussi", "liens externes", "lien externe", "bibliographie", "articles connexes",
    "annexes", "notes", "sources", "lien interne", "liens internes",
    // Spanish
    "referencias", "véase también", "enlaces externos", "bibliografía", "notas", "notas y referencias", "fuentes",
    // Italian
    "note", "bibliografia", "voci correlate", "altri progetti", "collegamenti esterni",
    // Portuguese
    "referências", "ver também", "ligações externas", "notas e referências", "leitura adicional",
    // Dutch
    "externe links", "externe link", "zie ook", "bronnen", "referenties", "bronnen, noten en/of referenties", "literatuur",
    // Polish
    "przypisy", "linki zewnętrzne", "zobacz też", "uwagi",
    // Swedish
    "referenser", "externa länkar", "se även", "källor", "noter", "litteratur",
    // Russian, Ukrainian
    "примечания", "литература", "ссылки", "см. также", "источники", "примітки", "література", "посилання", "див. також", "джерела",
    // Chinese
    "参考文献", "參考文獻", "外部链接", "外部連結", "参见", "參見", "注释", "註釋", "参考资料", "參考資料", "延伸阅读", "延伸閱讀",
    // Japanese
    "脚注", "外部リンク", "関連項目", "関連文献", "出典",
    // Turkish
    "kaynakça", "dış bağlantılar", "ayrıca bakınız",
];

/// Is this the heading of a list of works, notes or links?
pub(super) fn is_apparatus(heading: &str) -> bool {
    let heading = heading.trim().trim_end_matches(':');
    heading.len() <= 80 && APPARATUS.contains(&heading.to_lowercase().as_str())
}
