// recount.hpp: the slow twin: every value from scratch, straight from the definition in signals.hpp. Quadratic, and
// without any code of the sweeps; what it finds is also what records_behind shows.
#pragma once

#include <map>

#include "signals/resolved.hpp"

namespace sightline::signals {

class Recount {
 public:
  Recount(const Ledger& ledger, const Resolved& resolved, const Rows& rows)
      : ledger_(ledger), resolved_(resolved), spec_(resolved.spec), rows_(rows) {}

  [[nodiscard]] double value(std::size_t row) const;

  struct Item {  // one event that counts for a row
    std::uint32_t event;
    double weight;  // decay, window, kernel
    double mass;    // 1, or the batches of a rate
    double column;  // of sum, mean, last and trend; the counted batches of a rate
  };
  // In order of (date, event).
  [[nodiscard]] std::vector<Item> items(std::size_t row) const;

 private:
  struct Place {  // what a row's scope is
    Index enterprise;
    bool covered;
    std::vector<std::string> values;  // of the scope's parts
    std::vector<Index> near;          // the nearest enterprises
    std::map<Index, double> met;      // via: whom a walk meets, with the weight
  };
  [[nodiscard]] Place place_of(std::size_t row) const;
  [[nodiscard]] bool in_scope(std::uint32_t event, const Place& place, double& kernel) const;
  [[nodiscard]] bool item_of(std::uint32_t event, Date day, Item& item) const;
  [[nodiscard]] std::string value_of_part(const std::string& part, Index enterprise, Index category) const;
  [[nodiscard]] std::string value_of_part(const std::string& part, std::uint32_t event) const;
  [[nodiscard]] std::vector<Index> nearest(Index enterprise) const;
  void walk_on(const Relations& relations, Date day, Index at, double chance, int step,
               std::map<Index, double>& met) const;
  [[nodiscard]] double mean_of_everything(Date day) const;
  [[nodiscard]] double sums(std::size_t row) const;
  [[nodiscard]] double history(std::size_t row) const;
  [[nodiscard]] double exposure(std::size_t row) const;

  const Ledger& ledger_;
  const Resolved& resolved_;
  const SignalSpec& spec_;
  const Rows& rows_;
};

}  // namespace sightline::signals
