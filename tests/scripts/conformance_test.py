#!/usr/bin/env python3
"""Holds the table of runtime/supervision/README.md against the tests that it names.

usage: conformance_test.py SUPERVISION_TEST README

Every line from 1 to 80 is there once and names at least one test that carries its number; every
test that carries a number stands at its line.
"""
import re
import subprocess
import sys


def main(program, readme):
    listing = subprocess.run([program, "--gtest_list_tests"], check=True, capture_output=True, text=True).stdout
    tests = set(re.findall(r"^\s+(C\d\d_\w+)", listing, re.M))
    faults, named, lines = [], set(), []
    for row in re.findall(r"^\| (\d+) \|(.*)\|\s*$", open(readme, encoding="utf-8").read(), re.M):
        line = int(row[0])
        lines.append(line)
        here = set(re.findall(r"`(C\d\d_\w+)`", row[1]))
        named |= here
        if not any(name.startswith(f"C{line:02d}_") for name in here):
            faults.append(f"line {line} names no test of its own")
        faults += [f"line {line} names {name}, which is not there" for name in sorted(here - tests)]
    if lines != list(range(1, 81)):
        faults.append(f"the lines are not 1 to 80, each once: {lines}")
    faults += [f"{name} stands at no line" for name in sorted(tests - named)]
    print("\n".join(faults) or f"conformance: {len(lines)} lines, {len(tests)} tests")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
