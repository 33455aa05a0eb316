#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "plan/check/findings.hpp"

namespace sightline::checking {

void check_shape(const Facts& facts, const Plan& plan, Findings& findings) {
  const PlanLines& lines = plan.lines;
  const std::size_t n = lines.candidate.size();
  for (std::size_t length :
       {lines.lab.size(), lines.stream.size(), lines.batches.size(), lines.inclusion_probability.size(),
        lines.expected_nonconforming.size(), lines.gain.size(), lines.cost.size(), lines.evidence.size()})
    if (length != n) findings.push_back("the columns of the lines differ in length");
  if (plan.frame_fingerprint != facts.ledger.frame.fingerprint)
    findings.push_back("the plan is of another frame than the ledger");
  if (plan.start != facts.start || plan.end != facts.end)
    findings.push_back(fmt::format("the round is {} to {}, must be {} to {}", plan.start.to_string(),
                                   plan.end.to_string(), facts.start.to_string(), facts.end.to_string()));
  if (!findings.empty()) return;
  for (std::size_t i = 0; i < n; ++i) {
    if (lines.candidate[i] >= facts.ledger.frame.size()) {
      findings.push_back(fmt::format("line {}: candidate {} is not in the frame", i, lines.candidate[i]));
      continue;
    }
    if (i > 0 && lines.candidate[i] <= lines.candidate[i - 1])
      findings.push_back(fmt::format("line {}: lines must be in frame order, one per candidate", i));
    const double probability = lines.inclusion_probability[i];
    const bool random = lines.stream[i] == Stream::random;
    if (!(probability > 0 && probability <= 1) || (!random && probability != 1))
      findings.push_back(fmt::format("{}: probability {} of a {} line", facts.name(lines.candidate[i]), probability,
                                     name_of(lines.stream[i])));
    if (lines.batches[i] == 0 || (random && lines.batches[i] != 1))
      findings.push_back(fmt::format("{}: {} batches of a {} line", facts.name(lines.candidate[i]), lines.batches[i],
                                     name_of(lines.stream[i])));
  }
}

namespace {

void check_stream(const Facts& facts, const Plan& plan, std::size_t i, Findings& findings) {
  const Index c = plan.lines.candidate[i];
  const Stream stream = plan.lines.stream[i];
  const int mandatory = facts.mandatory_batches(c);
  if (const std::string rule = facts.forbidden_by(c, stream); !rule.empty())
    findings.push_back(fmt::format("{}: forbids the {} line of {}", rule, name_of(stream), facts.name(c)));
  if (mandatory > 0 ? stream != Stream::follow_up || plan.lines.batches[i] != mandatory : stream == Stream::follow_up)
    findings.push_back(fmt::format("{}: {} batches in stream {}, {} mandatory", facts.name(c), plan.lines.batches[i],
                                   name_of(stream), mandatory));
  if (plan.lines.evidence[i] != facts.evidence(c))
    findings.push_back(fmt::format("{}: evidence {} is recorded, the ledger has {}", facts.name(c),
                                   plan.lines.evidence[i], facts.evidence(c)));
  if (stream == Stream::directed) {
    if (!facts.may_be_directed(facts.evidence(c)))
      findings.push_back(fmt::format("streams.directed: {} has no qualifying evidence", facts.name(c)));
    if (plan.lines.batches[i] > facts.policy.batches_per_candidate)
      findings.push_back(fmt::format("batches_per_candidate: {} has {}", facts.name(c), plan.lines.batches[i]));
  }
  if (stream == Stream::random && !facts.policy.streams.random)
    findings.push_back(fmt::format("{}: the policy has no random stream", facts.name(c)));
}

void check_lab(const Facts& facts, const Plan& plan, std::size_t i, Findings& findings) {
  const Index c = plan.lines.candidate[i];
  const Id lab = plan.lines.lab[i];
  const LabTerms* terms = facts.terms(c, lab);
  if (terms == nullptr) {
    findings.push_back(fmt::format("laboratory '{}' is not qualified for {}", facts.ledger.text(lab), facts.name(c)));
    return;
  }
  if (facts.rotation_forbids(c, lab))
    findings.push_back(
        fmt::format("labs: '{}' tested the enterprise of {} last", facts.ledger.text(lab), facts.name(c)));
  if (plan.lines.cost[i].fen != terms->price.fen * plan.lines.batches[i])
    findings.push_back(fmt::format("{}: costs {}, {} batches at {} are {}", facts.name(c),
                                   plan.lines.cost[i].to_string(), plan.lines.batches[i], terms->price.to_string(),
                                   (terms->price * plan.lines.batches[i]).to_string()));
}

}  // namespace

void check_lines(const Facts& facts, const Plan& plan, Findings& findings) {
  std::set<Index> planned;
  for (std::size_t i = 0; i < plan.lines.size(); ++i) {
    planned.insert(plan.lines.candidate[i]);
    check_stream(facts, plan, i, findings);
    check_lab(facts, plan, i, findings);
  }
  for (Index c = 0; c < facts.ledger.frame.size(); ++c)
    if (const int batches = facts.mandatory_batches(c); batches > 0 && !planned.contains(c))
      findings.push_back(fmt::format("{}: {} mandatory batches are missing", facts.name(c), batches));
}

}  // namespace sightline::checking
