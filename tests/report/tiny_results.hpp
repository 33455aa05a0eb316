// tiny_results.hpp: a ledger of three enterprises with scores and a plan, small enough to check by eye.
#pragma once

#include <cmath>
#include <limits>

#include "sightline/plan.hpp"

namespace sightline::tiny {

inline Column text_column(StringPool& pool, const std::string& name, const std::vector<std::string>& cells) {
  Column column;
  column.name = name;
  for (const std::string& cell : cells) column.ids.push_back(cell.empty() ? no_id : pool.intern(cell));
  return column;
}

inline std::shared_ptr<const Table> named_table(StringPool& pool, const std::vector<std::string>& names) {
  auto table = std::make_shared<Table>();
  table->rows = names.size();
  table->columns.push_back(text_column(pool, "name", names));
  return table;
}

// Candidates (E1, tyres), (E1, paint), (E2, tyres), (E3, paint); E3 is named by other tables only.
inline Ledger ledger() {
  auto pool = std::make_shared<StringPool>();
  Ledger ledger;
  ledger.enterprises.id = {pool->intern("E1"), pool->intern("E2"), pool->intern("E3")};
  ledger.enterprises.source_row = {0, 1, no_index};
  ledger.enterprises.table = named_table(*pool, {"轮胎, \"Best\"", "=cmd|calc"});
  ledger.categories.id = {pool->intern("tyres"), pool->intern("paint")};
  ledger.categories.source_row = {no_index, no_index};
  ledger.districts.id = {pool->intern("140302")};
  ledger.district_of = {0, no_index, 0};
  ledger.frame.enterprise = {0, 0, 1, 2};
  ledger.frame.category = {0, 1, 0, 1};
  ledger.frame.fingerprint = 77;
  ledger.as_of = Date(2021, 6, 30);
  ledger.name = "tiny";
  ledger.hash = "abc";
  ledger.synthetic = true;
  ledger.pool = pool;
  return ledger;
}

inline Risk risk() {
  Risk risk;
  risk.terms = {"base", "complaints", "past;failure", "category"};
  risk.contribution = {{-3, -3, -3, -3}, {0.5, 0, 0.25, 0}, {-0.75, 0, 1.23456, 0}, {0.1, -0.1, 0.1, 0.00001}};
  risk.logit = {0, 0, 0, 0};
  for (const auto& term : risk.contribution)
    for (std::size_t c = 0; c < 4; ++c) risk.logit[c] += term[c];
  for (const double logit : risk.logit) {
    risk.probability.push_back(1 / (1 + std::exp(-logit)));
    risk.lower.push_back(risk.probability.back() / 2);
    risk.upper.push_back(risk.probability.back() * 2);
  }
  risk.harm = {0.1, 1.0 / 3, 1e-7, std::numeric_limits<double>::quiet_NaN()};
  risk.points = {500, 450.125, 600, 400};
  risk.grades = {"A", "B"};
  risk.grade = {0, 0, 1, 0};
  risk.rank = {2, 4, 1, 3};
  risk.frame_fingerprint = 77;
  risk.model_name = "tiny model";
  return risk;
}

inline Plan plan() {
  Plan plan;
  plan.outcome = PlanOutcome::optimal;
  plan.lines.candidate = {0, 2};
  plan.lines.lab = {no_id, no_id};
  plan.lines.stream = {Stream::random, Stream::directed};
  plan.lines.batches = {1, 2};
  plan.lines.inclusion_probability = {0.25, 1};
  plan.lines.expected_nonconforming = {0.01, 0.3};
  plan.lines.gain = {0.01, 0.28};
  plan.lines.cost = {Money::yuan(800), Money::from_fen(160'050)};
  plan.rules = {{"districts:140302", "Product Quality Law (2018) art. 15", ">=", 0.05, 0.0525, false, 0, "share"},
                {"budget", "", "<=", 12'345'678.9, 606'420, true, 0.000125, "yuan"}};
  plan.left_out = {{"six-months", "tested conforming within six months", 2}};
  plan.objective = 0.29;
  plan.bound = 0.3;
  plan.gap = 0.01 / 1;
  plan.budget = Money::yuan(607'000);
  plan.spent = Money::from_fen(60'642'001);
  plan.batches = 2.25;
  plan.frame_fingerprint = 77;
  return plan;
}

}  // namespace sightline::tiny
