// draw.hpp: the plan's lottery: names at random with exactly the plan's probabilities, so that anyone can replay it.
//
// Reads    the plan's canonical register (plan_register, plan.hpp) and public randomness announced in advance; nothing
//          else. The register was committed to (its SHA-256) before the randomness existed.
//   seed   = SHA-256(commitment ‖ beacon), hex digits followed by the beacon's bytes
//   ticket = first 128 bits of SHA-256(seed ‖ purpose TAB counter TAB public ids); docs/draw_protocol.md says which
// Lines    follow_up and directed lines are certain. Random lines are drawn by ordered pivotal sampling within
//          category, lab and district, and the totals are rounded at random on the graph of categories, enterprises
//          and districts: every line has exactly its probability, and in every outcome each (category, lab) has its
//          planned batches, and each district and each enterprise the whole number of lines below or above its
//          expectation. So the cost is the plan's and no enterprise exceeds the visits that its probabilities leave it.
// Reserves per stratum (category / district): random lines of enterprises that are not visited, in an order drawn with
//          chances that rise with their probabilities (sequential Poisson: Ohlsson 1998).
// Visits   lines of one enterprise are one visit. Two inspectors by random matching: qualified for all its categories,
//          without conflict, and nobody has more visits than the least limit at which every place that can be filled
//          is. A random window of days in a quarter: visits follow in random order, follow-ups first, and no quarter
//          but the last exceeds what the quarters so far may spend.
// Points   per line, the fewest outlets that together reach every tank, silo or other source of the category, one of
//          all such sets at random; what no outlet reaches is reported.
// Errors   Error(usage) for an empty beacon or one with a line end, for a plan that is not usable, of another frame, or
//          whose commitment is not that of its register; Error(input) for a text that is no register, naming the line.
// Repeats  whole numbers only: same bytes everywhere. Threads: safe to call at once; one thread is used.
// Cost     10^6 random lines in 0.1 s from columns, in about a second from the register's text (bench/draw_bench.cpp).
// Source   Deville and Tillé 1998; Chauvet 2012; Gandhi, Khuller, Parthasarathy and Srinivasan 2006.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/plan.hpp"

namespace sightline {

struct DrawOptions {
  std::string beacon;          // public randomness, announced before the plan was committed to; one line of text
  std::uint32_t reserves = 5;  // listed per drawn line of a stratum (a longer list begins with the shorter one)
  Run run;
};

struct DrawLine {
  Index candidate = no_index;       // in the ledger's frame; no_index when drawn from a register alone
  std::uint64_t register_line = 0;  // 1 = the register's first line after its head
  std::string enterprise_id, category_id, district_id, lab_id, stratum;  // stratum: category/district
  Stream stream = Stream::random;
  std::uint16_t batches = 0;
  std::uint32_t units = 0;  // inclusion probability in billionths
  double inclusion_probability = 0;
  Money cost;                                             // of its batches
  std::string ticket;                                     // 32 hex digits
  std::uint32_t visit = 0;                                // index in Draw::visits
  std::vector<std::string> sampling_points, unreachable;  // point ids; empty where the register names none
};

struct Reserve {
  std::string stratum, enterprise_id, category_id, lab_id;
  Index candidate = no_index;
  std::uint32_t order = 0;  // 1 = the first to step in
  std::uint32_t units = 0;
};

struct Visit {
  std::string enterprise_id;
  std::vector<std::uint32_t> lines;     // of Draw::lines
  std::vector<std::string> inspectors;  // by id; fewer than two where nobody else may go
  Date first, last;                     // the window
};

struct DrawProof {
  std::string commitment;      // SHA-256 of the register, hex
  std::string commitment_sm3;  // SM3 of the register, hex
  std::string beacon, seed;
};

struct Draw {
  std::vector<DrawLine> lines;    // in the register's order
  std::vector<Reserve> reserves;  // by stratum, then order
  std::vector<Visit> visits;      // by enterprise id
  DrawProof proof;
  std::uint64_t register_lines = 0, random_lines = 0;
  std::uint32_t most_visits = 0;        // of one inspector; 0 when the register names none
  std::uint64_t frame_fingerprint = 0;  // 0 when drawn from a register alone
  Summary summary;                      // draw_sample
};

[[nodiscard]] SIGHTLINE_API Draw draw_sample(const Ledger& ledger, const Plan& plan, const DrawOptions& options);
// The same from the register's text, for whoever has no ledger.
[[nodiscard]] SIGHTLINE_API Draw draw_register(std::string_view register_text, const DrawOptions& options);

// The files of a draw: draw.csv (byte for byte what tools/replay_draw.py makes), reserves.csv, and draw.json with the
// proof, the counts and what cannot be sampled.
[[nodiscard]] SIGHTLINE_API std::string to_csv_draw(const Draw& draw);
[[nodiscard]] SIGHTLINE_API std::string to_csv_reserves(const Draw& draw);
[[nodiscard]] SIGHTLINE_API std::string to_json_draw(const Draw& draw);

// What was published, to be checked against each other.
struct PublishedDraw {
  std::string_view register_text;  // register.txt of the plan
  std::string_view commitment;     // as published with the plan
  std::string_view beacon;         // as it came out
  std::string_view draw_csv;
  std::string_view reserves_csv;  // may be empty
  std::string_view seed;          // as the draw's proof states it; may be empty
};
struct DrawFault {
  // register-changed, register-padded, register-short, register-order, seed, draw-changed, draw-order, draw-padded,
  // draw-short, reserves
  std::string code;
  std::string message;  // what, where, seen and expected
};
// Replays the draw and names whatever does not agree; empty when all does.
[[nodiscard]] SIGHTLINE_API std::vector<DrawFault> verify_draw(const PublishedDraw& published);

}  // namespace sightline
