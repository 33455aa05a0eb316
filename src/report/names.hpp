// names.hpp: the readable names that reports show beside public ids.
#pragma once

#include <string_view>

#include "sightline/ledger.hpp"

namespace sightline {

// Name columns of a ledger's entities, looked up once per report.
class Names {
 public:
  explicit Names(const Ledger& ledger);
  [[nodiscard]] std::string_view enterprise(Index enterprise) const;  // "" when the source gives none
  [[nodiscard]] std::string_view category(Index category) const;
  [[nodiscard]] std::string_view district(Index enterprise) const;  // id of the enterprise's district, "" when unknown
  [[nodiscard]] std::string_view enterprise_id(Index enterprise) const;
  [[nodiscard]] std::string_view category_id(Index category) const;

 private:
  const Ledger& ledger_;
  const Column* enterprise_names_;
  const Column* category_names_;
};

// Error(usage) unless `fingerprint` is the ledger's: a result of another frame has other rows.
void require_same_frame(const Ledger& ledger, std::uint64_t fingerprint, std::string_view what);

}  // namespace sightline
