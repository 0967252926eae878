//! Lays out a comparison of invented numbers, to look at: `cargo run -p isogloss-report --example mock_report -- FOLDER [DOMAINS | none | hostile]`.

#[path = "../tests/mock/mod.rs"]
#[allow(dead_code)]
mod mock;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("give a folder to write into")?;
    let mut scale = mock::usual();
    let comparison = match arguments.next().as_deref() {
        None => mock::comparison(&scale),
        Some("none") => mock::nothing_computable(&scale),
        Some("hostile") => {
            let words = [
                "</script><img src=x onerror=alert(1)>",
                "\u{202e}desrever",
                "]]>",
                "\u{2066}open",
                "=1+1",
                "שלום",
                "zalgo\u{489}\u{489}\u{489}",
            ];
            scale.special.splice(2..2, words.map(String::from));
            scale.special.insert(1, "longest".repeat(50));
            scale.names = vec!["wiki</title><b>".repeat(4), "\u{202e}&\"'twitter".to_owned()];
            mock::comparison(&scale)
        }
        Some(domains) => {
            scale.names = (0..domains.parse()?).map(|d| format!("domain-{}", d + 1)).collect();
            mock::comparison(&scale)
        }
    };
    isogloss_report::write(&comparison, folder.as_ref())?;
    println!("{folder}/report.html");
    Ok(())
}
