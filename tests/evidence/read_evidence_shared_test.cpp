// Real public datasets, read from outside the project; skipped where they are absent.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "sightline/evidence.hpp"

namespace sightline {
namespace {

std::string shared_data() {
  if (const char* folder = std::getenv("SIGHTLINE_SHARED_DATA")) return folder;
  return SIGHTLINE_SOURCE_DIR "/../shared/data";
}

Evidence read(const std::string& name) { return read_evidence(shared_data() + "/" + name); }

#define SKIP_WITHOUT(name)                                  \
  if (!std::filesystem::exists(shared_data() + "/" + name)) \
  GTEST_SKIP() << shared_data() << "/" << name << " is not there"

void expect_accounts_add_up(const Evidence& evidence) {
  std::uint64_t rejected = 0;
  for (const auto& table : evidence.tables) {
    const RowAccount& account = table->account;
    EXPECT_EQ(account.read, account.accepted + account.duplicate + account.rejected) << table->name;
    EXPECT_EQ(account.accepted, table->rows) << table->name;
    rejected += account.rejected;
  }
  EXPECT_EQ(rejected, evidence.rejected.size());
}

TEST(ReadEvidence, ReadsChicagoAndRejectsOnlyTheFourComplaintsThatContradictThemselves) {
  SKIP_WITHOUT("chicago-food");
  const Evidence evidence = read("chicago-food");
  expect_accounts_add_up(evidence);
  EXPECT_EQ(evidence.find("enterprises")->rows, 9772u);
  EXPECT_EQ(evidence.find("inspections")->rows, 19'076u);
  EXPECT_EQ(evidence.find("burglaries")->rows, 61'617u);
  EXPECT_EQ(evidence.find("complaints")->account.duplicate, 311u);
  ASSERT_EQ(evidence.rejected.size(), 4u);
  for (const Problem& problem : evidence.rejected) EXPECT_EQ(problem.code, "duplicate-key");
  EXPECT_EQ(evidence.find("reference_quarters"), nullptr);
  EXPECT_EQ(evidence.find("enterprises")->find("risk_class")->type, ColumnType::text);
  EXPECT_EQ(evidence.find("inspections")->find("temperature_max")->type, ColumnType::number);
}

TEST(ReadEvidence, ReadsTheRestaurantCitiesAndRejectsOneResultWithARepeatedId) {
  for (const char* city : {"sf-restaurants", "louisville-restaurants", "boston-restaurants"}) {
    SKIP_WITHOUT(city);
    const Evidence evidence = read(city);
    expect_accounts_add_up(evidence);
    // Boston numbers its inspections afresh in 2015; one enterprise got the same number twice.
    EXPECT_EQ(evidence.rejected.size(), city == std::string("boston-restaurants") ? 1u : 0u) << city;
    EXPECT_EQ(evidence.find("reference_windows"), nullptr);
    EXPECT_EQ(evidence.find("inspections")->find("score")->type, ColumnType::number) << city;
  }
}

}  // namespace
}  // namespace sightline
