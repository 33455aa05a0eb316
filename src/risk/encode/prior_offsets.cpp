#include "risk/encode/prior_offsets.hpp"

#include <cmath>

namespace sightline::encode {
namespace {

double logit(double p) { return std::log(p / (1 - p)); }

// The words between `;` of a cell.
std::vector<std::string> words_of(std::string_view cell) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= cell.size();) {
    std::size_t end = cell.find(';', begin);
    if (end == std::string_view::npos) end = cell.size();
    if (end > begin) words.emplace_back(cell.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace

std::string PriorOffsets::plain(const std::string& by) { return by.rfind("enterprises.", 0) == 0 ? by.substr(12) : by; }

PriorOffsets::PriorOffsets(const Ledger& ledger, const RiskModel& model) {
  struct Sum {
    double failed = 0, batches = 0;
  };
  std::map<std::string, std::map<std::string, Sum>> sums;  // several sources of one value are one larger test
  std::map<std::string, Sum> overall;
  for (const PriorRate& prior : model.priors) {
    const std::string dimension = plain(prior.dimension);
    for (Sum* sum : {&sums[dimension][prior.value], &overall[dimension]}) {
      sum->failed += prior.rate * prior.batches;
      sum->batches += prior.batches;
    }
  }
  for (const auto& [dimension, values] : sums) {
    Table& table = tables_[dimension];
    table.overall = logit(overall[dimension].failed / overall[dimension].batches);
    for (const auto& [value, sum] : values) {
      const double rate = sum.failed / sum.batches;
      table.rates[value] = {logit(rate), 1 / (sum.batches * rate * (1 - rate)), false};
    }
  }
  if (tables_.count("category") == 0 || ledger.categories.table == nullptr) return;
  for (std::size_t c = 0; c < ledger.categories.size(); ++c) {
    const std::uint32_t row = ledger.categories.source_row[c];
    if (row == no_index) continue;
    std::vector<std::string>& names = other_names_[std::string(ledger.text(ledger.categories.id[c]))];
    for (const char* column_name : {"name", "aliases"})
      if (const Column* column = ledger.categories.table->find(column_name); column != nullptr && !column->ids.empty())
        for (std::string& word : words_of(ledger.text(column->ids[row]))) names.push_back(std::move(word));
  }
}

bool PriorOffsets::covers(const std::string& by) {
  const auto table = tables_.find(plain(by));
  if (table == tables_.end()) return false;
  table->second.used = true;
  return true;
}

double PriorOffsets::of(const std::string& by, const std::string& value, double prior_scale) {
  const std::string dimension = plain(by);
  Table& table = tables_.at(dimension);
  auto rate = table.rates.find(value);
  if (rate == table.rates.end() && dimension == "category")
    if (const auto names = other_names_.find(value); names != other_names_.end())
      for (const std::string& name : names->second)
        if (rate == table.rates.end()) rate = table.rates.find(name);
  if (rate == table.rates.end()) return 0;
  rate->second.used = true;
  const double square = prior_scale * prior_scale;
  return square / (square + rate->second.variance) * (rate->second.logit - table.overall);
}

std::vector<std::string> PriorOffsets::notes() const {
  std::vector<std::string> notes;
  for (const auto& [dimension, table] : tables_) {
    std::size_t used = 0;
    for (const auto& [value, rate] : table.rates) used += rate.used ? 1 : 0;
    if (!table.used)
      notes.push_back("prior rates by " + dimension + " are not used: the model has no group by it");
    else
      notes.push_back("prior rates by " + dimension + ": " + std::to_string(used) + " of " +
                      std::to_string(table.rates.size()) + " name a level of the data");
  }
  return notes;
}

}  // namespace sightline::encode
