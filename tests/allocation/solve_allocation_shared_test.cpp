// Public instances: multiple-choice knapsacks with one and with several capacities (optima known) and OR-Library's
// multidimensional knapsacks (best known values). Every sixth of them; bench/peers/allocation_peers.py runs all.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "sightline/methods/allocation.hpp"

namespace sightline {
namespace {

constexpr std::size_t every = 6;

std::filesystem::path folder() {
  const char* shared = std::getenv("SIGHTLINE_SHARED_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
  const std::filesystem::path root =
      shared != nullptr ? shared : std::filesystem::path(SIGHTLINE_SOURCE_DIR) / ".." / "shared" / "data";
  return root / "optimisation";
}

// The text of a compressed file, by the program gzip.
std::string unpacked(const std::string& file) {
  struct Close {
    void operator()(std::FILE* pipe) const { pclose(pipe); }
  };
  const std::string command = "gzip -dc '" + (folder() / file).string() + "'";
  const std::unique_ptr<std::FILE, Close> pipe(popen(command.c_str(), "r"));  // NOLINT(cert-env33-c): a fixed command
  std::string text(std::size_t{1} << 16, '\0'), all;
  while (const std::size_t got = std::fread(text.data(), 1, text.size(), pipe.get())) all.append(text, 0, got);
  return all;
}

std::vector<std::string> cells_of(const std::string& line, char separator = ',') {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, separator);) cells.push_back(cell);
  return cells;
}

struct Public {
  std::string name;
  AllocationProblem problem;
  double known = 0;
};

// NAME_instances.csv and NAME_items.csv.gz: one item of every group. capacity: the column of capacities, joined by ;
std::vector<Public> read_groups(const std::string& name, std::size_t capacity) {
  std::vector<Public> instances;
  std::map<std::string, std::size_t> place;
  std::ifstream list(folder() / (name + "_instances.csv"));
  std::string line;
  std::getline(list, line);
  for (std::size_t i = 0; std::getline(list, line); ++i) {
    if (i % every != 0) continue;
    const auto cells = cells_of(line);
    place[cells[0]] = instances.size();
    instances.push_back({cells[0], {}, std::stod(cells[capacity + 1])});
    for (const std::string& bound : cells_of(cells[capacity], ';'))
      instances.back().problem.rules.push_back({"capacity", Sense::at_most, std::stod(bound)});
  }
  std::stringstream items(unpacked(name + "_items.csv.gz"));
  std::getline(items, line);
  for (std::string group; std::getline(items, line);) {
    const auto cells = cells_of(line);
    const auto at = place.find(cells[0]);
    if (at == place.end()) continue;
    AllocationProblem& problem = instances[at->second].problem;
    if (cells[0] + "/" + cells[1] != group)
      problem.first_option.push_back(problem.gain.size()), problem.exactly.push_back(1);
    group = cells[0] + "/" + cells[1];
    problem.gain.push_back(std::stod(cells[3]));
    for (std::size_t r = 0; r < problem.rules.size(); ++r) {
      problem.use_rule.push_back(static_cast<std::uint32_t>(r));
      problem.use_amount.push_back(std::stod(cells[4 + r]));
    }
    problem.first_use.push_back(problem.use_rule.size());
    problem.first_option.back() = problem.gain.size();
  }
  return instances;
}

std::vector<Public> read_knapsacks() {
  std::vector<Public> instances;
  std::stringstream numbers(unpacked("mknapcb1.txt.gz"));
  std::ifstream list(folder() / "mknapcb1_best.csv");
  std::string line;
  std::getline(list, line);
  std::size_t count = 0, candidates = 0, rules = 0;
  numbers >> count;
  for (std::size_t i = 0; i < count && std::getline(list, line); ++i) {
    double skipped = 0;
    numbers >> candidates >> rules >> skipped;
    AllocationProblem problem;
    problem.gain.resize(candidates);
    for (double& gain : problem.gain) numbers >> gain;
    std::vector<double> weight(rules * candidates);
    for (double& amount : weight) numbers >> amount;
    for (std::size_t r = 0; r < rules; ++r) {
      problem.rules.push_back({"capacity", Sense::at_most, 0});
      numbers >> problem.rules.back().bound;
    }
    for (std::size_t c = 0; c < candidates; ++c) {
      for (std::size_t r = 0; r < rules; ++r) {
        problem.use_rule.push_back(static_cast<std::uint32_t>(r));
        problem.use_amount.push_back(weight[r * candidates + c]);
      }
      problem.first_use.push_back(problem.use_rule.size());
      problem.first_option.push_back(c + 1);
    }
    const auto cells = cells_of(line);
    if (i % every == 0) instances.push_back({cells[2], std::move(problem), std::stod(cells[6])});
  }
  return instances;
}

class AllocationShared : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder())) GTEST_SKIP() << folder() << " is not there";
  }
};

Allocation solved(const Public& instance) {
  AllocationOptions options;
  options.gap = 0;
  options.time_limit_s = 60;
  Allocation found = solve_allocation(instance.problem, options);
  EXPECT_TRUE(check_allocation(instance.problem, found.choice).empty()) << instance.name;
  EXPECT_EQ(found.outcome, AllocationOutcome::optimal) << instance.name << ' ' << found.note;
  return found;
}

TEST_F(AllocationShared, ProvesTheOptimaOfMultipleChoiceKnapsacks) {
  const auto instances = read_groups("mckp", 3);
  ASSERT_EQ(instances.size(), 19u);
  for (const Public& instance : instances)
    EXPECT_NEAR(solved(instance).objective, instance.known, 1e-6) << instance.name;
}

TEST_F(AllocationShared, ProvesTheOptimaOfKnapsacksWithSeveralCapacities) {
  const auto instances = read_groups("mmkp", 5);
  ASSERT_EQ(instances.size(), 45u);
  for (const Public& instance : instances)
    EXPECT_NEAR(solved(instance).objective, instance.known, 1e-6) << instance.name;
}

TEST_F(AllocationShared, ReachesTheBestKnownMultidimensionalKnapsacks) {
  const auto instances = read_knapsacks();
  ASSERT_EQ(instances.size(), 5u);
  for (const Public& instance : instances) EXPECT_GE(solved(instance).objective, instance.known) << instance.name;
}

}  // namespace
}  // namespace sightline
