#include <algorithm>

#include "sightline/base/error.hpp"
#include "simulate/city/city.hpp"

namespace sightline::simulate {
namespace {

std::vector<std::size_t> tested_of(const std::vector<Inspection>& round) {
  std::vector<std::size_t> tested;
  for (std::size_t i = 0; i < round.size(); ++i)
    if (round[i].verdict == Verdict::conforming) tested.push_back(i);
  return tested;
}

void send_to_labs(const City& city, Rng& rng, std::vector<Inspection>& round) {
  const Scenario& scenario = city.scenario;
  const auto inspectors = static_cast<std::uint64_t>(std::max<std::int64_t>(city.part(scenario.inspectors), 0));
  const std::uint64_t districts = scenario.districts.size();
  std::vector<std::vector<Index>> qualified(scenario.categories.size());
  for (Index lab = 0; lab < scenario.labs.size(); ++lab) {
    const std::vector<Index>& only = scenario.labs[lab].categories;
    for (Index k = 0; k < qualified.size(); ++k)
      if (only.empty() || std::find(only.begin(), only.end(), k) != only.end()) qualified[k].push_back(lab);
  }
  for (Inspection& visit : round) {
    const Index e = city.subjects.enterprise[visit.offer];
    const std::uint64_t district = city.subjects.district[e];
    if (inspectors > 0) {  // inspector i works in district i mod districts, where the city has that many
      const std::uint64_t local = inspectors > district ? (inspectors - district - 1) / districts + 1 : 0;
      visit.inspector = static_cast<Index>(local > 0 ? district + districts * rng.below(local) : rng.below(inspectors));
    }
    const std::vector<Index>& labs = qualified[city.subjects.category[visit.offer]];
    if (visit.verdict == Verdict::conforming && !labs.empty()) visit.lab = labs[rng.below(labs.size())];
  }
}

// Chance that the laboratory reports a failure: sensitivity * logistic(logit p + severity of the laboratory + shift).
struct Report {
  double logit, sensitivity;
  [[nodiscard]] double chance(double shift) const { return sensitivity * logistic(logit + shift); }
};

Report report_of(const City& city, const Inspection& visit) {
  const Scenario& scenario = city.scenario;
  const double lab = visit.lab == no_index ? 0 : scenario.labs[visit.lab].severity_logit;
  return {true_logit(city, visit.offer, visit.date) + lab,
          scenario.categories[city.subjects.category[visit.offer]].test_sensitivity};
}

double expected_failures(const std::vector<Report>& reports, double shift) {
  double sum = 0;
  for (const Report& report : reports) sum += report.chance(shift);
  return sum;
}

// The shift at which the expected number of reported failures is `wanted`: bisection, the sum rises with the shift.
double solve_shift(const std::vector<Report>& reports, double wanted) {
  double low = -20, high = 20;
  for (int step = 0; step < 50; ++step) {
    const double middle = (low + high) / 2;
    (expected_failures(reports, middle) < wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

// Exactly `wanted` failures, each batch with the chance solved for: systematic sampling in random order (Madow 1949).
// The running sum is scaled to end at `wanted`, so that its crossings of 1 - u, 2 - u, ... are that many.
void fail_exactly(City& city, Rng& rng, std::vector<Inspection>& round, std::vector<std::size_t> tested,
                  std::int64_t wanted, bool sets_level) {
  for (std::size_t i = tested.size(); i > 1; --i) std::swap(tested[i - 1], tested[rng.below(i)]);
  std::vector<Report> reports;
  for (const std::size_t i : tested) reports.push_back(report_of(city, round[i]));
  const auto goal = static_cast<double>(wanted);
  const double shift = solve_shift(reports, goal), total = expected_failures(reports, shift);
  if (total < goal - 1e-3)
    throw Error(ErrorCode::usage,
                city.scenario.path + ": " + std::to_string(wanted) + " failures among " +
                    std::to_string(tested.size()) + " batches are more than its tests can find",
                "lower the round's nonconforming or raise test_sensitivity");
  const double u = rng.uniform();
  double sum = 0;
  std::int64_t crossed = 0;
  for (std::size_t at = 0; at < tested.size(); ++at) {
    sum += reports[at].chance(shift);
    const auto now = at + 1 == tested.size() ? wanted : static_cast<std::int64_t>(sum / total * goal + u);
    if (now > crossed) round[tested[at]].verdict = Verdict::nonconforming;
    crossed = std::max(crossed, now);
  }
  if (sets_level) city.quality.level += shift;
}

// A failure by chance may be overturned by a retest, when objected to and retested before the evidence ends.
void fail_by_chance(City& city, Rng& rng, std::vector<Inspection>& round, const std::vector<std::size_t>& tested) {
  for (const std::size_t i : tested) {
    if (rng.uniform() >= report_of(city, round[i]).chance(0)) continue;
    round[i].verdict = Verdict::nonconforming;
    const Date retested = round[i].known + 20 + static_cast<std::int32_t>(rng.below(20));
    if (rng.uniform() < 0.06 && retested <= city.scenario.as_of) round[i].revised = retested;
  }
}

// Cost of a batch: unit cost * price of the laboratory * what it happened to take, scaled so that the round's sum is
// exact; whole yuan first, the rest to the first batches.
void share_out_money(const City& city, Rng& rng, std::vector<Inspection>& round, const std::vector<std::size_t>& tested,
                     std::int64_t fen) {
  std::vector<double> weight;
  double total = 0;
  for (const std::size_t i : tested) {
    const ProductCategory& category = city.scenario.categories[city.subjects.category[round[i].offer]];
    const double price = round[i].lab == no_index ? 1 : city.scenario.labs[round[i].lab].price;
    weight.push_back(std::max(category.unit_cost.in_yuan(), 0.01) * price * std::exp(0.08 * rng.normal()));
    total += weight.back();
  }
  std::int64_t left = fen;
  for (std::size_t at = 0; at < tested.size(); ++at) {
    const auto yuan = static_cast<std::int64_t>(static_cast<double>(fen) / 100 * weight[at] / total);
    round[tested[at]].cost = Money::yuan(yuan);
    left -= yuan * 100;
  }
  for (const std::size_t i : tested) {
    const std::int64_t more = std::min<std::int64_t>(left, 100);
    round[i].cost.fen += more;
    left -= more;
  }
}

}  // namespace

void fill_results(City& city, std::size_t number, std::vector<Inspection>& round) {
  const PastRound& spec = city.scenario.rounds[number];
  Rng rng = city.dice("results " + spec.id);
  const std::vector<std::size_t> tested = tested_of(round);
  send_to_labs(city, rng, round);
  if (spec.nonconforming >= 0) {
    bool first = true;
    for (std::size_t r = 0; r < number; ++r) first = first && city.scenario.rounds[r].nonconforming < 0;
    const std::int64_t wanted = city.part(spec.nonconforming);
    const bool solvable = wanted > 0 && wanted < static_cast<std::int64_t>(tested.size());
    if (wanted > 0) fail_exactly(city, rng, round, tested, wanted, first && solvable);
  } else {
    fail_by_chance(city, rng, round, tested);
  }
  share_out_money(city, rng, round, tested, city.part(static_cast<double>(spec.spent.fen)));
  for (const std::size_t i : tested)
    round[i].severity = round[i].verdict == Verdict::nonconforming ? static_cast<std::uint8_t>(1 + rng.below(3)) : 0;
  remember_visits(city, round);
}

void remember_visits(City& city, const std::vector<Inspection>& round) {
  QualityState& state = city.quality;
  for (const Inspection& visit : round) {
    if (visit.verdict != Verdict::conforming && visit.verdict != Verdict::nonconforming) continue;
    Date& last = state.last_visit[city.subjects.enterprise[visit.offer]];
    last = std::max(last, visit.date);
    if (visit.verdict == Verdict::nonconforming && !visit.revised.known())
      state.rectified[visit.offer] += static_cast<float>(city.scenario.quality.rectification);
  }
}

}  // namespace sightline::simulate
