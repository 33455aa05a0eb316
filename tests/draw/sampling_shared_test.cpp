// Public populations of the sampling literature (Särndal, Swensson and Wretman 1992: MU284; Belgian municipalities
// 2004), with figures that R's package sampling computed for them.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

#include "draw/lottery/lawful_draw.hpp"
#include "lawful_cases.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

using Columns = std::map<std::string, std::vector<double>>;

std::filesystem::path folder() {
  const char* shared = std::getenv("SIGHTLINE_SHARED_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
  const std::filesystem::path root =
      shared != nullptr ? shared : std::filesystem::path(SIGHTLINE_SOURCE_DIR) / ".." / "shared" / "data";
  return root / "sampling-populations";
}

// Numeric columns by name; text cells are NaN.
Columns read_columns(const std::string& file) {
  std::ifstream in(folder() / file);
  std::string line;
  const auto cells = [&line] {
    std::vector<std::string> found;
    std::stringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) {
      std::erase(cell, '"');
      found.push_back(cell);
    }
    return found;
  };
  std::getline(in, line);
  const auto names = cells();
  Columns columns;
  while (std::getline(in, line)) {
    const auto row = cells();
    for (std::size_t k = 0; k < names.size(); ++k) {
      char* end = nullptr;
      const double value = std::strtod(row[k].c_str(), &end);
      columns[names[k]].push_back(end == row[k].c_str() ? std::nan("") : value);
    }
  }
  return columns;
}

class SamplingShared : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder())) GTEST_SKIP() << folder() << " is not there";
  }
};

TEST_F(SamplingShared, GivesTheInclusionProbabilitiesOfMU284) {
  const Columns reference = read_columns("pik_MU284_P75.csv");
  for (const std::size_t n : {30u, 60u, 120u}) {
    const auto p = inclusion_probabilities(reference.at("size"), n);
    const auto& expected = reference.at("pik_" + std::to_string(n));
    for (std::size_t i = 0; i < p.size(); ++i) ASSERT_NEAR(p[i], expected[i], 1e-9) << "unit " << i << " of " << n;
  }
}

TEST_F(SamplingShared, GivesTheJointProbabilitiesOfSystematicSampling) {
  const auto p = read_columns("pik_MU284_first20_n6.csv").at("pik");
  const Columns reference = read_columns("pi2_systematic_MU284_first20_n6.csv");
  const auto joint = joint_systematic(p);
  for (std::size_t j = 0; j < p.size(); ++j)
    for (std::size_t i = 0; i < p.size(); ++i)
      ASSERT_NEAR(joint[i * p.size() + j], reference.at("V" + std::to_string(j + 1))[i], 1e-9) << i << " " << j;
}

double reference_cv(const std::string& design) {
  std::ifstream in(folder() / "reference_designs.csv");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with('"' + design + '"')) return std::stod(line.substr(line.rfind(',') + 1));
  return std::nan("");
}

struct Spread {
  double mean = 0, cv = 0;
};

template <class Draw>
Spread spread_of(const std::vector<double>& y, const std::vector<double>& p, std::uint64_t draws, const Draw& draw) {
  double sum = 0, squares = 0;
  for (std::uint64_t seed = 1; seed <= draws; ++seed) {
    double total = 0;
    for (const Index i : draw(seed)) total += y[i] / p[i];
    sum += total;
    squares += total * total;
  }
  const double mean = sum / static_cast<double>(draws);
  return {mean, std::sqrt(squares / static_cast<double>(draws) - mean * mean) / mean};
}

// Whole numbers from probabilities whose sum is whole: round each cumulated sum.
LawfulLines lines_of(const std::vector<double>& p) {
  LawfulLines lines;
  lines.row_class = {0};
  lines.row_classes = lines.columns = 1;
  double sum = 0;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += p[i];
    const auto until = static_cast<std::uint64_t>(std::llround(sum * whole_units));
    lines.units.push_back(until - before);
    before = until;
    lines.row.push_back(0);
    lines.column.push_back(0);
    lines.group.push_back(no_index);
    lines.order.push_back(static_cast<Index>(i));
  }
  return lines;
}

TEST_F(SamplingShared, LawfulDrawOfMU284VariesNoMoreThanRandomSystematic) {
  const Columns population = read_columns("MU284.csv");
  const auto& y = population.at("RMT85");
  const auto p = inclusion_probabilities(population.at("P75"), 60);
  const LawfulLines lines = lines_of(p);
  const Spread lawful = spread_of(y, p, 5000, [&](std::uint64_t seed) {
    PhiloxDice dice(seed);
    std::vector<Index> sample;
    const auto batches = draw_lawfully(lines, dice);
    for (Index i = 0; i < batches.size(); ++i)
      if (batches[i] > 0) sample.push_back(i);
    return sample;
  });
  const double total = std::accumulate(y.begin(), y.end(), 0.0);
  EXPECT_NEAR(lawful.mean, total, 4 * lawful.cv * total / std::sqrt(5000.0));
  EXPECT_LE(lawful.cv, reference_cv("randomsystematic"));
  RecordProperty("cv", std::to_string(lawful.cv));
}

TEST_F(SamplingShared, CubeOfTheBelgianMunicipalitiesIsAtLeastAsBalancedAsTheReference) {
  const Columns population = read_columns("belgianmunicipalities.csv");
  const auto p = inclusion_probabilities(population.at("Tot04"), 50);
  const auto& y = population.at("Tot03");
  const Spread cube = spread_of(y, p, 2000, [&](std::uint64_t seed) { return sample_cube({p, {y}, {}}, seed); });
  EXPECT_LE(cube.cv, reference_cv("belgian n=50 cube: Tot03"));
  EXPECT_NEAR(cube.mean / std::accumulate(y.begin(), y.end(), 0.0), 1, 4 * cube.cv / std::sqrt(2000.0));
  RecordProperty("cv", std::to_string(cube.cv));
}

}  // namespace
}  // namespace sightline
