#include "simulate/text/tables.hpp"

#include <algorithm>

#include "simulate/text/city_text.hpp"

namespace sightline::simulate {

const std::array<FileLayout, file_count>& file_layouts() {
  static const std::array<FileLayout, file_count> layouts{{
      {"enterprises.csv",
       "enterprise_id,name,credit_code,district,industry,size,channel,credit_class,opened_on,closed_on,longitude,"
       "latitude"},
      {"categories.csv", "category_id,name,parent,catalogue,severity,unit_cost,test_sensitivity,aliases"},
      {"offers.csv", "enterprise_id,category_id,role,volume,available_to"},
      {"inspections.csv",
       "inspection_id,enterprise_id,category_id,date,known_on,result,batch_count,nonconforming_count,severity,mode,"
       "inclusion_probability,authority,inspector,lab_id,cost,state,revised_on,revised_result"},
      {"complaints.csv",
       "complaint_id,date,known_on,enterprise_id,enterprise_name,category_id,district,text,complainant,status,severity,"
       "channel,longitude,latitude"},
      {"monitoring_points.csv", "point_id,name,kind,district,longitude,latitude"},
      {"monitoring_reports.csv", "report_id,date,known_on,point_id,enterprise_id,category_id,industry,level,text"},
      {"campaigns.csv", "campaign_id,category_id,start,end,district,weight,known_on"},
      {"relations.csv", "from_id,to_id,kind"},
      {"sampling_points.csv", "enterprise_id,point_id,kind,feeds,category_id"},
      {"labs.csv", "lab_id,category_id,price,capacity,name"},
      {"inspectors.csv", "inspector_id,district,conflicts,qualified_for"},
      {"other_plans.csv", "enterprise_id,category_id,authority,start,end,known_on"},
      {"case_events.csv", "inspection_id,date,event"},
      {"truth/candidates.csv", "enterprise_id,category_id,probability"},
      {"round/results.csv",
       "inspection_id,enterprise_id,category_id,date,known_on,result,batch_count,nonconforming_count,severity,mode,"
       "inclusion_probability,authority,inspector,lab_id,cost,state,revised_on,revised_result"},
      {"round/truth.csv", "enterprise_id,category_id,probability"},
  }};
  return layouts;
}

TableText::TableText(const Scenario& scenario, const Layout& layout, std::uint64_t seed)
    : scenario_(scenario), layout_(layout), seed_(seed), first_(scenario.as_of - 16000) {
  Date last = scenario.as_of;
  for (const OtherProgramme& other : scenario.other_plans) last = std::max({last, other.start, other.end});
  for (const CampaignSpec& campaign : scenario.campaigns) last = std::max({last, campaign.start, campaign.end});
  days_.resize(static_cast<std::size_t>(last - first_) + 1);
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const std::string text = (first_ + static_cast<std::int32_t>(i)).to_string();
    std::copy_n(text.begin(), 10, days_[i].begin());
  }
}

std::string_view TableText::day(Date date) const {
  if (!date.known()) return {};
  const auto& text = days_[static_cast<std::size_t>(date - first_)];
  return {text.data(), text.size()};
}

void TableText::shared_rows(Tables& tables) const {
  RowText row(tables[static_cast<std::size_t>(File::categories)]);
  for (const ProductCategory& category : scenario_.categories) {
    row.text(category.id).text(category.name).text(category.parent).text(category.catalogue ? "true" : "false");
    row.fixed(category.severity, 2).money(category.unit_cost).fixed(category.test_sensitivity, 3);
    row.text(category.aliases).end();
  }
}

void TableText::city_rows(const City& city, Tables& tables) const {
  CityText text(*this, city, tables);
  text.enterprises();
  text.offers();
  text.inspections();
  text.complaints();
  text.monitoring();
  text.campaigns();
  text.relations();
  text.sampling_points();
  text.labs();
  text.inspectors();
  text.other_plans();
  text.case_events();
}

}  // namespace sightline::simulate
