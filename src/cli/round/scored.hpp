// scored.hpp: evidence to scores, the way that score and plan share.
#pragma once

#include <string>

#include "cli/terminal/session.hpp"
#include "sightline/report.hpp"

namespace sightline::cli {

struct ScoreFlags {
  SharedFlags shared;
  std::string dataset, model, out;
};
void add_score_flags(CLI::App& app, ScoreFlags& flags);  // DATASET, --model, --out and the shared ones

struct Scored {
  Evidence evidence;
  Ledger ledger;
  Signals signals;
  Risk risk;
};
[[nodiscard]] Scored score_dataset(const ScoreFlags& flags, const RiskModel& model, Session& session,
                                   OutputFolder& out);
// rejected.csv, scores.csv, categories.csv, districts.csv, terms.csv, fit.json
void add_score_files(OutputFolder& out, const Scored& scored, const RiskModel& model, Session& session);

}  // namespace sightline::cli
