#include <algorithm>
#include <set>

#include "sightline/plan.hpp"
#include "simulate/simulated_city.hpp"

namespace sightline {
namespace {

const std::string source = SIGHTLINE_SOURCE_DIR;
const std::string example = source + "/examples/yangquan/";

const SimulatedCity& city() {
  static const SimulatedCity generated(example + "scenario.yaml", {.seed = 2021});
  return generated;
}

std::vector<std::string> yaml_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Examples, EveryModelProvesItsCheckRowsWhenLoaded) {
  for (const std::string& file : {example + "model.yaml", source + "/examples/chicago-food/model.yaml"}) {
    const RiskModel model = load_risk_model(file);
    EXPECT_GE(model.checks.size(), 2u) << file;
    EXPECT_FALSE(model.name.empty()) << file;
  }
  for (const std::string& file : yaml_files(source + "/models/risk"))
    EXPECT_FALSE(load_risk_model(file).signals.empty());
}

TEST(Examples, EveryPolicyRuleThatIsOnlyReportedIsOff) {
  const Policy policy = load_policy(example + "policy.yaml");
  for (const PolicyRule& rule : policy.rules)
    if (rule.note.find("known from reports") != std::string::npos) EXPECT_FALSE(rule.on) << rule.id;
  EXPECT_FALSE(load_policy(source + "/examples/chicago-food/policy.yaml").rules.empty());
}

TEST(Examples, YangquanPlansWithWhatIsLeftOfTheYearsMoney) {
  const TextTable inspections = city().table("inspections");
  Money spent;
  for (std::size_t i = 0; i < inspections.rows; ++i)
    if (inspections["date"][i] >= "2021-01-01" && !inspections["cost"][i].empty())
      spent = spent + *Money::parse(inspections["cost"][i]);
  EXPECT_EQ(load_policy(example + "policy.yaml").budget, Money::yuan(607000) - spent);
}

TEST(Examples, PriorRatesNameWhatYangquanHas) {
  const RiskModel model = load_risk_model(example + "model.yaml");
  std::map<std::string, std::set<std::string>> values;
  for (const PriorRate& rate : model.priors) {
    EXPECT_GT(rate.rate, 0) << rate.value;
    EXPECT_LT(rate.rate, 1) << rate.value;
    EXPECT_FALSE(rate.source.empty()) << rate.value;
    values[rate.dimension].insert(rate.value);
  }
  std::size_t named = 0;
  for (const std::string& name : city().table("categories")["name"]) named += values["category"].count(name);
  EXPECT_GE(named, 15u);
  for (const std::string& size : city().table("enterprises")["size"])
    EXPECT_EQ(values["enterprises.size"].count(size), 1u) << size;
  for (const std::string& channel : city().table("enterprises")["channel"])
    EXPECT_EQ(values["enterprises.channel"].count(channel), 1u) << channel;
}

TEST(Examples, PublishedRatesAreWrittenAsPublished) {
  std::map<std::string, double> rates;
  for (const PriorRate& rate : load_risk_model(example + "model.yaml").priors)
    if (rate.source.find("2023年") != std::string::npos) rates[rate.value] = rate.rate;
  EXPECT_EQ(rates.at("large"), 0.008);
  EXPECT_EQ(rates.at("medium"), 0.022);
  EXPECT_EQ(rates.at("small"), 0.132);
  EXPECT_EQ(rates.at("production"), 0.067);
  EXPECT_EQ(rates.at("shop"), 0.151);
  EXPECT_EQ(rates.at("online"), 0.235);
}

TEST(Examples, CheckFindsThatTheLastGroupDoesNotAddUp) {
  const Ledger ledger = build_ledger(read_evidence(city().path()));
  ASSERT_EQ(ledger.declared.size(), 2u);
  EXPECT_TRUE(ledger.declared[0].agrees) << ledger.declared[0].message;
  EXPECT_FALSE(ledger.declared[1].agrees);
  EXPECT_EQ(ledger.declared[1].declared, 53);
  EXPECT_EQ(ledger.declared[1].sum_of_parts, 54);
}

// Tables as the portal's interface writes them, with the days cut to the day (examples/chicago-food/README.md).
TEST(Examples, ChicagoManifestMapsThePortalsTables) {
  const ScratchFolder folder;
  folder.write("dataset.yaml", file_text(source + "/examples/chicago-food/dataset.yaml"));
  folder.write("licences.csv",
               "license_number,doing_business_as_name,address,ward,license_start_date,latitude,longitude,risk\n"
               "82474,\"TARGET FOOD, INC\",1 N STATE ST,42,2002-02-16,41.9433,-87.6449,Risk 1 (High)\n"
               "62009,\"\",,,,,,Risk 3 (Low)\n");
  folder.write("categories.csv", "category_id,unit_cost\nRestaurant,1\n\"Grocery Store\",1\n");
  folder.write("inspections.csv",
               "\"inspection_id\",\"license_\",\"facility_type\",\"inspection_date\",\"results\"\n"
               "\"1\",\"82474\",\"Restaurant\",\"2011-09-02\",\"Pass\"\n"
               "\"2\",\"82474\",\"Restaurant\",\"2012-09-02\",\"Pass w/ Conditions\"\n"
               "\"3\",\"62009\",\"Grocery Store\",\"2011-09-03\",\"Fail\"\n"
               "\"4\",\"62009\",\"Grocery Store\",\"2012-09-03\",\"Out of Business\"\n"
               "\"5\",\"82474\",\"Restaurant\",\"2013-09-03\",\"No Entry\"\n");
  folder.write(
      "sanitation.csv",
      "service_request_number,creation_date,status,what_is_the_nature_of_this_code_violation_,latitude,longitude\n"
      "10-1,2010-06-20,Completed,Garbage in yard,41.934,-87.723\n"
      "10-2,2010-06-21,Completed - Dup,Garbage in yard,41.934,-87.723\n");
  folder.write("burglaries.csv", "date,latitude,longitude\n2011-07-02,41.8,-87.6\n");
  const Evidence evidence = read_evidence(folder.at("").string());
  EXPECT_TRUE(evidence.rejected.empty()) << evidence.rejected.front().message;
  const Ledger ledger = build_ledger(evidence);
  const std::vector<Result> expected{Result::conforming, Result::nonconforming, Result::nonconforming, Result::closed,
                                     Result::refused};
  std::vector<Result> results = ledger.inspections.result;
  EXPECT_TRUE(std::is_permutation(results.begin(), results.end(), expected.begin(), expected.end()));
  EXPECT_NE(evidence.find("enterprises")->find("risk_class"), nullptr);
  ASSERT_NE(ledger.find_events("burglaries"), nullptr);
  EXPECT_EQ(ledger.find_events("burglaries")->size(), 1u);
  EXPECT_EQ(ledger.find_events("complaints")->size(), 2u);
}

}  // namespace
}  // namespace sightline
