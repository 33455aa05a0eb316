#include "simulate/text/city_text.hpp"

namespace sightline::simulate {
namespace {

constexpr const char* verdicts[] = {"conforming", "nonconforming", "not_available", "refused", "closed"};
constexpr const char* modes[] = {"random", "directed", "follow_up"};
constexpr const char* channels[] = {"phone", "web", "letter"};
constexpr const char* steps[] = {"delivered", "objection", "retest_conforming", "retest_nonconforming",
                                 "disposed",  "rectified", "reinspected",       "penalised",
                                 "published", "closed"};

std::string complaint_text(std::uint8_t wording, const std::string& product) {
  switch (wording) {
    case 0: return "购买的" + product + "用后出现问题";
    case 1: return product + "没有合格证和标识";
    case 2: return "怀疑" + product + "以次充好";
    default: return product + "质量差，商家不予处理";
  }
}

std::string report_text(std::uint8_t wording, const std::string& product) {
  switch (wording) {
    case 0: return "走访发现" + product + "标识不全";
    case 1: return "消费者集中反映" + product + "质量问题";
    default: return product + "价格明显偏低，来源不明";
  }
}

}  // namespace

void CityText::inspections() {
  inspections_from(0, File::inspections);
  if (city_.lives_on.known()) inspections_from(city_.drawn_first, File::round_results);
}

void CityText::inspections_from(std::size_t first, File file) {
  RowText row = rows(file);
  for (auto i = static_cast<Index>(first); i < city_.inspections.size(); ++i) {
    const Inspection& visit = city_.inspections[i];
    const bool tested = visit.verdict == Verdict::conforming || visit.verdict == Verdict::nonconforming;
    const bool failed = visit.verdict == Verdict::nonconforming;
    row.with(inspection(i)).with(enterprise(s_.enterprise[visit.offer]));
    row.text(scenario_.categories[s_.category[visit.offer]].id).text(day(visit.date)).text(day(visit.known));
    row.text(verdicts[static_cast<std::size_t>(visit.verdict)]);
    if (tested)
      row.integer(visit.batches).integer(failed ? visit.failed : 0).integer(visit.severity);
    else
      row.empty().empty().empty();
    row.text(modes[static_cast<std::size_t>(visit.choice)]);
    if (visit.choice == Choice::random)
      row.fixed(visit.inclusion, city_.lives_on.known() && i >= city_.drawn_first ? 9 : 6);
    else
      row.empty();
    row.text("municipal");
    if (visit.inspector == no_index)
      row.empty();
    else
      row.with(id('I', visit.inspector, 3));
    row.text(visit.lab == no_index ? std::string_view() : std::string_view(labs_[visit.lab]));
    if (tested)
      row.money(visit.cost).text("final");
    else
      row.empty().empty();
    row.text(day(visit.revised)).text(visit.revised.known() ? "conforming" : "").end();
  }
}

void CityText::complaints() {
  RowText row = rows(File::complaints);
  Rng rng = city_.dice("complaint positions");
  for (std::size_t i = 0; i < city_.complaints.size(); ++i) {
    const Complaint& complaint = city_.complaints[i];
    const Index e = s_.enterprise[complaint.offer];
    const ProductCategory& category = scenario_.categories[s_.category[complaint.offer]];
    row.with(id('C', i, 6)).text(day(complaint.date)).text(day(complaint.known));
    if (complaint.named)
      row.with(enterprise(e)).text(name(e));
    else  // as people write it: without the district, without leading zeros
      row.empty().text("第" + std::to_string(s_.number[e]) + "号" + scenario_.groups[s_.group[e]].name);
    row.text(complaint.category_known ? std::string_view(category.id) : std::string_view());
    row.text(districts_[s_.district[e]]).text(complaint_text(complaint.wording, category.name));
    row.with(id('P', complaint.person, 6)).text(complaint_statuses[complaint.status]).integer(complaint.severity);
    row.text(channels[complaint.channel]);
    row.fixed(s_.longitude[e] + 0.001 * rng.normal(), 5).fixed(s_.latitude[e] + 0.001 * rng.normal(), 5).end();
  }
}

void CityText::monitoring() {
  RowText points = rows(File::monitoring_points);
  for (std::size_t i = 0; i < city_.points.size(); ++i) {
    const MonitoringPoint& point = city_.points[i];
    std::string number;
    RowText::append_padded(number, i + 1, 3);
    points.with(id('M', i, 3)).text(prefix_ + "第" + number + "号监测点");
    points.text(scenario_.monitoring.kinds.empty() ? "point" : scenario_.monitoring.kinds[point.kind]);
    points.text(districts_[point.district]).fixed(point.longitude, 5).fixed(point.latitude, 5).end();
  }
  RowText row = rows(File::monitoring_reports);
  for (std::size_t i = 0; i < city_.reports.size(); ++i) {
    const MonitoringReport& report = city_.reports[i];
    const Index e = s_.enterprise[report.offer];
    const ProductCategory& category = scenario_.categories[s_.category[report.offer]];
    row.with(id('R', i, 6)).text(day(report.date)).text(day(report.known)).with(id('M', report.point, 3));
    if (report.named)
      row.with(enterprise(e));
    else
      row.empty();
    row.text(category.id).text(scenario_.groups[s_.group[e]].id).integer(report.level);
    row.text(report_text(report.wording, category.name)).end();
  }
}

void CityText::case_events() {
  RowText row = rows(File::case_events);
  for (const CaseEvent& event : city_.cases)
    row.with(inspection(event.inspection))
        .text(day(event.date))
        .text(steps[static_cast<std::size_t>(event.step)])
        .end();
}

}  // namespace sightline::simulate
