// history.hpp: last, since, first, gap and trend of every row by one pass through time.
#pragma once

#include "signals/nearby/neighbours.hpp"
#include "signals/resolved.hpp"
#include "signals/scope/scopes.hpp"

namespace sightline::signals {

struct HistoryTask {
  const Ledger* ledger;
  const Resolved* resolved;
  const Scopes::Scope* scope = nullptr;    // equal values, or enterprise for the nearest; null within a distance
  const Neighbours* neighbours = nullptr;  // nearest
};

// One value per row.
[[nodiscard]] std::vector<double> sweep_history(const HistoryTask& task, Source source, const Rows& rows);

}  // namespace sightline::signals
