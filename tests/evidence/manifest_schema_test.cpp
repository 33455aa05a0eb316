#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "evidence/manifest.hpp"

namespace sightline::evidence {
namespace {

const std::string path = SIGHTLINE_SOURCE_DIR "/models/schema/dataset.json";

TEST(ManifestSchema, IsWhatTheLoaderAccepts) {
  const std::string schema = manifest_schema();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << schema;
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), schema) << "run with UPDATE_GOLDEN=1";
}

TEST(ManifestSchema, HasEveryKeyOfATableAndNoOther) {
  const auto schema = nlohmann::json::parse(manifest_schema());
  EXPECT_FALSE(schema.at("additionalProperties").get<bool>());
  const auto& table = schema.at("properties").at("tables").at("additionalProperties");
  EXPECT_FALSE(table.at("additionalProperties").get<bool>());
  for (const char* key : {"file", "encoding", "columns", "values"})
    EXPECT_TRUE(table.at("properties").contains(key)) << key;
  EXPECT_EQ(table.at("properties").size(), 4u);
}

}  // namespace
}  // namespace sightline::evidence
