#include "evidence/table/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/nearest_name.hpp"
#include "sightline/base/hash.hpp"

namespace sightline::evidence {

void KnownIds::add(const std::string& table, const Column& ids, std::size_t pool_size) {
  std::vector<bool>& known = known_[table];
  known.resize(pool_size, false);
  for (const Id id : ids.ids)
    if (id != no_id) known[id] = true;
}

bool KnownIds::has(const std::string& table, Id id) const {
  const auto found = known_.find(table);
  return found != known_.end() && id < found->second.size() && found->second[id];
}

std::string KnownIds::hint(const std::string& table, std::string_view text, const StringPool& pool) {
  constexpr int most_hints = 20;
  constexpr std::size_t most_names = 50'000;
  if (++hints_given_[table] > most_hints) return "";
  std::vector<std::string>& names = names_[table];
  const std::vector<bool>& known = known_[table];
  if (names.empty() && static_cast<std::size_t>(std::count(known.begin(), known.end(), true)) <= most_names)
    for (Id id = 0; id < known.size(); ++id)
      if (known[id]) names.emplace_back(pool.text(id));
  for (const auto& [other, ids] : known_)
    if (other != table && has(other, pool.find(text))) return "; it is one of " + other + ": are columns swapped?";
  return did_you_mean(text, names);
}

namespace {

class RowChecker {
 public:
  RowChecker(TableDraft& draft, const StringPool& pool, KnownIds& known)
      : draft_(draft), table_(draft.table), pool_(pool), known_(known), keep_(draft.table.rows, true) {}

  void run() {
    check_references();
    check_dates();
    check_counts();
    check_keys();
    compact();
    table_.account.accepted = table_.rows;
    table_.account.rejected = draft_.faults.size();
  }

 private:
  void reject(std::size_t row, Fault fault, const std::string& column, std::string value, std::string detail) {
    const auto slot =
        std::find_if(draft_.slots.begin(), draft_.slots.end(), [&](const auto& rule) { return rule.name == column; });
    draft_.faults.push_back(
        {.fault = fault,
         .file = draft_.file_of(row),
         .slot = slot == draft_.slots.end() ? no_slot : static_cast<std::uint32_t>(slot - draft_.slots.begin()),
         .line = table_.lines[row],
         .begin = draft_.begins[row],
         .value = std::move(value),
         .detail = std::move(detail)});
    keep_[row] = false;
  }

  void check_references() {
    for (const ReferenceRule& reference : draft_.rule.references) {
      const Column* column = table_.find(reference.column);
      if (column == nullptr || !known_.has_table(reference.table)) continue;
      for (std::size_t row = 0; row < table_.rows; ++row) {
        const Id id = column->ids[row];
        if (!keep_[row] || id == no_id || known_.has(reference.table, id)) continue;
        const std::string text(pool_.text(id));
        reject(row, Fault::unknown_id, reference.column, text,
               fmt::format("{} is {}, must be one of the {} of {}{}", reference.column, shown(text), reference.column,
                           reference.table, known_.hint(reference.table, text, pool_)));
      }
    }
  }

  void check_dates() {
    for (const auto& [first, last] : draft_.rule.ordered) {
      const Column *from = table_.find(first), *to = table_.find(last);
      if (from == nullptr || to == nullptr) continue;
      for (std::size_t row = 0; row < table_.rows; ++row)
        if (keep_[row] && from->dates[row].known() && to->dates[row].known() && to->dates[row] < from->dates[row])
          reject(row, Fault::dates_reversed, last, to->dates[row].to_string(),
                 fmt::format("{} is {}, before {} {}", last, to->dates[row].to_string(), first,
                             from->dates[row].to_string()));
    }
  }

