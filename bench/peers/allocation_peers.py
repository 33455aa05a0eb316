#!/usr/bin/env python3
"""Public optimisation instances through sightline, CBC and GLPK, one after the other, with the ratio of the times.

  bench/peers/allocation_peers.py DATA BUILD/sightline [--set mckp|mmkp|mknapcb1 ...] [--every N] [--peers cbc,glpsol]
                                  [--time SECONDS] [--gap GAP] [--csv FILE]

DATA is a folder with mckp_instances.csv, mckp_items.csv.gz, mmkp_..., mknapcb1.txt.gz and mknapcb1_best.csv. Every program
is a process of its own, reads the instance from a file and gets the same limits; seconds are those of the process, so that
reading and starting count. A peer that is not installed is skipped. Debian: coinor-cbc glpk-utils
"""
import argparse, csv, gzip, json, os, re, resource, shutil, subprocess, sys, tempfile, time
from collections import defaultdict


def groups_text(rules, groups):
    """The text form: `groups` is a list of (exactly, [(gain, [amount per rule])])."""
    lines = ["allocation 1", f"rules {len(rules)}"]
    lines += [f"<= {bound} {name}" for name, bound in rules]
    lines.append(f"candidates {len(groups)}")
    for exactly, options in groups:
        lines.append(f"{len(options)} {'exactly' if exactly else 'at_most'}")
        for gain, amounts in options:
            pairs = [f"{r}:{amount}" for r, amount in enumerate(amounts) if float(amount) != 0]
            lines.append(" ".join([str(gain), str(len(pairs))] + pairs))
    return "\n".join(lines) + "\n"


def read_items(path, weights):
    items = defaultdict(lambda: defaultdict(list))
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            items[row["instance"]][int(row["group"])].append((row["value"], [row[w] for w in weights if row[w] != ""]))
    return items


def read_grouped(data, name, capacities, weights):
    items = read_items(os.path.join(data, f"{name}_items.csv.gz"), weights)
    for row in csv.DictReader(open(os.path.join(data, f"{name}_instances.csv"), newline="")):
        rules = [(f"capacity{r}", bound) for r, bound in enumerate(capacities(row))]
        groups = [(True, options) for _, options in sorted(items[row["instance"]].items())]
        yield row["instance"], float(row["optimum"]), groups_text(rules, groups)


def read_knapsacks(data):
    numbers = iter(gzip.open(os.path.join(data, "mknapcb1.txt.gz"), "rt").read().split())
    best = list(csv.DictReader(open(os.path.join(data, "mknapcb1_best.csv"), newline="")))
    for row in best[:int(next(numbers))]:
        n, m, _ = int(next(numbers)), int(next(numbers)), next(numbers)
        values = [next(numbers) for _ in range(n)]
        weights = [[next(numbers) for _ in range(n)] for _ in range(m)]
        rules = [(f"capacity{r}", next(numbers)) for r in range(m)]
        groups = [(False, [(values[j], [weights[r][j] for r in range(m)])]) for j in range(n)]
        yield row["name"], float(row["best_known_1998"]), groups_text(rules, groups)


SETS = {
    "mckp": lambda data: read_grouped(data, "mckp", lambda row: [row["capacity"]], ["weight"]),
    "mmkp": lambda data: read_grouped(data, "mmkp", lambda row: row["capacity"].split(";"), [f"w{i}" for i in range(1, 26)]),
    "mknapcb1": read_knapsacks,
}


def run(command):
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    return done, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sightline(program, problem, mps, options):
    done, seconds, cpu = run([program, "allocate", problem, "--gap", str(options.gap), "--time", str(options.time), "--json"])
    if done.returncode not in (0, 4):
        return None, None, False, seconds, cpu
    answer = json.loads(done.stdout)
    return answer["objective"], answer["bound"], answer["outcome"] == "optimal", seconds, cpu


