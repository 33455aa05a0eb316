#include "risk/encode/group_levels.hpp"

#include <bit>
#include <cmath>
#include <cstdio>
#include <unordered_map>

#include "risk/encode/prior_offsets.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline::encode {
namespace {

constexpr std::uint64_t no_key = ~std::uint64_t{0};

// One dimension of a group: a key per training row and per candidate, and how a key reads.
struct Dimension {
  std::vector<std::uint64_t> training, now;
  enum class Kind : std::uint8_t { id, enterprise, category, district, number, month, quarter } kind = Kind::id;
  bool found = false;
};

Dimension of_entities(const Signals& signals, const Frame& frame, Dimension::Kind kind,
                      const std::vector<Index>& of_enterprise) {
  Dimension dimension;
  dimension.kind = kind;
  dimension.found = true;
  const bool category = kind == Dimension::Kind::category;
  const auto key = [&](Index enterprise, Index at) {
    const Index entity = category ? at : of_enterprise.empty() ? enterprise : of_enterprise[enterprise];
    return entity == no_index ? no_key : std::uint64_t{entity};
  };
  dimension.training.reserve(signals.rows());
  for (std::size_t i = 0; i < signals.rows(); ++i)
    dimension.training.push_back(key(signals.enterprise[i], signals.category[i]));
  dimension.now.reserve(frame.size());
  for (std::size_t c = 0; c < frame.size(); ++c) dimension.now.push_back(key(frame.enterprise[c], frame.category[c]));
  return dimension;
}

Dimension of_inspections(const Signals& signals, const Frame& frame, const std::vector<Id>& who) {
  Dimension dimension;
  dimension.training.reserve(signals.rows());
  for (const std::uint32_t row : signals.inspection) {
    const Id id = row < who.size() ? who[row] : no_id;
    dimension.training.push_back(id == no_id ? no_key : std::uint64_t{id});
    dimension.found = dimension.found || id != no_id;
  }
  if (signals.rows() == 0) dimension.found = true;
  dimension.now.assign(frame.size(), no_key);  // who will test is not known
  return dimension;
}

// When the inspection was, for what moves everybody at once: months or quarters since year 0.
Dimension of_calendar(const Signals& signals, const Frame& frame, bool quarters) {
  Dimension dimension;
  dimension.kind = quarters ? Dimension::Kind::quarter : Dimension::Kind::month;
  dimension.found = true;
  dimension.training.reserve(signals.rows());
  for (const Date date : signals.date) {
    const auto months = static_cast<std::uint64_t>(date.year() * 12 + date.month() - 1);
    dimension.training.push_back(quarters ? months / 3 : months);
  }
  dimension.now.assign(frame.size(), no_key);  // what the coming months bring is not known
  return dimension;
}

std::uint64_t cell_key(const Column& column, std::size_t row) {
  switch (column.type) {
    case ColumnType::id:
    case ColumnType::text: return column.ids[row] == no_id ? no_key : std::uint64_t{column.ids[row]};
    case ColumnType::number:
    case ColumnType::flag:
      return std::isnan(column.numbers[row]) ? no_key : std::bit_cast<std::uint64_t>(column.numbers[row] + 0.0);
    case ColumnType::date:
      return column.dates[row].known() ? static_cast<std::uint64_t>(column.dates[row].days) & 0xFFFFFFFFu : no_key;
    case ColumnType::money: break;
  }
  return no_key;
}

Dimension of_attribute(const Signals& signals, const Frame& frame, const Entities& entities, bool category,
                       const std::string& name) {
  Dimension dimension;
  const Column* column = entities.table == nullptr ? nullptr : entities.table->find(name);
  if (column == nullptr || column->type == ColumnType::money || column->type == ColumnType::date) return dimension;
  const bool text = column->type == ColumnType::id || column->type == ColumnType::text;
  dimension.kind = text ? Dimension::Kind::id : Dimension::Kind::number;
  const auto key = [&](Index entity) {
    const std::uint32_t row = entities.source_row[entity];
    return row == no_index ? no_key : cell_key(*column, row);
  };
  for (std::size_t i = 0; i < signals.rows(); ++i)
    dimension.training.push_back(key(category ? signals.category[i] : signals.enterprise[i]));
  for (std::size_t c = 0; c < frame.size(); ++c)
    dimension.now.push_back(key(category ? frame.category[c] : frame.enterprise[c]));
  for (const auto* keys : {&dimension.training, &dimension.now})
    for (const std::uint64_t at : *keys) dimension.found = dimension.found || at != no_key;
  return dimension;
}

Dimension read_dimension(const Ledger& ledger, const Signals& signals, const std::string& by) {
  if (by == "enterprise") return of_entities(signals, ledger.frame, Dimension::Kind::enterprise, {});
  if (by == "category") return of_entities(signals, ledger.frame, Dimension::Kind::category, {});
  if (by == "district") {
    Dimension dimension = ledger.districts.size() == 0
                              ? Dimension{}
                              : of_entities(signals, ledger.frame, Dimension::Kind::district, ledger.district_of);
    return dimension;
  }
  if (by == "inspector") return of_inspections(signals, ledger.frame, ledger.inspections.inspector);
  if (by == "lab") return of_inspections(signals, ledger.frame, ledger.inspections.lab);
  if (by == "authority") return of_inspections(signals, ledger.frame, ledger.inspections.authority);
  if (by == "month" || by == "quarter") return of_calendar(signals, ledger.frame, by == "quarter");
  if (by.rfind("categories.", 0) == 0)
    return of_attribute(signals, ledger.frame, ledger.categories, true, by.substr(11));
  const std::string name = by.rfind("enterprises.", 0) == 0 ? by.substr(12) : by;
  return of_attribute(signals, ledger.frame, ledger.enterprises, false, name);
}

// The value of a key: its id in the pool, else its text.
Id key_id(const Ledger& ledger, const Dimension& dimension, std::uint64_t key) {
  switch (dimension.kind) {
    case Dimension::Kind::id: return static_cast<Id>(key);
    case Dimension::Kind::enterprise: return ledger.enterprises.id[key];
    case Dimension::Kind::category: return ledger.categories.id[key];
    case Dimension::Kind::district: return ledger.districts.id[key];
    case Dimension::Kind::number:
    case Dimension::Kind::month:
    case Dimension::Kind::quarter: break;
  }
  return no_id;
}

std::string key_text(const Ledger& ledger, const Dimension& dimension, std::uint64_t key) {
  char text[32];
  switch (dimension.kind) {
    case Dimension::Kind::number: std::snprintf(text, sizeof text, "%.10g", std::bit_cast<double>(key)); break;
    case Dimension::Kind::month:
      std::snprintf(text, sizeof text, "%d-%02d", static_cast<int>(key / 12), static_cast<int>(key % 12) + 1);
      break;
    case Dimension::Kind::quarter:
      std::snprintf(text, sizeof text, "%d-Q%d", static_cast<int>(key / 4), static_cast<int>(key % 4) + 1);
      break;
    default: return std::string(ledger.text(key_id(ledger, dimension, key)));
  }
  return text;
}

// The day in the middle of a month or quarter; unknown for other dimensions.
Date middle_of(const Dimension& dimension, std::uint64_t key) {
  const auto at = static_cast<int>(key);
  if (dimension.kind == Dimension::Kind::month) return {at / 12, at % 12 + 1, 15};
  if (dimension.kind == Dimension::Kind::quarter) return {at / 4, at % 4 * 3 + 2, 15};
  return {};
}

// Numbers the combinations of keys in order of first appearance.
class Numbering {
 public:
  explicit Numbering(std::size_t dimensions) : dimensions_(dimensions) {}
  Index number(const std::vector<std::uint64_t>& keys) {
    std::uint64_t hash = 0;
    for (const std::uint64_t key : keys) hash = mix64(hash ^ key);
    for (;; ++hash) {  // a collision of hashes takes the next free one
      const auto [at, fresh] = known_.emplace(hash, static_cast<Index>(size()));
      if (fresh) {
        keys_.insert(keys_.end(), keys.begin(), keys.end());
        return at->second;
      }
      if (std::equal(keys.begin(), keys.end(), keys_.begin() + static_cast<std::ptrdiff_t>(at->second * dimensions_)))
        return at->second;
    }
  }
  [[nodiscard]] std::size_t size() const { return keys_.size() / dimensions_; }
  [[nodiscard]] std::uint64_t key(std::size_t level, std::size_t dimension) const {
    return keys_[level * dimensions_ + dimension];
  }

