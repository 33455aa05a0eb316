#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ledger/columns.hpp"
#include "sightline/base/error.hpp"
#include "sightline/outcomes.hpp"

namespace sightline {
namespace {

constexpr std::array<std::string_view, 5> words{"conforming", "nonconforming", "not_available", "refused", "closed"};

Result result_of(std::string_view word, Result otherwise) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? otherwise : static_cast<Result>(found - words.begin());
}

std::uint32_t whole(double value, std::uint32_t otherwise) {
  return std::isnan(value) || value < 0 || value > 1e9 ? otherwise : static_cast<std::uint32_t>(value);
}

}  // namespace

Results read_results(const Evidence& evidence) {
  const Table* table = evidence.find("inspections");
  if (table == nullptr) throw Error(ErrorCode::input, "the evidence holds no table of results (inspections)");
  const auto text = [&](std::string_view column, std::size_t row) {
    return std::string(evidence.pool->text(id_at(ids_of(table, column), row)));
  };
  Results results;
  for (std::size_t row = 0; row < table->rows; ++row) {
    results.inspection_id.push_back(text("inspection_id", row));
    results.enterprise_id.push_back(text("enterprise_id", row));
    results.category_id.push_back(text("category_id", row));
    results.lab_id.push_back(text("lab_id", row));
    const Date date = date_at(dates_of(table, "date"), row), known = date_at(dates_of(table, "known_on"), row);
    results.date.push_back(date);
    results.known.push_back(known.known() ? std::max(known, date) : date);
    const Result first = result_of(text("result", row), Result::not_available);
    const std::uint32_t n = std::max(1u, whole(number_at(numbers_of(table, "batch_count"), row), 1));
    results.result.push_back(first);
    results.batches.push_back(n);
    results.nonconforming.push_back(
        std::clamp(whole(number_at(numbers_of(table, "nonconforming_count"), row), 1), 1u, n));
    const Date revised = date_at(dates_of(table, "revised_on"), row);
    const std::string later = text("revised_result", row);
    const bool is_revised = revised.known() && !later.empty();
    results.revised_on.push_back(is_revised ? std::max(revised, results.known.back()) : Date{});
    results.revised_result.push_back(is_revised ? result_of(later, first) : first);
    const std::string mode = text("mode", row);
    results.mode.push_back(mode == "random"      ? Mode::random
                           : mode == "directed"  ? Mode::directed
                           : mode == "follow_up" ? Mode::follow_up
                                                 : Mode::unknown);
    results.line.push_back(table->lines[row]);
  }
  return results;
}

void add_missing(Results& results, const Results& more) {
  std::set<std::string_view> ids(results.inspection_id.begin(), results.inspection_id.end());
  ids.erase("");
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < more.size(); ++i)
    if (!ids.contains(more.inspection_id[i])) rows.push_back(i);
  const auto append = [&rows](auto& column, const auto& from) {
    if (!from.empty())
      for (const std::size_t i : rows) column.push_back(from[i]);
  };
  results.mode.resize(results.size(), Mode::unknown);
  append(results.mode, more.mode);
  append(results.inspection_id, more.inspection_id);
  append(results.enterprise_id, more.enterprise_id);
  append(results.category_id, more.category_id);
  append(results.lab_id, more.lab_id);
  append(results.date, more.date);
  append(results.known, more.known);
  append(results.revised_on, more.revised_on);
  append(results.result, more.result);
  append(results.revised_result, more.revised_result);
  append(results.batches, more.batches);
  append(results.nonconforming, more.nonconforming);
  append(results.line, more.line);
  results.mode.resize(results.size(), Mode::unknown);
}

}  // namespace sightline
