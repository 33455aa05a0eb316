#include "sightline/draw.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "draw/lottery/register_dice.hpp"
#include "draw/lottery/reserves.hpp"
#include "draw/visits/sampling_points.hpp"
#include "draw/visits/visits.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

void check_beacon(const DrawOptions& options) {
  if (options.beacon.empty() || options.beacon.find_first_of("\r\n") != std::string::npos)
    throw Error(
        ErrorCode::usage, options.beacon.empty() ? "the beacon is empty" : "the beacon has more than one line",
        "give the public randomness that was announced beforehand, such as --beacon \"lottery 2021-07-01: 03 11 17\"");
}

std::string stratum_of(const RegisterLines& lines, std::size_t i) {
  return plain(lines.category[i]) + "/" + plain(lines.district[i]);
}

// Batches per line of the register: the certain ones, and what the lottery gives.
std::vector<std::uint16_t> batches_of(const RegisterLines& lines, const Lottery& lottery,
                                      const std::vector<std::uint16_t>& taken) {
  std::vector<std::uint16_t> batches = lines.batches;
  for (std::size_t i = 0; i < taken.size(); ++i) batches[lottery.line[i]] = taken[i];
  return batches;
}

DrawLine line_of(const RegisterLines& lines, std::size_t i, std::uint16_t batches, const TicketBook& book) {
  DrawLine line;
  line.register_line = i + 1;
  line.enterprise_id = plain(lines.enterprise[i]);
  line.category_id = plain(lines.category[i]);
  line.district_id = plain(lines.district[i]);
  line.lab_id = plain(lines.lab[i]);
  line.stratum = stratum_of(lines, i);
  line.stream = lines.stream[i];
  line.batches = batches;
  line.units = lines.units[i];
  line.inclusion_probability = static_cast<double>(lines.units[i]) / whole_units;
  line.cost = Money::from_fen(lines.cost_fen[i]);
  line.ticket = line_ticket(book, lines, i).to_string();
  return line;
}

void add_reserves(const Register& source, const Lottery& lottery, const std::vector<std::uint16_t>& taken,
                  const TicketBook& book, const DrawOptions& options, Draw& draw) {
  for (const ReserveLine& reserve : draw_reserves(source.lines, lottery, taken, book, options.reserves)) {
    const std::size_t i = reserve.line;
    draw.reserves.push_back({stratum_of(source.lines, i), plain(source.lines.enterprise[i]),
                             plain(source.lines.category[i]), plain(source.lines.lab[i]), no_index, reserve.order,
                             source.lines.units[i]});
  }
}

// Drawn lines of one enterprise stand side by side.
void add_visits(const Register& source, const TicketBook& book, Draw& draw) {
  std::vector<PlannedVisit> planned;
  for (std::uint32_t k = 0; k < draw.lines.size(); ++k) {
    DrawLine& line = draw.lines[k];
    const std::size_t i = line.register_line - 1;
    if (planned.empty() || planned.back().enterprise != source.lines.enterprise[i]) {
      planned.push_back({source.lines.enterprise[i], {}, 0, false, {}, {}, {}});
      draw.visits.push_back({line.enterprise_id, {}, {}, {}, {}});
    }
    PlannedVisit& visit = planned.back();
    if (visit.categories.empty() || visit.categories.back() != source.lines.category[i])
      visit.categories.push_back(source.lines.category[i]);
    visit.cost_fen += source.lines.cost_fen[i];
    visit.follow_up = visit.follow_up || line.stream == Stream::follow_up;
    line.visit = static_cast<std::uint32_t>(planned.size() - 1);
    draw.visits.back().lines.push_back(k);
  }
  for (PlannedVisit& visit : planned) std::sort(visit.categories.begin(), visit.categories.end());
  const std::vector<Index> turns = turns_of(planned, book);
  draw_windows(source, book, turns, planned);
  draw.most_visits = match_inspectors(source, book, turns, planned);
  for (std::size_t v = 0; v < planned.size(); ++v) {
    draw.visits[v].first = planned[v].first;
    draw.visits[v].last = planned[v].last;
    for (const Index i : planned[v].inspectors) draw.visits[v].inspectors.push_back(plain(source.inspectors[i].id));
  }
}

