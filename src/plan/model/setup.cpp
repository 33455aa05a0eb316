#include "plan/model/setup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline::planning {
namespace {

constexpr std::size_t grain = 4096;  // candidates of one chunk

void require_inputs(const Ledger& ledger, const Risk& risk, const Policy& policy, const PlanOptions& options) {
  if (risk.frame_fingerprint != ledger.frame.fingerprint || risk.size() != ledger.frame.size() ||
      risk.logit_sd.size() != risk.size())
    throw Error(ErrorCode::usage, "make_plan: ledger and risk are of different frames",
                "assess the risk again with this ledger");
  if (!options.budget && !policy.has_budget && policy.max_batches == 0)
    throw Error(ErrorCode::usage, policy.path + ": has neither budget nor max_batches", "give one, or --budget YUAN");
  if (options.budget && options.budget->fen < 0) throw Error(ErrorCode::usage, "make_plan: the budget is below 0");
  if (!ledger.as_of.known() && !policy.start.known())
    throw Error(ErrorCode::usage, policy.path + ": round.start is missing, and the ledger has no as-of day");
}

void require_costs(const Ledger& ledger, const Labs& labs) {
  for (Index k : ledger.frame.category)
    if (!labs.of_category[k].empty()) return;
  if (ledger.frame.size() == 0) return;
  throw Error(ErrorCode::usage, "make_plan: no category has a cost",
              "give categories a unit_cost, or list labs with their price");
}

void judge_round(const Policy& policy, const Round& round, std::vector<std::string>& wrong) {
  if (round.end < round.start)
    wrong.push_back(fmt::format("{}: the round ends on {}, before it starts on {}", policy.path, round.end.to_string(),
                                round.start.to_string()));
}

void set_ties(Setup& setup) {
  const Frame& frame = setup.ledger.frame;
  const std::uint64_t key = mix64(setup.round.start.to_string());
  parallel_chunks({}, frame.size(), grain, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c)
      setup.tie[c] = mix64(setup.ledger.text(setup.ledger.categories.id[frame.category[c]]),
                           mix64(setup.ledger.text(setup.ledger.enterprises.id[frame.enterprise[c]]), key));
  });
}

void set_rotation(Setup& setup) {
  setup.last_lab.assign(setup.ledger.enterprises.size(), no_id);
  const bool rotates = std::any_of(setup.policy.rules.begin(), setup.policy.rules.end(), [](const PolicyRule& rule) {
    return rule.on && rule.kind == RuleKind::labs && rule.no_consecutive;
  });
  if (!rotates || !setup.labs.known) return;
  setup.last_lab = setup.history.last_lab;
  for (std::size_t c = 0; c < setup.part.size(); ++c) {
    const auto& list = setup.labs_of(c);
    const Id last = setup.last_lab[setup.ledger.frame.enterprise[c]];
    if (setup.eligible.streams[c] != 0 && last != no_id && list.size() > 1 &&
        std::any_of(list.begin(), list.end(), [&](const LabPrice& lab) { return lab.lab == last; }))
      ++setup.rotated;
  }
}

void set_parts(Setup& setup) {
  const std::uint8_t needed = needed_bits(setup.policy.streams);
  for (std::size_t c = 0; c < setup.part.size(); ++c) {
    if (setup.eligible.mandatory[c] != 0)
      setup.part[c] = Part::mandatory;
    else if ((setup.eligible.streams[c] & may_direct) != 0 && setup.policy.streams.directed_max_share > 0 &&
             (needed == 0xFF || (setup.evidence[c] & needed) != 0))
      setup.part[c] = Part::directed;
  }
}

}  // namespace

double Setup::gain(std::size_t candidate, int batches) const {
  const Belief belief = belief_of(risk, candidate);
  const double severity = policy.value_harm ? ledger.severity[ledger.frame.category[candidate]] : 1;
  return severity * chance_to_find(belief, batches) + policy.information * variance_reduced(belief, batches);
}

std::uint32_t Setup::most_batches(std::size_t candidate) const {
  const auto most = static_cast<std::uint32_t>(policy.batches_per_candidate);
  return eligible.caps.empty() ? most : std::min(most, eligible.caps[ledger.frame.enterprise[candidate]].batches);
}

Setup set_up(const Ledger& ledger, const Risk& risk, const Policy& policy, const PlanOptions& options) {
  require_inputs(ledger, risk, policy, options);
  Setup setup{.ledger = ledger, .risk = risk, .policy = policy, .round = round_of(ledger, policy)};
  if (options.budget || policy.has_budget) setup.budget = options.budget.value_or(policy.budget);
  const std::size_t candidates = ledger.frame.size();
  setup.part.assign(candidates, Part::none);
  setup.single_gain.resize(candidates);
  setup.tie.resize(candidates);
  setup.history = read_history(ledger);
  setup.labs = read_labs(ledger);
  require_costs(ledger, setup.labs);
  std::vector<std::string> wrong;
  judge_round(policy, setup.round, wrong);
  setup.eligible = judge_candidates(ledger, policy, setup.round, setup.history, setup.labs, wrong);
  if (!wrong.empty()) {
    std::string message;
    for (const std::string& line : wrong) message += (message.empty() ? "" : "\n") + line;
    throw Error(ErrorCode::usage, message);
  }
  setup.evidence = evidence_of(ledger, setup.history, setup.round, policy.streams.evidence_months);
  set_ties(setup);
  set_rotation(setup);
  set_parts(setup);
  parallel_chunks(options.run, candidates, grain, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) setup.single_gain[c] = setup.gain(c, 1);
  });
  std::vector<std::uint8_t> may_be_certain(candidates);
  for (std::size_t c = 0; c < candidates; ++c) may_be_certain[c] = setup.part[c] == Part::none ? 0 : 1;
  setup.random = build_cells(ledger, policy, setup.eligible, setup.labs, setup.last_lab, may_be_certain, setup.tie);
  return setup;
}

}  // namespace sightline::planning
