//! Project chores: `cargo xtask <verb>`.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const HELP: &str = "\
usage: cargo xtask <verb>

  test   format, lints, all tests, formats against Python's libraries, documentation; licences too where cargo-deny is installed
  deny   licences and sources of dependencies (installs cargo-deny below target/ if it is not there)
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
    interoperate()?;
    cargo(&["doc", "--workspace", "--no-deps", "--locked"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    if deny_program().is_some() {
        return deny();
    }
    eprintln!(
        "xtask: cargo-deny is not installed: licences are not checked (`cargo xtask deny` installs it and checks)"
    );
    Ok(())
}

/// Files of vectors from and for Python's libraries, which are installed below target/. Without Python it is skipped, with a line,
/// unless `CI=true`.
fn interoperate() -> anyhow::Result<()> {
    let folder = root().join("crates/isogloss-store/tests/interoperate");
    let (wanted, home) = (folder.join("requirements.txt"), root().join("target/python"));
    let (installed, python) = (home.join("requirements.txt"), home.join("bin/python"));
    if !works(Path::new("python3")) {
        if std::env::var("CI").is_ok_and(|ci| ci == "true") {
            bail!("python3 is not there, which the test of formats needs");
        }
        eprintln!("xtask: python3 is not there: formats are not tested against other libraries");
        return Ok(());
    }
    let requirements = std::fs::read(&wanted).context("requirements.txt")?;
    if std::fs::read(&installed).ok().as_ref() != Some(&requirements) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        run(Command::new(&python).args(["-m", "pip", "install", "-q", "--no-deps", "-r"]).arg(&wanted))?;
        std::fs::write(&installed, requirements).context("target/python/requirements.txt")?;
    }
    // The tests have built it.
    let program = root().join("target/debug/isogloss");
    run(Command::new(&python).arg(folder.join("interoperate.py")).env("ISOGLOSS", program))
}

/// Tests on real text need `../shared/data`; without it they skip, each with a line, unless `CI=true`.
fn say_whether_data_is_there() {
    let data = root().join("../shared/data");
    if !data.is_dir() {
        eprintln!("xtask: ../shared/data is not there: tests on real text will be skipped");
    }
}

fn deny() -> anyhow::Result<()> {
    if deny_program().is_none() {
        let tools = tools();
        cargo(&["install", "cargo-deny", "--locked", "--debug", "--root", &tools.to_string_lossy()], &[])?;
    }
    let program = deny_program().context("cargo-deny was installed and cannot be run")?;
    // Advisories need a database from beyond the package registry: they are checked where that can be had.
    run(Command::new(program).args(["check", "licenses", "bans", "sources"]))
}

fn deny_program() -> Option<PathBuf> {
    let own = tools().join("bin/cargo-deny");
    [PathBuf::from("cargo-deny"), own].into_iter().find(|program| works(program))
}

fn tools() -> PathBuf {
    root().join("target/tools")
}

fn works(program: &Path) -> bool {
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
