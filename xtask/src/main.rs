//! Project chores: `cargo xtask <verb>`.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const HELP: &str = "\
usage: cargo xtask <verb>

  test   format, lints, all tests, documentation, licences: what a change must pass
  deny   licences, duplicate and banned dependencies (installs cargo-deny below target/ if it is not there)
";

fn main() -> anyhow::Result<()> {
    let verb = std::env::args().nth(1).unwrap_or_default();
    match verb.as_str() {
        "test" => test(),
        "deny" => deny(),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("no verb \"{other}\"\n\n{HELP}"),
    }
}

fn test() -> anyhow::Result<()> {
    say_whether_data_is_there();
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], &[])?;
    cargo(&["test", "--workspace", "--locked"], &[])?;
    cargo(&["doc", "--workspace", "--no-deps", "--locked"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    deny()
}

/// Tests on real text need `../shared/data`; without it they skip, each with a line, unless `CI=true`.
fn say_whether_data_is_there() {
    let data = root().join("../shared/data");
    if !data.is_dir() {
        eprintln!("xtask: ../shared/data is not there: tests on real text will be skipped");
    }
}

fn deny() -> anyhow::Result<()> {
    let tools = root().join("target/tools");
    let own = tools.join("bin/cargo-deny");
    let program = if works("cargo-deny") {
        PathBuf::from("cargo-deny")
    } else {
        if !own.exists() {
            let tools = tools.to_string_lossy();
            // Lean on purpose: the checks below need no git client.
            cargo(&["install", "cargo-deny", "--locked", "--no-default-features", "--root", &tools, "--debug"], &[])?;
        }
        own
    };
    // Advisories need a database from the network beyond the registry: they are checked where that can be had.
    run(Command::new(program).args(["--offline", "check", "licenses", "bans", "sources"]))
}

fn works(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn cargo(args: &[&str], environment: &[(&str, &str)]) -> anyhow::Result<()> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    run(Command::new(cargo).args(args).envs(environment.iter().copied()))
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = format!("{command:?}").replace('"', "");
    eprintln!("xtask: {shown}");
    let started = Instant::now();
    let status = command.current_dir(root()).status().with_context(|| format!("cannot run {shown}"))?;
    eprintln!("xtask: {:.0} s", started.elapsed().as_secs_f64());
    if !status.success() {
        bail!("{shown}: {status}");
    }
    Ok(())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
