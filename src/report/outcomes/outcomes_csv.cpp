#include "report/csv/csv_writer.hpp"
#include "sightline/report.hpp"

namespace sightline {

std::string to_csv_estimates(const Outcomes& outcomes) {
  CsvWriter csv({"domain", "value", "weighting", "tested", "nonconforming", "hit_rate", "failure_rate", "lower",
                 "upper", "estimator", "standard_error", "effective", "candidates", "without_chance", "small",
                 "quoted"});
  for (const Estimate& estimate : outcomes.estimates) {
    csv.id(estimate.domain);
    csv.id(estimate.value);
    csv.id(estimate.weighting == Weighting::volume ? "volume" : "candidates");
    csv.integer(static_cast<std::int64_t>(estimate.tested));
    csv.integer(static_cast<std::int64_t>(estimate.nonconforming));
    csv.number(estimate.hit_rate);
    csv.number(estimate.failure_rate);
    csv.number(estimate.lower);
    csv.number(estimate.upper);
    csv.id(name_of(estimate.estimator));
    csv.number(estimate.standard_error);
    csv.number(estimate.effective);
    csv.integer(estimate.candidates);
    csv.integer(estimate.without_chance);
    csv.flag(estimate.small);
    csv.flag(estimate.quoted);
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_lines(const Population& population, const Draw& draw, const Results& results,
                         const Outcomes& outcomes) {
  CsvWriter csv({"enterprise_id", "category_id", "lab_id", "stream", "state", "planned", "tested", "nonconforming",
                 "not_available", "refused", "closed", "pending", "inclusion_probability", "stands_for", "stand_in",
                 "inspection_ids", "ticket", "enterprise_name", "category_name"});
  for (std::size_t k = 0; k < outcomes.lines.size(); ++k) {
    const LineOutcome& line = outcomes.lines[k];
    const DrawLine& drawn = draw.lines[k];
    csv.id(drawn.enterprise_id);
    csv.id(drawn.category_id);
    csv.id(drawn.lab_id);
    csv.id(name_of(drawn.stream));
    csv.id(name_of(line.state));
    for (const std::uint32_t batches :
         {line.planned, line.tested, line.nonconforming, line.not_available, line.refused, line.closed, line.pending})
      csv.integer(batches);
    csv.number(drawn.inclusion_probability);
    csv.number(line.expansion);
    csv.id(line.stand_in == no_index ? "" : draw.reserves[line.stand_in].enterprise_id);
    std::string ids;
    for (const std::uint32_t i : line.results) ids += (ids.empty() ? "" : ";") + results.inspection_id[i];
    csv.id(ids);
    csv.id(drawn.ticket);
    csv.text(population.enterprise_name[line.candidate]);
    csv.text(population.category_name[line.candidate]);
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_stand_ins(const Draw& draw, const Outcomes& outcomes) {
  CsvWriter csv({"stratum", "order", "enterprise_id", "category_id", "state", "tested", "nonconforming", "in_place_of",
                 "stands_for"});
  for (const StandIn& stand_in : outcomes.stand_ins) {
    const Reserve& reserve = draw.reserves[stand_in.reserve];
    csv.id(reserve.stratum);
    csv.integer(reserve.order);
    csv.id(reserve.enterprise_id);
    csv.id(reserve.category_id);
    csv.id(name_of(stand_in.state));
    csv.integer(stand_in.tested);
    csv.integer(stand_in.nonconforming);
    csv.id(stand_in.line == no_index ? "" : draw.lines[stand_in.line].enterprise_id);
    csv.number(stand_in.expansion);
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_unmatched(const Results& results, const Outcomes& outcomes) {
  CsvWriter csv({"line", "inspection_id", "enterprise_id", "category_id", "date", "reason"});
  for (const Unmatched& unmatched : outcomes.unmatched) {
    const std::uint32_t i = unmatched.result;
    csv.integer(static_cast<std::int64_t>(results.line[i]));
    csv.id(results.inspection_id[i]);
    csv.id(results.enterprise_id[i]);
    csv.id(results.category_id[i]);
    csv.date(results.date[i]);
    csv.id(unmatched.reason);
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_drift(const Outcomes& outcomes) {
  CsvWriter csv({"arm", "tested", "nonconforming", "expected", "p_value", "alarm"});
  for (const Drift& drift : outcomes.drift) {
    csv.id(drift.arm);
    csv.integer(static_cast<std::int64_t>(drift.tested));
    csv.integer(static_cast<std::int64_t>(drift.nonconforming));
    csv.number(drift.expected);
    csv.number(drift.p_value);
    csv.flag(drift.alarm);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
