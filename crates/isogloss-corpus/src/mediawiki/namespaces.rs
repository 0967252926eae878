//! What is a prefix of a link called in this wiki?
use super::entities;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Names of the namespace of files in the larger Wikipedias, lower-case. English ones hold everywhere.
const FILE: &str = "file|image|datei|bild|fichier|archivo|imagen|immagine|bestand|afbeelding|ficheiro|imagem|arquivo|файл|\
    изображение|зображення|plik|grafika|fil|tiedosto|kuva|soubor|súbor|obrázok|dosya|resim|ファイル|画像|文件|档案|檔案|图像|\
    圖像|파일|그림|fájl|kép|ملف|صورة|קובץ|תמונה|پرونده|تصویر|αρχείο|εικόνα|fișier|imagine|berkas|gambar|tập tin|hình|fitxer|\
    imatge|fitxategi|irudi|датотека|слика|datoteka|slika|चित्र|dosiero|pilt|vaizdas|attēls";
/// The same of categories.
const CATEGORY: &str = "category|kategorie|catégorie|categoría|categoria|categorie|kategoria|категория|категорія|kategori|\
    luokka|kategória|分类|分類|カテゴリ|분류|تصنيف|קטגוריה|رده|κατηγορία|thể loại|kategorio|श्रेणी|категорија|kategorija|kategooria";

/// What the prefix of a link means to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    /// A picture or a sound stands here.
    File,
    /// The page belongs to a category.
    Category,
    /// The same page in another language.
    Language,
    /// Nothing: the link is shown.
    Other,
}

/// The names that pictures and categories go by: English ones, those of the larger Wikipedias, and the dump's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespaces {
    file: Vec<String>,
    category: Vec<String>,
}

impl Default for Namespaces {
    fn default() -> Self {
        let names = |list: &str| list.split('|').map(str::to_string).collect();
        Self { file: names(FILE), category: names(CATEGORY) }
    }
}

impl Namespaces {
    /// The names in the `<siteinfo>` at the head of a dump, and the usual ones. Whatever is wrong with it, the usual ones.
    pub fn from_head(head: &[u8]) -> Self {
        let mut namespaces = Self::default();
        let end = memchr::memmem::find(head, b"</siteinfo>").unwrap_or(head.len());
        let head = String::from_utf8_lossy(&head[..end]);
        let mut reader = Reader::from_str(&head);
        let mut key = None;
        let mut name = String::new();
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) if start.name().as_ref() == "namespace" => {
                    name.clear();
                    key = start.try_get_attribute("key").ok().flatten().map(|key| key.value.into_owned());
                }
                Event::Text(text) => name.push_str(&text),
                Event::GeneralRef(reference) => name.extend(entities::predefined(&reference)),
                Event::End(_) => match key.take().as_deref() {
                    Some("6") => namespaces.file.push(fold(&name)),
                    Some("14") => namespaces.category.push(fold(&name)),
                    _ => (),
                },
                Event::Eof => break,
                _ => (),
            }
        }
        namespaces
    }

    /// What the prefix of this target of a link means, which does not begin with a colon.
    pub(super) fn prefix(&self, target: &str) -> Prefix {
        let Some((prefix, _)) = target.split_once(':') else { return Prefix::Other };
        if prefix.len() > 60 {
            return Prefix::Other;
        }
        let folded = fold(prefix);
        if self.file.contains(&folded) {
            Prefix::File
        } else if self.category.contains(&folded) {
            Prefix::Category
        } else if is_language(prefix.trim()) {
            Prefix::Language
        } else {
            Prefix::Other
        }
    }
}

fn fold(name: &str) -> String {
    name.replace('_', " ").trim().to_lowercase()
}

/// Lower-case, two or three letters, perhaps with a variant: `de`, `ceb`, `zh-min-nan`. No article begins so; a few prefixes of
/// other projects and of databases do.
fn is_language(prefix: &str) -> bool {
    let mut parts = prefix.split('-');
    let language = parts.next().is_some_and(|part| matches!(part.len(), 2 | 3));
    let variants = parts.all(|part| matches!(part.len(), 1..=8));
    let letters = prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let other = ["doi", "hdl", "wp", "wmf", "mw", "rfc", "irc", "phab", "voy", "osm"].contains(&prefix);
    (language && variants && letters && !other) || prefix == "simple"
}
