#!/usr/bin/env python3
"""Draws again from PLAN_DIR's register and the beacon, as docs/draw_protocol.md says; exit code 0 when DRAW_DIR agrees."""
import argparse, hashlib, json, pathlib, re, sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations, takewhile
from math import comb

UNIT = 10**9

def plain(text):
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "r": "\r", "n": "\n"}.get(m[1], m[1]), text)
def ticket(seed, *words):
    return int(hashlib.sha256((seed + "\t".join(map(str, words))).encode()).hexdigest()[:32], 16)
def below(n, *words):
    return n * ticket(*words) >> 128

def read_register(data, commitment):
    rows = [row.split("\t") for row in data.decode(errors="replace").split("\n")[:-1]]
    head = next((k + 1 for k, row in enumerate(rows) if row[0] == "points" and len(row) == 2), 3)
    a, b, c = (int(row[1]) if row[-1].isdigit() else 0 for row in rows[head - 3:head])
    lines, found, extra = rows[head:head + a], hashlib.sha256(data).hexdigest(), len(rows) - head - a - b - c
    if found != commitment:
        keys = [line[:2] + line[3:5] for line in lines]
        swapped = [head + k + 1 for k in range(1, len(keys)) if keys[k - 1] >= keys[k]]
        why = "padded with %d lines" % extra if extra > 0 else "cut by %d lines" % -extra if extra else \
            "order swapped at line %d" % swapped[0] if swapped else "a character changed"
        sys.exit(f"does not agree: not the register committed to, {why}: SHA-256 {found}, commitment {commitment}")
    return rows[:head], lines, rows[head + a:head + a + b], rows[head + a + b:]

def draw_lines(lines, seed):
    """Numbers of the lines taken; random ones by the circulation root > category > lab > cell or enterprise > district."""
    random = sorted((k for k, line in enumerate(lines) if line[4] == "random"), key=lambda k: int(lines[k][8]))
    several, edges, totals = Counter(lines[k][0] for k in random), [], {}
    for k in random:
        who, what, where, lab, units = *lines[k][:4], int(lines[k][6])
        via = ("enterprise", 1, who) if several[who] > 1 else ("cell", 1, what, lab, where)
        category, test, district = ("category", 1, what), ("lab", 1, what, lab), ("district", 1, where)
        edges.append([test, via, units % UNIT, ("line", k + 1, who, what)])
        for v, *ends in (via, via, district), (test, category, test), (category, 0, category), (district, district, 0):
            totals.setdefault(v, [*ends, 0, v])[2] += units
    totals = sorted(totals.values(), key=lambda edge: "enterprise cell lab category district".index(edge[3][0]))
    round_edges(edges + [[tail, head, units % UNIT, v] for tail, head, units, v in totals], seed)
    return {k for k, line in enumerate(lines) if line[6] == str(UNIT)} | {e[3][1] - 1 for e in edges if e[2] == UNIT}

def round_edges(edges, seed):
    """Makes every edge's part 0 or UNIT at random. Those of the edges so far that are undecided form a forest."""
    forest = defaultdict(dict)  # vertex > {number of the edge: other end}
    for number, edge in enumerate(edges):
        came, queue, cycle, v = {edge[1]: None}, [edge[1]], [(edge, True)], edge[0]
        for w in queue if edge[2] else []:
            fresh = {end: (e, w) for e, end in forest[w].items() if end not in came}
            queue += came.update(fresh) or fresh
        while came.get(v):
            cycle.append((edges[came[v][0]], edges[came[v][0]][0] == came[v][1]))
            v = came[v][1]
        if edge[2] and edge[0] in came:  # it closes a cycle: push it up or down until an edge of it is whole
            up, down = (min(UNIT - e[2] if along == way else e[2] for e, along in cycle) for way in (True, False))
            push = up if below(up + down, seed, *edge[3]) < down else -down
            for e, along in cycle:
                e[2] += push if along else -push
            for v in {end for e, _ in cycle for end in e[:2]}:
                forest[v] = {e: end for e, end in forest[v].items() if edges[e][2] % UNIT}
        if edge[2] % UNIT:
            forest[edge[0]][number], forest[edge[1]][number] = edge[1], edge[0]

def draw_windows(visits, turns, head, seed):
    parts = [(date.fromisoformat(row[1]), date.fromisoformat(row[2]), int(row[3])) for row in head if row[0] == "quarter"]
    days, spent = int(head[-4][1]), 0
    for who in sorted(turns, key=lambda who: all(row[4] != "follow_up" for row in visits[who])):
        spent += sum(int(row[7]) for row in visits[who])
        fits = (k for k in range(len(parts)) if spent <= sum(fen for _, _, fen in parts[:k + 1]))
        first, last, _ = parts[next(fits, -1)]
        start = first + timedelta(below(max((last - first).days - days + 2, 1), seed, "window", 1, who))
        yield who, f"{start}/{min(start + timedelta(days - 1), last)}"

