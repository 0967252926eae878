//! Lays out a comparison of invented numbers, to look at: `cargo run -p isogloss-report --example mock_report -- FOLDER [DOMAINS | none]`.

#[path = "../tests/mock/mod.rs"]
mod mock;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("give a folder to write into")?;
    let mut scale = mock::usual();
    let comparison = match arguments.next().as_deref() {
        None => mock::comparison(&scale),
        Some("none") => mock::nothing_computable(&scale),
        Some(domains) => {
            scale.names = (0..domains.parse()?).map(|d| format!("domain-{}", d + 1)).collect();
            mock::comparison(&scale)
        }
    };
    isogloss_report::write(&comparison, folder.as_ref())?;
    println!("{folder}/report.html");
    Ok(())
}
