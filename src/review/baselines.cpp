#include "review/baselines.hpp"

#include <algorithm>

#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

struct History {
  std::vector<double> tested, failed;  // inspections per enterprise
  std::vector<Date> last_day;
  std::vector<std::uint8_t> last_failed;
  double base_rate = 0.5;
};

History history_of(const Ledger& past) {
  History history;
  const std::size_t n = past.enterprises.size();
  history.tested.resize(n);
  history.failed.resize(n);
  history.last_day.resize(n);
  history.last_failed.resize(n);
  const Events* inspections = past.find_events("inspections");
  if (inspections == nullptr) return history;
  double tested = 0, failed = 0;
  for (std::size_t i = 0; i < inspections->size(); ++i) {
    const Result result = past.inspections.result_as_of(i, past.as_of);
    const Index enterprise = inspections->enterprise[i];
    if (result > Result::nonconforming || enterprise == no_index) continue;
    const bool bad = result == Result::nonconforming;
    tested += 1, failed += bad;
    history.tested[enterprise] += 1;
    history.failed[enterprise] += bad;
    if (!history.last_day[enterprise].known() || inspections->date[i] >= history.last_day[enterprise]) {
      history.last_day[enterprise] = inspections->date[i];
      history.last_failed[enterprise] = bad;
    }
  }
  if (tested > 0) history.base_rate = std::clamp(failed / tested, 1e-4, 1 - 1e-4);
  return history;
}

}  // namespace

const char* name_of_baseline(int baseline) {
  static constexpr const char* names[baseline_count] = {"random", "own-order", "last-result", "smoothed-rate"};
  return names[baseline];
}

std::vector<double> ask_baseline(int baseline, const Ledger& past, std::span<const Question> questions,
                                 std::uint64_t seed) {
  std::vector<double> out(questions.size());
  if (baseline == 0) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = (static_cast<double>(mix64(questions[i].key ^ mix64(seed)) >> 11) + 0.5) * 0x1.0p-53;
    return out;
  }
  if (baseline == 1) {
    std::int32_t first = 0, last = 0;
    for (const Question& q : questions) {
      first = &q == questions.data() ? q.day : std::min(first, q.day);
      last = &q == questions.data() ? q.day : std::max(last, q.day);
    }
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = (last - questions[i].day + 0.5) / (last - first + 1.0);
    return out;
  }
  const History history = history_of(past);
  constexpr double pseudo_inspections = 5;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Index e = questions[i].enterprise;
    const bool seen = e != no_index && history.tested[e] > 0;
    if (baseline == 2)
      out[i] = !seen ? history.base_rate : history.last_failed[e] ? 1 - 1e-6 : 1e-6;
    else
      out[i] = !seen ? history.base_rate
                     : (history.failed[e] + pseudo_inspections * history.base_rate) /
                           (history.tested[e] + pseudo_inspections);
  }
  return out;
}

}  // namespace sightline
