#include "report/csv/csv_writer.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

void add_key(CsvWriter& csv, const Results& results, std::uint32_t i) {
  csv.id(results.enterprise_id[i]);
  csv.id(results.category_id[i]);
  csv.id(results.inspection_id[i]);
}

void add_day(CsvWriter& csv, Date day) {
  if (day.known())
    csv.date(day);
  else
    csv.id("");
}

}  // namespace

std::string to_csv_cases(const Results& results, const Cases& cases) {
  CsvWriter csv({"enterprise_id", "category_id", "inspection_id", "step", "due", "overdue", "done", "state", "opened",
                 "final_on", "ended"});
  const auto add = [&](const Case& made, std::string_view step, const CaseStand& stand) {
    add_key(csv, results, made.result);
    csv.id(step);
    add_day(csv, stand.due);
    csv.flag(stand.overdue);
    add_day(csv, stand.done);
    csv.id(name_of(made.state));
    for (const Date day : {made.opened, made.final_on, made.ended}) add_day(csv, day);
    csv.end_row();
  };
  for (const Case& made : cases.cases) {
    for (const CaseStand& stand : made.done) add(made, name_of(stand.step), stand);
    for (const CaseStand& stand : made.due) add(made, name_of(stand.step), stand);
    if (made.ended.known()) add(made, name_of(made.state), {CaseStep::closing, {}, made.ended, false});
  }
  return csv.take();
}

std::string to_csv_follow_ups(const Results& results, const Cases& cases) {
  CsvWriter csv({"enterprise_id", "category_id", "inspection_id", "step", "due", "overdue", "failed_on", "case"});
  for (const FollowUp& follow_up : cases.follow_ups) {
    add_key(csv, results, follow_up.result);
    csv.id(name_of(CaseStep::reinspection));
    add_day(csv, follow_up.due);
    csv.flag(follow_up.overdue);
    csv.date(results.date[follow_up.result]);
    csv.id(follow_up.open_case ? "open" : follow_up.recorded ? "closed" : "unrecorded");
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
