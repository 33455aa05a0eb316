#include "report/html/words.hpp"

namespace sightline::html {

Known find_known(std::string_view english) {
  for (const Entry& entry : catalogue) {
    const std::size_t at = entry.english.find("{0}");
    if (at == std::string_view::npos) {
      if (entry.english == english) return {&entry, {}};
      continue;
    }
    const std::string_view before = entry.english.substr(0, at), after = entry.english.substr(at + 3);
    // A pattern of a few letters would claim texts that it was not written for.
    if (before.size() + after.size() < 7 || after.find('{') != std::string_view::npos) continue;
    if (english.size() > before.size() + after.size() && english.starts_with(before) && english.ends_with(after))
      return {&entry, std::string(english.substr(before.size(), english.size() - before.size() - after.size()))};
  }
  return {};
}

const Entry* find_entry(std::string_view key) {
  for (const Entry& entry : catalogue)
    if (entry.key == key) return &entry;
  return nullptr;
}

}  // namespace sightline::html