def match_inspectors(visits, turns, inspectors, seed):
    able = [(i, set(filter(None, q.split(";"))), c.split(";")) for i, q, c in inspectors]
    wishes = {who: sorted((i for i, q, c in able if who not in c and (not q or {row[1] for row in visits[who]} <= q)),
                          key=lambda i: ticket(seed, "inspector", 1, who, i)) for who in visits}
    team, tasks = defaultdict(list), defaultdict(list)
    def place(who, seen):  # one more inspector for the visit, by a chain of changes where all have enough
        for i in wishes[who]:
            if i not in team[who] and not (i in seen or seen.add(i)):
                moved = next((v for v in tasks[i] if place(v, seen)), None) if len(tasks[i]) >= limit else who
                if moved:
                    team[who].append(i), tasks[i].append(who)
                    return moved == who or team[moved].remove(i) or tasks[i].remove(moved) or True
    limit = -(-sum(min(2, len(wish)) for wish in wishes.values()) // max(1, len(able)))
    for who in turns:
        while len(team[who]) < min(2, len(wishes[who])):
            limit += 0 if place(who, set()) else 1
    return team

def choose_points(points, who, what, seed):
    mine = {p[1]: p for p in points if p[0] == who and p[4] in ("", what)}
    feeds = {p: [q for q in mine[p][3].split(";") if q in mine and q != p] for p in mine}
    ways, taken, number = {p: [p] for p in mine}, [], 0
    for way in ways.values():
        for v in way:
            way += [q for q in feeds[v] if q not in way]
    outs = {p: {o for o in way if not feeds[o] and mine[o][2] != "tank"} for p, way in ways.items()
            if mine[p][2] in ("tank", "silo") or not any(p in to for to in feeds.values())}
    left = [p for p in outs if outs[p]]
    while left:  # what shares outlets, together
        part, number = [left[0]], number + 1
        for p in part:
            part += [q for q in left if q not in part and outs[p] & outs[q]]
        left, mouths = [p for p in left if p not in part], [o for o in mine if any(o in outs[p] for p in part)]
        sizes = takewhile(lambda k: comb(len(mouths), k) <= 200000, range(1, len(mouths) + 1))
        sets = ([c for c in combinations(mouths, k) if all(outs[p] & {*c} for p in part)] for k in sizes)
        smallest = next(filter(None, sets), [()])
        taken += smallest[below(len(smallest), seed, "points", number, who, what)]
    return [p for p in mine if p in taken]

def draw_rows(head, lines, inspectors, points, seed):
    visits, numbers = defaultdict(list), sorted(draw_lines(lines, seed))
    for k in numbers:
        visits[lines[k][0]].append(lines[k])
    turns = sorted(visits, key=lambda who: ticket(seed, "visit", 1, who))
    window, team = dict(draw_windows(visits, turns, head, seed)), match_inspectors(visits, turns, inspectors, seed)
    yield "enterprise_id,category_id,lab_id,batches,stratum,inclusion_probability,ticket,inspectors,window," \
        "sampling_points,stream,cost"
    for k in numbers:
        who, what, where, lab, stream, batches, units, fen, _ = lines[k]
        cells = [who, what, lab, batches, f"{what}/{where}", f"{int(units) // UNIT}.{int(units) % UNIT:09}",
                 "%032x" % ticket(seed, "line", k + 1, who, what), ";".join(sorted(team[who])), window[who],
                 ";".join(choose_points(points, who, what, seed)), stream, "%d.%02d" % divmod(int(fen), 100)]
        yield ",".join('"%s"' % c.replace('"', '""') if re.search('[,"\r\n]', c) else c for c in map(plain, cells))

sys.setrecursionlimit(10**6)
arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("plan", type=pathlib.Path), arguments.add_argument("draw", type=pathlib.Path)
arguments.add_argument("--beacon", required=True)
given = arguments.parse_args()
commitment = json.loads((given.plan / "plan.json").read_text("utf-8"))["commitment"]
register = read_register((given.plan / "register.txt").read_bytes(), commitment)
seed = hashlib.sha256((commitment + given.beacon).encode()).hexdigest()
stated = json.loads((given.draw / "draw.json").read_text("utf-8"))["seed"]
if stated != seed:
    sys.exit(f"does not agree: the seed was rolled again: {stated}, but commitment and beacon give {seed}")
seen, made = (given.draw / "draw.csv").read_bytes().decode().split("\n"), [*draw_rows(*register, seed), ""]
if seen != made:
    k = next((k for k, (a, b) in enumerate(zip(seen, made)) if a != b), min(len(seen), len(made)))
    why = "order swapped" if sorted(seen) == sorted(made) else f"{len(seen) - 1} lines, not {len(made) - 1}" \
        if len(seen) != len(made) else f"changed, expected {made[k]}"
    sys.exit(f"does not agree: draw.csv, line {k + 1}, {why}: {seen[k] if k < len(seen) else 'missing'}")
print(f"agrees: {len(made) - 2} lines from commitment {commitment} and seed {seed}")