 private:
  std::size_t dimensions_;
  std::unordered_map<std::uint64_t, Index> known_;
  std::vector<std::uint64_t> keys_;
};

std::vector<Index> number_rows(const std::vector<Dimension>& dimensions, bool training, std::size_t rows,
                               Numbering& numbering) {
  std::vector<Index> level(rows, no_index);
  std::vector<std::uint64_t> keys(dimensions.size());
  for (std::size_t i = 0; i < rows; ++i) {
    bool whole = true;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      keys[d] = training ? dimensions[d].training[i] : dimensions[d].now[i];
      whole = whole && keys[d] != no_key;
    }
    if (whole) level[i] = numbering.number(keys);
  }
  return level;
}

}  // namespace

GroupLayout lay_out_groups(const Ledger& ledger, const Signals& signals, const RiskModel& model) {
  GroupLayout layout;
  PriorOffsets offsets(ledger, model);
  std::string missing;
  for (const GroupSpec& spec : model.groups) {
    GroupLevels group;
    group.spec = &spec;
    std::vector<Dimension> dimensions;
    std::string lacking;
    for (const std::string& by : spec.by) {
      group.name += (group.name.empty() ? "" : " x ") + by;
      dimensions.push_back(read_dimension(ledger, signals, by));
      if (!dimensions.back().found && lacking.empty()) lacking = by;
    }
    if (!lacking.empty()) {
      if (spec.optional)
        layout.notes.push_back("group by " + group.name + " is switched off: the data have no " + lacking);
      else
        missing += (missing.empty() ? "" : "\n") + model.path + (spec.line > 0 ? ":" + std::to_string(spec.line) : "") +
                   ": group by " + group.name + ": the data have no " + lacking;
      continue;
    }
    Numbering numbering(spec.by.size());
    group.training = number_rows(dimensions, true, signals.rows(), numbering);
    group.trained = numbering.size();
    group.now = number_rows(dimensions, false, ledger.frame.size(), numbering);
    group.levels = numbering.size();
    for (std::size_t level = 0; level < group.levels; ++level) {
      const Id id = spec.by.size() == 1 ? key_id(ledger, dimensions[0], numbering.key(level, 0)) : no_id;
      group.id.push_back(id);
      if (id != no_id) continue;
      std::string text;
      for (std::size_t d = 0; d < dimensions.size(); ++d)
        text += (d > 0 ? " x " : "") + key_text(ledger, dimensions[d], numbering.key(level, d));
      group.text.resize(group.levels);
      group.text[level] = std::move(text);
    }
    for (std::size_t d = 0; d < dimensions.size(); ++d)
      if (dimensions[d].kind == Dimension::Kind::month || dimensions[d].kind == Dimension::Kind::quarter)
        for (std::size_t level = 0; level < group.levels; ++level)
          group.when.push_back(middle_of(dimensions[d], numbering.key(level, d)));
    for (std::size_t d = 0; d < dimensions.size(); ++d)
      if (offsets.covers(spec.by[d])) {
        group.centre.resize(group.levels, 0);
        for (std::size_t level = 0; level < group.levels; ++level)
          group.centre[level] +=
              offsets.of(spec.by[d], key_text(ledger, dimensions[d], numbering.key(level, d)), spec.prior_scale);
      }
    layout.groups.push_back(std::move(group));
  }
  if (!missing.empty()) throw Error(ErrorCode::usage, missing, "mark the group `optional: true` to go on without it");
  for (const std::string& note : offsets.notes()) layout.notes.push_back(note);
  return layout;
}

}  // namespace sightline::encode
