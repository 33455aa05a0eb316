#include <cmath>

#include "report/csv/csv_writer.hpp"
#include "sightline/report.hpp"

namespace sightline {

std::string to_csv_predictions(const Backtest& backtest) {
  CsvWriter csv({"inspection_id", "enterprise_id", "category_id", "date", "fold", "model", "probability", "outcome"});
  const Ledger& ledger = backtest.ledger;
  const Events* inspections = ledger.find_events("inspections");
  if (inspections == nullptr) return csv.take();
  const Column* ids = inspections->table->find("inspection_id");
  const Predictions& rows = backtest.predictions;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const std::uint32_t i = rows.inspection[at];
    if (ids != nullptr)
      csv.id(ledger.text(ids->ids[inspections->row[i]]));
    else
      csv.integer(inspections->row[i] + 1);  // a source without ids: its row
    csv.id(ledger.text(ledger.enterprises.id[inspections->enterprise[i]]));
    csv.id(ledger.text(ledger.categories.id[inspections->category[i]]));
    csv.date(inspections->date[i]);
    csv.date(backtest.folds[rows.fold[at]]);
    csv.id(backtest.models[rows.model[at]]);
    csv.fixed(rows.probability[at], 9);
    csv.id(backtest.outcome[i] ? "nonconforming" : "conforming");
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_backtest(const Backtest& backtest) {
  CsvWriter csv({"model", "fold", "metric", "value", "lower", "upper"});
  for (const BacktestMetric& metric : backtest.metrics) {
    csv.id(metric.model);
    csv.id(metric.fold);
    csv.id(metric.metric);
    csv.number(metric.value);
    csv.number(metric.lower);
    csv.number(metric.upper);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
