// tables.hpp: the rows of a city as CSV text, one text per file of the dataset.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/city/city.hpp"

namespace sightline::simulate {

enum class File : std::uint8_t {
  enterprises,
  categories,
  offers,
  inspections,
  complaints,
  monitoring_points,
  monitoring_reports,
  campaigns,
  relations,
  sampling_points,
  labs,
  inspectors,
  other_plans,
  case_events,
  truth,
  round_results,  // these two with a drawn round only
  round_truth
};
inline constexpr std::size_t file_count = 17, round_file_count = 2;
using Tables = std::array<std::string, file_count>;

struct FileLayout {
  const char *path, *header;
};
[[nodiscard]] const std::array<FileLayout, file_count>& file_layouts();

// What all cities share: ids of categories, days as text.
class TableText {
 public:
  TableText(const Scenario& scenario, const Layout& layout, std::uint64_t seed);
  void shared_rows(Tables& tables) const;  // categories
  void city_rows(const City& city, Tables& tables) const;

 private:
  friend class CityText;
  [[nodiscard]] std::string_view day(Date date) const;  // "" when unknown
  const Scenario& scenario_;
  Layout layout_;
  std::uint64_t seed_;
  Date first_;
  std::vector<std::array<char, 10>> days_;
};

// GB 32100-2015: 17 characters and the check character, by weights 3^i mod 31; the organisation's own code inside
// carries its GB 11714 check character.
[[nodiscard]] std::string credit_code(bool individual, std::string_view district, std::uint64_t serial);

}  // namespace sightline::simulate
