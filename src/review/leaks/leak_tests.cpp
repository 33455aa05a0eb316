#include "review/leaks/leak_tests.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace sightline {
namespace {

// Pairs (failing, conforming) in which the failing value is larger, ties one half, and the variance of that count under
// no relation: m n (N + 1) / 12 less the ties' share.
struct Pairs {
  double larger = 0, pairs = 0, variance = 0;
};
Pairs count_pairs(std::vector<std::pair<double, bool>>& rows) {
  std::sort(rows.begin(), rows.end());
  Pairs out;
  double conforming = 0, failing = 0, ties = 0;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin;
    double bad = 0;
    for (; end < rows.size() && rows[end].first == rows[begin].first; ++end) bad += rows[end].second;
    const double block = static_cast<double>(end - begin), good = block - bad;
    out.larger += bad * (conforming + good / 2);
    conforming += good, failing += bad;
    ties += block * (block * block - 1);
    begin = end;
  }
  const double n = conforming + failing;
  out.pairs = conforming * failing;
  if (n > 1) out.variance = out.pairs / 12 * (n + 1 - ties / (n * (n - 1)));
  return out;
}

bool tested(const Ledger& ledger, std::size_t i) {
  return ledger.inspections.result_as_of(i, ledger.as_of) <= Result::nonconforming;
}
bool failed(const Ledger& ledger, std::size_t i) {
  return ledger.inspections.result_as_of(i, ledger.as_of) == Result::nonconforming;
}

}  // namespace

SeparationTest separation_of(std::span<const double> values, std::span<const std::uint32_t> nonconforming) {
  std::vector<std::pair<double, bool>> rows;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) rows.emplace_back(values[i], nonconforming[i] > 0);
  const Pairs pairs = count_pairs(rows);
  if (pairs.pairs <= 0 || pairs.variance <= 0) return {};
  return {pairs.larger / pairs.pairs, (pairs.larger - pairs.pairs / 2) / std::sqrt(pairs.variance)};
}

RatioTest rate_before_failures(const Ledger& ledger, const Events& events) {
  const Events& inspections = *ledger.find_events("inspections");
  std::vector<std::vector<std::int32_t>> days(ledger.enterprises.size());  // known days of the events, per enterprise
  for (std::size_t e = 0; e < events.size(); ++e)
    if (events.enterprise[e] != no_index) days[events.enterprise[e]].push_back(events.known[e].days);
  for (auto& list : days) std::sort(list.begin(), list.end());
  double count[2][2] = {{0.5, 0.5}, {0.5, 0.5}};  // [failing][just before]
  for (std::size_t i = 0; i < inspections.size(); ++i) {
    if (inspections.enterprise[i] == no_index || !tested(ledger, i)) continue;
    const auto& list = days[inspections.enterprise[i]];
    const std::int32_t day = inspections.date[i].days;
    const auto between = [&](std::int32_t from, std::int32_t to) {  // [from, to]
      return static_cast<double>(std::upper_bound(list.begin(), list.end(), to) -
                                 std::lower_bound(list.begin(), list.end(), from));
    };
    const int bad = failed(ledger, i) ? 1 : 0;
    count[bad][1] += between(day - 2, day);
    count[bad][0] += between(day - 32, day - 3);
  }
  const double log_ratio = std::log(count[1][1] / count[1][0]) - std::log(count[0][1] / count[0][0]);
  const double variance = 1 / count[1][1] + 1 / count[1][0] + 1 / count[0][1] + 1 / count[0][0];
  return {std::exp(log_ratio), log_ratio / std::sqrt(variance)};
}

RevisionTest silent_revisions(const Ledger& ledger) {
  RevisionTest test;
  const Table* cases = ledger.find_table("case_events");
  const Events& inspections = *ledger.find_events("inspections");
  const Column* ids = inspections.table->find("inspection_id");
  if (cases == nullptr || ids == nullptr) return test;
  const Column* of = cases->find("inspection_id");
  const Column* event = cases->find("event");
  if (of == nullptr || event == nullptr) return test;
  std::unordered_map<Id, bool> conforming_after;  // by inspection_id: what the last retest said
  for (std::size_t row = 0; row < cases->rows; ++row) {
    const std::string_view word = ledger.text(event->ids[row]);
    if (word == "retest_conforming" || word == "retest_nonconforming")
      conforming_after[of->ids[row]] = word == "retest_conforming";
  }
  for (std::size_t i = 0; i < inspections.size(); ++i) {
    const Id id = ids->ids[inspections.row[i]];
    const auto it = conforming_after.find(id);
    if (id == no_id || it == conforming_after.end()) continue;
    ++test.retested;
    // A case is opened for a failure, so a first result that conforms was overwritten by the retest.
    if (it->second && ledger.inspections.result[i] == Result::conforming) {
      if (test.silent == 0) test.first = ledger.text(id);
      ++test.silent;
    }
  }
  return test;
}

std::vector<OrderTest> order_within_days(const Ledger& ledger) {
  const Events& inspections = *ledger.find_events("inspections");
  const Column* ids = inspections.table->find("inspection_id");
  std::map<std::int32_t, std::vector<std::uint32_t>> by_day;
  for (std::uint32_t i = 0; i < inspections.size(); ++i)
    if (tested(ledger, i)) by_day[inspections.date[i].days].push_back(i);

  Pairs by_id, by_row;
  const auto add = [](Pairs& sum, const Pairs& day) {
    sum.larger += day.larger, sum.pairs += day.pairs, sum.variance += day.variance;
  };
  for (auto& [day, list] : by_day) {
    std::vector<std::pair<double, bool>> rows;
    for (const std::uint32_t i : list) rows.emplace_back(inspections.row[i], failed(ledger, i));
    add(by_row, count_pairs(rows));
    if (ids == nullptr) continue;
    const auto text = [&](std::uint32_t i) { return ledger.text(ids->ids[inspections.row[i]]); };
    // Numbers order by size: a shorter run of digits comes first.
    std::sort(list.begin(), list.end(), [&](auto a, auto b) {
      return text(a).size() != text(b).size() ? text(a).size() < text(b).size() : text(a) < text(b);
    });
    rows.clear();
    for (std::size_t rank = 0; rank < list.size(); ++rank)
      rows.emplace_back(static_cast<double>(rank), failed(ledger, list[rank]));
    add(by_id, count_pairs(rows));
  }
  std::vector<OrderTest> out;
  const auto finish = [&](const char* subject, const Pairs& sum) {
    if (sum.pairs > 0 && sum.variance > 0)
      out.push_back({subject, sum.larger / sum.pairs, (sum.larger - sum.pairs / 2) / std::sqrt(sum.variance)});
  };
  finish("inspection_id", by_id);
  finish("row order", by_row);
  return out;
}

}  // namespace sightline
