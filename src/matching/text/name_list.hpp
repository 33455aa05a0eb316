// name_list.hpp: one list of names, parsed into flat columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "matching/text/name_parts.hpp"
#include "matching/text/tokens.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline::matching {

struct Facts {
  std::uint16_t province = 0, city = 0;                  // of the name
  std::uint16_t address_province = 0, address_city = 0;  // of the address
  std::uint32_t county = 0, branch = 0, district = 0;    // hashes; 0 = none
  std::uint32_t number = 0;                              // of the house; 0 = none
  float information = 0;                                 // nats of the core, without its region
  LegalForm legal = LegalForm::none;
  bool short_form = false;
};

struct NameList {
  std::vector<Facts> facts;
  std::vector<Token> tokens;                // of the cores
  std::vector<std::uint32_t> token_begin;   // names + 1
  std::vector<std::uint32_t> streets;       // keys, sorted within a name
  std::vector<std::uint32_t> street_begin;  // names + 1
  bool has_address = false, has_district = false;

  [[nodiscard]] std::size_t size() const { return facts.size(); }
  [[nodiscard]] std::span<const Token> core(std::size_t i) const {
    return std::span(tokens).subspan(token_begin[i], token_begin[i + 1] - token_begin[i]);
  }
  [[nodiscard]] std::span<const std::uint32_t> street(std::size_t i) const {
    return std::span(streets).subspan(street_begin[i], street_begin[i + 1] - street_begin[i]);
  }
};

inline constexpr std::size_t most_tokens = 32;  // of a core; what follows is not compared

[[nodiscard]] NameList parse_names(const NameTable& table, const Run& run);

}  // namespace sightline::matching
