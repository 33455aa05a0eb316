#include "report/names.hpp"

#include "sightline/base/error.hpp"

namespace sightline {
namespace {

const Column* name_column(const Entities& entities) {
  const Column* column = entities.table ? entities.table->find("name") : nullptr;
  return column != nullptr && !column->ids.empty() ? column : nullptr;
}

std::string_view name_of_entity(const Ledger& ledger, const Entities& entities, const Column* names, Index entity) {
  if (names == nullptr || entities.source_row[entity] == no_index) return {};
  return ledger.text(names->ids[entities.source_row[entity]]);
}

}  // namespace

Names::Names(const Ledger& ledger)
    : ledger_(ledger),
      enterprise_names_(name_column(ledger.enterprises)),
      category_names_(name_column(ledger.categories)) {}

std::string_view Names::enterprise(Index enterprise) const {
  return name_of_entity(ledger_, ledger_.enterprises, enterprise_names_, enterprise);
}

std::string_view Names::category(Index category) const {
  return name_of_entity(ledger_, ledger_.categories, category_names_, category);
}

std::string_view Names::district(Index enterprise) const {
  if (ledger_.district_of.empty() || ledger_.district_of[enterprise] == no_index) return {};
  return ledger_.text(ledger_.districts.id[ledger_.district_of[enterprise]]);
}

std::string_view Names::enterprise_id(Index enterprise) const {
  return ledger_.text(ledger_.enterprises.id[enterprise]);
}

std::string_view Names::category_id(Index category) const { return ledger_.text(ledger_.categories.id[category]); }

void require_same_frame(const Ledger& ledger, std::uint64_t fingerprint, std::string_view what) {
  if (ledger.frame.fingerprint != fingerprint)
    throw Error(ErrorCode::usage, "the " + std::string(what) + " is of another frame than the ledger",
                "compute it again from this ledger");
}

}  // namespace sightline
