#include "report/text/text_table.hpp"

#include <algorithm>

#include "base/text_width.hpp"

namespace sightline {

std::string text_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
  std::vector<std::size_t> width(right.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], text_width(row[i]));
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "  ") + padded(row[i], width[i], right[i]);
    while (!text.empty() && text.back() == ' ') text.pop_back();
    text += "\n";
  }
  return text;
}

std::string text_label(std::string_view id, std::string_view name, std::size_t widest) {
  std::string text(id);
  if (!name.empty() && name != id) text += " " + std::string(name);
  if (text_width(text) <= widest) return text;
  while (text_width(text) > widest - 1) {  // whole characters: the bytes 10xxxxxx belong to the one before
    while (text.size() > 1 && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
    text.pop_back();
  }
  return text + "…";
}

}  // namespace sightline
