#include "matching/text/name_list.hpp"

#include <algorithm>

#include "matching/text/fold.hpp"

namespace sightline::matching {
namespace {

constexpr std::size_t grain = 4'096;

std::uint32_t hash_or_none(std::u32string_view text) { return text.empty() ? 0 : word_key(text); }

// 朝阳区 and 朝阳 are one district.
std::u32string_view bare_district(std::u32string_view text) {
  while (!text.empty() && text.back() == U' ') text.remove_suffix(1);
  if (text.size() > 2 && (text.back() == U'区' || text.back() == U'县' || text.back() == U'市')) text.remove_suffix(1);
  return text;
}

class Parser {
 public:
  explicit Parser(const NameTable& table) : table_(table), folder_(Folder::shared()) {}

  void parse(std::size_t row, NameList& list) {
    Facts facts;
    name(table_.name[row], facts, list);
    list.token_begin.push_back(static_cast<std::uint32_t>(list.tokens.size()));
    if (!table_.address.empty()) address(table_.address[row], facts, list);
    list.street_begin.push_back(static_cast<std::uint32_t>(list.streets.size()));
    if (!table_.district.empty()) {
      folder_.fold(table_.district[row], folded_);
      facts.district = hash_or_none(bare_district(folded_));
    }
    list.facts.push_back(facts);
  }

 private:
  void name(std::string_view text, Facts& facts, NameList& list) {
    folder_.fold(text, folded_);
    split_name(folded_, parts_);
    facts.province = parts_.province;
    facts.city = parts_.city;
    facts.county = hash_or_none(parts_.county);
    facts.branch = hash_or_none(parts_.branch);
    facts.legal = parts_.legal;
    facts.short_form = parts_.short_form;
    const std::size_t before = list.tokens.size();
    append_tokens(parts_.region, list.tokens);
    for (std::size_t at = before; at < list.tokens.size(); ++at) list.tokens[at].region = true;
    append_tokens(parts_.core, list.tokens);
    if (list.tokens.size() > before + most_tokens) list.tokens.resize(before + most_tokens);
  }
  void address(std::string_view text, Facts& facts, NameList& list) {
    folder_.fold(text, folded_);
    read_address(folded_, address_);
    facts.number = address_.number;
    facts.address_province = address_.province;
    facts.address_city = address_.city;
    list.streets.insert(list.streets.end(), address_.street.begin(), address_.street.end());
  }

  const NameTable& table_;
  const Folder& folder_;
  std::u32string folded_;
  NameParts parts_;
  Address address_;
};

void append(NameList& list, const NameList& piece) {
  const auto tokens = static_cast<std::uint32_t>(list.tokens.size()),
             streets = static_cast<std::uint32_t>(list.streets.size());
  list.facts.insert(list.facts.end(), piece.facts.begin(), piece.facts.end());
  list.tokens.insert(list.tokens.end(), piece.tokens.begin(), piece.tokens.end());
  list.streets.insert(list.streets.end(), piece.streets.begin(), piece.streets.end());
  for (const std::uint32_t end : piece.token_begin) list.token_begin.push_back(tokens + end);
  for (const std::uint32_t end : piece.street_begin) list.street_begin.push_back(streets + end);
}

}  // namespace

NameList parse_names(const NameTable& table, const Run& run) {
  const std::size_t n = table.name.size();
  std::vector<NameList> pieces((n + grain - 1) / grain);
  parallel_chunks(run, n, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    Parser parser(table);
    for (std::size_t row = begin; row < end; ++row) parser.parse(row, pieces[chunk]);
  });
  NameList list;
  list.has_address = !table.address.empty();
  list.has_district = !table.district.empty();
  list.token_begin.push_back(0);
  list.street_begin.push_back(0);
  list.facts.reserve(n);
  for (NameList& piece : pieces) {
    append(list, piece);
    piece = NameList{};
  }
  return list;
}

}  // namespace sightline::matching
