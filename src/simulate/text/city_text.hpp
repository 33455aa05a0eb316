// city_text.hpp: one city's rows. Ids and names carry the city's number when the country has several.
#pragma once

#include "simulate/text/row_text.hpp"
#include "simulate/text/tables.hpp"

namespace sightline::simulate {

class CityText {
 public:
  CityText(const TableText& shared, const City& city, Tables& tables);
  // Who there is and what they are told to do (register_text.cpp).
  void enterprises();
  void offers();  // and the truth
  void relations();
  void sampling_points();
  void labs();
  void inspectors();
  void campaigns();
  void other_plans();
  // What happened (event_text.cpp).
  void inspections();
  void complaints();
  void monitoring();
  void case_events();

 private:
  void inspections_from(std::size_t first, File file);
  RowText rows(File file) { return RowText(tables_[static_cast<std::size_t>(file)]); }
  [[nodiscard]] auto id(char letter, std::size_t i, int width) const {  // E00017, or E00017-0002 in the second city
    return [this, letter, i, width](std::string& out) {
      out += letter;
      RowText::append_padded(out, i + 1, width);
      out += suffix_;
    };
  }
  [[nodiscard]] auto enterprise(Index e) const { return id('E', e, 5); }
  [[nodiscard]] auto inspection(Index i) const { return id('S', i, 6); }
  [[nodiscard]] std::string_view day(Date date) const { return shared_.day(date); }
  [[nodiscard]] std::string name(Index e) const;
  void tanks(RowText& row, Index e, Index category, Rng& rng, std::size_t& tank, std::size_t& nozzle);

  const TableText& shared_;
  const City& city_;
  const Scenario& scenario_;
  const Subjects& s_;
  Tables& tables_;
  std::string suffix_, prefix_;
  std::vector<std::string> districts_, labs_;
};

}  // namespace sightline::simulate