  // nonconforming_count <= batch_count, 0 for a conforming result and 1 or more for a nonconforming one
  void check_counts() {
    const Column *failed = table_.find("nonconforming_count"), *batches = table_.find("batch_count"),
                 *result = table_.find("result");
    if (draft_.rule.name != "inspections" || failed == nullptr || result == nullptr) return;
    const Id conforming = pool_.find("conforming"), nonconforming = pool_.find("nonconforming");
    for (std::size_t row = 0; row < table_.rows; ++row) {
      const double count = failed->numbers[row];
      if (!keep_[row] || std::isnan(count)) continue;
      const double tested = batches == nullptr || std::isnan(batches->numbers[row]) ? 1 : batches->numbers[row];
      const std::string seen = fmt::format("{}", count);
      if (count > tested)
        reject(row, Fault::counts_disagree, "nonconforming_count", seen,
               fmt::format("nonconforming_count is {}, must be at most batch_count {}", seen, tested));
      else if ((result->ids[row] == conforming && count > 0) || (result->ids[row] == nonconforming && count == 0))
        reject(row, Fault::counts_disagree, "nonconforming_count", seen,
               fmt::format("nonconforming_count is {} and result is {}", seen, pool_.text(result->ids[row])));
    }
  }

  std::vector<const Column*> key_columns() const {
    std::vector<const Column*> key;
    if (draft_.rule.whole_row) {
      for (const Column& column : table_.columns) key.push_back(&column);
      return key;
    }
    for (const std::string& name : draft_.rule.key)
      if (const Column* column = table_.find(name)) key.push_back(column);
    return key;
  }

  static std::uint64_t bits(const Column& column, std::size_t row) {
    if (!column.ids.empty()) return column.ids[row];
    if (!column.dates.empty()) return static_cast<std::uint32_t>(column.dates[row].days);
    if (!column.money.empty()) return static_cast<std::uint64_t>(column.money[row].fen);
    const double value = column.numbers[row];
    std::uint64_t word = 0;
    static_assert(sizeof word == sizeof value);
    if (!std::isnan(value) && value != 0) __builtin_memcpy(&word, &value, sizeof word);
    return std::isnan(value) ? ~std::uint64_t{0} : word;
  }
  static bool equal(const std::vector<const Column*>& columns, std::size_t a, std::size_t b) {
    return std::all_of(columns.begin(), columns.end(),
                       [&](const Column* column) { return bits(*column, a) == bits(*column, b); });
  }

  // The first row of each key stands.
  void check_keys() {
    const std::vector<const Column*> key = key_columns();
    const Column* lead = draft_.rule.key.empty() ? nullptr : table_.find(draft_.rule.key.front());
    if (key.empty() || (!draft_.rule.whole_row && lead == nullptr)) return;
    if (key.size() == 1 && lead != nullptr) return check_lone_key(*lead);
    std::size_t size = 64;  // open addressing over rows
    while (size < table_.rows * 2) size *= 2;
    std::vector<std::uint32_t> slots(size, no_slot);
    for (std::size_t row = 0; row < table_.rows; ++row) {
      if (!keep_[row] || (lead != nullptr && lead->ids[row] == no_id)) continue;
      std::uint64_t hash = 0;
      for (const Column* column : key) hash = mix64(hash ^ bits(*column, row));
      std::size_t slot = hash & (size - 1);
      while (slots[slot] != no_slot && !equal(key, slots[slot], row)) slot = (slot + 1) & (size - 1);
      if (slots[slot] == no_slot)
        slots[slot] = static_cast<std::uint32_t>(row);
      else
        settle_repeat(slots[slot], row);
    }
  }

  // Ids are small numbers, so the first row of each stands in a plain array.
  void check_lone_key(const Column& key) {
    std::vector<std::uint32_t> first(pool_.size(), no_slot);
    for (std::size_t row = 0; row < table_.rows; ++row) {
      const Id id = key.ids[row];
      if (!keep_[row] || id == no_id) continue;
      if (first[id] == no_slot)
        first[id] = static_cast<std::uint32_t>(row);
      else
        settle_repeat(first[id], row);
    }
  }

