#include <nlohmann/json.hpp>

#include "simulate/simulated_city.hpp"

namespace sightline {
namespace {

std::string failure(const std::string& scenario, ErrorCode code = ErrorCode::usage, double scale = 1) {
  const ScratchFolder folder;
  const std::string path = folder.write("s.yaml", scenario);
  try {
    simulate_city(path, folder.at("out").string(), {.scale = scale});
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    for (const auto& entry : std::filesystem::directory_iterator(folder.at("")))
      EXPECT_EQ(entry.path().filename(), "s.yaml") << "a failed call left something behind";
    std::string message = error.what();
    for (std::size_t at; (at = message.find(path)) != std::string::npos;) message.replace(at, path.size(), "s.yaml");
    return message;
  }
  return "no failure";
}

std::string with(const std::string& old, const std::string& fresh) {
  std::string text = small_market;
  text.replace(text.find(old), old.size(), fresh);
  return text;
}

TEST(SimulateCity, NamesTheLineAndTheNearestKeyOfATypo) {
  EXPECT_EQ(failure(with("unit_cost: 50", "unit_cots: 50")),
            "s.yaml:9: categories[1]: key 'unit_cost' is missing (yuan per batch)\n"
            "s.yaml:9: categories[1].unit_cots is no known key, did you mean 'unit_cost'?");
  EXPECT_EQ(failure(with("lamp: 0.5", "lmap: 0.5")), "s.yaml:10: groups[0]: lmap is no category, did you mean 'lamp'?");
}

TEST(SimulateCity, ListsEveryWrongValueAtOnce) {
  const std::string message =
      failure(with("rate: 0.10", "rate: 1.4") + "quality: {persistence: 2}\ncomplaints: {per_year: no}\n");
  EXPECT_NE(message.find("s.yaml:8: categories[0].rate is '1.4', must be"), std::string::npos) << message;
  EXPECT_NE(message.find("quality.persistence is '2', must be"), std::string::npos) << message;
  EXPECT_NE(message.find("complaints.per_year is 'no', must be"), std::string::npos) << message;
}

TEST(SimulateCity, RejectsScenariosThatContradictThemselves) {
  EXPECT_NE(failure(with("{kettle: 0.8, lamp: 0.5}", "{kettle: 0.5, lamp: 0.3}")).find("offer nothing"),
            std::string::npos);
  EXPECT_NE(failure(with("start: 2020-01-01", "start: 2021-07-01")).find("is not before as_of"), std::string::npos);
  EXPECT_NE(failure(with("id: lamp", "id: kettle")).find("kettle is used twice"), std::string::npos);
  const std::string round = "rounds: [{id: r, start: 2020-02-01, end: 2020-12-31, batches: 10, spent: 1000";
  EXPECT_NE(failure(small_market + round + ", nonconforming: 11}]\n").find("nonconforming is more than batches"),
            std::string::npos);
  EXPECT_NE(failure(small_market + "rounds: [{id: r, start: 2020-02-01, end: 2021-12-31, batches: 1, spent: 9}]\n")
                .find("ends after as_of 2021-06-30"),
            std::string::npos);
  EXPECT_NE(failure(small_market + round + "}, {id: s, start: 2020-12-01, end: 2021-05-31, batches: 1, spent: 1}]\n")
                .find("must start after the round before it has ended"),
            std::string::npos);
  EXPECT_NE(failure(with("districts: [{id: \"1\", name: North, longitude: 10, latitude: 50}]", "districts: []"))
                .find("need at least one entry"),
            std::string::npos);
}

TEST(SimulateCity, SaysWhenARoundDoesNotFitTheCity) {
  const std::string round = "rounds: [{id: r, start: 2020-02-01, end: 2020-12-31, batches: 5000, spent: 1000";
  EXPECT_NE(failure(small_market + round + "}]\n").find("round r tests 5000 batches, but only "), std::string::npos);
  const std::string blind = with("rate: 0.05, unit_cost: 50", "rate: 0.05, unit_cost: 50, test_sensitivity: 0.01");
  EXPECT_NE(failure(blind + "rounds: [{id: r, start: 2020-02-01, end: 2020-12-31, batches: 200, nonconforming: 200, "
                            "spent: 1000}]\n")
                .find("200 failures among 200 batches are more than its tests can find"),
            std::string::npos);
}

TEST(SimulateCity, NeedsAScaleAboveZero) {
  EXPECT_EQ(failure(small_market, ErrorCode::usage, 0), "scale is 0, must be above 0");
  EXPECT_EQ(failure(small_market, ErrorCode::usage, -1), "scale is -1, must be above 0");
}

TEST(SimulateCity, LeavesForeignFoldersAlone) {
  const ScratchFolder folder;
  const std::string scenario = folder.write("s.yaml", small_market);
  std::filesystem::create_directories(folder.at("mine"));
  folder.write("mine/notes.txt", "keep");
  folder.write("file", "keep");
  for (const char* out : {"mine", "file"}) {
    try {
      simulate_city(scenario, folder.at(out).string());
      ADD_FAILURE() << out << " was overwritten";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
    }
  }
  EXPECT_EQ(file_text(folder.at("mine/notes.txt")), "keep");
  EXPECT_EQ(file_text(folder.at("file")), "keep");
}

TEST(SimulateCity, ReplacesItsOwnDatasetWhole) {
  const ScratchFolder folder;
  const std::string scenario = folder.write("s.yaml", small_market), out = folder.at("city").string() + "/";
  simulate_city(scenario, out, {.seed = 1});
  const auto first = files_of(out);
  folder.write("city/left-over.csv", "x");
  simulate_city(scenario, out, {.seed = 2});
  EXPECT_EQ(files_of(out).count("left-over.csv"), 0u);
  EXPECT_NE(files_of(out), first);
  simulate_city(scenario, out, {.seed = 1});
  EXPECT_EQ(files_of(out), first);
  for (const auto& entry : std::filesystem::directory_iterator(folder.at("")))
    EXPECT_TRUE(entry.path().filename() == "s.yaml" || entry.path().filename() == "city") << entry.path();
}

TEST(SimulateCity, StopsWhenProgressSaysSo) {
  const ScratchFolder folder;
  const std::string scenario = folder.write("s.yaml", small_market);
  SimulateOptions options;
  options.run.progress = [](std::string_view, double) { return false; };
  EXPECT_THROW(simulate_city(scenario, folder.at("city").string(), options), Error);
  EXPECT_FALSE(std::filesystem::exists(folder.at("city")));
}

TEST(ScenarioSchema, IsWhatTheLoaderAccepts) {
  const std::string schema = scenario_schema();
  EXPECT_EQ(file_text(SIGHTLINE_SOURCE_DIR "/models/schema/scenario.json"), schema);
  const auto parsed = nlohmann::json::parse(schema);
  EXPECT_TRUE(parsed["properties"]["rounds"]["items"]["properties"].contains("nonconforming"));
  EXPECT_FALSE(parsed["properties"]["rounds"]["items"]["additionalProperties"]);
}

}  // namespace
}  // namespace sightline
