#include <numeric>
#include <string_view>
#include <unordered_map>

#include "sightline/base/rng.hpp"
#include "sightline/review.hpp"

namespace sightline {
namespace {

// Who, what, when and how it was chosen stays; all else comes with the result.
bool stays(std::string_view column) {
  for (const char* name : {"inspection_id", "enterprise_id", "category_id", "date", "known_on", "inspector", "lab_id",
                           "mode", "inclusion_probability", "authority", "cost"})
    if (column == name) return true;
  return false;
}

template <class T>
void deal(std::vector<T>& values, const std::vector<std::uint32_t>& from) {
  if (values.empty()) return;
  const std::vector<T> old = values;
  for (std::size_t row = 0; row < values.size(); ++row) values[row] = old[from[row]];
}

}  // namespace

Evidence shuffle_outcomes(const Evidence& evidence, std::uint64_t seed) {
  Evidence out = evidence;
  for (auto& table : out.tables) {
    if (table->name != "inspections") continue;
    auto shuffled = std::make_shared<Table>(*table);
    const Column* category = table->find("category_id");
    std::vector<std::uint32_t> from(table->rows);
    std::iota(from.begin(), from.end(), 0u);
    std::unordered_map<Id, std::vector<std::uint32_t>> rows_of;
    for (std::uint32_t row = 0; row < table->rows; ++row) rows_of[category ? category->ids[row] : no_id].push_back(row);
    for (const auto& [id, rows] : rows_of) {  // Fisher and Yates within the category, on a stream of its own
      Rng rng(seed, id);
      for (std::size_t last = rows.size(); last > 1; --last)
        std::swap(from[rows[last - 1]], from[rows[rng.below(last)]]);
    }
    for (Column& column : shuffled->columns) {
      if (stays(column.name)) continue;
      deal(column.ids, from);
      deal(column.numbers, from);
      deal(column.dates, from);
      deal(column.money, from);
    }
    table = shuffled;
  }
  return out;
}

}  // namespace sightline