  void settle_repeat(std::size_t first, std::size_t row) {
    const auto different = std::find_if(table_.columns.begin(), table_.columns.end(),
                                        [&](const Column& column) { return bits(column, first) != bits(column, row); });
    if (different == table_.columns.end()) {
      keep_[row] = false;
      ++table_.account.duplicate;
      return;
    }
    const std::string name = draft_.rule.key.front(), text(pool_.text(table_.find(name)->ids[row]));
    std::string rest;
    for (std::size_t i = 1; i < draft_.rule.key.size(); ++i)
      if (const Column* column = table_.find(draft_.rule.key[i]))
        rest += (rest.empty() ? " for " : ", ") + column->name + " " + value_of(*column, row);
    const std::string where = table_.parts.size() > 1 ? table_.file_of(first) + " line " : "line ";
    reject(row, Fault::duplicate_key, name, text,
           fmt::format("{} {}{} stands on {}{} already, with another {} ({})", name, shown(text), rest, where,
                       table_.lines[first], different->name, value_of(*different, first)));
  }

  std::string value_of(const Column& column, std::size_t row) const {
    if (!column.ids.empty()) return shown(pool_.text(column.ids[row]));
    if (!column.dates.empty()) return shown(column.dates[row].to_string());
    if (!column.money.empty()) return column.money[row] == missing_money ? "''" : column.money[row].to_string();
    return std::isnan(column.numbers[row]) ? "''" : fmt::format("{}", column.numbers[row]);
  }

  template <class T>
  void compact(std::vector<T>& values) const {
    if (values.empty()) return;
    std::size_t to = 0;
    for (std::size_t row = 0; row < keep_.size(); ++row)
      if (keep_[row]) values[to++] = values[row];
    values.resize(to);
  }

  void compact() {
    const auto kept = static_cast<std::size_t>(std::count(keep_.begin(), keep_.end(), true));
    if (kept == table_.rows) return;
    for (Column& column : table_.columns) {
      compact(column.ids);
      compact(column.numbers);
      compact(column.dates);
      compact(column.money);
    }
    for (std::size_t part = table_.parts.size(); part-- > 0;) {
      const auto end = keep_.begin() + static_cast<std::ptrdiff_t>(table_.parts[part].first_row);
      table_.parts[part].first_row = static_cast<std::size_t>(std::count(keep_.begin(), end, true));
    }
    compact(table_.lines);
    compact(draft_.begins);
    table_.rows = kept;
  }

  TableDraft& draft_;
  Table& table_;
  const StringPool& pool_;
  KnownIds& known_;
  std::vector<bool> keep_;
};

std::string code_for(const TableDraft& draft, const RowFault& fault) {
  if (fault.fault != Fault::unknown_id) return std::string(code_of(fault.fault));
  for (const ReferenceRule& reference : draft.rule.references)
    if (draft.slots[fault.slot].name == reference.column)
      return reference.table == "categories" ? "unknown-category" : "unknown-enterprise";
  return "unknown-id";
}

}  // namespace

void check_rows(TableDraft& draft, const StringPool& pool, KnownIds& known) { RowChecker(draft, pool, known).run(); }

std::vector<Problem> problems_of(TableDraft& draft, std::size_t most) {
  std::stable_sort(draft.faults.begin(), draft.faults.end(), [](const RowFault& a, const RowFault& b) {
    return a.file != b.file ? a.file < b.file : a.begin < b.begin;
  });
  std::vector<Problem> problems;
  problems.reserve(std::min(most, draft.faults.size()));
  for (const RowFault& fault : draft.faults) {
    if (problems.size() == most) break;
    const bool whole = fault.slot == no_slot;
    Problem problem{.table = draft.table.name,
                    .file = draft.files[fault.file].source.name,
                    .line = fault.line,
                    .column = whole ? std::string() : draft.slots[fault.slot].name,
                    .value = fault.value,
                    .code = code_for(draft, fault),
                    .message = fault.detail,
                    .row = draft.row_text(fault.file, fault.begin)};
    if (problem.message.empty())
      problem.message = message_of(fault.fault, whole ? ColumnRule{} : draft.slots[fault.slot], fault.value);
    constexpr std::size_t longest_value = 200;
    if (problem.value.size() > longest_value) {
      std::size_t cut = longest_value;
      while ((static_cast<unsigned char>(problem.value[cut]) & 0xC0u) == 0x80u) --cut;
      problem.value = problem.value.substr(0, cut) + "...";
    }
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace sightline::evidence