def cbc(program, problem, mps, options):
    done, seconds, cpu = run([program, mps, "ratio", str(options.gap), "sec", str(options.time), "timem", "elapsed", "solve", "quit"])
    objective = re.search(r"Objective value:\s+(-?[\d.e+-]+)", done.stdout)
    bound = re.search(r"(?:Lower|Upper) bound:\s+(-?[\d.e+-]+)", done.stdout)
    value = -float(objective.group(1)) if objective else None
    proven = "Result - Optimal solution found" in done.stdout
    return value, -float(bound.group(1)) if bound else value if proven else None, proven, seconds, cpu


def glpsol(program, problem, mps, options):
    done, seconds, cpu = run([program, "--freemps", mps, "--tmlim", str(int(options.time)), "--mipgap", str(options.gap)])
    objective = re.findall(r"mip =\s+(-?[\d.e+]+)|>>>>>\s+(-?[\d.e+]+)", done.stdout)
    value = -float([x for pair in objective for x in pair if x][-1]) if objective else None
    return value, None, "INTEGER OPTIMAL SOLUTION FOUND" in done.stdout, seconds, cpu


PROGRAMS = {"cbc": cbc, "glpsol": glpsol}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("data")
    parser.add_argument("program")
    parser.add_argument("--set", action="append", choices=sorted(SETS))
    parser.add_argument("--every", type=int, default=1, help="take every N-th instance")
    parser.add_argument("--peers", default="cbc,glpsol")
    parser.add_argument("--time", type=float, default=60)
    parser.add_argument("--gap", type=float, default=0)
    parser.add_argument("--csv")
    options = parser.parse_args()
    peers = [peer for peer in options.peers.split(",") if peer and shutil.which(peer)]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.set or list(SETS):
            for i, (instance, known, text) in enumerate(SETS[name](options.data)):
                if i % options.every:
                    continue
                problem, mps = os.path.join(folder, "problem.txt"), os.path.join(folder, "problem.mps")
                open(problem, "w").write(text)
                answers = {"sightline": sightline(options.program, problem, mps, options)}
                if peers:
                    run([options.program, "allocate", problem, "--mps", mps, "--gap", "1", "--time", "0.01", "--quiet"])
                for peer in peers:
                    answers[peer] = PROGRAMS[peer](peer, problem, mps, options)
                for program, (objective, bound, proven, seconds, cpu) in answers.items():
                    rows.append([name, instance, known, program, objective, bound, proven, seconds, cpu])
                print(instance, f"known {known:.10g}", *(f"{p}: {a[0]} <= {a[1]}{'' if a[2] else ' (stopped)'} {a[3]:.3f} s"
                                                for p, a in answers.items()), sep="  ", flush=True)
    print(f"\n{'set':<10}{'program':<11}{'instances':>10}{'proven':>8}{'below known':>12}{'worst':>10}{'seconds':>10}{'cpu':>10}{'longest':>10}{'ratio':>8}")
    for name in options.set or list(SETS):
        ours = sum(row[7] for row in rows if row[0] == name and row[3] == "sightline")
        for program in ["sightline"] + peers:
            mine = [row for row in rows if row[0] == name and row[3] == program]
            short = [(row[2] - (row[4] if row[4] is not None else 0)) / row[2] for row in mine]
            total = sum(row[7] for row in mine)
            print(f"{name:<10}{program:<11}{len(mine):>10}{sum(row[6] for row in mine):>8}{sum(s > 1e-9 for s in short):>12}"
                  f"{max(short, default=0):>10.2%}{total:>10.2f}{sum(row[8] for row in mine):>10.2f}"
                  f"{max((row[7] for row in mine), default=0):>10.3f}{total / max(ours, 1e-9):>8.2f}")
    if options.csv:
        with open(options.csv, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["set", "instance", "best_known", "program", "objective", "bound", "proven", "seconds", "cpu_seconds"])
            writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
