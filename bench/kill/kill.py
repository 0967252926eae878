#!/usr/bin/env python3
"""Kills a comparison at random moments, runs it again, and holds the folder against that of an uninterrupted run.

usage: kill.py A B [--kills N] [--work DIR] [--seed N] [-- MORE ARGUMENTS OF COMPARE]

Environment: ISOGLOSS names the program. The corpora are read as they are: give slices of them, or time.
"""
import argparse
import hashlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time


def digest(folder):
    """SHA-256 of every file but the lock, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("more", nargs="*")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-kill"))
    args = parser.parse_args()
    dice = random.Random(args.seed)

    def command(out):
        return [os.environ["ISOGLOSS"], "compare", args.a, args.b, "-o", str(out), "--quiet", *args.more]

    whole, killed = args.work / "whole", args.work / "killed"
    for folder in (whole, killed):
        shutil.rmtree(folder, ignore_errors=True)
    args.work.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    subprocess.run(command(whole), check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - start
    expected = digest(whole)
    print(f"uninterrupted: {took:.1f} s, {len(expected)} files")
    failures = interrupted = 0
    for kill in range(args.kills):
        # Each kill on a fresh folder: every moment of the run is as likely as any other.
        shutil.rmtree(killed, ignore_errors=True)
        process = subprocess.Popen(command(killed), stdout=subprocess.DEVNULL)
        moment = dice.uniform(0, took)
        time.sleep(moment)
        interrupted += process.poll() is None
        process.kill()
        process.wait()
        subprocess.run(command(killed), check=True, stdout=subprocess.DEVNULL)
        found = digest(killed)
        differ = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
        failures += bool(differ)
        print(f"kill {kill + 1:2} at {moment:6.1f} s: {'same bytes' if not differ else differ}")
    print(f"{args.kills} kills ({interrupted} while running), {failures} differences")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
