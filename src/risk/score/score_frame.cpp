#include "risk/score/score_frame.hpp"

#include <algorithm>

#include "sightline/base/rng.hpp"

namespace sightline::score {
namespace {

constexpr std::size_t score_grain = 8192;                        // candidates per chunk
constexpr std::size_t most_domain_bytes = std::size_t{1} << 28;  // of all chunks' sums together

}  // namespace

void size_columns(Risk& risk, std::size_t candidates, const std::vector<Term>& terms) {
  for (std::vector<double>* column :
       {&risk.probability, &risk.lower, &risk.upper, &risk.logit, &risk.logit_sd, &risk.harm, &risk.points})
    column->resize(candidates);
  risk.grade.resize(candidates);
  risk.contribution.resize(terms.size());
  for (const Term& term : terms) risk.terms.push_back(term.name);
  for (std::vector<double>& column : risk.contribution) column.resize(candidates);
}

void score_frame(const Ledger& ledger, const Signals& signals, const Posterior& posterior, const RiskOptions& options,
                 Risk& risk) {
  const std::vector<Term> terms = list_terms(posterior);
  const std::size_t count = ledger.frame.size();
  size_columns(risk, count, terms);
  Candidates candidates;
  for (const SignalValues& values : signals.values) candidates.values.push_back(values.now.data());
  for (const encode::GroupLevels& group : posterior.encoding.groups.groups)
    candidates.levels.push_back(group.now.data());
  candidates.category = ledger.frame.category.data();
  std::vector<Index> district;
  if (ledger.districts.size() > 0) {
    district.resize(count);
    for (std::size_t c = 0; c < count; ++c) district[c] = ledger.district_of[ledger.frame.enterprise[c]];
    candidates.district = district.data();
  }
  const double z = normal_quantile(0.5 + options.interval / 2);
  const Eigen::Index size = posterior.levels() + posterior.columns();
  const std::size_t domains = ledger.categories.size() + ledger.districts.size();
  const std::size_t bytes = std::max<std::size_t>(domains * static_cast<std::size_t>(size) * sizeof(double), 1);
  const std::size_t most_chunks = std::clamp<std::size_t>(most_domain_bytes / bytes, 1, 64);
  const std::size_t grain = std::max(score_grain, count / most_chunks + 1), chunks = count / grain + 1;
  std::vector<DomainSums> by_category(chunks), by_district(chunks);
  parallel_chunks(options.run, count, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    Scorer scorer(posterior, terms, z);
    by_category[chunk].start(ledger.categories.size(), size);
    by_district[chunk].start(ledger.districts.size(), size);
    scorer.score(candidates, begin, end, risk, &by_category[chunk], &by_district[chunk]);
  });
  const auto total = [&](std::vector<DomainSums>& parts, const Entities& entities) {
    if (count == 0) return std::vector<DomainScore>{};
    for (std::size_t chunk = 1; chunk < chunks; ++chunk)
      if (!parts[chunk].count.empty()) parts[0].add(parts[chunk]);
    return score_domains(posterior, parts[0], entities.id, options.interval);
  };
  risk.categories = total(by_category, ledger.categories);
  if (ledger.districts.size() > 0) risk.districts = total(by_district, ledger.districts);
}

}  // namespace sightline::score