void add_points(const Register& source, const TicketBook& book, Draw& draw) {
  std::size_t begin = 0;
  for (DrawLine& line : draw.lines) {
    const std::size_t i = line.register_line - 1;
    const std::string_view enterprise = source.lines.enterprise[i];
    while (begin < source.points.size() && source.points[begin].enterprise < enterprise) ++begin;
    std::size_t end = begin;
    while (end < source.points.size() && source.points[end].enterprise == enterprise) ++end;
    if (end == begin) continue;
    const PointChoice choice =
        choose_points(std::span(source.points).subspan(begin, end - begin), source.lines.category[i], book);
    for (const std::string_view id : choice.sampled) line.sampling_points.push_back(plain(id));
    for (const std::string_view id : choice.unreachable) line.unreachable.push_back(plain(id));
  }
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void write_notes(const Register& source, Draw& draw) {
  std::size_t alone = 0, unreachable = 0;
  for (const Visit& visit : draw.visits) alone += visit.inspectors.size() < 2 ? 1u : 0u;
  for (const DrawLine& line : draw.lines) unreachable += line.unreachable.size();
  if (source.inspectors.empty())
    draw.summary.notes.push_back("no inspectors in the register: pairs are not drawn");
  else if (alone > 0)
    draw.summary.notes.push_back(
        counted(alone, "visit has", "visits have") +
        " fewer than two inspectors who are qualified for all its categories and without conflict");
  if (unreachable > 0) {
    std::string which;
    for (const DrawLine& line : draw.lines)
      for (const std::string& point : line.unreachable)
        if (which.size() < 60) which += (which.empty() ? "" : ", ") + line.enterprise_id + " " + point;
    draw.summary.notes.push_back(counted(unreachable, "tank or line", "tanks or lines") +
                                 " cannot be reached from any outlet: " + which);
  }
}

void write_summary(const Register& source, const Lottery& lottery, Draw& draw) {
  Summary& summary = draw.summary;
  std::uint64_t units = 0, batches[3] = {0, 0, 0};
  for (const std::uint64_t u : lottery.lines.units) units += u;
  Money cost;
  for (const DrawLine& line : draw.lines) {
    batches[static_cast<std::size_t>(line.stream)] += line.batches;
    cost = cost + line.cost;
  }
  summary.verb = "draw_sample";
  summary.title = "round " + source.start.to_string() + " to " + source.end.to_string();
  summary.outcome = fmt::format("{} drawn in {}", counted(draw.lines.size(), "line", "lines"),
                                counted(draw.visits.size(), "visit", "visits"));
  const auto random = static_cast<std::size_t>(Stream::random);
  summary.lines.push_back({"random batches", fmt::format("{}", units / whole_units), fmt::format("{}", batches[random]),
                           fmt::format("of {} candidates", draw.random_lines)});
  summary.lines.push_back(
      {"certain batches", "", fmt::format("{}", batches[0] + batches[1]), "follow-ups and directed"});
  summary.lines.push_back({"cost", "", cost.to_grouped(), "yuan"});
  summary.lines.push_back({"reserves", "", fmt::format("{}", draw.reserves.size()), "in drawn order"});
  if (draw.most_visits > 0)
    summary.lines.push_back({"visits per inspector", "", fmt::format("{}", draw.most_visits), "at most"});
  summary.lines.push_back({"commitment", "", draw.proof.commitment, ""});
  summary.lines.push_back({"beacon", "", draw.proof.beacon, ""});
  summary.lines.push_back({"seed", "", draw.proof.seed, ""});
  summary.inputs.emplace_back("register", draw.proof.commitment);
  write_notes(source, draw);
  summary.next = "tools/replay_draw.py PLAN_DIR DRAW_DIR --beacon TEXT   # anyone can replay it";
}

}  // namespace

Draw draw_register(std::string_view register_text, const DrawOptions& options) {
  check_beacon(options);
  const Register source = read_register(register_text);
  options.run.report("draw", 0.3);
  Draw draw;
  draw.proof.commitment = to_hex(sha256(register_text));
  draw.proof.commitment_sm3 = to_hex(sm3(register_text));
  draw.proof.beacon = options.beacon;
  draw.proof.seed = seed_of(draw.proof.commitment, options.beacon);
  const TicketBook book(draw.proof.seed);

  const Lottery lottery = lottery_of(source.lines);
  RegisterDice dice(source.lines, lottery, book);
  const std::vector<std::uint16_t> taken = draw_lawfully(lottery.lines, dice);
  options.run.report("draw", 0.7);
  const std::vector<std::uint16_t> batches = batches_of(source.lines, lottery, taken);
  for (std::size_t i = 0; i < batches.size(); ++i)
    if (batches[i] > 0) draw.lines.push_back(line_of(source.lines, i, batches[i], book));
  draw.register_lines = source.lines.size();
  draw.random_lines = lottery.lines.size();
  add_reserves(source, lottery, taken, book, options, draw);
  add_visits(source, book, draw);
  add_points(source, book, draw);
  write_summary(source, lottery, draw);
  options.run.report("draw", 1);
  return draw;
}

Draw draw_sample(const Ledger& ledger, const Plan& plan, const DrawOptions& options) {
  if (!plan.usable())
    throw Error(ErrorCode::usage, fmt::format("draw_sample: the plan's outcome is {}, there is nothing to draw from",
                                              name_of(plan.outcome)));
  const std::string text = plan_register(ledger, plan);
  Draw draw = draw_register(text, options);
  if (draw.proof.commitment != plan.commitment)
    throw Error(
        ErrorCode::usage,
        fmt::format("draw_sample: the plan's commitment is {}, but its register hashes to {}: the plan was changed "
                    "after it was made",
                    plan.commitment, draw.proof.commitment),
        "draw from the plan as it was committed to");
  draw.frame_fingerprint = ledger.frame.fingerprint;
  const auto candidate = [&](const std::string& enterprise, const std::string& category) {
    return ledger.find_candidate(ledger.find_enterprise(enterprise), ledger.find_category(category));
  };
  for (DrawLine& line : draw.lines) line.candidate = candidate(line.enterprise_id, line.category_id);
  for (Reserve& reserve : draw.reserves) reserve.candidate = candidate(reserve.enterprise_id, reserve.category_id);
  draw.summary.title = "as of " + ledger.as_of.to_string() + (ledger.name.empty() ? "" : ", " + ledger.name);
  return draw;
}

}  // namespace sightline
