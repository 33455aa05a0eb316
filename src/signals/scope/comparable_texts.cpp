#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "signals/resolved.hpp"

namespace sightline::signals {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Words of letters, digits and bytes above ASCII, in lower case. Apostrophes and full stops join ("joe's" -> "joes",
// "s." -> "s"); other punctuation separates.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    if (c == '\'' || c == '.' || c == '`') continue;
    if (static_cast<unsigned char>(c) >= 0x80 || is_digit(c) || (c >= 'a' && c <= 'z'))
      word += c;
    else if (c >= 'A' && c <= 'Z')
      word += static_cast<char>(c - 'A' + 'a');
    else
      close();
  }
  close();
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Full-width letters, digits and spaces (U+FF01 to U+FF5E, U+3000) as their ASCII twins.
std::string half_width(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    if (byte(i) == 0xEF && (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD) && byte(i + 2) >= 0x80) {
      const unsigned code = ((byte(i + 1) & 0x3F) << 6 | (byte(i + 2) & 0x3F)) + 0xF000;
      if (code >= 0xFF01 && code <= 0xFF5E) {
        out += static_cast<char>(code - 0xFEE0);
        i += 2;
        continue;
      }
    }
    if (byte(i) == 0xE3 && byte(i + 1) == 0x80 && byte(i + 2) == 0x80) {
      out += ' ';
      i += 2;
      continue;
    }
    out += text[i];
  }
  return out;
}

void erase_all(std::string& text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word)) text.erase(at, word.size());
}

// The trade name: no digits (shop numbers), no legal forms. A name that is nothing else stays as it is.
std::string trade_name(const std::string& text) {
  constexpr std::array<std::string_view, 10> forms{"inc",         "llc",     "ltd",     "co", "corp",
                                                   "corporation", "company", "limited", "lp", "llp"};
  constexpr std::array<std::string_view, 5> chinese{"股份有限公司", "有限责任公司", "有限公司", "个体工商户", "公司"};
  std::vector<std::string> kept;
  for (std::string word : words_of(text)) {
    std::erase_if(word, is_digit);
    for (const std::string_view form : chinese) erase_all(word, form);
    if (!word.empty() && std::find(forms.begin(), forms.end(), word) == forms.end()) kept.push_back(std::move(word));
  }
  return kept.empty() ? joined(words_of(text)) : joined(kept);
}

// The address without its unit: what follows "ste", "unit", "#" and the like stays out.
std::vector<std::string> building(const std::string& text) {
  constexpr std::array<std::string_view, 9> units{"ste", "suite", "unit", "apt", "fl", "floor", "rm", "room", "lbby"};
  std::vector<std::string> words = words_of(std::string_view(text).substr(0, text.find('#')));
  for (std::size_t i = 1; i < words.size(); ++i)
    if (std::find(units.begin(), units.end(), words[i]) != units.end()) words.resize(i);
  return words;
}

// The street of an address: without the house number in front (033 Belden Pl), or before 号 (漾泉大街12号).
std::string street_of(const std::string& text) {
  if (std::size_t number = text.find("号"); number != std::string::npos) {
    while (number > 0 && (is_digit(text[number - 1]) || text[number - 1] == '-')) --number;
    return joined(words_of(std::string_view(text).substr(0, number)));
  }
  std::vector<std::string> words = building(text);
  const auto is_house_number = [](const std::string& word) {
    return is_digit(word[0]) && std::count_if(word.begin(), word.end(), is_digit) + 1 >= std::ssize(word);
  };
  while (words.size() > 1 && is_house_number(words.front())) words.erase(words.begin());
  return joined(words);
}

}  // namespace

std::string comparable(std::string_view scope, std::string_view text) {
  if (scope == "name") return trade_name(half_width(text));
  if (scope == "address") return joined(building(half_width(text)));
  if (scope == "street") return street_of(half_width(text));
  return std::string(text);
}

const Column* scope_column(const Table* table, std::string_view scope) {
  if (table == nullptr) return nullptr;
  const Column* column = table->find(scope);
  return column == nullptr && scope == "street" ? table->find("address") : column;
}

std::string text_in(const StringPool& pool, const Column& column, std::size_t row) {
  if (!column.ids.empty()) return std::string(pool.text(column.ids[row]));
  if (!column.dates.empty()) return column.dates[row].to_string();
  const double value = number_in(column, row);
  if (std::isnan(value)) return {};
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

}  // namespace sightline::signals
